"""The year's text drafted from its rows: preamble, the result of each measure, conclusion.

A text written for the year is printed as it is (of a past report: its own words). Else the measure's `result`
leads; facts, projects, holders of property and payments that are not told yet follow, each once.
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
from storage.records.content import Fact, Indicator, Measure, Project

SECTIONS = {"1": "2.1", "2": "2.4", "3": "2.8", "4": "3.1", "5": "3.8"}
"""The plan's row under which each table stands, where its rows do not say."""

_NUMBER = re.compile(rf"\d{{1,3}}(?:[ {NBSP}]\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?")
_GROUP = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_TIGHT = re.compile(r"(?<=\d) (?=тыс\.|млн|%|кв\. м)|(?<=№) (?=\d)")
_BROKEN = re.compile(r"(?<=\d), (?=\d+\s(?:тыс|млн))")
_DASH = re.compile(r"^[-–—] |(?<=[\s\u00a0])-(?=[\s\u00a0])")
_YEARS = re.compile(r"на (\d{4})\s?[-–—]\s?(\d{4}) годы")
_SIGNATORY = re.compile(r"\s+(?P<name>[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)$")
_SAME, _AGAIN = 0.75, 0.5
"""Share of a sentence's longer words that must stand in the lead for it to be the same without figures;
and in the facts told before it, where its figures stand there too."""

_PARAGRAPH = 350
"""Letters after which the next fact begins a paragraph of its own."""

_YEAR = "год"
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
    """The document's prose. `position` and `signatory` are empty when the base does not know them.

    `period` is the plan's years as the preamble has them («2022–2024»), empty when it has none.
    """

    preamble: tuple[str, ...]
    measures: tuple[MeasureText, ...]
    conclusion: tuple[str, ...]
    position: str
    signatory: str = ""
    period: str = ""


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
        finding.details["key" if finding.kind is Kind.CLAIM else "fact"] for finding in report.findings
        if finding.kind in {Kind.DECLINE, Kind.CLAIM, Kind.NO_TARGET}
    }  # fmt: skip
    closing = [fact for fact in after if fact is not signed and fact.key not in doubted]
    missed = [indicator for indicator in report.indicators if not met(indicator)]
    position, signatory = _signed_by("" if signed is None or signed.source is None else signed.source.printed)
    written, ended = _written(report, words("opening")), _written(report, words("closing"))
    preamble = _lines("report/preamble.j2", facts=() if written else before, written=written)
    period = next((match for line in preamble if (match := _YEARS.search(line))), None)
    return YearText(
        preamble=preamble,
        measures=tuple(_measure(report, measure, facts[measure.key]) for measure in report.measures),
        conclusion=_lines(
            "report/conclusion.j2", year=report.year, facts=() if ended else closing, written=ended,
            missed=_by_group(missed), indicators=len(report.indicators), met=len(report.indicators) - len(missed),
        ),
        position=position,
        signatory=signatory,
        period="" if period is None else f"{period[1]}–{period[2]}",
    )  # fmt: skip


def _written(report: Report, number: str) -> tuple[str, ...]:
    """The paragraphs that were written for a row of the plan, or for the opening."""
    text = next((text.text for text in report.records.texts if text.number == number), "")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _signed_by(printed: str) -> tuple[str, str]:
    """Office and name of who signed: «Глава города А.С. Иванов»."""
    match = _SIGNATORY.search(printed)
    return (printed, "") if match is None else (printed[: match.start()], match["name"])


def _by_group(indicators: Iterable[Indicator]) -> list[tuple[str, list[Indicator]]]:
    found: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        found[indicator.group_title].append(indicator)
    return list(found.items())


def spaced(text: str) -> str:
    """The text with U+00A0 inside its figures and before their units, and dashes for lone hyphens."""
    return _TIGHT.sub(NBSP, _GROUP.sub(NBSP, _DASH.sub(_dash, _BROKEN.sub(",", text))))


def _dash(match: re.Match[str]) -> str:
    return match.group().replace("-", "–")


def section_of(report: Report, number: str) -> str:
    """The plan's row under which a table stands."""
    stands = report.table(number).section
    return stands if stands in {measure.number for measure in report.measures} else SECTIONS.get(number, stands)


def _measure(report: Report, measure: Measure, facts: list[Fact]) -> MeasureText:
    records = report.records
    tables = tuple(table.number for table in report.tables if section_of(report, table.number) == measure.number)
    awaited = records.owners.get(measure.number, "") or measure.owner
    written = _written(report, measure.number)
    if written:
        own = "\n".join(written)
        lines = tuple(map(spaced, written))
        odd = tuple(dict.fromkeys((*contradictions(own, facts), *odd_figures(report, measure.number, tables, own))))
        return MeasureText(measure, lines, tables, tuple(map(spaced, odd)), awaited)
    untold = _untold(facts, measure.result, report.year)
    said = " ".join((measure.result, *(fact.text for fact in untold)))
    projects = [
        (
            project,
            "" if project.organisation is None else records.organisations[project.organisation].name,
            "" if project.contest is None else records.contests[project.contest].name,
        )
        for project in records.projects
        if project.measure == measure.key and not _named(project, said)
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
        "report/measure.j2", result=measure.result, facts=_paragraphs(untold), projects=projects,
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
        if word.startswith(_YEAR):
            continue
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


def _untold(facts: Iterable[Fact], lead: str, year: int) -> list[Fact]:
    """Facts that neither the lead nor an earlier fact tells."""
    found: list[Fact] = []
    so_far = lead
    for fact in facts:
        if _told(fact.text, lead, year) or _again(fact.text, so_far, year):
            continue
        found.append(fact)
        so_far += f" {fact.text}"
    return found


def _again(text: str, so_far: str, year: int) -> bool:
    own, stems = {value for value in _numbers(text) if value != year}, _stems(text)
    enough = len(stems & _stems(so_far)) >= len(stems) * (_AGAIN if own else _SAME)
    return bool(stems) and enough and own <= set(_numbers(so_far))


def _named(project: Project, said: str) -> bool:
    """Whether a project's innermost quoted name and its sum are told already."""
    names = re.findall(r"«([^«»]+)»", project.name) or [project.name]
    known = project.amount is None or project.amount / 1000 in _numbers(said) or project.amount in _millions(said)
    return names[-1] in said and known


def _millions(text: str) -> set[Decimal]:
    return {value for _, value, word in _tokens(text) if word.startswith("млн")}


def _paragraphs(facts: Iterable[Fact]) -> list[str]:
    """The facts' sentences, a few to a paragraph."""
    found: list[str] = []
    for fact in facts:
        if found and len(found[-1]) < _PARAGRAPH:
            found[-1] += f" {fact.text}"
        else:
            found.append(fact.text)
    return found


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
