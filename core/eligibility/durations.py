"""How long ago, in words: «полгода», «год и два месяца», «больше двух лет», «третий год»."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.eligibility.periods import LONG_AGO, Period, add_months

_NUMBERS = {
    "один": 1, "одного": 1, "одну": 1, "одной": 1, "два": 2, "две": 2, "двух": 2, "пара": 2, "пару": 2,
    "три": 3, "трех": 3,
    "четыре": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6,
    "семь": 7, "семи": 7, "восемь": 8, "восьми": 8,
    "девять": 9, "девяти": 9, "десять": 10, "десяти": 10, "одиннадцать": 11, "одиннадцати": 11, "двенадцать": 12,
    "двенадцати": 12, "пятнадцать": 15, "двадцать": 20, "тридцать": 30,
}  # fmt: skip
_ORDINALS = {"второй": 2, "третий": 3, "четвертый": 4, "пятый": 5, "шестой": 6, "седьмой": 7, "восьмой": 8,
             "девятый": 9,
             "десятый": 10}  # fmt: skip
_NUMBER = rf"\d+(?:[.,]5)?|полтор\w+|полутор\w+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_UNIT = r"годик\w*|год(?:а|ом|у)?|лет|месяц\w{0,3}|мес|недел\w{1,3}|дн(?:я|ей|ю)|день"
_ONE = rf"(?:(?P<number#>{_NUMBER})(?P<half#> с половиной)?\s*)?(?P<unit#>{_UNIT})(?P<late#> с половиной)?\b"
_FIRST, _SECOND = (_ONE.replace("#", place) for place in "12")
_HALF = r"(?P<half_year>полгодика|полгода|полугод[аие]\w?)\b"
_DURATION = re.compile(
    rf"\b(?:{_HALF}|(?P<nth>{'|'.join(_ORDINALS)})\s+год\b"
    rf"|{_FIRST}(?:(?:\s+и|,)?\s+(?:{_SECOND}|(?P<and_half>полгода)))?)"
)
_RANGE = re.compile(rf"\b(?P<low>\d+)\s*[-–—]\s*(?P<high>\d+)\s*(?P<unit>{_UNIT})\b")
_MORE = re.compile(r"\b(?:больше|более|свыше|старше|дольше|не меньше|не менее|минимум)\s*(?:чем\s*)?$")
_LESS = re.compile(
    r"\b(?:меньше|менее|младше|моложе|нет|нету|не прошло|не исполнилось|до|неполн\w+)\s*(?:и|еще"
    r"|чем)?\s*$"
)
_ALMOST = re.compile(r"\b(?:почти|скоро|скоро будет|без малого|вот-вот)\s*$")
_AROUND = re.compile(r"\b(?:около|примерно|где-то|порядка|приблизительно)\s*$")
_NOT_AGE = re.compile(
    r"\b(?:через|спустя|на|за|каждые|в течение|раз в|срок\w*|по|в|этот|весь|прошл\w+|следующ\w+"
    r"|текущ\w+|нов\w+)\s*$"
)
_NO_AFTER = re.compile(r"\s*(?:еще\s+)?(?:нет|нету|не прошло|не исполнилось)\b")
_PLUS_AFTER = re.compile(r"\s*с\s+(?:лишним|небольшим|хвостиком|чем-то|копейками)\b")
_BARE = {"год", "годик", "месяц", "месяца", "неделю", "неделя", "года", "лет", "месяцев", "недели", "месяцу"}
_NOMINATIVE = {"год", "годик", "месяц", "неделю", "неделя"}


@dataclass(frozen=True, slots=True)
class Ago:
    """A duration at [start, end) of the text, as the days on which it may have begun."""

    start: int
    end: int
    period: Period
    years: float
    """The length in years, by which a person's age is told from an organisation's."""


def _value(word: str) -> float:
    if word[0].isdigit():
        return float(word.replace(",", "."))
    return 1.5 if word.startswith(("полтор", "полутор")) else float(_NUMBERS[word])


def _months(unit: str) -> float:
    if unit.startswith(("год", "лет")):
        return 12
    return 1 if unit.startswith("мес") else 0


def _about(months: int, slack: int, today: date) -> Period:
    """A length said in round numbers: half a month or a month short of it, up to `slack` months over it."""
    latest = add_months(today, -months) + timedelta(days=15 if slack == 1 else 31)
    return Period(add_months(today, -months - slack) + timedelta(days=1), min(today, latest))


def _days(count: int, slack: int, today: date) -> Period:
    return Period(today - timedelta(days=count + slack), today - timedelta(days=max(0, count - slack // 2)))


def _length(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Months, slack in months, days; None when it is no length after all."""
    if found["half_year"]:
        return 6, 2, 0
    unit = found["unit1"]
    count = _value(found["number1"]) if found["number1"] else 1.0
    if found["number1"] is None and unit not in _BARE:
        return None
    if count >= 100:
        return None
    count += 0.5 if found["half1"] or found["late1"] else 0
    months = count * _months(unit)
    if not months:
        return 0, 0, round(count * (7 if unit.startswith("нед") else 1))
    slack = 1 if unit.startswith("мес") else 12
    if found["and_half"]:
        return round(months + 6), 2, 0
    if found["unit2"] and _months(found["unit2"]) == 1:
        second = _value(found["number2"]) if found["number2"] else 1.0
        return round(months + second), 1, 0
    return round(months), min(slack, 4) if count % 1 else slack, 0


def _period(text: str, found: re.Match[str], today: date) -> tuple[Period, float] | None:
    before, after = text[: found.start()], text[found.end() :]
    if found["nth"]:
        years = _ORDINALS[found["nth"]]
        begun = Period(add_months(today, -12 * years), add_months(today, -12 * (years - 1)))
        return begun, float(years)
    length = _length(found)
    if length is None:
        return None
    months, slack, days = length
    whole = months / 12 + days / 365
    start = add_months(today, -months) - timedelta(days=days)
    if _MORE.search(before):
        return Period(LONG_AGO, start), whole
    if _LESS.search(before) or _NO_AFTER.match(after):
        return Period(min(today, start + timedelta(days=1)), today), whole
    bare = found["half_year"] is None and found["number1"] is None
    if _NOT_AGE.search(before) or (bare and found["unit1"] not in _NOMINATIVE):
        return None
    if bare and re.search(r"(?:19|20)\d\d\s*$", before):
        return None
    room = timedelta(days=max(20, (today - start).days // 5))
    if _ALMOST.search(before):
        return Period(min(today, start + timedelta(days=1)), min(today, start + room)), whole
    if _AROUND.search(before):
        return Period(start - room, min(today, start + room)), whole
    if re.search(r"\bровно\s*$", before):
        return Period(start, start), whole
    if _PLUS_AFTER.match(after):
        return Period(add_months(start, -max(slack, 1)), start), whole
    if days:
        return _days(days, 6 if days % 7 == 0 else 2, today), whole
    return _about(months, slack, today), whole


def durations(text: str, today: date) -> list[Ago]:
    """All lengths of time in a folded text that may be an age."""
    result: list[Ago] = []
    for found in _RANGE.finditer(text):
        low, high, unit = int(found["low"]), int(found["high"]), _months(found["unit"])
        if unit and low < high < 100 and not _NOT_AGE.search(text[: found.start()]):
            first = _about(int(high * unit), 1 if unit == 1 else 12, today)
            last = _about(int(low * unit), 1 if unit == 1 else 12, today)
            result.append(Ago(found.start(), found.end(), Period(first.earliest, last.latest), high * unit / 12))
    for found in _DURATION.finditer(text):
        if any(one.start <= found.start() < one.end for one in result):
            continue
        read = _period(text, found, today)
        if read is not None:
            result.append(Ago(found.start(), found.end(), *read))
    return sorted(result, key=lambda one: one.start)
