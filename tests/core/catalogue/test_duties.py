"""Duties come every year; the year that is reported on is the one before the day."""

from datetime import date

from core.catalogue.duties import due_duty, fits, next_due
from storage.records.content import Duty
from storage.terms import LegalForm

REPORT = Duty(key="minjust", title="Отчёт", legal_forms=(LegalForm.ANO,), due_month=4, due_day=15)


def test_a_duty_is_due_on_its_day_and_from_the_next_day_in_the_next_year() -> None:
    assert next_due(REPORT, date(2027, 4, 15)) == date(2027, 4, 15)
    assert next_due(REPORT, date(2027, 4, 16)) == date(2028, 4, 17)
    assert due_duty(REPORT, date(2026, 11, 22)).year == 2026


def test_a_day_that_a_month_does_not_have_is_its_last_one() -> None:
    duty = Duty(key="february", title="Отчёт", due_month=2, due_day=30)
    assert next_due(duty, date(2025, 1, 1)) == date(2025, 2, 28)
    assert next_due(duty, date(2028, 1, 1)) == date(2028, 2, 29)


def test_a_weekend_or_a_holiday_moves_to_the_next_working_day_and_names_the_old_one() -> None:
    sunday = due_duty(Duty(key="february", title="Отчёт", due_month=2, due_day=28), date(2027, 1, 1))
    assert (sunday.day, sunday.moved_from) == (date(2027, 3, 1), date(2027, 2, 28))
    may = due_duty(Duty(key="may", title="Отчёт", due_month=5, due_day=9), date(2028, 1, 1))
    assert may.day == date(2028, 5, 10)
    plain = due_duty(REPORT, date(2026, 11, 22))
    assert plain.moved_from is None


def test_a_duty_concerns_the_forms_that_it_names() -> None:
    assert fits(REPORT, "ano")
    assert fits(REPORT, "all")
    assert not fits(REPORT, "public")
    assert fits(Duty(key="tax", title="Налоги", due_month=1, due_day=25), "public")
