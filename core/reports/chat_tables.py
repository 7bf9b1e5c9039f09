"""Tables 1 to 5 as chat screens: short lines, at most eight a page, evenly filled, and each row with its source."""

from dataclasses import dataclass
from decimal import Decimal

from core.calling import Call
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.reports.chat import to_year, year_report
from core.reports.model import ALL, Report, Row, Table, Total

PAGE = 8
NAMED = 4
"""Recipients or projects on a row's card; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as chat shows it: its place in the table from 1, a short name, and its cells by column."""

    place: int
    name: str
    cells: dict[str, Decimal | str | None]
    group: str
    opens_group: bool


async def tables(call: Call, year: int) -> Message:
    """The five tables with their totals."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    text = render("admin/stats_tables.html.j2", year=year, tables=[(table, grand(table)) for table in report.tables])
    buttons = [
        Button(label("stats_table", number=table.number), Action.STATS_TABLE, (str(year), table.number, "1"))
        for table in report.tables
        if table.rows
    ]
    charts = Button(label("charts"), Action.CHARTS, (str(year),))
    older = Button(label("compare", newer=year, older=year - 1), Action.COMPARE, (str(year - 1), str(year), "1"))
    work = Button(label("stats_work"), Action.STATS_WORK, (str(year),))
    return Message(text, rows_of(*buttons, charts, older, work, to_year(year)))


async def table(call: Call, year: int, number: str, page: int) -> Message:
    """A page of one table with its totals; a number that there is not leads back to the list."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    if number not in {known.number for known in report.tables if known.rows}:
        return await tables(call, year)
    shown = report.table(number)
    pages, size = _paging(shown)
    page = min(max(page, 1), pages)
    lines = _lines(report, shown, size)[(page - 1) * size : page * size]
    text = render(
        "admin/stats_table.html.j2", year=year, table=shown, lines=lines, page=page, pages=pages,
        by_bot=_by_bot(report, shown), grand=grand(shown),
        inner=[total for total in shown.totals if total.scope != ALL], document=report.document,
    )  # fmt: skip

    def turn(name: str, to: int) -> Button | None:
        return Button(label(name), Action.STATS_TABLE, (str(year), number, str(to))) if 1 <= to <= pages else None

    rows = [
        Button(label("stats_row", number=line.place), Action.STATS_ROW, (str(year), number, str(line.place)))
        for line in lines
    ]
    back = Button(label("stats_to_tables"), Action.STATS_TABLES, (str(year),))
    turns = rows_of(turn("stats_previous", page - 1), turn("stats_next", page + 1))
    return Message(text, (*rows_of(*rows, per_row=4), *turns, (back,)))


async def row(call: Call, year: int, number: str, place: int) -> Message:
    """One row: its figures, and where they stand as printed."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    known = {known.number: known for known in report.tables}
    if number not in known or not 1 <= place <= len(known[number].rows):
        return await tables(call, year)
    shown = known[number]
    chosen = shown.rows[place - 1]
    figures = [(column, shown.cell(chosen, column.name)) for column in shown.columns if column.unit is not None]
    named = _named(report, chosen)
    text = render(
        "admin/stats_row.html.j2", year=year, table=shown, name=_name(report, shown, chosen, short=False),
        figures=figures, source=chosen.source, document=report.document,
        named=named[:NAMED], more=len(named[NAMED:]),
        by_bot=report.records.counted.of(chosen.refers) if number == "2" else 0,
    )  # fmt: skip
    page = (place - 1) // _paging(shown)[1] + 1
    back = Button(label("stats_to_table", number=number), Action.STATS_TABLE, (str(year), number, str(page)))
    return Message(text, rows_of(back, _subsidy_table(report, year, chosen)))


def _by_bot(report: Report, table: Table) -> list[tuple[str, int]]:
    """Consultations of table 2 that the bot counted itself, by printed row."""
    rows = table.rows if table.number == "2" else ()
    return [(str(row.cells[0]), count) for row in rows if (count := report.records.counted.of(row.refers))]


def _named(report: Report, row: Row) -> list[tuple[str, Decimal]]:
    """Who got what under the row, largest first: subsidies of a programme, projects of a contest."""
    records = report.records
    if row.record == "programme_fundings":
        found = [(s.name_as_printed, s.amount) for s in records.subsidies if s.programme == row.refers]
    elif row.record == "seasons":
        found = [(p.name, p.amount) for p in records.projects if p.contest == row.refers and p.amount is not None]
    else:
        found = []
    return sorted(found, key=lambda pair: -pair[1])


def _subsidy_table(report: Report, year: int, row: Row) -> Button | None:
    """The table that lists a programme's subsidies, when there is one."""
    numbers = [s.table for s in report.records.subsidies if s.table and s.programme == row.refers]
    if row.record != "programme_fundings" or not numbers:
        return None
    return Button(label("stats_table", number=numbers[0]), Action.STATS_TABLE, (str(year), numbers[0], "1"))


def grand(table: Table) -> dict[str, Total]:
    """The table's last totals by column."""
    return {total.column: total for total in table.totals if total.scope == ALL}


def _paging(table: Table) -> tuple[int, int]:
    """How many pages, and how many rows on each."""
    pages = max(1, -(-len(table.rows) // PAGE))
    return pages, max(1, -(-len(table.rows) // pages))


def _lines(report: Report, table: Table, size: int) -> list[Line]:
    names = [column.name for column in table.columns]
    return [
        Line(
            place,
            _name(report, table, row, short=True),
            dict(zip(names, row.cells, strict=True)),
            row.group,
            row.group != ALL and ((place - 1) % size == 0 or table.rows[place - 2].group != row.group),
        )
        for place, row in enumerate(table.rows, 1)
    ]


def _name(report: Report, table: Table, row: Row, *, short: bool) -> str:
    """What a row is about: the short name in a list, the printed one on its card."""
    records = report.records
    if short and row.record == "programme_fundings":
        return records.programmes[row.refers].short_name
    if short and row.record == "seasons":
        return records.contests[row.refers].short_name
    if short and row.record == "subsidies":
        return records.organisations[row.refers].short_name
    if row.record == "seasons":
        return str(table.cell(row, "contest"))
    return str(row.cells[0])
