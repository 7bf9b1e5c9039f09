"""Figures of the tables, exactly, with source and year."""

from decimal import Decimal

import pytest

from core.answers.plain import plain_text
from storage.terms import Unit
from tests.core.answers.conftest import Ask


def said(ask: Ask, *questions: str) -> str:
    """The last reply without markup and with ordinary spaces."""
    return plain_text(ask(*questions).message.text).replace("\u00a0", " ")


def test_the_figure_comes_first_with_year_and_source_and_the_difference_is_said(ask: Ask) -> None:
    reply = said(ask, "сколько выделили на спорт в 2023")
    assert reply.startswith("1 397,2 тыс. ₽")
    assert "9 организаций" in reply
    assert "2023" in reply
    assert "вместе дают 1 397,3" in reply
    assert "Источник: отчёт города за 2023 год, таблицы 1 и 5." in reply


def test_every_figure_of_an_answer_is_a_cell_or_a_named_computation(ask: Ask) -> None:
    figures = ask("спорт плюс культура из местного бюджета это сколько").figures
    assert (Decimal(2_647_200), Unit.ROUBLES, "sum of cells") in {(f.value, f.unit, f.formula) for f in figures}
    assert {f.value for f in figures if f.formula == "cell"} == {Decimal(1_397_200), Decimal(1_250_000)}


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("сколько дают на вече", "1 250"),
        ("uhfyns hya", "24 000,0"),
        ("skolko deneg na turizm", "700,0"),
        ("скоко субсидыи дали пантере", "120,0"),
        ("фпг сумма", "19 489,1"),
        ("сколько всего грантов привлекли за 2023 год", "410 190,0"),
        ("сколько грантов из федерального бюджета", "375 993,5"),
        ("региональные гранты 2022", "23,1"),
        ("сколько нко охвачено всеми видами поддержки", "475"),
        ("сколько консультировали по образованию", "101"),
        ("какую долю грантов составляет наука", "77,3 %"),
        ("процент победителей президентских грантов", "14,1 %"),
        ("на сколько соцподдержка получила больше, чем спорт", "10 027,7"),
        ("сумма ФПГ и ПФКИ вместе", "29 359,1"),
        ("самый крупный грант", "276 592,0"),
        ("в каком конкурсе меньше всего денег", "34,5"),
        ("показатель по образованию выполнен?", "факт 0,13 % при плане 0,15 %"),
        ("площадь помещений у нко", "11 332,7"),
    ],
)
def test_a_question_in_peoples_own_words_gets_the_cell(ask: Ask, question: str, figure: str) -> None:
    assert figure in said(ask, question)
    assert ask(question).answered


def test_stated_and_computed_totals_are_both_said(ask: Ask) -> None:
    reply = said(ask, "сколько организаций получили консультации")
    assert "424" in reply
    assert "434" in reply


def test_a_list_shows_five_lines_and_names_the_rest(ask: Ask) -> None:
    answer = ask("список муниципальных конкурсов")
    reply = plain_text(answer.message.text)
    assert reply.count("•") == 5
    assert "Ещё:" in reply
    assert "Лучший комитет ТОС" in reply
    assert any(button.label == "Ещё" for row in answer.message.buttons for button in row)


def test_kinds_of_money_are_never_added_for_an_organisation(ask: Ask) -> None:
    reply = said(ask, "федерация футбола: субсидия и грант")
    assert "201,0" in reply
    assert "891,1" in reply
    assert "1 092,1" not in reply
    assert "Не складываю" in reply


def test_an_answer_has_at_most_four_buttons_two_a_row(ask: Ask) -> None:
    for question in ("сколько на спорт", "гранты", "кто получил субсидии", "витязь", "что открыто", "телефон куми"):
        rows = ask(question).message.buttons
        assert sum(len(row) for row in rows) <= 4
        assert all(len(row) <= 2 for row in rows)
