"""The cells of a file as JSON: a file with a question about a name is looked at again without being sent again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.collecting.books import YearBook
from core.imports.cells import Formula
from core.imports.reading import Row, SheetCells, Sheets
from core.imports.writing import Stamp


def kept_cells(sheets: Sheets) -> dict[str, Any]:
    """The cells of a file as JSON."""
    return {
        "since": sheets.stamp.since,
        "given": {table: list(keys) for table, keys in sheets.stamp.given.items()},
        "sheets": {
            table: [list(cells.titles), [[r.number, r.key, [_json(cell) for cell in r.cells]] for r in cells.rows]]
            for table, cells in sheets.sheets.items()
        },
    }  # fmt: skip


def _json(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool | int | float | str):
        return cell
    if isinstance(cell, Formula):
        return cell.text
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def sheets_of(book: YearBook, raw: Mapping[str, Any]) -> Sheets:
    """The file again."""
    given = {table: tuple(keys) for table, keys in raw["given"].items()}
    stamp = Stamp(book.book.name, book.book.version, raw["since"], given)
    sheets = {
        table: SheetCells(tuple(titles), tuple(Row(number, key, tuple(cells)) for number, key, cells in rows))
        for table, (titles, rows) in raw["sheets"].items()
    }
    return Sheets(book.book, stamp, sheets)
