"""The tables as the document's form prints them: rows of texts, one layout for DOCX and its tests."""

from dataclasses import dataclass
from decimal import Decimal

from core.rendering import figure, number
from core.reports.model import ALL, Column, Report, Row, Table, Total, Value
from core.reports.words import say, words
from storage.records.content import Indicator
from storage.terms import SupportKind, Unit


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `cells` as texts; `kind` is row, group (one text over the width) or total."""

    cells: tuple[str, ...]
    kind: str = "row"


@dataclass(frozen=True, slots=True)
class Form:
    """A table in print: `columns` are those shown (a group's column is a line of its own), `left` are texts."""

    number: str
    title: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    left: frozenset[int]
    shown: int
    count: int


def amount_text(roubles: Decimal) -> str:
    """Thousand roubles with a comma, one decimal or as many as the figure has: «1 397,2»."""
    thousand = roubles / 1000
    return number(thousand, max(1, _decimals(thousand)))


def cell_text(value: Value, unit: Unit | None) -> str:
    """A cell as text: a figure with U+00A0, words as they are, nothing for a gap."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return amount_text(value) if unit is Unit.ROUBLES else figure(value)


def printed_total(report: Report, total: Total) -> Decimal | None:
    """A signed year prints what was stated, a year in work what the rows make."""
    signed = report.standing.signed
    return total.value if signed or total.computed is None else total.computed


def indicator_texts(indicator: Indicator) -> tuple[str, str]:
    """Plan and fact with the same decimals, at least one: «0,70» beside «1,13»."""
    places = max(1, _decimals(indicator.plan), _decimals(indicator.fact))
    return number(indicator.plan, places), number(indicator.fact, places)


def title_of(report: Report, table: Table) -> str:
    """The caption's second line; tables of subsidies name their programme."""
    title = say("tables", table.number, "title", year=report.year)
    keys = {row.key for row in table.rows if row.record == "subsidies"}
    found = {subsidy.programme for subsidy in report.records.subsidies if subsidy.key in keys}
    programme = next(iter(found)) if len(found) == 1 else None
    if programme is None:
        return title
    return say("of_programme", title=title, programme=report.records.programmes[programme].name)


def head_of(report: Report, table: Table, column: Column) -> str:
    """A column's heading."""
    name = "awarded" if (table.number, column.name) == ("3", "amount") else column.name
    return say("columns", name, city="" if report.city is None else report.city.name)


def form_of(report: Report, table: Table, limit: int | None = None) -> Form:
    """A table as printed; `limit` keeps the first rows, totals are of all."""
    grouped = "level" in {column.name for column in table.columns}
    columns = tuple(column for column in table.columns if column.name != "level")
    places = [table.index(column.name) for column in columns]
    rows = table.rows if limit is None else table.rows[:limit]
    lines: list[Line] = []
    group: str | None = None
    for row in rows:
        if row.group != group:
            lines += _subtotals(report, table, columns, group)
            group = row.group
            if grouped:
                lines.append(Line((say("levels", group),), "group"))
        lines.append(Line(tuple(cell_text(row.cells[at], c.unit) for at, c in zip(places, columns, strict=True))))
    lines += _subtotals(report, table, columns, group) if len(rows) == len(table.rows) else []
    if table.rows:
        lines.append(_total(report, table, columns, ALL, say("tables", table.number, "total")))
    return Form(
        table.number, title_of(report, table), tuple(column.name for column in columns),
        tuple(head_of(report, table, column) for column in columns), tuple(lines),
        frozenset(at for at, column in enumerate(columns) if column.unit is None and column.name != "number"),
        len(rows), len(table.rows),
    )  # fmt: skip


def _subtotals(report: Report, table: Table, columns: tuple[Column, ...], group: str | None) -> list[Line]:
    """The line after a group of rows that the form sums by itself; levels have none in print."""
    scopes = {total.scope for total in table.totals} - {ALL}
    if group is None or group not in scopes or "level" in {column.name for column in table.columns}:
        return []
    return [_total(report, table, columns, group, words("subtotal"))]


def _total(report: Report, table: Table, columns: tuple[Column, ...], scope: str, label: str) -> Line:
    cells = [label]
    for column in columns[1:]:
        total = table.total(column.name, scope)
        value = None if total is None else printed_total(report, total)
        cells.append(cell_text(value, column.unit))
    return Line(tuple(cells), "total")


def counted_apart(report: Report) -> tuple[str, str] | None:
    """Consultations of table 2 that the bot counted and those that departments added; None when it counted none."""
    table, column = report.table("2"), SupportKind.CONSULTATION.value
    by_bot = sum(report.records.counted.of(row.refers) for row in table.rows)
    if not by_bot:
        return None
    whole = sum((table.figure(row, column) for row in table.rows), Decimal(0))
    return figure(Decimal(by_bot)), figure(whole - by_bot)


def row_name(table: Table, row: Row) -> str:
    """What a row is about: its first text that is no number and no level."""
    return next(
        (
            str(value)
            for value, column in zip(row.cells, table.columns, strict=True)
            if column.unit is None and column.name not in {"level", "number"}
        ),
        "",
    )


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
