"""Days, months and years that a text names, as periods: «20 августа», «с 2021 года», «прошлой осенью»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.eligibility.periods import Period, add_months, month_of, until

_STEMS = ("янв", "фев", "мар", "апр", "ма[йяею]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = (
    r"(?P<{0}>янв(?:ар\w{{1,3}})?|фев(?:рал\w{{1,3}})?|март\w{{0,2}}|апр(?:ел\w{{1,3}})?|ма[йяею]|июн\w{{1,2}}"
    r"|июл\w{{1,2}}|авг(?:уст\w{{0,2}})?|сент?(?:ябр\w{{1,3}})?|окт(?:ябр\w{{1,3}})?|нояб?(?:р\w{{1,3}})?|дек(?:абр\w{{1,3}})?)\b\.?"
)
_ORDINALS = {
    "первого": 1, "второго": 2, "третьего": 3, "четвертого": 4, "пятого": 5, "шестого": 6, "седьмого": 7, "восьмого": 8,
    "девятого": 9, "десятого": 10, "одиннадцатого": 11, "двенадцатого": 12, "тринадцатого": 13, "четырнадцатого": 14,
    "пятнадцатого": 15, "шестнадцатого": 16, "семнадцатого": 17, "восемнадцатого": 18, "девятнадцатого": 19,
    "двадцатого": 20, "тридцатого": 30,
}  # fmt: skip
_TENS = {"двадцать": 20, "тридцать": 30}
_WORD_DAY = rf"(?:(?:двадцать|тридцать)\s+)?(?:{'|'.join(_ORDINALS)})"
_YEAR_AFTER = (
    r"(?:\s+(?:(?P<year>(?:19|20)\d\d)|'?(?P<short>\d\d)(?=\s*г)"
    r"|(?P<ago>позапрошлого|прошлого|этого|текущего)(?=\s+год)))?"
)
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}}|{_WORD_DAY})(?:-?го)?\s+{_MONTH.format('month')}{_YEAR_AFTER}")
_NUMERIC = re.compile(
    r"(?<![\d.,])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}|\d{2}))?(?![\d.]*\d)(?!\s*(?:год|лет|мес|тыс|млн|%))"
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_ONLY_MONTH = re.compile(rf"\b{_MONTH.format('month')}{_YEAR_AFTER}")
_SEASON = re.compile(
    rf"\b(?:(?P<past>прошл\w+|эт\w+)\s+)?(?P<season>весной|летом|осенью|зимой|весны|осени|зимы){_YEAR_AFTER}"
)
_YEAR = re.compile(r"(?<![\d.,])(?P<year>19[5-9]\d|20[0-4]\d)(?![\d,])(?!\s*руб)")
_SHORT_YEAR = re.compile(r"\b(?:с|в)\s+'?(?P<short>\d\d)(?:-?(?:го|м))?\s+год[ау]\b")
_NEAR = re.compile(
    r"\b(?P<word>позавчера|вчера|сегодня|прошл\w+ недел\w+|эт\w+ недел\w+|прошл\w+ месяц\w+|эт\w+ месяц\w+"
    r"|позапрошл\w+ год\w+|прошл\w+ год\w+|эт\w+ год\w+)\b"
)
_SEASON_MONTHS = {"в": 3, "л": 6, "о": 9, "з": 12}


@dataclass(frozen=True, slots=True)
class Named:
    """A period that stands at [start, end) of the text; `loose` ones (a bare month or year) need more context."""

    start: int
    end: int
    period: Period
    loose: bool


def _month(word: str) -> int:
    return next(number for number, stem in enumerate(_STEMS, start=1) if re.match(stem, word))


def _day(word: str) -> int:
    if word.isdigit():
        return int(word)
    parts = word.split()
    return sum(_TENS.get(part, 0) or _ORDINALS.get(part, 0) for part in parts)


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _year_of(found: re.Match[str], today: date) -> int | None:
    named = found.groupdict()
    if named.get("year"):
        return _full(named["year"])
    if named.get("short"):
        return _full(named["short"])
    if named.get("ago"):
        return today.year - {"позапрошлого": 2, "прошлого": 1}.get(named["ago"], 0)
    return None


def _exact(day: int, month: int, year: int | None, today: date) -> Period | None:
    """One day; without a year the newest one that is not in the future."""
    try:
        if year is None:
            year = today.year if date(today.year, month, min(day, 28)) <= today else today.year - 1
            if (found := date(year, month, day)) > today:
                found = date(year - 1, month, day)
        else:
            found = date(year, month, day)
    except ValueError:
        return None
    return until(Period(found, found), today)


def _days(text: str, today: date) -> Iterator[Named]:
    for pattern in (_ISO, _NUMERIC, _DAY_MONTH):
        for found in pattern.finditer(text):
            month = int(found["month"]) if found["month"].isdigit() else _month(found["month"])
            if not 1 <= month <= 12:
                continue
            period = _exact(_day(found["day"]), month, _year_of(found, today), today)
            if period is not None:
                yield Named(found.start(), found.end(), period, loose=pattern is _NUMERIC and not found["year"])


def _months(text: str, today: date) -> Iterator[Named]:
    for found in _ONLY_MONTH.finditer(text):
        month, year = _month(found["month"]), _year_of(found, today)
        if year is None:
            year = today.year if month <= today.month else today.year - 1
        period = until(month_of(year, month), today)
        if period is not None:
            yield Named(found.start(), found.end(), period, loose=True)
    for found in _SEASON.finditer(text):
        first, year = _SEASON_MONTHS[found["season"][0]], _year_of(found, today)
        if year is None:
            year = today.year if first <= today.month else today.year - 1
            if found["past"] and found["past"].startswith("прошл") and year == today.year:
                year -= 1
        elif first == 12:
            year -= 1
        last = add_months(date(year, first, 1), 3) - timedelta(days=1)
        period = until(Period(date(year, first, 1), last), today)
        if period is not None:
            yield Named(found.start(), found.end(), period, loose=True)


def _years(text: str, today: date) -> Iterator[Named]:
    for pattern in (_YEAR, _SHORT_YEAR):
        for found in pattern.finditer(text):
            year = _year_of(found, today)
            period = until(Period(date(year, 1, 1), date(year, 12, 31)), today) if year else None
            if period is not None:
                yield Named(found.start(), found.end(), period, loose=True)
    for found in _NEAR.finditer(text):
        yield Named(found.start(), found.end(), _near(found["word"], today), loose=True)


def _near(word: str, today: date) -> Period:
    """«вчера», «на прошлой неделе», «в этом году»."""
    if word in {"сегодня", "вчера", "позавчера"}:
        day = today - timedelta(days=("сегодня", "вчера", "позавчера").index(word))
        return Period(day, day)
    before = 2 if word.startswith("поза") else int(word.startswith("прошл"))
    if "недел" in word:
        monday = today - timedelta(days=today.weekday() + 7 * before)
        return Period(monday, min(today, monday + timedelta(days=6)))
    if "месяц" in word:
        first = add_months(today.replace(day=1), -before)
        return Period(first, min(today, month_of(first.year, first.month).latest))
    year = today.year - before
    return Period(date(year, 1, 1), min(today, date(year, 12, 31)))


def named_periods(text: str, today: date) -> list[Named]:
    """All periods that a folded text names, in its order; a part of a longer one is left out."""
    found = [*_days(text, today), *_months(text, today), *_years(text, today)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Named] = []
    for one in found:
        if not any(other.start <= one.start and one.end <= other.end for other in kept):
            kept.append(one)
    return kept
