"""Claims in words against rows: a decline that is none, «все показатели», more than before, the largest, parts."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import Finding, Kind, Place, met
from core.reports.rules.figures import MILLION, THOUSAND, exact, folded
from core.reports.rules.units import WORDS
from core.reports.year import YearRecords
from storage.records.content import Fact
from storage.terms import Unit

_FALL = re.compile(r"\b(?:снижени|сокращени|уменьшени)\w+\s+доли", re.IGNORECASE)
_ALL_MET = re.compile(
    r"\bвсе(?:х|ми|м)?\s+(?:\S+\s+){0,6}?показател|показател\w+\s+(?:\S+\s+){0,3}?(?:достигнут|выполнен)\w*\s+полностью",
    re.IGNORECASE,
)
_REACHED = re.compile(r"достиг|достичь|выполн|превы", re.IGNORECASE)
_LESS = re.compile(r"\b(?:меньше|снизил|сократил|уменьшил|упал)\w*", re.IGNORECASE)
_MORE = re.compile(r"\b(?:больше|вырос|выросл|увеличил|прибавил)\w*", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<year>20\d\d)\s+год\w*\s*[–:,-]?\s*(?P<number>\d[\d \u00a0]*(?:,\d+)?)")
_SHARE = re.compile(
    r"(?P<way>более|больше|менее|меньше|почти|около)?\s*(?P<part>трет[иь]\w*|половин\w+|четверт\w+)", re.IGNORECASE
)
_PARTS = {"тре": Decimal(1) / 3, "пол": Decimal(1) / 2, "чет": Decimal(1) / 4}
_OUT_OF = re.compile(r"(?P<part>\d[\d \u00a0]*)\s+(?:[^\W\d]+\s+)?из\s+(?P<whole>\d[\d \u00a0]*)")
_NONE_CAME = re.compile(
    r"(?P<what>[^\W\d_]{4,})\s+(?:[^.,;\d]{0,80}\s)?не\s+(?:поступа|поступи|был|проводи|заключ|подава)", re.IGNORECASE
)
_LARGEST = re.compile(r"\b(?:сам\w+\s+(?:больш|крупн)|наибольш|крупнейш)\w*", re.IGNORECASE)
_SLACK = Decimal("0.03")
_LONG, _NAMED = 4, 0.7
"""An indicator is named by seven tenths of its words of four letters and more."""


def claims(records: YearRecords) -> Iterator[Finding]:
    """What a fact's words and quotation say against the appendix, the table of their row and other facts."""
    for fact in records.facts:
        text = " ".join(part for part in (fact.source.printed if fact.source is not None else "", fact.text) if part)
        yield from _fall(records, fact, text)
        yield from _all_met(records, fact, text)
        yield from _before(records, fact)
        yield from _share(fact, text)
        yield from _none_came(records, fact, text)
        yield from _largest(records, fact, text)
    yield from _parts(records)


def _told(fact: Fact, why: str, **figures: object) -> Finding:
    stated, computed = figures.pop("stated", None), figures.pop("computed", None)
    unit = figures.pop("unit", fact.unit)
    section = fact.source.section if fact.source is not None and fact.source.section else ""
    return Finding(
        Kind.CLAIM,
        Place(section=section, row=fact.title),
        stated if isinstance(stated, Decimal) else None,
        computed if isinstance(computed, Decimal) else None,
        unit if isinstance(unit, Unit) else Unit.OTHER,
        details={"why": why, "key": fact.key, **figures},
    )


def _fall(records: YearRecords, fact: Fact, text: str) -> Iterator[Finding]:
    """A decline of a share that the appendix has at or above its plan."""
    if not _FALL.search(text):
        return
    said = set(folded(text).split())
    for indicator in sorted(records.indicators, key=lambda one: -len(one.name)):
        words = {word for word in folded(indicator.name).split() if len(word) >= _LONG}
        if words and len(words & said) >= len(words) * _NAMED:
            said -= words
            if met(indicator):
                yield _told(fact, "not_fallen", stated=indicator.plan, computed=indicator.fact, unit=Unit.PERCENT,
                            name=indicator.short_name)  # fmt: skip


def _all_met(records: YearRecords, fact: Fact, text: str) -> Iterator[Finding]:
    missed = [indicator for indicator in records.indicators if not met(indicator)]
    if missed and _REACHED.search(text) and _ALL_MET.search(text):
        yield _told(fact, "all_met", stated=Decimal(len(records.indicators)), unit=Unit.OTHER,
                    computed=Decimal(len(records.indicators) - len(missed)), missed=missed)  # fmt: skip


def _before(records: YearRecords, fact: Fact) -> Iterator[Finding]:
    """Less or more than the year before, whose figure stands beside."""
    found = next((one for one in _BEFORE.finditer(fact.text) if int(one["year"]) == records.year - 1), None)
    less, more = _LESS.search(fact.text), _MORE.search(fact.text)
    if found is None or fact.value is None or bool(less) is bool(more):
        return
    scales = (Decimal(1), THOUSAND, MILLION) if fact.unit is Unit.ROUBLES else (Decimal(1),)
    value = fact.value
    older = min((exact(found["number"]) * scale for scale in scales), key=lambda one: abs(one - value))
    if (value > older) if less else (value < older):
        yield _told(fact, "before", stated=value, computed=older, less=bool(less), year=records.year - 1)


def _share(fact: Fact, text: str) -> Iterator[Finding]:
    """«более трети» beside «82 из 330»."""
    share, numbers = _SHARE.search(text), _OUT_OF.search(text)
    if share is None or numbers is None or not exact(numbers["whole"]):
        return
    true, part = exact(numbers["part"]) / exact(numbers["whole"]), _PARTS[share["part"].lower()[:3]]
    way = (share["way"] or "").lower()
    above, below = way in ("более", "больше"), way in ("менее", "меньше")
    wrong = true < part - _SLACK if above else true > part + _SLACK if below else abs(true - part) > 2 * _SLACK
    if wrong:
        yield _told(
            fact, "share", stated=part * 100, computed=true * 100, unit=Unit.PERCENT, words=share.group().strip()
        )


def _none_came(records: YearRecords, fact: Fact, text: str) -> Iterator[Finding]:
    """«обращений не поступало» where another fact of the row counts them."""
    for match in _NONE_CAME.finditer(text):
        units = {unit for unit, words in WORDS.items() if match["what"].lower().startswith(words)}
        other = next(
            (one for one in records.facts if one.unit in units and one.measure == fact.measure and one.value), None
        )
        if other is not None:
            yield _told(fact, "none_came", stated=Decimal(0), computed=other.value, unit=other.unit, title=other.title)
            return


def _largest(records: YearRecords, fact: Fact, text: str) -> Iterator[Finding]:
    """The largest subsidy of a row's table is somebody else's."""
    section = fact.source.section if fact.source is not None else ""
    rows = [one for one in records.subsidies if one.source is not None and one.source.section == section and one.table]
    if fact.organisation is None or not rows or not _LARGEST.search(text):
        return
    most = max(rows, key=lambda one: one.amount)
    own = next((one for one in rows if one.organisation == fact.organisation), None)
    if own is not None and own.amount < most.amount:
        yield _told(fact, "largest", stated=own.amount, computed=most.amount, unit=Unit.ROUBLES,
                    own=own.name_as_printed, most=most.name_as_printed)  # fmt: skip


def _parts(records: YearRecords) -> Iterator[Finding]:
    """Facts that say «из 4» of one row and unit, whose sum is more than that whole."""
    groups: dict[tuple[str, Unit, Decimal], list[Fact]] = defaultdict(list)
    for fact in records.facts:
        for match in _OUT_OF.finditer(fact.text):
            if fact.value is not None and exact(match["part"]) == fact.value != exact(match["whole"]):
                groups[fact.measure, fact.unit, exact(match["whole"])].append(fact)
                break
    for (_, unit, whole), facts in groups.items():
        parts = tuple(fact.value for fact in facts if fact.value is not None)
        if len(parts) > 1 and sum(parts) > whole:
            made = _told(facts[0], "parts", stated=whole, computed=sum(parts, Decimal(0)), unit=unit, parts=parts)
            yield made
