"""A department's workbook of a year: its sheets, and the rows that are filled in before it is given out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import yaml

from core.desk.owning import Owning
from core.imports.cells import Reading
from core.imports.layout import Book, Sheet, sheet_of, words
from core.imports.pending import Stand
from core.imports.reading import SheetCells
from core.imports.writing import Grid, Stamp, row_of, write_book
from core.rendering import TEMPLATES
from core.reports.year import YearRecords
from storage.records.content import Content
from storage.records.desk import Department
from storage.records.years import ResultText
from storage.terms import SeasonStatus, SupportKind

_PREFIX = "year"
_VERSION = 1
_SUBSIDIES = ("4", "5")


@dataclass(frozen=True, slots=True)
class YearBook:
    """The workbook of one department and year. `filled` names the column without which a row is not filled yet."""

    year: int
    department: Department
    book: Book
    filled: Mapping[str, str]

    @property
    def shown(self) -> frozenset[str]:
        """Titles of columns that only help to read."""
        tables = _file()["tables"]
        return frozenset(
            column["title"] for table in self.book.tables for column in tables[table]["columns"] if "shown" in column
        )


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (TEMPLATES / "admin" / "collect" / "columns.yaml").read_text(encoding="utf-8")
    )
    return loaded


def name_of(year: int, department: str) -> str:
    """The book's name in the hidden sheet."""
    return f"{_PREFIX}-{year}-{department}"


def parts_of(name: str) -> tuple[int, str] | None:
    """Year and department of a book's name; None for any other book."""
    prefix, _, rest = name.partition("-")
    year, _, department = rest.partition("-")
    return (int(year), department) if prefix == _PREFIX and year.isdigit() and department else None


def year_book(year: int, department: Department, zone: str) -> YearBook:
    """The sheets of what the department owns."""
    tables = ["result_texts"]
    if "1" in department.tables:
        tables += ["programme_fundings", "subsidies"]
    if "2" in department.tables:
        tables.append("support_counts")
    if "3" in department.tables:
        tables.append("seasons")
    if "leases" in department.records:
        tables.append("leases")
    if department.indicators:
        tables.append("indicators")
    whole = next((number for number in _SUBSIDIES if number in department.whole_tables), "")
    fixed: dict[str, dict[str, Any]] = {
        "subsidies": {"table": whole},
        "seasons": {"status": SeasonStatus.CLOSED, "zone": zone},
    }
    described = _file()["tables"]
    sheets = tuple(sheet_of(table, described[table], {"year": year, **fixed.get(table, {})}) for table in tables)
    title = _file()["file"].format(department=department.short_name, year=year)
    book = Book(name_of(year, department.key), title, "", title, _VERSION, sheets)
    return YearBook(year, department, book, {t: described[t].get("filled", "") for t in tables})


def owned(book: YearBook, stand: Stand, owners: Owning) -> dict[str, list[Content]]:
    """The department's records of the year, by table, as they stand in the base."""
    found: dict[str, list[Content]] = {}
    for table in book.book.tables:
        records = [one for one in stand.current[table].values() if getattr(one, "year", None) == book.year]
        found[table] = [one for one in records if _is_owned(book, table, one, owners)]
    return found


def _is_owned(book: YearBook, table: str, record: Any, owners: Owning) -> bool:
    if table == "result_texts":
        return record.number in book.department.measures
    if table == "support_counts":
        only_property = not book.department.spheres
        mine = record.kind is SupportKind.PROPERTY if only_property else record.kind is not SupportKind.PROPERTY
        return mine and (only_property or bool(set(record.spheres) & set(book.department.spheres)))
    return book.department.key in owners.of(table, record)


def template(book: YearBook, stand: Stand, owners: Owning, before: YearRecords, plan: YearRecords,
             moment: datetime) -> bytes:  # fmt: skip
    """The workbook's bytes: what the base holds of the year, then a row for everything that the year before had."""
    reading = stand.reading(book.book)
    held = owned(book, stand, owners)
    grids = {
        sheet.table: _grid(book, sheet, held[sheet.table], owners, before, plan, reading) for sheet in book.book.sheets
    }
    given = {table: tuple(key for key, _ in grid.rows if key) for table, grid in grids.items()}
    stamp = Stamp(book.book.name, _VERSION, stand.last_change, given)
    about = [
        line.format(department=book.department.short_name, year=book.year, moment=f"{moment:%d.%m.%Y %H:%M}")
        for line in _file()["about"]
    ]
    return write_book(book.book, grids, stamp, reading, moment.astimezone(reading.zone), about)


def _grid(
    book: YearBook, sheet: Sheet, held: Sequence[Content], owners: Owning, before: YearRecords, plan: YearRecords,
    reading: Reading,
) -> Grid:  # fmt: skip
    entries = _file()["tables"][sheet.table]["columns"]
    titles = [entry["title"] for entry in entries]
    rows: list[tuple[str, list[Any]]] = []
    seen: set[tuple[Any, ...]] = set()
    for record in held:
        cells = dict(zip((column.title for column in sheet.columns), row_of(sheet, record, reading), strict=True))
        seen.add(_mark(sheet.table, record))
        rows.append((record.key, [cells.get(title) for title in titles]))
    for record in _expected(book, sheet, owners, before, plan):
        if _mark(sheet.table, record) not in seen:
            cells = dict(zip((column.title for column in sheet.columns), row_of(sheet, record, reading), strict=True))
            if book.filled[sheet.table]:
                cells[book.filled[sheet.table]] = None
            rows.append(("", [cells.get(title) for title in titles]))
    if sheet.table == "result_texts":
        _explain(rows, titles, entries, before, plan)
        rows.sort(key=lambda row: tuple(int(part) for part in str(row[1][0]).split(".") if part.isdigit()))
    return Grid(titles, rows)


def _mark(table: str, record: Any) -> tuple[Any, ...]:
    names = {
        "result_texts": ("number",), "programme_fundings": ("programme",), "seasons": ("contest",),
        "support_counts": ("sphere_label", "kind"), "indicators": ("number",),
    }.get(table, ("key",))  # fmt: skip
    return tuple(getattr(record, name) for name in names)


def _explain(
    rows: list[tuple[str, list[Any]]], titles: Sequence[str], entries: Sequence[Mapping[str, Any]],
    before: YearRecords, plan: YearRecords,
) -> None:  # fmt: skip
    """What the plan's rows are called, and what was said of them the year before."""
    shown = {entry["shown"]: titles.index(entry["title"]) for entry in entries if "shown" in entry}
    names = {measure.number: measure.title for measure in plan.measures}
    told = {measure.number: measure.result for measure in before.measures} | {t.number: t.text for t in before.texts}
    for _, cells in rows:
        cells[shown["title"]] = names.get(str(cells[0]), "")
        cells[shown["before"]] = told.get(str(cells[0]), "")


def _expected(
    book: YearBook, sheet: Sheet, owners: Owning, before: YearRecords, plan: YearRecords
) -> Iterator[Any]:  # fmt: skip
    """Rows of the year before as this year's empty ones: the same programmes, contests, spheres, indicators."""
    year = book.year
    if sheet.table == "result_texts":
        for number in book.department.measures:
            yield ResultText(key="", number=number, year=year, text="")
        return
    held: dict[str, Sequence[Any]] = {
        "programme_fundings": before.fundings, "support_counts": before.support, "seasons": before.seasons,
        "indicators": before.indicators,
    }  # fmt: skip
    for record in held.get(sheet.table, ()):
        if sheet.table == "support_counts" and record.kind is SupportKind.TOTAL:
            continue
        if sheet.table == "seasons" and record.amount is None:
            continue
        if not _is_owned(book, sheet.table, record, owners):
            continue
        emptied = _EMPTIED[sheet.table]
        yield replace(record, year=year, **emptied)


_EMPTIED: dict[str, dict[str, Any]] = {
    "programme_fundings": {"recipients": None},
    "support_counts": {},
    "indicators": {},
    "seasons": {"applicants": None, "applicants_text": "", "winners": None, "winners_text": "", "title": ""},
}
"""Figures of the year before that are no figures of this one."""


def without_unfilled(book: YearBook, sheet: Sheet, cells: SheetCells) -> tuple[SheetCells, list[tuple[int, int, str]]]:
    """The sheet without rows that nobody has filled in and without «Итого»; totals that their rows do not make.

    A wrong total is (row, column, what the rows make), counted from 0 with the technical column as 0.
    """
    filled = book.filled[sheet.table]
    place = cells.titles.index(filled) if filled in cells.titles else None
    numbers = [column.title for column in sheet.columns if column.kind.value in {"whole", "number"}]
    places = [at for at, title in enumerate(cells.titles) if title in numbers]
    rows, wrong = [], []
    sums = dict.fromkeys(places, 0.0)
    for row in cells.rows:
        first = next((str(cell).strip().lower() for cell in row.cells if cell is not None), "")
        if first.rstrip(":").startswith(tuple(words("totals").values())):
            for at in places:
                cell = row.cells[at] if at < len(row.cells) else None
                if isinstance(cell, int | float) and abs(cell - sums[at]) > 0.0001:
                    wrong.append((row.number - 1, at + 1, f"{round(sums[at], 4):g}".replace(".", ",")))
            continue
        empty = place is not None and (place >= len(row.cells) or row.cells[place] in (None, ""))
        if empty:
            continue
        for at in places:
            cell = row.cells[at] if at < len(row.cells) else None
            sums[at] += float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else 0.0
        rows.append(row)
    return SheetCells(cells.titles, tuple(rows)), wrong
