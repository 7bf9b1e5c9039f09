"""A refused workbook comes back as it was sent, the wrong cells coloured with the reason beside."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from core.imports.cells import Reading
from core.imports.checking import Problem
from core.imports.layout import Book
from core.imports.reading import SheetCells, Sheets
from core.imports.writing import Grid, write_book
from core.rendering import render

MARK_LIMIT = 1000

COPIED_LIMIT = 2_000_000
"""Bytes of a sent workbook that is marked in itself; a heavier one is written anew, which takes less memory."""

_COMMENT_LIMIT = 900
_FILL, _FONT = "FFFFC7CE", "FF9C0006"
_AUTHOR = "bot"


def reason(problem: Problem, *, marked: bool = False) -> str:
    """What is wrong and what should stand there, as plain text; `marked` leaves out the place."""
    text = render("admin/imports/reason.html.j2", problem=problem, marked=marked)
    return unescape(re.sub(r"<[^>]+>", "", text))


def annotate(
    book: Book, sheets: Sheets, problems: Sequence[Problem], reading: Reading, moment: datetime, sent: bytes = b""
) -> bytes:
    """The workbook that was `sent`, with its own colours, widths and columns, and the wrong cells marked in it.

    What cannot be marked so (too heavy, or with parts that would be lost) is written anew: formulas as text, own
    columns kept, own colours not. Either can be corrected and sent again. A missing sheet stays missing.
    """
    marks = {table: _marks(book, table, problems) for table in sheets.sheets}
    kept = _marked_itself(book, sent, marks) if sent and len(sent) <= COPIED_LIMIT else None
    if kept is not None:
        return kept
    grids = {table: _grid(cells, marks[table]) for table, cells in sheets.sheets.items()}
    return write_book(book, grids, sheets.stamp, reading, moment.astimezone(reading.zone))


def _marks(book: Book, table: str, problems: Sequence[Problem]) -> dict[tuple[int, int], str]:
    """Reasons by place, as a grid counts them: the header is row 0, the technical column is column 0."""
    title = book.sheet(table).title
    marks: dict[tuple[int, int], str] = {}
    for problem in [one for one in problems if one.sheet == title][:MARK_LIMIT]:
        place = (problem.row or 0, problem.column or 1)
        text = reason(problem, marked=True)
        marks[place] = f"{marks[place]}\n{text}" if place in marks else text
    return marks


def _marked_itself(book: Book, sent: bytes, marks: Mapping[str, Mapping[tuple[int, int], str]]) -> bytes | None:
    """The sent file with fills and comments added; None when openpyxl would lose some of it.

    It reads what the guard let through, computes nothing, and gives formulas back as formulas to who wrote them.
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    if _has_what_would_be_lost(sent):
        return None
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(sent), rich_text=True, keep_links=False)
        for table, places in marks.items():
            worksheet: Any = workbook[book.sheet(table).title]
            for (row, column), text in places.items():
                cell = worksheet.cell(row + 1, column + 1)
                font = cell.font
                cell.fill = PatternFill("solid", start_color=_FILL, end_color=_FILL)
                cell.font = Font(name=font.name, size=font.size, bold=font.bold, italic=font.italic, color=_FONT)
                before = f"{cell.comment.text}\n" if cell.comment is not None else ""
                cell.comment = Comment(f"{text}\n{before}".strip()[:_COMMENT_LIMIT], _AUTHOR, height=120, width=280)
        target = io.BytesIO()
        workbook.save(target)
    except Exception:  # the library raises many kinds for parts that it knows halfway; the other way always works
        return None
    return target.getvalue()


_LOST = (
    "xl/drawings/drawing",
    "xl/charts/",
    "xl/media/",
    "xl/pivot",
    "xl/externallinks/",
    "xl/activex/",
    "xl/threaded",
)


def _has_what_would_be_lost(sent: bytes) -> bool:
    """Pictures, charts, pivots and links to other files: openpyxl writes a workbook without them."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        return any(entry.lower().startswith(_LOST) for entry in archive.namelist())


def _grid(cells: SheetCells, marks: dict[tuple[int, int], str]) -> Grid:
    last = max((row.number for row in cells.rows), default=1)
    rows: list[tuple[str, list[object]]] = [("", []) for _ in range(last - 1)]
    for row in cells.rows:
        rows[row.number - 2] = (row.key, list(row.cells))
    return Grid(list(cells.titles), rows, marks)
