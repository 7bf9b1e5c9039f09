"""«Напомни 15 января отчёт по субсидии»: the day and the words of a reminder that a person types."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = 200
"""Characters of a reminder's text that are kept."""

_I = re.IGNORECASE
_ASKED = re.compile(
    r"^\s*(?:пожалуйста,?\s+)?напомни(?:те|ть)?\b(?:\s*,?\s*пожалуйста)?(?:[\s,]+(?:мне|нам)\b)?[\s,:]*", _I
)
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = (
    r"(?P<month>январ[яь]|феврал[яь]|марта?|апрел[яь]|ма[яй]|июн[яь]|июл[яь]|августа?|сентябр[яь]|октябр[яь]"
    r"|ноябр[яь]|декабр[яь])"
)
_DAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_LEAD = r"(?:\b(?:во?|на|до|к|ко|не\s+позднее)\s+)?"
_WORDS = re.compile(
    rf"{_LEAD}\b(?P<day>\d{{1,2}})(?:-?го)?\s+{_MONTH}\b(?:\s+(?P<year>\d{{4}})(?:\s*г(?:ода|\.)?)?)?", _I
)
_FIGURES = re.compile(
    rf"{_LEAD}(?<![\d.,])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})"
    r"(?:\.(?P<year>\d{4}|\d{2}))?(?![\d.]*\d)(?:\s*г\.)?",
    _I,
)
_NEAR = re.compile(rf"{_LEAD}\b(?P<word>сегодня|послезавтра|завтра)\b", _I)
_LATER = re.compile(
    r"\bчерез\s+(?:(?P<count>\d{1,3}|один|одну|два|две|три|пол)\s*)?"
    r"(?P<unit>дн\w+|день|недел\w+|месяц\w*|год\w*)\b",
    _I,
)
_WEEKDAY = re.compile(
    r"\bво?\s+(?:(?P<next>следующ\w+|эт\w+)\s+)?"
    r"(?P<name>понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)\b",
    _I,
)
_COUNTS = {"один": 1, "одну": 1, "два": 2, "две": 2, "три": 3}
_AT_HOUR = re.compile(r"\b(?:в|к)\s+\d{1,2}(?:[:.]\d{2}|\s*час\w*)\b", _I)


class Trouble(StrEnum):
    """Why no day was found in a reminder that names one."""

    IMPOSSIBLE = "impossible"
    PAST = "past"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the day, or the trouble with it; `said` is the date as it was typed."""

    day: date | None
    text: str
    said: str
    trouble: Trouble | None = None


def asks(text: str) -> bool:
    """Whether a message begins as a reminder does."""
    return _ASKED.match(text) is not None


def read_reminder(text: str, today: date) -> Asked | None:
    """A typed reminder; None when it is no reminder or names no day (then it is a question)."""
    began = _ASKED.match(text)
    return None if began is None else read_date(text[began.end() :], today)


def read_date(text: str, today: date) -> Asked | None:
    """The day that a text names, and the rest of it; None when it names none. A day without a year rolls forward."""
    for pattern, read in _READERS:
        found = pattern.search(text)
        if found is None:
            continue
        rest = _AT_HOUR.sub(" ", f"{text[: found.start()]} {text[found.end() :]}")
        rest = re.sub(r"\s+", " ", rest).strip(" ,.;:-—!")
        rest = re.sub(r"^(?:про|об?|что)\s+", "", rest, flags=_I)[:LONGEST]
        day, trouble = read(found, today)
        if trouble is None and day is not None and day < today:
            day, trouble = None, Trouble.PAST
        if trouble is None and not rest:
            trouble = Trouble.NO_TEXT
        return Asked(day, rest, re.sub(r"\s+", " ", found[0]).strip(), trouble)
    return None


Read = tuple[date | None, Trouble | None]


def _calendar(found: re.Match[str], today: date) -> Read:
    named = found["month"].lower()
    month = int(named) if named.isdigit() else _MONTHS.index(named[:3].replace("мая", "май")) + 1
    day, year = int(found["day"]), found["year"]
    if not 1 <= month <= 12:
        return None, Trouble.IMPOSSIBLE
    if year is not None:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        ok = 1 <= day <= monthrange(full, month)[1] and full <= today.year + 20
        return (date(full, month, day), None) if ok else (None, Trouble.IMPOSSIBLE)
    for ahead in range(today.year, today.year + 9):
        if 1 <= day <= monthrange(ahead, month)[1] and date(ahead, month, day) >= today:
            return date(ahead, month, day), None
    return None, Trouble.IMPOSSIBLE


def _near(found: re.Match[str], today: date) -> Read:
    return today + timedelta(days=("сегодня", "завтра", "послезавтра").index(found["word"].lower())), None


def _later(found: re.Match[str], today: date) -> Read:
    said, unit = (found["count"] or "1").lower(), found["unit"].lower()
    if said == "пол":
        return (_months_on(today, 6), None) if unit.startswith("год") else (today + timedelta(days=15), None)
    count = int(said) if said.isdigit() else _COUNTS[said]
    if count == 0 or (unit.startswith("год") and count > 20):
        return None, Trouble.IMPOSSIBLE
    if unit.startswith("д"):
        return today + timedelta(days=count), None
    if unit.startswith("недел"):
        return today + timedelta(weeks=count), None
    return _months_on(today, count if unit.startswith("месяц") else 12 * count), None


def _months_on(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _weekday(found: re.Match[str], today: date) -> Read:
    wanted = next(at for at, stem in enumerate(_DAYS) if found["name"].lower().startswith(stem))
    if (found["next"] or "").lower().startswith("следующ"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
        return monday + timedelta(days=wanted), None
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1), None


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Read]], ...] = (
    (_WORDS, _calendar),
    (_FIGURES, _calendar),
    (_LATER, _later),
    (_NEAR, _near),
    (_WEEKDAY, _weekday),
)
