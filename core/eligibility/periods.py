"""Days that are known only roughly: «августа» is any day of the month, «больше года» has no first day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

LONG_AGO = date(1900, 1, 1)
"""The first day of a period that has none."""


@dataclass(frozen=True, slots=True)
class Period:
    """The day is one of `earliest` to `latest`, both included."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        """A period holds at least one day."""
        if self.earliest > self.latest:
            raise ValueError(f"{self.earliest} is after {self.latest}")

    @property
    def is_day(self) -> bool:
        """Whether the day is known exactly."""
        return self.earliest == self.latest


def add_months(day: date, months: int) -> date:
    """The same day of another month; a day that the month lacks is its last one, as terms in months are counted."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_of(year: int, month: int) -> Period:
    """All days of a month."""
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def until(period: Period, today: date) -> Period | None:
    """The part of a period that is not in the future; None when all of it is."""
    if period.earliest > today:
        return None
    return Period(period.earliest, min(period.latest, today))


def age_at(founded: date, day: date) -> tuple[int, int, int]:
    """Whole years, months and days from `founded` to `day`; zeros when it is not reached."""
    if day < founded:
        return 0, 0, 0
    months = (day.year - founded.year) * 12 + day.month - founded.month
    while add_months(founded, months) > day:
        months -= 1
    return months // 12, months % 12, (day - add_months(founded, months)).days


def younger_than(months: int, today: date) -> Period:
    """Registered less than so many months ago."""
    return Period(add_months(today, -months) + timedelta(days=1), today)


def older_than(months: int, today: date) -> Period:
    """Registered at least so many months ago."""
    return Period(LONG_AGO, add_months(today, -months))
