"""How rows are listed: level against the money's source, numbering, repeated rows, impossible and mixed counts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core.reports.model import ALL, Column, Finding, Kind, Place, Row, Table
from core.reports.rules.figures import figures_in
from core.reports.year import YearRecords
from storage.records.content import Content
from storage.terms import Unit

_NAMES = frozenset({"programme", "sphere", "contest", "organisation"})
_SCIENCE = re.compile(r"науч|уч[её]н|исследов", re.IGNORECASE)
_SCIENCE_ALONE = re.compile(r"научн\w+ (деятельност|исследован)", re.IGNORECASE)


def classification(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Contests listed under a level whose money comes from elsewhere."""
    third = tables["3"]
    for row in third.rows:
        contest = records.contests[row.refers]
        amount = third.figure(row, "amount")
        about = {"name": contest.short_name, "key": contest.key, "amount": amount, "direction": contest.direction}
        if contest.money_source.value != contest.level.value:
            total = third.total("amount", row.group)
            level_sum = total.computed if total is not None and total.computed is not None else amount
            sources = {"level": contest.level.value, "money_source": contest.money_source.value, "why": "money"}
            place = Place("3", scope=row.group, row=contest.short_name)
            yield Finding(
                Kind.CLASSIFICATION, place, level_sum, level_sum - amount, Unit.ROUBLES, details=about | sources
            )
        said = _SCIENCE if contest.science else _SCIENCE_ALONE
        if contest.direction and bool(said.search(contest.direction)) is not contest.science:
            flag = {"why": "science", "science": contest.science}
            yield Finding(Kind.CLASSIFICATION, Place("3", row=contest.short_name), details=about | flag)


def numbering(tables: dict[str, Table]) -> Iterator[Finding]:
    """Printed row numbers that repeat or leave gaps."""
    for table in tables.values():
        if "number" not in {column.name for column in table.columns}:
            continue
        printed = [int(value) for row in table.rows if (value := str(table.cell(row, "number") or "")).isdigit()]
        repeated = sorted(number for number, count in Counter(printed).items() if count > 1)
        missing = sorted(set(range(1, max(printed, default=0))) - set(printed))
        if repeated or missing:
            yield Finding(
                Kind.NUMBERING,
                Place(table.number, "number"),
                stated=Decimal(max(printed)),
                computed=Decimal(len(table.rows)),
                unit=Unit.OTHER,
                details={"repeated": repeated, "missing": missing, "table": table.number},
            )


def duplicates(tables: dict[str, Table]) -> Iterator[Finding]:
    """The same thing twice in a table: with equal figures, or in a table that names each once."""
    for table in tables.values():
        seen: dict[object, Row] = {}
        for row in table.rows:
            label = next(str(row.cells[table.index(c.name)]) for c in table.columns if c.name in _NAMES)
            figures = tuple(cell for cell, column in zip(row.cells, table.columns, strict=True) if column.unit)
            mark = (row.refers or label) if table.number in ("1", "2") else (row.refers or label, figures)
            if mark in seen:
                column = next(c for c in table.columns if c.summed)
                repeated = table.figure(row, column.name)
                total = table.total(column.name)
                yield Finding(
                    Kind.DUPLICATE_ROW,
                    Place(table.number, row=label),
                    stated=total.computed if total is not None else None,
                    computed=total.computed - repeated if total is not None and total.computed is not None else None,
                    unit=column.unit or Unit.OTHER,
                    details={
                        "name": label,
                        "table": table.number,
                        "repeated": repeated,
                        "record": row.record,
                        "key": row.key,
                    },
                )
            seen.setdefault(mark, row)


def named_twice(records: YearRecords) -> Iterator[Finding]:
    """Projects, holders of property and indicators that stand twice outside the five tables."""
    yield from _twice(
        ((one.name, (one.organisation, one.contest), one.amount, one) for one in records.projects), "projects"
    )
    yield from _twice(((one.name_as_printed, (one.kind, one.address), None, one) for one in records.leases), "leases")
    yield from _twice(((one.name, one.group_title, None, one) for one in records.indicators), "indicators")


def _twice(named: Iterable[tuple[str, object, Decimal | None, Content]], table: str) -> Iterator[Finding]:
    seen = set()
    for name, about, amount, record in named:
        mark = (name.casefold(), about, amount)
        if mark in seen:
            section = record.source.section if record.source is not None and record.source.section else ""
            details = {
                "name": name,
                "table": table,
                "repeated": amount or Decimal(0),
                "record": table,
                "key": record.key,
            }
            yield Finding(Kind.DUPLICATE_ROW, Place(row=name, section=section), unit=Unit.ROUBLES, details=details)
        seen.add(mark)


def impossible(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Figures that cannot be: more winners than applicants, negative figures, money without recipients."""
    for table in tables.values():
        for row in table.rows:
            label = next(str(row.cells[table.index(c.name)]) for c in table.columns if c.name in _NAMES)
            for cell, column in zip(row.cells, table.columns, strict=True):
                if isinstance(cell, Decimal) and cell < 0:
                    yield _cannot(table, column, label, "negative", cell, Decimal(0))
            yield from _pair(table, row, label)
    for indicator in records.indicators:
        for name, value in (("plan", indicator.plan), ("fact", indicator.fact)):
            if indicator.unit is Unit.PERCENT and not 0 <= value <= 100:
                place = Place("appendix", name, row=indicator.short_name)
                details = {"why": "percent", "name": indicator.short_name}
                yield Finding(Kind.IMPOSSIBLE, place, value, Decimal(100), Unit.PERCENT, details=details)
    for fact in records.facts:
        if fact.value is not None and (fact.value < 0 or (fact.unit is Unit.PERCENT and fact.value > 100)):
            place = Place(section=fact.source.section if fact.source is not None and fact.source.section else "")
            details = {"why": "percent" if fact.unit is Unit.PERCENT else "below", "name": fact.title}
            yield Finding(Kind.IMPOSSIBLE, place, fact.value, unit=fact.unit, details=details)
    for project in records.projects:
        if project.amount is not None and project.amount < 0:
            details = {"why": "below", "name": project.name}
            yield Finding(Kind.IMPOSSIBLE, Place(row=project.name), project.amount, unit=Unit.ROUBLES, details=details)
    yield from _dates(records)


def _dates(records: YearRecords) -> Iterator[Finding]:
    for season in records.seasons:
        days = [day for day in (season.opens_at, season.closes_at) if day is not None]
        if len(days) == 2 and days[0] > days[1]:
            name = records.contests[season.contest].short_name
            details = {"why": "window", "name": name, "key": season.key, "opens": days[0], "closes": days[1]}
            yield Finding(Kind.IMPOSSIBLE, Place(row=name), details=details)


def _pair(table: Table, row: Row, label: str) -> Iterator[Finding]:
    names = {column.name: column for column in table.columns}
    if "winners" in names:
        came, won = table.cell(row, "applicants"), table.cell(row, "winners")
        if isinstance(came, Decimal) and isinstance(won, Decimal) and won > came:
            yield _cannot(table, names["winners"], label, "winners", won, came)
        amount = table.cell(row, "amount")
        if isinstance(won, Decimal) and isinstance(amount, Decimal) and won == 0 and amount > 0:
            yield _cannot(table, names["winners"], label, "nobody", won, amount)
    if "recipients" in names:
        amount, count = table.cell(row, "amount"), table.cell(row, "recipients")
        if isinstance(amount, Decimal) and isinstance(count, Decimal) and (amount > 0) != (count > 0) and amount >= 0:
            yield _cannot(table, names["recipients"], label, "recipients", count, amount)


def _cannot(table: Table, column: Column, label: str, why: str, value: Decimal, other: Decimal) -> Finding:
    return Finding(
        Kind.IMPOSSIBLE,
        Place(table.number, column.name, row=label),
        stated=value,
        computed=other,
        unit=column.unit or Unit.OTHER,
        details={"why": why, "name": label},
    )


def mixed_units(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Columns that count different things or hold words, and figures of the prose counted in another unit."""
    third = tables["3"]
    units = {season.key: season.count_unit for season in records.seasons}
    for name in ("applicants", "winners"):
        texts = [(str(third.cell(row, "contest")), str(third.cell(row, name))) for row in third.rows
                 if isinstance(third.cell(row, name), str)]  # fmt: skip
        counted = Counter(units[row.key] for row in third.rows)
        usual = counted.most_common(1)[0][0] if counted else Unit.OTHER
        other = [(str(third.cell(row, "contest")), units[row.key].value) for row in third.rows
                 if name == "applicants" and units[row.key] is not usual]  # fmt: skip
        if texts or other:
            yield Finding(
                Kind.MIXED_UNITS,
                Place("3", name, ALL),
                details={"texts": texts, "other": other, "table": "3", "fact": "", "column": name},
            )
    yield from _counted_in_words(records)
    second = tables["2"]
    for row in second.rows:
        for fact in records.facts:
            same = fact.spheres and set(fact.spheres) == set(row.refers.split()) and fact.value in row.cells[1:]
            in_section = fact.source is not None and fact.source.section == second.section
            if same and in_section and fact.unit is not Unit.ORGANISATIONS:
                yield Finding(
                    Kind.MIXED_UNITS,
                    Place("2", row=str(row.cells[0])),
                    stated=fact.value,
                    unit=fact.unit,
                    details={"texts": [], "other": [], "table": "2", "fact": fact.title, "column": ""},
                )


_WORDS = {
    Unit.ORGANISATIONS: ("орга", "нко", "сонк", "учре"), Unit.PEOPLE: ("чело", "физл", "жите"),
    Unit.CHILDREN: ("дете", "ребе", "школ", "учащ"), Unit.FAMILIES: ("семе", "семь"), Unit.TEAMS: ("кома",),
    Unit.PARTICIPANTS: ("учас",), Unit.WINNERS: ("побе",), Unit.APPLICATIONS: ("заяв",), Unit.PROJECTS: ("прое",),
    Unit.AGREEMENTS: ("согл", "дого"), Unit.CONTESTS: ("конк",), Unit.EVENTS: ("меро", "веби"),
    Unit.APPEALS: ("обра",), Unit.RECIPIENTS: ("полу", "субъ"), Unit.REGIONS: ("реги",),
    Unit.SQUARE_METRES: ("кв",), Unit.PERCENT: ("%", "проц"), Unit.ROUBLES: ("₽",),
}  # fmt: skip
"""How the counted thing begins in a text."""

_ALIKE: tuple[frozenset[Unit], ...] = (
    frozenset({Unit.ORGANISATIONS, Unit.RECIPIENTS, Unit.PARTICIPANTS}),
    frozenset({Unit.PEOPLE, Unit.PARTICIPANTS, Unit.CHILDREN, Unit.RECIPIENTS}),
    frozenset({Unit.WINNERS, Unit.PROJECTS, Unit.PARTICIPANTS}),
)


def _counted_in_words(records: YearRecords) -> Iterator[Finding]:
    """Facts whose quotation counts something else than their unit says."""
    for fact in records.facts:
        if fact.value is None or fact.source is None or ("facts", fact.key) in records.edited:
            continue
        said = {one.counts for one in figures_in(fact.source.printed) if one.value == fact.value}
        found = {unit for unit, words in _WORDS.items() for one in said if one and one.startswith(words)}
        if not found or fact.unit in found or any({fact.unit} | found <= alike for alike in _ALIKE):
            continue
        other = [(fact.title, unit.value) for unit in found]
        details = {"texts": [], "other": other, "table": "", "fact": fact.title, "column": "", "key": fact.key}
        yield Finding(
            Kind.MIXED_UNITS, Place(section=fact.source.section or ""), fact.value, unit=fact.unit, details=details
        )
