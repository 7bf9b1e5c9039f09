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


_BEFORE = re.compile(
    r"\bза\s+(?:(?P<count>\d{1,2}|один|одну|два|две|три)\s*)?(?P<unit>дн\w+|день|недел\w+|месяц\w*)\b", _I
)
_AMENDS = re.compile(
    r"\s*(?:(?:ой|нет|лучше|давай(?:те)?|а|ну|пожалуйста|перенеси(?:те)?|поменяй(?:те)?|измени(?:те)?|сделай(?:те)?"
    r"|напомни(?:те)?|его|это|срок|дату|напоминание|не|на|к)[\s,]+)+",
    _I,
)
_DROPS = re.compile(
    r"\s*(?:(?:не надо|не нужно)\s*(?:напоминать|напоминания)?|(?:удали|убери|отмени|сотри)(?:те)?"
    r"(?:\s+(?:это|его|мое|моё|последнее))*(?:\s+напоминание)?)[\s.!]*",
    _I,
)
_DAY_ALONE = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:\s*-?\s*го)?\b(?!\s*(?:дн|нед|мес|час|[.:]\d))", _I)


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
    return None if began is None else ahead_of(text[began.end() :], today)


def ahead_of(text: str, today: date) -> Asked | None:
    """As `read_date`; «за неделю до 15 апреля» is the day a week before, with the date kept among the words."""
    before = _BEFORE.search(text)
    if before is None:
        return read_date(text, today)
    found = read_date(f"{text[: before.start()]} {text[before.end() :]}", today)
    if found is None or found.day is None:
        return found
    day = earlier_by(found.day, before)
    words = " ".join(part for part in (found.text, found.said) if part)[:LONGEST]
    return Asked(day, words, found.said) if day >= today else Asked(None, words, found.said, Trouble.PAST)


def earlier_by(day: date, before: re.Match[str]) -> date:
    """The day that stands so many days, weeks or months before another."""
    said, unit = (before["count"] or "1").lower(), before["unit"].lower()
    count = int(said) if said.isdigit() else _COUNTS[said]
    if unit.startswith("д"):
        return day - timedelta(days=count)
    return day - timedelta(weeks=count) if unit.startswith("недел") else _months_on(day, -count)


def drops(text: str) -> bool:
    """Whether a text right under a reminder takes it back («удали это», «не надо»)."""
    return len(text) <= LONGEST and _DROPS.fullmatch(text) is not None


def amended(text: str, typed: str, today: date) -> str | None:
    """The reminder that a text right under it means («нет, за месяц», «лучше 8-го»); None for any other text."""
    began = _AMENDS.match(text + " ")
    if began is None or len(text) > LONGEST:
        return None
    rest = text[began.end() :]
    first = _ASKED.match(typed)
    words = typed[first.end() :] if first else typed
    if (ahead := _BEFORE.fullmatch(rest.strip(" .!"))) is not None:
        target = _BEFORE.sub("", words, count=1)
        return f"напомни {ahead[0]} {target.strip()}" if read_date(target, today) else None
    named = read_date(rest, today)
    held = read_date(words, today)
    if held is None:
        return None
    kept = re.sub(r"\s+", " ", _BEFORE.sub("", held.text)).strip(" ,") or held.text
    if named is not None and named.day is not None and len(named.text.split()) <= 1:
        return f"напомни {named.day:%d.%m.%Y} {kept}"
    alone = _DAY_ALONE.fullmatch(rest.strip(" .!"))
    if alone is None or held.day is None:
        return None
    day = int(alone["day"])
    if not 1 <= day <= monthrange(held.day.year, held.day.month)[1]:
        return None
    return f"напомни {held.day.replace(day=day):%d.%m.%Y} {kept}"


def read_date(text: str, today: date) -> Asked | None:
    """The day that a text names, and the rest of it; None when it names none. A day without a year rolls forward.

    A day at the very beginning is meant before any other («15.03.2027 сдать до 15 апреля»).
    """
    every = [(found, read) for pattern, read in _READERS if (found := pattern.search(text)) is not None]
    for found, read in sorted(every, key=lambda one: one[0].start() != 0):
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
