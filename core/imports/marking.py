"""A refused workbook comes back: the same cells in the same places, the wrong ones coloured with the reason beside."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape

from core.imports.cells import Reading
from core.imports.checking import Problem
from core.imports.layout import Book
from core.imports.reading import SheetCells, Sheets
from core.imports.writing import Grid, write_book
from core.rendering import render

MARK_LIMIT = 1000


def reason(problem: Problem, *, marked: bool = False) -> str:
    """What is wrong and what should stand there, as plain text; `marked` leaves out the place."""
    text = render("admin/imports/reason.html.j2", problem=problem, marked=marked)
    return unescape(re.sub(r"<[^>]+>", "", text))


def annotate(book: Book, sheets: Sheets, problems: Sequence[Problem], reading: Reading, moment: datetime) -> bytes:
    """The workbook as it was sent, written anew: formulas as text, own columns kept, own colours not.

    It can be corrected and sent again: the hidden sheet stands in it as before. A missing sheet stays missing.
    """
    grids = {table: _grid(book, table, cells, problems) for table, cells in sheets.sheets.items()}
    return write_book(book, grids, sheets.stamp, reading, moment.astimezone(reading.zone))


def _grid(book: Book, table: str, cells: SheetCells, problems: Sequence[Problem]) -> Grid:
    title = book.sheet(table).title
    last = max((row.number for row in cells.rows), default=1)
    rows: list[tuple[str, list[object]]] = [("", []) for _ in range(last - 1)]
    for row in cells.rows:
        rows[row.number - 2] = (row.key, list(row.cells))
    marks: dict[tuple[int, int], str] = {}
    for problem in [one for one in problems if one.sheet == title][:MARK_LIMIT]:
        place = (problem.row or 0, problem.column or 1)
        text = reason(problem, marked=True)
        marks[place] = f"{marks[place]}\n{text}" if place in marks else text
    return Grid(list(cells.titles), rows, marks)
