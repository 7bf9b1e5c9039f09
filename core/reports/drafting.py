"""The year's text drafted from its rows: preamble, the result of each measure, conclusion.

A measure's own `result` leads (editors may overwrite it); facts that it does not already tell, projects,
holders of property and payments follow, so that every fact of the year stands in the document.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.rendering import NBSP, render
from core.reports.model import Kind, Report, met
from core.reports.rows import drafted_rows, odd_figures
from core.reports.wording import plain
from core.reports.words import words
from storage.records.content import Fact, Measure

SECTIONS = {"1": "2.1", "2": "2.4", "3": "2.8", "4": "3.1", "5": "3.8"}
"""The plan's row under which each table stands, where its rows do not say."""

_NUMBER = re.compile(rf"\d{{1,3}}(?:[ {NBSP}]\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?")
_GROUP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_TIGHT = re.compile(r"(?<=\d) (?=тыс\.|млн|%|кв\. м)|(?<=№) (?=\d)")
_SAME = 0.75
"""Share of a sentence's longer words that must stand in the lead for it to be the same without figures."""

_ROUNDED = {"тыс": Decimal(1_000), "млн": Decimal(1_000_000)}


@dataclass(frozen=True, slots=True)
class MeasureText:
    """A plan's row as printed: paragraphs; none when nothing is known and its department is awaited.

    `contradicted` are figures of the overwritable sentence that the rows say otherwise; `awaited` is who is to write.
    """

    measure: Measure
    paragraphs: tuple[str, ...]
    tables: tuple[str, ...]
    contradicted: tuple[str, ...] = ()
    awaited: str = ""


@dataclass(frozen=True, slots=True)
class YearText:
    """The document's prose. `position` is the signatory's office, empty when the base does not know it."""

    preamble: tuple[str, ...]
    measures: tuple[MeasureText, ...]
    conclusion: tuple[str, ...]
    position: str


def draft(report: Report) -> YearText:
    """The year's text; U+00A0 stands in every figure."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    before: list[Fact] = []
    after: list[Fact] = []
    numbers = {measure.number for measure in report.measures}
    for fact in report.records.facts:
        section = "" if fact.source is None else fact.source.section or ""
        if not section or section in numbers:
            facts[fact.measure].append(fact)
        else:
            (before if section == words("opening") or not facts else after).append(fact)
    signed = next((fact for fact in after if fact.key.startswith("signed-by")), None)
    doubted = {
        finding.details["fact"] for finding in report.findings
        if finding.kind in {Kind.DECLINE, Kind.NO_TARGET}
    }  # fmt: skip
    closing = [fact for fact in after if fact is not signed and fact.key not in doubted]
    missed = [indicator for indicator in report.indicators if not met(indicator)]
    return YearText(
        preamble=_lines("report/preamble.j2", facts=before),
        measures=tuple(_measure(report, measure, facts[measure.key]) for measure in report.measures),
        conclusion=_lines(
            "report/conclusion.j2", year=report.year, facts=closing, missed=missed,
            indicators=len(report.indicators), met=len(report.indicators) - len(missed),
        ),
        position="" if signed is None or signed.source is None else signed.source.printed,
    )  # fmt: skip


def spaced(text: str) -> str:
    """The text with U+00A0 inside its figures and before their units."""
    return _TIGHT.sub(NBSP, _GROUP.sub(NBSP, text))


def section_of(report: Report, number: str) -> str:
    """The plan's row under which a table stands."""
    return report.table(number).section or SECTIONS.get(number, "")


def _measure(report: Report, measure: Measure, facts: list[Fact]) -> MeasureText:
    records = report.records
    tables = tuple(table.number for table in report.tables if section_of(report, table.number) == measure.number)
    awaited = records.owners.get(measure.number, "") or measure.owner
    own = next((text.text for text in records.texts if text.number == measure.number and text.text.strip()), "")
    if own:
        lines = tuple(spaced(line.strip()) for line in own.splitlines() if line.strip())
        odd = tuple(dict.fromkeys((*contradictions(own, facts), *odd_figures(report, measure.number, tables, own))))
        return MeasureText(measure, lines, tables, tuple(map(spaced, odd)), awaited)
    untold = [fact for fact in facts if not _told(fact.text, measure.result, report.year)]
    said = " ".join((measure.result, *(fact.text for fact in untold)))
    projects = [
        (
            project,
            "" if project.organisation is None else records.organisations[project.organisation].short_name,
            "" if project.contest is None else records.contests[project.contest].short_name,
        )
        for project in records.projects
        if project.measure == measure.key
    ]
    holders: dict[str, list[str]] = defaultdict(list)
    for lease in records.leases:
        if lease.source is not None and lease.source.section == measure.number:
            holders[lease.kind.value].append(lease.name_as_printed)
    told = set(_numbers(said))
    subsidies = [
        subsidy for subsidy in records.subsidies
        if not subsidy.table and subsidy.source is not None and subsidy.source.section == measure.number
        and subsidy.amount / 1000 not in told
    ]  # fmt: skip
    known = measure.result or untold or projects or holders or subsidies
    made = () if measure.result or untold else drafted_rows(report, measure.number)
    if made:
        return MeasureText(measure, made, tables, (), awaited)
    paragraphs = _lines(
        "report/measure.j2", result=measure.result, facts=untold, projects=projects,
        leases=sorted(holders.items()), subsidies=subsidies, tables=tables if known else (),
    )  # fmt: skip
    return MeasureText(measure, paragraphs, tables, contradictions(measure.result, facts), awaited)


def contradictions(result: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Figures of `result` that the measure's facts say otherwise: the same word is counted, differently."""
    known: dict[str, set[Decimal]] = defaultdict(set)
    for fact in facts:
        if fact.value is not None:
            for value, stem in _counted(fact.text):
                known[stem].add(value)
    stated = [(token, value, stem) for token, value, stem in _tokens(result) if stem]
    alone: dict[str, int] = defaultdict(int)
    for _, _, stem in stated:
        alone[stem] += 1
    return tuple(
        token for token, value, stem in stated
        if alone[stem] == 1 and len(known[stem]) == 1 and value not in known[stem]
    )  # fmt: skip


def _counted(text: str) -> list[tuple[Decimal, str]]:
    return [(value, stem) for _, value, stem in _tokens(text) if stem]


def _tokens(text: str) -> list[tuple[str, Decimal, str]]:
    """Figures of a text with the stem of the word that they count; money counts in roubles under one name."""
    found = []
    for match in _NUMBER.finditer(text):
        rest = re.match(r"[\s]*([^\W\d_]+)", text[match.end() :])
        word = "" if rest is None else rest.group(1).lower()
        found.append((match.group(), _figure(match.group()) * _ROUNDED.get(word[:3], Decimal(1)), word[:4]))
    return found


def _told(text: str, lead: str, year: int) -> bool:
    """Whether the lead tells a fact already: its figures stand there with a longer word, or most of its words."""
    own = {value for value in _numbers(text) if value != year}
    if not own <= set(_numbers(lead)):
        return False
    stems = _stems(text)
    shared = len(stems & _stems(lead))
    return shared > 0 if own else shared >= len(stems) * _SAME


def _numbers(text: str) -> list[Decimal]:
    return [_figure(match.group()) for match in _NUMBER.finditer(text)]


def _figure(token: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", token).replace(",", "."))


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[^\W\d_]{5,}", text.lower())}


def _lines(template: str, **values: object) -> tuple[str, ...]:
    lines = (_without_asides(line) for line in plain(render(template, **values)).splitlines())
    return tuple(spaced(line.strip()) for line in lines if line.strip())


def _without_asides(line: str) -> str:
    """Remarks on what the document leaves out help a reader of the chat; the document itself has none."""
    for pattern in words("asides"):
        line = re.sub(pattern, "", line)
    return line
