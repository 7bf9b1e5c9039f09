"""What the base holds against the words that it was typed from, and sentences against the figures of their row.

A record that somebody has changed by hand since departs from its quotation on purpose: nothing is said of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from core.reports.model import Finding, Kind, Place, Table
from core.reports.rules.figures import MILLION, THOUSAND, Said, cells_of, figures_in, folded, number_in
from core.reports.year import YearRecords
from storage.records.content import Content, Fact, Source
from storage.terms import Unit

SPELT = Decimal(10)
"""Counts up to this are written as words."""

_CELLS: dict[str, tuple[str, ...]] = {
    "1": ("amount", "recipients"),
    "2": ("total", "consultation", "property", "finance"),
    "3": ("applicants", "winners", "amount"),
    "4": ("amount", "recipients"),
    "5": ("amount", "recipients"),
    "appendix": ("plan", "fact"),
}
"""The figures that close a quoted row of each table."""


def typed(records: YearRecords) -> Iterator[Finding]:
    """Figures and names of records that their own quotation has otherwise."""
    for table, one, name, column, value, unit in _figures(records):
        if one.source is not None and (table, one.key) not in records.edited:
            yield from _against(one.source, one.key, table, name, column, value, unit)
    for table, one, name in _named(records):
        if one.source is None or (table, one.key) in records.edited or not name:
            continue
        quoted = folded(one.source.printed)
        if folded(name) in _own_names(records, one):
            continue
        if folded(name) not in quoted and (
            cells_of(one.source.printed) or set(folded(name).split()) & set(quoted.split())
        ):
            place = _place(one.source, name, "")
            details = _details(one.source, one.key, table, name, "")
            yield Finding(Kind.TYPED, place, details=details)


def _own_names(records: YearRecords, one: Content) -> set[str]:
    """What else the record's organisation is called: its own name in place of the printed one is no slip."""
    organisation = records.organisations.get(getattr(one, "organisation", None) or "")
    return set() if organisation is None else {folded(name) for name in (organisation.name, *organisation.aliases)}


def _figures(records: YearRecords) -> Iterator[tuple[str, Any, str, str, Any, Unit]]:
    """Table, record, its name, column, value, unit."""
    yield from _rows(records)
    yield from _prose(records)


def _rows(records: YearRecords) -> Iterator[tuple[str, Any, str, str, Any, Unit]]:
    people, money = Unit.RECIPIENTS, Unit.ROUBLES
    for funding in records.fundings:
        name = records.programmes[funding.programme].short_name
        yield "programme_fundings", funding, name, "amount", funding.amount, money
        yield "programme_fundings", funding, name, "recipients", funding.recipients, people
    for count in records.support:
        yield "support_counts", count, count.sphere_label, count.kind.value, count.count, Unit.ORGANISATIONS
    for season in records.seasons:
        if season.source is not None and season.source.table:
            name = records.contests[season.contest].short_name
            for column in ("applicants", "winners"):
                shown = getattr(season, f"{column}_text") or getattr(season, column)
                yield "seasons", season, name, column, shown, season.count_unit
            yield "seasons", season, name, "amount", season.amount, money
    for total in records.stated:
        yield "stated_totals", total, total.label, total.column, total.value, total.unit
    for indicator in records.indicators:
        for column in ("plan", "fact"):
            yield "indicators", indicator, indicator.short_name, column, getattr(indicator, column), indicator.unit


def _prose(records: YearRecords) -> Iterator[tuple[str, Any, str, str, Any, Unit]]:
    for subsidy in records.subsidies:
        yield "subsidies", subsidy, subsidy.name_as_printed, "amount", subsidy.amount, Unit.ROUBLES
    for level in records.levels:
        yield "level_totals", level, "", "amount", level.amount, Unit.ROUBLES
    for fact in records.facts:
        yield "facts", fact, fact.title, "", fact.value, fact.unit
    for project in records.projects:
        yield "projects", project, project.name, "amount", project.amount, Unit.ROUBLES
    for lease in records.leases:
        yield "leases", lease, lease.name_as_printed, "", lease.area, Unit.SQUARE_METRES


def _named(records: YearRecords) -> Iterator[tuple[str, Content, str]]:
    for subsidy in records.subsidies:
        if subsidy.table:
            yield "subsidies", subsidy, subsidy.name_as_printed
    for lease in records.leases:
        yield "leases", lease, lease.name_as_printed
    listed = {season.contest for season in records.seasons}
    for contest in records.contests.values():
        if contest.key in listed and contest.source is not None and cells_of(contest.source.printed):
            yield "contests", contest, contest.name
            yield "contests", contest, contest.number_printed


def _against(source: Source, key: str, table: str, name: str, column: str, value: Any, unit: Unit) -> Iterator[Finding]:
    if value is None:
        return
    quoted = _quoted(source, column, unit)
    if isinstance(value, str):
        if quoted and folded(value) not in folded(source.printed):
            details = _details(source, key, table, name, column) | {"typed": value}
            yield Finding(Kind.TYPED, _place(source, name, column), details=details)
        return
    typed_in = Decimal(value)
    if not quoted or typed_in in quoted:
        return
    yield Finding(
        Kind.TYPED,
        _place(source, name, column),
        stated=typed_in,
        computed=quoted[0] if len(quoted) == 1 else None,
        unit=unit,
        likely=quoted[0] if len(quoted) == 1 else None,
        details=_details(source, key, table, name, column),
    )


def _quoted(source: Source, column: str, unit: Unit) -> Sequence[Decimal]:
    """The figures that the quotation has for a column; none where it names no figure at all."""
    columns, cells = _CELLS.get(source.table or "", ()), cells_of(source.printed)
    if cells and column in columns:
        place = (
            columns.index(column) - len(columns) if len(cells) > len(columns) else columns.index(column) - len(cells)
        )
        if source.table == "3" and len(cells) <= len(columns):
            place = -1
        number = number_in(cells[place]) if -len(cells) <= place else None
        return () if number is None else (number * THOUSAND if unit is Unit.ROUBLES else number,)
    said = list(figures_in(source.printed))
    if unit is Unit.ROUBLES:
        return tuple(dict.fromkeys(one.value for one in said if one.money))
    return tuple(dict.fromkeys(one.value for one in said if not one.money))


def _place(source: Source, name: str, column: str) -> Place:
    table = source.table or ""
    return Place(table=table, column=column if table else "", row=name, section=source.section or "")


def _details(source: Source, key: str, table: str, name: str, column: str) -> dict[str, Any]:
    return {"record": table, "key": key, "name": name, "column": column, "quoted": source.printed, "typed": ""}


def sentences(
    records: YearRecords, tables: dict[str, Table], named: Callable[[str, str], set[Decimal]]
) -> Iterator[Finding]:
    """Figures of a row's sentences that stand nowhere: in no record and quotation of the row, in no table under it.

    Sums and differences of a sentence's own figures are its own matter. Where somebody rewrote the sentence, a figure
    is told only when the row counts the same thing otherwise. `named` gives the values of what a record's text names:
    a sentence may compare with another row's.
    """
    for measure in records.measures:
        about = list(_records_of(records, measure.number, measure.key))
        quotes = [one.source.printed for one in (measure, *about) if one.source is not None]
        quoted = [said for quote in quotes for said in figures_in(quote)]
        known = {said.value for said in quoted} | set(_values(about)) | set(_shares(records))
        known |= {number for quote in quotes for cell in cells_of(quote) if (number := number_in(cell)) is not None}
        known |= set(_made(one for one in about if isinstance(one, Fact)))
        known |= set(_cells(table for table in tables.values() if table.section == measure.number))
        if not quoted:
            continue
        texts = [("measures", measure.key, "result", "", measure.result)]
        texts += [
            ("facts", one.key, "text", one.title, one.text) for one in records.facts if one.measure == measure.key
        ]
        for table, key, field, title, text in texts:
            for said in _unknown(text, known):
                others = {one.value for one in quoted if one.counts and one.counts == said.counts}
                if not others and (table, key) in records.edited:
                    continue
                if "," in said.written and any(_same(said, value) for value in named(table, key)):
                    continue
                likely = next(iter(others)) if len(others) == 1 else None
                details = {"record": table, "key": key, "column": field, "written": said.written, "text": text,
                           "others": tuple(sorted(others))[:5]}  # fmt: skip
                yield Finding(
                    Kind.SENTENCE,
                    Place(section=measure.number, row=title),
                    stated=said.value,
                    computed=likely,
                    unit=Unit.ROUBLES if said.money else Unit.OTHER,
                    likely=likely,
                    details=details,
                )


def untold(records: YearRecords) -> Iterator[Finding]:
    """Facts whose own sentence tells figures, but not theirs."""
    for fact in records.facts:
        said = list(figures_in(fact.text))
        if fact.value is None or fact.value <= SPELT or not said or any(_same(one, fact.value) for one in said):
            continue
        likely = said[0].value if len(said) == 1 else None
        details = {"record": "facts", "key": fact.key, "column": "value", "written": "", "text": fact.text,
                   "others": tuple(one.value for one in said)[:5]}  # fmt: skip
        yield Finding(
            Kind.SENTENCE,
            Place(
                section=fact.source.section if fact.source is not None and fact.source.section else "", row=fact.title
            ),
            stated=fact.value,
            computed=likely,
            unit=fact.unit,
            details=details,
        )


def _made(facts: Iterable[Fact]) -> Iterator[Decimal]:
    """Sums and differences of a row's figures in one unit: «всего 29», «на 5 меньше»."""
    groups: dict[Unit, list[Decimal]] = defaultdict(list)
    for fact in facts:
        if fact.value is not None:
            groups[fact.unit].append(fact.value)
    for values in groups.values():
        for one, other in combinations(values, 2):
            yield from (one + other, abs(one - other))


def _unknown(text: str, known: set[Decimal]) -> Iterator[Said]:
    said = list(figures_in(text))
    found = [one for one in said if any(_same(one, other) for other in known)]
    made = {value for one in found for other in found for value in (one.value + other.value, one.value - other.value)}
    for one in said:
        if one not in found and one.value not in made:
            yield one


def _same(said: Said, other: Decimal) -> bool:
    """Whether a figure is one that is known; where its unit is said only once for several, in any scale."""
    if said.counts == "%" and "," not in said.written and other.quantize(Decimal(1)) == said.value:
        return True
    scales = (Decimal(1),) if said.money or "," not in said.written else (Decimal(1), THOUSAND, MILLION)
    return any(
        abs(said.value * scale - other) <= _slack(said.value * scale, said.money or scale > 1) for scale in scales
    )


def _slack(value: Decimal, money: bool) -> Decimal:
    return Decimal(50_000) if money and value % 100_000 == 0 else Decimal(50) if money else Decimal(0)


def _records_of(records: YearRecords, number: str, key: str) -> Iterator[Content]:
    held: tuple[Iterable[Content], ...] = (
        records.facts, records.projects, records.fundings, records.support, records.seasons, records.subsidies,
        records.stated, records.levels, records.leases,
    )  # fmt: skip
    for one in (one for some in held for one in some):
        if getattr(one, "measure", None) == key or (one.source is not None and one.source.section == number):
            yield one


def _shares(records: YearRecords) -> Iterator[Decimal]:
    """Plans and facts of the appendix: any row may repeat them."""
    for indicator in records.indicators:
        yield from (indicator.plan, indicator.fact)


def _values(records: Iterable[Content]) -> Iterator[Decimal]:
    for one in records:
        for name in ("value", "amount", "recipients", "count", "applicants", "winners", "beneficiaries", "area"):
            value = getattr(one, name, None)
            if value is not None:
                yield Decimal(value)


def _cells(tables: Iterable[Table]) -> Iterator[Decimal]:
    for table in tables:
        yield Decimal(len(table.rows))
        yield from (cell for row in table.rows for cell in row.cells if isinstance(cell, Decimal))
        for total in table.totals:
            yield from (value for value in (total.stated, total.computed) if value is not None)
