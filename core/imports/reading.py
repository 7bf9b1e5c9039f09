"""Reading a guarded workbook: plain cells with their places, formulas told apart, nothing computed."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.imports.cells import Formula
from core.imports.guarding import COLUMN_LIMIT, ROW_LIMIT, Refusal
from core.imports.layout import Book, books
from core.imports.writing import SERVICE_SHEET, SIGNATURE, Stamp


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: its number in the sheet, the hidden key, the other cells by column number (from 1)."""

    number: int
    key: str
    cells: tuple[Any, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: an emptied row is a removed one."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One sheet: the titles after the technical column, and the rows below."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A workbook as read: its book, its stamp, and the sheets that are there, by table."""

    book: Book
    stamp: Stamp
    sheets: Mapping[str, SheetCells]


def read_workbook(content: bytes, known: Mapping[str, Book] | None = None) -> Sheets | Refusal:
    """Read bytes that the guard let through, as one of the `known` books. Never raises for what stands in the file."""
    import openpyxl

    listed = books() if known is None else known
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception:  # the library raises KeyError, TypeError and others for a damaged part
        return Refusal("broken")
    try:
        stamp = _stamp(workbook, listed)
        if isinstance(stamp, Refusal):
            return stamp
        book = listed[stamp.book]
        sheets = {
            sheet.table: _cells(workbook[sheet.title]) for sheet in book.sheets if sheet.title in workbook.sheetnames
        }
    except Exception:  # as above: sheets are parsed here
        return Refusal("broken")
    finally:
        workbook.close()
    return Sheets(book, stamp, sheets)


def _stamp(workbook: Any, known: Mapping[str, Book]) -> Stamp | Refusal:
    if SERVICE_SHEET not in workbook.sheetnames:
        return Refusal("no_template")
    rows = workbook[SERVICE_SHEET].iter_rows(max_row=ROW_LIMIT + 1, max_col=4, values_only=True)
    signature, name, version, since = next(iter(rows))
    if signature != SIGNATURE or name not in known or not isinstance(since, int) or since < 0:
        return Refusal("no_template")
    book = known[name]
    if version != book.version:
        return Refusal("old_template", {"title": book.title})
    given: dict[str, list[str]] = {table: [] for table in book.tables}
    for table, key, *_ in rows:
        if table in given and isinstance(key, str):
            given[table].append(key)
    return Stamp(name, book.version, since, {table: tuple(keys) for table, keys in given.items()})


def _cells(worksheet: Any) -> SheetCells:
    rows = worksheet.iter_rows(max_row=ROW_LIMIT + 1, max_col=COLUMN_LIMIT)
    titles = [str(cell.value).strip() if cell.value is not None else "" for cell in next(rows, ())][1:]
    while titles and not titles[-1]:
        titles.pop()
    read = []
    for number, row in enumerate(rows, start=2):
        key, *cells = [_value(cell) for cell in row] or [None]
        found = Row(number, key if isinstance(key, str) else "", tuple(cells[: len(titles)]))
        if found.key or not found.blank:
            read.append(found)
    return SheetCells(tuple(titles), tuple(read))


def _value(cell: Any) -> Any:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", "") or ""
        return Formula(text if text.startswith("=") else f"={text}")
    if cell.data_type == "e":
        return Formula(str(cell.value))
    return cell.value


def book_name(content: bytes) -> str:
    """The name of the book that a workbook's hidden sheet tells; empty for any other file."""
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            signature, name, *_ = next(workbook[SERVICE_SHEET].iter_rows(max_row=1, max_col=4, values_only=True))
        finally:
            workbook.close()
    except Exception:  # as above; a file without the sheet raises KeyError
        return ""
    return str(name) if signature == SIGNATURE else ""
