"""Writing a workbook: the template with the current rows, or somebody's own cells with the wrong ones marked."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.imports.cells import Formula, Reading, cells_of
from core.imports.layout import Book, Column, Kind, Sheet, about_lines, books, service_word, words
from core.imports.names import Directory, Names
from core.organisations.resolving import likest
from storage.records.content import Content

SERVICE_SHEET = "service"
SIGNATURE = "content-workbook"
_SPARE_ROWS = 300
_LINES_SHOWN = 12
_COMMENT_LIMIT = 900


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the hidden sheet tells of a template: book, version, the last change in it, and the keys it was given."""

    book: str
    version: int
    since: int
    given: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Grid:
    """A sheet to write: titles of all columns after the technical one, and the rows with their keys."""

    titles: list[str]
    rows: list[tuple[str, list[Any]]]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    """Reasons by (row, column), both counted from 0 with the header as row 0 and the technical column as 0."""


def directory_of(book: Book, records: Mapping[str, Sequence[Content]], city: str = "") -> Directory:
    """The names of all records that the book's columns can refer to.

    Organisations are likened as in /names (`city`: the beginning of the city's name), so that both propose the same.
    """
    known = {sheet.table: sheet for other in books().values() for sheet in other.sheets}
    targets = {column.target for sheet in book.sheets for column in sheet.columns if column.target}
    found = {
        table: Names.of(records.get(table, ()), known[table].label if table in known else "{name}") for table in targets
    }
    if "organisations" in found:
        found["organisations"].likest = likest(records.get("organisations", ()), city)
    return Directory(found)


def make_template(
    book: Book, records: Mapping[str, Sequence[Content]], reading: Reading, since: int, moment: datetime
) -> bytes:
    """The book with its current rows. `records` also holds the tables that its columns refer to."""
    grids = {
        sheet.table: Grid(
            [column.title for column in sheet.columns],
            [(record.key, row_of(sheet, record, reading)) for record in records.get(sheet.table, ())],
        )
        for sheet in book.sheets
    }
    given = {table: tuple(key for key, _ in grid.rows) for table, grid in grids.items()}
    stamp = Stamp(book.name, book.version, since, given)
    return write_book(book, grids, stamp, reading, moment.astimezone(reading.zone))


def row_of(sheet: Sheet, record: Content, reading: Reading) -> list[Any]:
    """A record's cells in the order of the sheet's columns."""
    zone = getattr(record, "zone", "UTC")
    cells: dict[str, list[Any]] = {}
    for name in sheet.fields:
        cells[name] = list(cells_of(sheet.of(name), getattr(record, name), zone, reading))
    return [cells[column.field].pop(0) for column in sheet.columns]


def write_book(
    book: Book, grids: Mapping[str, Grid], stamp: Stamp, reading: Reading, moment: datetime,
    about: Sequence[str] | None = None,
) -> bytes:  # fmt: skip
    """The workbook's bytes. Text goes out as text, whatever it begins with. `about` are own lines of «О файле»."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    formats = _formats(workbook)
    sheets = [(sheet, workbook.add_worksheet(sheet.title)) for sheet in book.sheets if sheet.table in grids]
    lists = _Lists(workbook.add_worksheet(service_word("lists")))
    for sheet, worksheet in sheets:
        _write_sheet(worksheet, sheet, grids[sheet.table], formats, lists, reading)
    count = sum(len(grid.rows) for grid in grids.values())
    lines = [line.format(title=book.title, moment=f"{moment:%d.%m.%Y %H:%M}", rows=count) for line in about_lines()]
    _write_about(workbook, lines if about is None else about, formats)
    _write_stamp(workbook.add_worksheet(SERVICE_SHEET), stamp)
    lists.worksheet.very_hidden()
    if sheets:
        sheets[0][1].activate()
    workbook.close()
    return target.getvalue()


def _formats(workbook: Workbook) -> dict[str, Format]:
    cell = {"valign": "top", "text_wrap": True}
    marked = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
    centred = {"align": "center"}
    kinds = {
        "text": {"num_format": "@"}, "whole": {"num_format": "0"} | centred, "number": {"num_format": "#,##0.0###"},
        "date": {"num_format": "dd.mm.yyyy"} | centred, "time": {"num_format": "hh:mm"} | centred,
    }  # fmt: skip
    made = {name: workbook.add_format(cell | kind) for name, kind in kinds.items()}
    made |= {f"{name}!": workbook.add_format(cell | kind | marked) for name, kind in kinds.items()}
    header = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDEBF7", "bottom": 1}
    made["header"] = workbook.add_format(header)
    made["header!"] = workbook.add_format(header | marked)
    made["key"] = workbook.add_format({"num_format": "@", "font_color": "#808080"})
    return made


class _Lists:
    """The hidden sheet of closed vocabularies; a column of it per list."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self._ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, entries: tuple[str, ...]) -> str:
        """The address of a list, written once."""
        if entries not in self._ranges:
            column = len(self._ranges)
            for row, entry in enumerate(entries):
                self.worksheet.write_string(row, column, entry)
            first, last = (xl_rowcol_to_cell(row, column, True, True) for row in (0, len(entries) - 1))
            self._ranges[entries] = f"='{self.worksheet.get_name()}'!{first}:{last}"
        return self._ranges[entries]


def _choices(column: Column, reading: Reading) -> tuple[str, ...]:
    match column.kind:
        case Kind.WORD:
            assert column.vocabulary is not None
            return tuple(words(column.vocabulary.__name__).values())
        case Kind.YES_NO:
            return tuple(words("bool").values())
        case Kind.ZONE:
            return tuple(words("zones").values())
        case Kind.REFERENCE:
            return tuple(reading.directory.of(column.target).labels.values())
        case _:
            return ()


def _write_sheet(
    worksheet: Worksheet, sheet: Sheet, grid: Grid, formats: dict[str, Format], lists: _Lists, reading: Reading
) -> None:
    known = {column.title: column for column in sheet.columns}
    last = max(len(grid.rows), 1)
    worksheet.write_string(0, 0, service_word("key"), formats["header"])
    worksheet.set_column(0, 0, 12, formats["key"], {"hidden": True})
    worksheet.write_comment(0, 0, service_word("key_note"))
    for number, title in enumerate(grid.titles, start=1):
        column = known.get(title)
        reason = grid.marks.get((0, number), "")
        worksheet.write_string(0, number, title, formats["header!" if reason else "header"])
        if reason or (column and column.note):
            worksheet.write_comment(0, number, reason or (column.note if column else ""), _COMMENT)
        kind = _format_name(column)
        worksheet.set_column(number, number, column.width if column else 14, formats[kind])
        choices = _choices(column, reading) if column else ()
        if choices:
            worksheet.data_validation(
                1, number, last + _SPARE_ROWS, number,
                {"validate": "list", "source": lists.range_of(choices), "error_type": "warning"},
            )  # fmt: skip
    for row, (key, cells) in enumerate(grid.rows, start=1):
        if key:
            worksheet.write_string(row, 0, key, formats["key"])
        worksheet.set_row(row, _height(grid, cells, known))
        for number, value in enumerate(cells, start=1):
            title = grid.titles[number - 1] if number <= len(grid.titles) else ""
            reason = grid.marks.get((row, number), "")
            kind = _format_name(known.get(title))
            _write_cell(worksheet, row, number, value, formats, kind, marked=bool(reason))
            if reason:
                worksheet.write_comment(row, number, reason[:_COMMENT_LIMIT], _COMMENT)
    worksheet.set_row(0, 32)
    worksheet.freeze_panes(1, 2)
    worksheet.autofilter(0, 0, last, max(len(grid.titles), 1))
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)


def _height(grid: Grid, cells: Sequence[Any], known: Mapping[str, Column]) -> int:
    """A row's height in points, so that wrapped text is seen also where nothing fits rows by itself."""
    lines = 1
    for title, value in zip(grid.titles, cells, strict=False):
        if isinstance(value, str) and value:
            width = known[title].width if title in known else 14
            lines = max(lines, sum(-(-max(len(part), 1) // width) for part in value.split("\n")))
    return 2 + 14 * min(lines, _LINES_SHOWN)


_COMMENT = {"x_scale": 2, "font_size": 9}


def _format_name(column: Column | None) -> str:
    if column is None:
        return "text"
    if column.part:
        return column.part
    return {Kind.WHOLE: "whole", Kind.NUMBER: "number", Kind.DATE: "date"}.get(column.kind, "text")


def _write_cell(
    worksheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Format], kind: str, *, marked: bool
) -> None:
    sign = "!" if marked else ""
    if isinstance(value, Formula):
        value = value.text
    if value is None or value == "":
        if marked:
            worksheet.write_blank(row, column, None, formats[kind + sign])
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, formats[kind + sign])
    elif isinstance(value, int | float | Decimal) and math.isfinite(value):
        worksheet.write_number(row, column, float(value), formats[kind + sign])
    elif isinstance(value, time):
        worksheet.write_datetime(row, column, value, formats["time" + sign])
    elif isinstance(value, date) and value.year > 1900:
        worksheet.write_datetime(row, column, value, formats["date" + sign])
    else:
        worksheet.write_string(row, column, str(value)[:32_000], formats[kind + sign])


def _write_about(workbook: Workbook, lines: Sequence[str], formats: dict[str, Format]) -> None:
    worksheet = workbook.add_worksheet(service_word("about"))
    worksheet.set_column(0, 0, 110)
    for number, line in enumerate(lines):
        worksheet.write_string(number, 0, line, formats["text"])


def _write_stamp(worksheet: Worksheet, stamp: Stamp) -> None:
    worksheet.write_row(0, 0, [SIGNATURE, stamp.book, stamp.version, stamp.since])
    row = 1
    for table, keys in stamp.given.items():
        for key in keys:
            worksheet.write_string(row, 0, table)
            worksheet.write_string(row, 1, key)
            row += 1
    worksheet.very_hidden()
