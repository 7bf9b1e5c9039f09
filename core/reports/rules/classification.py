"""How rows are listed: level against the money's source, numbering, repeated rows, impossible and mixed counts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core.reports.model import Column, Finding, Kind, Place, Row, Table
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


def programmes(records: YearRecords) -> Iterator[Finding]:
    """Subsidies in a table of another programme than their own: a table lists one programme's."""
    held = programme_of(records)
    for one in records.subsidies:
        right = held.get(one.table or "")
        if right is None or one.programme is None or one.programme == right:
            continue
        names = [records.programmes[key].short_name for key in (one.programme, right)]
        details = {"why": "programme", "name": one.name_as_printed, "key": one.key, "amount": one.amount,
                   "programme": names[0], "other": names[1], "right": right}  # fmt: skip
        yield Finding(Kind.CLASSIFICATION, Place(one.table or "", row=one.name_as_printed), details=details)


def programme_of(records: YearRecords) -> dict[str, str]:
    """The programme of each table of subsidies: that of more than half of its rows, or of half if no other table's."""
    found: dict[str, Counter[str | None]] = {}
    for one in records.subsidies:
        if one.table:
            found.setdefault(one.table, Counter())[one.programme] += 1
    sure = {table: key for table, counts in found.items() for key, count in counts.items()
            if key and count * 2 > counts.total()}  # fmt: skip
    for table, counts in found.items():
        halves = [key for key, count in counts.items() if key and count * 2 == counts.total()]
        free = [key for key in halves if key not in sure.values()]
        if len(halves) > 1 and len(free) == 1:
            sure[table] = free[0]
    return sure


def numbering(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Printed row numbers that repeat or leave gaps; indicators that share a number."""
    seen: Counter[str] = Counter(indicator.number for indicator in records.indicators)
    for number in (number for number, count in seen.items() if count > 1):
        details = {"repeated": [number], "missing": [], "table": "appendix"}
        count = Decimal(len(records.indicators))
        yield Finding(Kind.NUMBERING, Place("appendix", row=number), count, count, Unit.OTHER, details=details)
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


def row_twice(records: YearRecords) -> Iterator[Finding]:
    """Two records that were typed from one printed row of a table or list."""
    rows: list[tuple[str, str, str, Content]] = [
        *(("leases", one.kind.value, one.name_as_printed, one) for one in records.leases),
        *(("subsidies", one.table, one.name_as_printed, one) for one in records.subsidies),
    ]
    seen: dict[object, str] = {}
    for table, group, name, record in rows:
        source = record.source
        if source is None or not source.row or (table, record.key) in records.edited:
            continue
        mark = (table, group, source.section, source.table, source.row)
        if mark in seen and seen[mark] != name:
            details = {"name": seen[mark], "other": name, "table": "row", "repeated": Decimal(0), "record": table,
                       "key": record.key, "number": source.row}  # fmt: skip
            yield Finding(Kind.DUPLICATE_ROW, Place(row=name, section=source.section or ""), details=details)
        seen.setdefault(mark, name)


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
        name = records.contests[season.contest].short_name
        if season.spending_year is not None and season.spending_year < records.year:
            details = {"why": "spent", "name": name, "key": season.key, "spent": season.spending_year,
                       "year": records.year}  # fmt: skip
            yield Finding(Kind.IMPOSSIBLE, Place(row=name), details=details)
        days = [day for day in (season.opens_at, season.closes_at) if day is not None]
        if len(days) == 2 and days[0] > days[1]:
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
