"""A department's file comes back: checked whole, then shown as a difference; what is decided is in `deciding.py`."""

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.calling import Call
from core.collecting.books import YearBook, parts_of, without_unfilled, year_book
from core.collecting.kept import kept_cells
from core.desk.owning import owning
from core.desk.rights import Right
from core.imports.checking import Checked, Problem, check
from core.imports.comparing import Difference, compare
from core.imports.guarding import Refusal, guard
from core.imports.marking import annotate
from core.imports.names import new_key
from core.imports.pending import Stand, stand_of, to_content
from core.imports.reading import SheetCells, Sheets, book_name, read_workbook
from core.imports.writing import Stamp
from storage import Session, imports, submissions, versions
from storage.records.years import RoundUp, Submission
from storage.terms import SubmissionState

ORGANISATIONS = "organisations"
_ASKED = frozenset({"organisation"})
"""Fields in which an unknown name is asked about: «это она?»."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the base does not have, with the nearest one that it has; `row` is the sheet's."""

    place: int
    sheet: str
    row: int
    name: str
    nearest: str


@dataclass(slots=True)
class Look:
    """A file as it was looked at. `raw` and `names` make it possible to look again after a question was answered."""

    book: YearBook
    sheets: Sheets
    stand: Stand
    checked: Checked
    found: Difference | None = None
    unknown: list[Unknown] = field(default_factory=list)
    submission: Submission | None = None
    marked: bytes = b""

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong."""
        return self.checked.problems


@dataclass(frozen=True, slots=True)
class Shut:
    """The file is not taken: `why` is stranger, not_started, signed or no_department."""

    why: str
    year: int = 0
    department: str = ""


Received = Look | Shut | Refusal


def may_send(call: Call, department: str) -> bool:
    """Owners and editors for their department, the statistician for any."""
    return call.desk.may(Right.STATISTICS) or call.desk.may(Right.EDIT, department)


def is_year_file(name: str, content_: bytes) -> bool:
    """Whether a guarded file is a department's workbook of a year. Costs the reading of its hidden sheet."""
    return guard(name, content_) is None and parts_of(book_name(content_)) is not None


async def running(session: Session, year: int) -> RoundUp | Shut:
    """The round-up of a year that still takes files."""
    found = await versions.round_up(session, year)
    if found is None:
        return Shut("not_started", year)
    if await versions.newest_version(session, year) is not None:
        return Shut("signed", year)
    return found


async def receive(call: Call, file_name: str, data: bytes) -> Received:
    """Look at a file: refused whole with its cells marked, or kept until it is decided. Content stays as it is."""
    name = parts_of(await asyncio.to_thread(book_name, data))
    if name is None:
        return Refusal("no_template")
    year, department = name
    if not may_send(call, department):
        return Shut("stranger", year, department)
    async with call.reading() as session:
        shut = await running(session, year)
        chosen = (await owning(session)).department(department)
    if isinstance(shut, Shut):
        return shut
    if chosen is None:
        return Shut("no_department", year, department)
    book = year_book(year, chosen, call.zone.key)
    sheets = await asyncio.to_thread(read_workbook, data, {book.book.name: book.book})
    if isinstance(sheets, Refusal):
        return sheets
    look = await look_at(call, book, sheets, {})
    async with call.reading() as session:
        if sheets.stamp.since > look.stand.last_change:
            return Refusal("other_base")
    return await _keep(call, look, file_name[:200], sheets, {})


async def look_at(call: Call, book: YearBook, sheets: Sheets, names: Mapping[str, str]) -> Look:
    """Check and compare; `names` are what unknown names were said to be: a key, or empty for a new organisation."""
    async with call.reading() as session:
        stand = await stand_of(session, book.book, call.zone)
        since = await imports.changes_after(session, sheets.stamp.since, book.book.tables)
    return await asyncio.to_thread(_compared, book, sheets, names, stand, since)


def _compared(book: YearBook, sheets: Sheets, names: Mapping[str, str], stand: Stand, since: Any) -> Look:
    reading = stand.reading(book.book)
    _name(book, reading.directory.of(ORGANISATIONS), names)
    cells: dict[str, SheetCells] = {}
    totals: list[Problem] = []
    for sheet in book.book.sheets:
        if sheet.table in sheets.sheets:
            cells[sheet.table], wrong = without_unfilled(book, sheet, sheets.sheets[sheet.table])
            totals += [
                Problem("total", sheet.title, row, column, cells[sheet.table].titles[column - 1],
                        _shown(sheets.sheets[sheet.table], row, column), expected)
                for row, column, expected in wrong
            ]  # fmt: skip
    filled = dataclasses.replace(sheets, sheets=cells, stamp=_without_awaited(book, sheets, stand))
    checked = check(filled, stand.current, reading)
    checked.unread = [title for title in checked.unread if title not in book.shown]
    checked.problems += totals
    look = Look(book, filled, stand, checked)
    for place, problem in enumerate(checked.problems, 1):
        of = next((one for one in book.book.sheets if one.title == problem.sheet), None)
        column = None if of is None else next((c for c in of.columns if c.title == problem.title), None)
        if problem.code == "reference" and column is not None and column.field in _ASKED and problem.row is not None:
            look.unknown.append(Unknown(place, problem.sheet, problem.row, problem.found, problem.expected))
    if not checked.problems:
        look.found = compare(book.book, checked.rows, filled.stamp.given, stand.current, reading, since)
        checked.problems += look.found.problems
    return look


def _without_awaited(book: YearBook, sheets: Sheets, stand: Stand) -> Stamp:
    """The file's stamp without records that wait for their figure in base and file alike: they are not removed."""
    given = dict(sheets.stamp.given)
    for sheet in book.book.sheets:
        titles = sheets.sheets[sheet.table].titles if sheet.table in sheets.sheets else ()
        column = next((one for one in sheet.columns if one.title == book.filled[sheet.table]), None)
        if column is None or column.title not in titles:
            continue
        place = titles.index(column.title)
        empty = {row.key for row in sheets.sheets[sheet.table].rows
                 if row.key and (place >= len(row.cells) or row.cells[place] in (None, ""))}  # fmt: skip
        held = stand.current[sheet.table]
        awaited = {key for key in empty if key in held and getattr(held[key], column.field, None) in (None, "")}
        given[sheet.table] = tuple(key for key in given.get(sheet.table, ()) if key not in awaited)
    return dataclasses.replace(sheets.stamp, given=given)


def _shown(cells: SheetCells, row: int, column: int) -> str:
    found = next((one for one in cells.rows if one.number == row + 1), None)
    value = None if found is None else found.cells[column - 1]
    return "" if value is None else str(value).replace(".", ",")


def _name(book: YearBook, directory: Any, names: Mapping[str, str]) -> None:
    """Let the reading know what the unknown names are; new ones get the key that applying will give them."""
    taken = set(directory.labels)
    for name, key in names.items():
        if key:
            directory.call(name, key)
            continue
        made = new_key(name, taken)
        taken.add(made)
        directory.add(made, {"name": name}, "{name}")


async def _keep(call: Call, look: Look, file_name: str, sheets: Sheets, names: Mapping[str, str]) -> Look:
    faulty = bool(look.problems)
    empty = look.found is not None and look.found.empty
    kept: dict[str, Any] = {"names": dict(names)}
    if faulty:
        look.marked = await asyncio.to_thread(
            annotate, look.book.book, sheets, look.problems, look.stand.reading(look.book.book), call.now
        )  # fmt: skip
        if look.unknown:
            kept["raw"] = kept_cells(sheets)
    else:
        kept |= to_content(look.sheets, look.checked)
    if empty and not faulty:
        return look
    async with call.writing() as session:
        look.submission = await submissions.add_submission(
            session, year=look.book.year, department=look.book.department.key, author_id=call.person.id,
            file_name=file_name, state=SubmissionState.FAULTY if faulty else SubmissionState.PREVIEW, content=kept,
            fingerprint="" if look.found is None else look.found.fingerprint, problems=len(look.problems),
            now=call.now, update_key=call.update_key,
        )  # fmt: skip
        await session.commit()
    return look
