"""What people type into a form, as the cells of a workbook, so that both accept the same: dates, hours, sums, sites."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.announcements.own_words import Trouble, read_date
from core.imports.cells import Cell
from core.imports.layout import Column, Kind, words
from core.imports.names import plain
from core.imports.values import WrongCellError
from storage.terms import parse_roubles

_I = re.IGNORECASE
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = (
    r"(?P<month>январ[яь]|феврал[яь]|марта?|апрел[яь]|ма[яй]|июн[яь]|июл[яь]|августа?|сентябр[яь]|октябр[яь]"
    r"|ноябр[яь]|декабр[яь])"
)
_NAMED = re.compile(rf"\b(?P<day>\d{{1,2}})(?:-?го)?\s+{_MONTH}\b(?:\s+(?P<year>\d{{4}})(?:\s*г(?:ода|\.)?)?)?", _I)
_FIGURES = re.compile(r"(?<![\d.])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?(?![\d./]*\d)")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_CLOCK = re.compile(r"(?<![\d.])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?![\d.])")
_HOUR = re.compile(r"\b(?:в|к|до|с)\s+(?P<hour>\d{1,2})\s*(?:час\w*|ч\b\.?)", _I)
_UNIT = re.compile(r"[^\d\s.,-]")
_METRES = re.compile(r"\s*(?:кв\.?\s*м\w*\.?|м(?:етр\w*)?\.?\s*кв\w*\.?|м2|м²|метр\w*|м\.?)\s*$", _I)
_AMOUNT = re.compile(
    r"^(?:до|около|по|от)?\s*(?P<amount>-?[\d\s]+(?:[.,]\s?\d+)?)\s*"
    r"(?P<scale>тыс\w*|млн|миллион\w*|млрд)?\.?\s*(?:руб\w*|р\.?|₽)?\.?(?:\s*(?:в\s+месяц|/\s*мес\w*))?\.?$",
    _I,
)
_LEAP = 2024
_WITHOUT_UNIT = Decimal(10_000)
"""From here on a bare number in a column of thousand roubles may as well be roubles: it is asked about."""


def cells_of_text(columns: Sequence[Column], text: str, today: date) -> tuple[Cell, ...]:
    """The cells that a typed answer stands for. WrongCellError when nothing can be read in it."""
    first = columns[0]
    if first.kind is Kind.MOMENT:
        return _moment(columns, text, today)
    if first.kind is Kind.DATE:
        return (_day(text, today),)
    if first.kind is Kind.NUMBER:
        return (_number(first, text),)
    if first.kind is Kind.WHOLE:
        return (re.sub(r"\s*(?:г\.?|год\w*)$", "", text.strip(), flags=_I),)
    if first.form == "url":
        return (_address(text),)
    if first.kind is Kind.ANSWERS:
        try:
            return (f"{_day(text, today):%d.%m.%Y}",) if _FIGURES.search(text) or _NAMED.search(text) else (text,)
        except WrongCellError:
            return (text,)
    return (text,)


def _address(text: str) -> str:
    """A site as people type it: without https:// it gets one."""
    text = text.strip()
    bare = re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text)
    return f"https://{text}" if bare else text


def _day(text: str, today: date) -> date:
    for pattern in (_ISO, _FIGURES, _NAMED):
        found = pattern.search(text)
        if found is not None:
            return _calendar(found, today)
    asked = read_date(text, today)
    if asked is None or asked.trouble is Trouble.IMPOSSIBLE or asked.day is None:
        raise WrongCellError("date", part="date")
    return asked.day


def _calendar(found: re.Match[str], today: date) -> date:
    """A day without a year is the next one that comes."""
    named = found["month"].lower()
    month = int(named) if named.isdigit() else next(n for n, stem in enumerate(_MONTHS, 1) if named.startswith(stem))
    day = int(found["day"])
    if not 1 <= month <= 12:
        raise WrongCellError("date", part="date")
    year = found["year"]
    full = today.year if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    if not 1 <= day <= monthrange(full if year else _LEAP, month)[1]:
        coming = full + (year is None and month < today.month)
        raise WrongCellError("no_such_day", str(monthrange(coming, month)[1]), part="date")
    if not 1900 <= full <= 2100:
        raise WrongCellError("date", part="date")
    if year is not None:
        return date(full, month, day)
    ahead = (one for one in range(today.year, today.year + 9) if day <= monthrange(one, month)[1])
    return next(date(one, month, day) for one in ahead if date(one, month, day) >= today)


def yearly(text: str, today: date) -> tuple[int, int]:
    """«15 апреля» as (day, month). WrongCellError when there is no such day."""
    found = _NAMED.search(text) or _FIGURES.search(text)
    if found is None:
        raise WrongCellError("yearly", part="date")
    day = _calendar(found, today)
    return day.day, day.month


def _moment(columns: Sequence[Column], text: str, today: date) -> tuple[Cell, ...]:
    day_match = next((found for one in (_ISO, _FIGURES, _NAMED) if (found := one.search(text))), None)
    rest = text if day_match is None else f"{text[: day_match.start()]} {text[day_match.end() :]}"
    clock = _CLOCK.search(rest)
    hour = _HOUR.search(rest) if clock is None else None
    if day_match is None and clock is not None:
        rest = f"{rest[: clock.start()]} {rest[clock.end() :]}"
    day = _day(text if day_match is not None else rest, today)
    said = f"{clock['hour']}:{clock['minute']}" if clock else f"{hour['hour']}:00" if hour else None
    return tuple(said if column.part == "time" else day for column in columns)


def _number(column: Column, text: str) -> Any:
    text = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    bare = _METRES.sub("", text) if column.scale == 1 else text
    if not _UNIT.search(bare):
        number = _plain_number(bare)
        if column.scale > 1 and number is not None and number >= _WITHOUT_UNIT:
            raise WrongCellError("unit", bare)
        return bare if number is None else number
    found = _AMOUNT.match(bare)
    if found is None:
        return bare
    scale = (found["scale"] or "").lower()
    scale = "тыс" if scale.startswith("тыс") else "млн" if scale.startswith("милл") else scale
    roubles = parse_roubles(f"{found['amount'].strip()} {scale}".strip())
    assert isinstance(roubles, Decimal)
    return roubles / column.scale


def _plain_number(text: str) -> Decimal | None:
    tidy = re.sub(r"\s", "", text).replace(",", ".")
    return Decimal(tidy) if re.fullmatch(r"-?\d+(?:\.\d+)?", tidy) else None


def says(text: str, name: str) -> bool:
    """Whether a text is a word that steers the form («назад», «пропустить») and no answer."""
    return plain(text) in {plain(one) for one in words("steering")[name].split("|")}
