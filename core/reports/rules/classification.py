"""How rows are listed: level against the money's source, numbering, repeated rows, impossible and mixed counts."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import ALL, Column, Finding, Kind, Place, Row, Table
from core.reports.year import YearRecords
from storage.terms import Unit

_NAMES = frozenset({"programme", "sphere", "contest", "organisation"})


def classification(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Contests listed under a level whose money comes from elsewhere."""
    third = tables["3"]
    for row in third.rows:
        contest = records.contests[row.refers]
        if contest.money_source.value == contest.level.value:
            continue
        total = third.total("amount", row.group)
        amount = third.figure(row, "amount")
        level_sum = total.computed if total is not None and total.computed is not None else amount
        yield Finding(
            Kind.CLASSIFICATION,
            Place("3", scope=row.group, row=contest.short_name),
            stated=level_sum,
            computed=level_sum - amount,
            unit=Unit.ROUBLES,
            details={
                "name": contest.short_name,
                "key": contest.key,
                "level": contest.level.value,
                "money_source": contest.money_source.value,
                "amount": amount,
            },
        )


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
        if indicator.unit is Unit.PERCENT and not 0 <= indicator.fact <= 100:
            yield Finding(
                Kind.IMPOSSIBLE,
                Place("appendix", row=indicator.short_name),
                stated=indicator.fact,
                computed=Decimal(100),
                unit=Unit.PERCENT,
                details={"why": "percent", "name": indicator.short_name},
            )


def _pair(table: Table, row: Row, label: str) -> Iterator[Finding]:
    names = {column.name: column for column in table.columns}
    if "winners" in names:
        came, won = table.cell(row, "applicants"), table.cell(row, "winners")
        if isinstance(came, Decimal) and isinstance(won, Decimal) and won > came:
            yield _cannot(table, names["winners"], label, "winners", won, came)
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
