"""The day that somebody names behind /history: «вчера», «22.11», «22 ноября 2026», «2026-11-22»."""

import re
from datetime import date, timedelta

_NEAR = {"сегодня": 0, "вчера": 1, "позавчера": 2}
_STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_FIGURES = re.compile(r"^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?$")
_NAMED = re.compile(r"^(\d{1,2})\s+([а-яё]{3,9})(?:\s+(\d{4}))?(?:\s+г(?:ода|\.)?)?$", re.IGNORECASE)


def read_day(text: str, today: date) -> date | None:
    """The day, or None when none is named; without a year it is the last such day that has come."""
    wish = text.strip().casefold()
    if wish in _NEAR:
        return today - timedelta(days=_NEAR[wish])
    try:
        return date.fromisoformat(wish)
    except ValueError:
        pass
    found = _FIGURES.match(wish)
    if found:
        return _day(int(found[1]), int(found[2]), found[3], today)
    found = _NAMED.match(wish)
    month = next((n for n, stem in enumerate(_STEMS, 1) if found and found[2].startswith(stem)), 0)
    return _day(int(found[1]), month, found[3], today) if found and month else None


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    whole = int(year) + (2000 if len(year) == 2 else 0) if year else today.year
    try:
        found = date(whole, month, day)
        return found.replace(year=whole - 1) if year is None and found > today else found
    except ValueError:
        return None
