"""Working days: holidays, days the government moved, and the hours in which somebody reads."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.appeals.working_days import Reception, due_day, hours_of, is_working, reception

ZONE = ZoneInfo("Asia/Novokuznetsk")


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 22), False),
        (date(2026, 11, 4), False),
        (date(2026, 12, 31), False),  # moved from a Sunday in January
        (date(2027, 2, 20), True),  # a Saturday that the government made a working day
        (date(2027, 2, 22), False),
    ],
)
def test_holidays_and_moved_days_are_known(day: date, working: bool) -> None:
    assert is_working(day) is working


def test_the_new_years_holidays_count_for_nothing() -> None:
    assert due_day(date(2026, 12, 30)) == date(2027, 1, 13)


@pytest.mark.parametrize(
    ("local", "told"),
    [
        ("2026-11-23T09:00", Reception()),
        ("2026-11-23T18:00", Reception("hours")),
        ("2026-11-23T08:59", Reception("hours")),
        ("2026-11-22T12:00", Reception("day")),
        ("2026-11-04T12:00", Reception("day", "День народного единства")),
    ],
)
def test_a_person_is_told_why_nobody_reads_now(local: str, told: Reception) -> None:
    assert reception(datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC), ZONE) == told


@pytest.mark.parametrize("text", ["", "по звонку", "18:00-09:00", "9"])
def test_hours_that_say_nothing_are_the_usual_ones(text: str) -> None:
    assert hours_of(text) == (time(9), time(18))
    assert hours_of("08:30–17:30") == (time(8, 30), time(17, 30))
