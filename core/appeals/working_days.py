"""Working days and hours: public holidays by the library, moved days by `data/working_days.yaml`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import yaml

WORKING_DAYS = 3
"""An answer is promised on this working day after the appeal; the day it came on does not count."""

HOURS = (time(9), time(18))
"""Local hours in which somebody reads, where a department has named none of its own."""

_FILE = Path(__file__).parents[2] / "data" / "working_days.yaml"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reception:
    """When an appeal came: in working hours, after or before them («hours»), or on a day off («day», with its name)."""

    closed: str = ""
    holiday: str = ""


@cache
def _moved() -> tuple[frozenset[date], frozenset[date]]:
    table = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return frozenset(table["working"]), frozenset(table["free"])


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("RU", language="ru")


def is_working(day: date) -> bool:
    """Whether offices work on this day."""
    working, off = _moved()
    if day in working or day in off:
        return day in working
    return day.weekday() < _SATURDAY and day not in _calendar()


def next_working(day: date, count: int = 1) -> date:
    """The working day that comes as the `count`-th after this day."""
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def due_day(today: date, working_days: int = WORKING_DAYS) -> date:
    """The day of the answer."""
    return next_working(today, working_days)


def hours_of(text: str) -> tuple[time, time]:
    """«09:00-18:00» as hours; HOURS when it is empty or says something else."""
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.replace("–", "-").split("-"))
    except ValueError:
        return HOURS
    return (start, end) if start < end else HOURS


def reception(now: datetime, zone: ZoneInfo, hours: tuple[time, time] = HOURS) -> Reception:
    """Whether somebody reads at this moment."""
    local = now.astimezone(zone)
    if not is_working(local.date()):
        name = _calendar().get(local.date()) or ""
        return Reception("day", "" if local.weekday() >= _SATURDAY else name)
    return Reception() if hours[0] <= local.time() < hours[1] else Reception("hours")
