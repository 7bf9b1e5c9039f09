"""Figures and claims of the prose against the tables and the appendix."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import Finding, Kind, Place, Table
from core.reports.rules.figures import MILLION, THOUSAND
from core.reports.rules.places import ROUNDING
from core.reports.year import YearRecords
from storage.records.content import Fact, Season
from storage.terms import ContestKind, Unit

_EXACT = Decimal(50)
"""Half of 0.1 thousand roubles."""
_NEAR = Decimal(2)
"""A figure up to twice as large or half as small is a slip of the same fact; beyond that it is another fact."""
_FAR = Decimal("1.25")
"""Named projects above «более X» by a quarter are more than the words let expect."""
_SLIGHT = Decimal("0.9")
"""A fact below nine tenths of its plan is no slight decline."""

_WINNERS = frozenset({Unit.WINNERS, Unit.PROJECTS, Unit.RECIPIENTS, Unit.AGREEMENTS})
_COUNTS = frozenset({Unit.ORGANISATIONS, Unit.RECIPIENTS, Unit.PARTICIPANTS})
_DECLINE = re.compile(r"незначительн\w*\s+(снижен|сокращен|уменьшен)", re.IGNORECASE)
_TARGET = re.compile(r"целев\w+\s+показател\w+\s+по\s+численности", re.IGNORECASE)


def figures(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Figures of the prose that none of their table's cells repeats, though one is near."""
    plain = [fact for fact in records.facts if fact.value is not None and not fact.qualifier and not fact.organisation]
    yield from _of_contests(records, plain)
    yield from _of_programmes(records, plain, tables["1"])
    yield from _of_spheres(plain, tables["2"])
    yield from _of_totals(plain, tables)


def _of_contests(records: YearRecords, facts: list[Fact]) -> Iterator[Finding]:
    seasons = {season.contest: season for season in records.seasons}
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.contest in seasons and (field := _field(fact.unit)):
            groups[fact.contest, field].append(fact)
    for (contest, field), group in groups.items():
        target = _season_figure(seasons[contest], field)
        table = "3" if records.contests[contest].kind is ContestKind.CONTEST else ""
        if target is not None:
            yield from _unmatched(group, (target,), table, field, records.contests[contest].short_name)


def _field(unit: Unit) -> str:
    if unit is Unit.ROUBLES:
        return "amount"
    if unit is Unit.APPLICATIONS:
        return "applicants"
    return "winners" if unit in _WINNERS else ""


def _season_figure(season: Season, field: str) -> Decimal | None:
    value = {"amount": season.amount, "applicants": season.applicants, "winners": season.winners}[field]
    return None if value is None else Decimal(value)


def _of_programmes(records: YearRecords, facts: list[Fact], table: Table) -> Iterator[Finding]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.programme is not None and fact.unit is Unit.ROUBLES:
            groups[fact.programme].append(fact)
    for row in table.rows:
        name = records.programmes[row.refers].short_name
        yield from _unmatched(groups[row.refers], (table.figure(row, "amount"),), "1", "amount", name)


def _of_spheres(facts: list[Fact], table: Table) -> Iterator[Finding]:
    for row in table.rows:
        cells = tuple(cell for cell in row.cells[1:] if isinstance(cell, Decimal))
        group = [
            fact
            for fact in facts
            if fact.spheres
            and fact.contest is None
            and fact.programme is None
            and fact.unit in _COUNTS
            and set(fact.spheres) == set(row.refers.split())
            and _in_section(fact, table.section)
        ]
        for fact in group:
            yield from _unmatched([fact], cells, table.number, "", str(row.cells[0]))


def _of_totals(facts: list[Fact], tables: dict[str, Table]) -> Iterator[Finding]:
    for table in tables.values():
        free = [
            fact
            for fact in facts
            if not (fact.spheres or fact.contest or fact.programme) and _in_section(fact, table.section)
        ]
        for total in table.totals:
            if total.scope != "all" or total.column not in ("amount", "recipients", "total"):
                continue
            group = [fact for fact in free if (fact.unit is Unit.ROUBLES) == (total.unit is Unit.ROUBLES)]
            group = [fact for fact in group if fact.unit is Unit.ROUBLES or fact.unit in _COUNTS]
            targets = tuple(value for value in (total.stated, total.computed) if value is not None)
            yield from _unmatched(group, targets, table.number, total.column, "")


def _in_section(fact: Fact, section: str) -> bool:
    return fact.source is not None and bool(section) and fact.source.section == section


def _unmatched(
    facts: list[Fact], targets: tuple[Decimal, ...], table: str, column: str, name: str
) -> Iterator[Finding]:
    """Nothing when one fact of the group repeats a target (the others are parts); else the nearest slip."""
    pairs = [(fact, fact.value, target) for fact in facts for target in targets if fact.value is not None]
    if any(abs(value - target) <= _tolerance(fact) for fact, value, target in pairs):
        return
    near = [pair for pair in pairs if _ratio(pair[1], pair[2]) <= _NEAR or _slipped(*pair)]
    if not near:
        return
    fact, value, target = min(near, key=lambda pair: _ratio(pair[1], pair[2]))
    yield Finding(
        Kind.PROSE,
        Place(section=fact.source.section if fact.source is not None and fact.source.section else ""),
        stated=value,
        computed=target,
        unit=fact.unit,
        likely=target,
        details={"title": fact.title, "table": table, "column": column, "name": name, "key": fact.key}
        | ({"scale": True} if _slipped(fact, value, target) else {}),
    )


def _slipped(fact: Fact, value: Decimal, target: Decimal) -> bool:
    """A sum in roubles where thousands are meant, or the other way: the same digits in another unit."""
    low, high = sorted((abs(value), abs(target)))
    return fact.unit is Unit.ROUBLES and low > 0 and any(low * scale == high for scale in (THOUSAND, MILLION))


def _tolerance(fact: Fact) -> Decimal:
    if fact.unit is not Unit.ROUBLES:
        return Decimal(0)
    printed = "" if fact.source is None else fact.source.printed
    return ROUNDING if "млн" in printed and fact.value is not None and fact.value % 100_000 == 0 else _EXACT


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    low, high = sorted((abs(one), abs(other)))
    return high / low if low else _NEAR + 1


def at_least(records: YearRecords) -> Iterator[Finding]:
    """«более X» for a sphere or contest, while the projects that one row of the plan names make far more."""
    sections = {measure.key: measure.number for measure in records.measures}
    for fact in records.facts:
        if fact.unit is not Unit.ROUBLES or fact.value is None or not fact.qualifier.startswith("более"):
            continue
        groups: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
        for project in records.projects:
            same_contest = fact.contest is None or project.contest == fact.contest
            same_sphere = not fact.spheres or set(fact.spheres) & set(project.spheres)
            if project.amount is not None and project.contest and same_contest and same_sphere:
                groups[project.measure].append((project.name, project.amount))
        if not groups:
            continue
        measure, named = max(groups.items(), key=lambda item: sum(amount for _, amount in item[1]))
        whole = sum((amount for _, amount in named), Decimal(0))
        if whole >= fact.value * _FAR:
            yield Finding(
                Kind.AT_LEAST,
                Place(section=fact.source.section if fact.source is not None and fact.source.section else ""),
                stated=fact.value,
                computed=whole,
                unit=Unit.ROUBLES,
                terms=tuple(amount for _, amount in named),
                details={
                    "qualifier": fact.qualifier,
                    "other": sections.get(measure, ""),
                    "contest": records.contests[fact.contest].short_name if fact.contest else "",
                    "spheres": [records.spheres[key].name for key in fact.spheres if key in records.spheres],
                    "projects": named,
                },
            )


def claims(records: YearRecords) -> Iterator[Finding]:
    """Words of the conclusion that the appendix contradicts or does not know."""
    for fact in records.facts:
        if fact.source is None:
            continue
        place = Place(section=fact.source.section or "")
        if _DECLINE.search(fact.source.printed):
            low = [
                indicator
                for indicator in records.indicators
                if indicator.fact < indicator.plan * _SLIGHT
                and (not fact.spheres or set(fact.spheres) & set(indicator.spheres))
            ]
            if low:
                worst = min(low, key=lambda indicator: indicator.fact / indicator.plan)
                yield Finding(
                    Kind.DECLINE,
                    place,
                    stated=worst.plan,
                    computed=worst.fact,
                    unit=Unit.PERCENT,
                    details={"fact": fact.key, "indicators": low, "below": (1 - worst.fact / worst.plan) * 100},
                )
        if _TARGET.search(fact.source.printed) and all(i.unit is Unit.PERCENT for i in records.indicators):
            yield Finding(Kind.NO_TARGET, place, details={"fact": fact.key, "count": Decimal(len(records.indicators))})
