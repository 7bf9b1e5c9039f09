"""The same fact in two places: recipients, programme sums, levels, holders of property."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import ALL, Finding, Kind, Place, Row, Table, Total
from core.reports.rules.classification import programme_of
from core.reports.year import YearRecords
from storage.terms import Unit

ROUNDING = Decimal(50_000)
"""Half of 0.1 million roubles: how far a sum named in millions may stand from its rows."""


def recipients(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Recipients of money in table 1 against organisations with financial support in table 2, by sphere."""
    paid, supported = tables["1"], tables["2"]
    if not paid.rows or not supported.rows:
        return
    by_sphere: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in paid.rows:
        by_sphere[records.programmes[row.refers].sphere] += paid.figure(row, "recipients")
    differing = []
    first = second = Decimal(0)
    for row in supported.rows:
        received = sum((by_sphere.pop(sphere, Decimal(0)) for sphere in row.refers.split()), Decimal(0))
        counted = supported.figure(row, "finance")
        first, second = first + received, second + counted
        if received != counted:
            differing.append((str(row.cells[0]), received, counted))
    without = [(records.programmes[row.refers].short_name, paid.figure(row, "recipients")) for row in paid.rows
               if records.programmes[row.refers].sphere in by_sphere]  # fmt: skip
    first += sum((count for _, count in without), Decimal(0))
    if first != second or differing:
        yield Finding(
            Kind.RECIPIENTS,
            Place("1", "recipients"),
            stated=first,
            computed=second,
            unit=Unit.RECIPIENTS,
            details={"spheres": differing, "without": without},
        )


def programmes(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """A programme's row of table 1 against the table of its subsidies and the payments named in the prose."""
    first = tables["1"]
    numbers: dict[str | None, str] = {s.programme: s.table for s in records.subsidies if s.table in tables}
    numbers |= {key: table for table, key in programme_of(records).items() if table in tables}
    named: dict[str | None, list[Decimal]] = defaultdict(list)
    for subsidy in records.subsidies:
        if not subsidy.table:
            named[subsidy.programme].append(subsidy.amount)
    for row in first.rows:
        programme = records.programmes[row.refers]
        if row.refers in numbers:
            yield from _against_table(first, row.refers, tables[numbers[row.refers]])
        elif _all_named(first, row, named[row.refers]) or sum(named[row.refers]) > first.figure(row, "amount"):
            yield Finding(
                Kind.PART_EXCEEDS,
                Place("1", "amount", row=programme.short_name),
                stated=first.figure(row, "amount"),
                computed=sum(named[row.refers], Decimal(0)),
                unit=Unit.ROUBLES,
                terms=tuple(named[row.refers]),
                details={"name": programme.short_name, "contest": False},
            )


def _all_named(first: Table, row: Row, amounts: list[Decimal]) -> bool:
    """Whether every recipient of a programme is named with a sum, and the sums are not the programme's."""
    return len(amounts) == first.figure(row, "recipients") and sum(amounts) != first.figure(row, "amount")


def _against_table(first: Table, programme: str, other: Table) -> Iterator[Finding]:
    rows = [row for row in first.rows if row.refers == programme]
    for column in ("amount", "recipients"):
        figure = sum((first.figure(row, column) for row in rows), Decimal(0))
        total = other.total(column)
        if total is None or figure in (total.stated, total.computed) or total.value is None:
            continue
        yield Finding(
            Kind.PROGRAMME,
            Place("1", column, row=str(rows[0].cells[0])),
            stated=figure,
            computed=total.value,
            unit=total.unit,
            likely=total.computed,
            terms=tuple(other.figure(row, column) for row in other.rows) if total.value == total.computed else (),
            details={"other": other.number, "name": str(rows[0].cells[0])},
        )


def projects(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Named projects of a contest that got more than the contest gave in all."""
    third = tables["3"]
    for row in third.rows:
        named = [p.amount for p in records.projects if p.contest == row.refers and p.amount is not None]
        given = third.figure(row, "amount")
        if sum(named, Decimal(0)) > given + ROUNDING:
            yield Finding(
                Kind.PART_EXCEEDS,
                Place("3", "amount", row=records.contests[row.refers].short_name),
                stated=given,
                computed=sum(named, Decimal(0)),
                unit=Unit.ROUBLES,
                terms=tuple(named),
                details={"name": records.contests[row.refers].short_name, "contest": True},
            )


def levels(tables: dict[str, Table]) -> Iterator[Finding]:
    """A level's sum as the prose rounds it against its rows."""
    for total in tables["3"].totals:
        if total.scope == ALL or total.stated is None or total.computed is None:
            continue
        if abs(total.stated - total.computed) > ROUNDING:
            section = total.source.section if total.source is not None and total.source.section else ""
            yield Finding(
                Kind.LEVEL,
                Place(section=section, scope=total.scope),
                stated=total.stated,
                computed=total.computed,
                unit=total.unit,
                likely=total.computed,
                terms=tuple(tables["3"].figure(row, "amount") for row in tables["3"].rows if row.group == total.scope),
                details={"level": total.scope},
            )


def holders(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Organisations with property support in table 2 against the holders named, and agreements against names."""
    if not records.leases:
        return
    named = Decimal(len({lease.organisation for lease in records.leases}))
    total = tables["2"].total("property")
    section = next((lease.source.section or "" for lease in records.leases if lease.source is not None), "")
    if total is not None and total.value is not None and total.value != named:
        yield Finding(
            Kind.HOLDERS,
            Place("2", "property"),
            stated=total.value,
            computed=named,
            unit=Unit.ORGANISATIONS,
            details={"section": section},
        )
    yield from _supported(records, section, total)
    stated = [
        fact.value
        for fact in records.facts
        if fact.unit is Unit.AGREEMENTS
        and fact.value is not None
        and fact.source is not None
        and fact.source.section == section
    ]
    if not stated:
        return
    whole = max(stated)
    agreements = whole if len(stated) > 1 and sum(stated) == 2 * whole else sum(stated, Decimal(0))
    if agreements != len(records.leases):
        yield Finding(
            Kind.AGREEMENTS,
            Place(section=section),
            stated=agreements,
            computed=Decimal(len(records.leases)),
            unit=Unit.AGREEMENTS,
            details={"holders": named, "parts": tuple(stated)},
        )


def _supported(records: YearRecords, section: str, total: Total | None) -> Iterator[Finding]:
    """How many organisations the row of the plan says have property, against table 2; smaller figures are parts."""
    facts = [one for one in records.facts if one.unit is Unit.ORGANISATIONS and one.value is not None
             and one.source is not None and one.source.section == section and not one.qualifier]  # fmt: skip
    whole = max(facts, key=lambda one: one.value or Decimal(0), default=None)
    if whole is None or whole.value is None or total is None or total.value is None:
        return
    if whole.value not in (total.stated, total.computed) and whole.value * 2 > total.value:
        details = {"title": whole.title, "table": "2", "column": "property", "name": "", "key": whole.key}
        yield Finding(
            Kind.PROSE,
            Place(section=section),
            whole.value,
            total.value,
            Unit.ORGANISATIONS,
            total.value,
            details=details,
        )
