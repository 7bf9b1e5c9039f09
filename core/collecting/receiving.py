"""A department's file comes back: checked whole, shown as a difference, applied whole, taken back until the signing."""

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.calling import Call
from core.collecting.books import YearBook, parts_of, without_unfilled, year_book
from core.desk.owning import owning
from core.desk.rights import Right
from core.imports.applying import Later, in_the_way, take_back, write_difference
from core.imports.cells import Formula
from core.imports.checking import Checked, Problem, check
from core.imports.comparing import Difference, compare
from core.imports.guarding import Refusal, guard
from core.imports.marking import annotate
from core.imports.names import new_key
from core.imports.pending import Stand, difference_of, stand_of, to_content
from core.imports.reading import Row, SheetCells, Sheets, book_name, read_workbook
from core.imports.writing import Stamp
from storage import Session, content, imports, submissions, versions
from storage.imports import Writer
from storage.records.content import Organisation
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
    look = await _look(call, book, sheets, {})
    async with call.reading() as session:
        if sheets.stamp.since > look.stand.last_change:
            return Refusal("other_base")
    return await _keep(call, look, file_name[:200], sheets, {})


async def _look(call: Call, book: YearBook, sheets: Sheets, names: Mapping[str, str]) -> Look:
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
    filled = dataclasses.replace(sheets, sheets=cells)
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
        look.found = compare(book.book, checked.rows, sheets.stamp.given, stand.current, reading, since)
        checked.problems += look.found.problems
    return look


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
            kept["raw"] = _raw(sheets)
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


def _raw(sheets: Sheets) -> dict[str, Any]:
    """The cells of a file as JSON, so that it can be looked at again without being sent again."""
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


async def find(session: Session, call: Call, number: int) -> tuple[Submission, YearBook] | None:
    """A file that this person may decide on, with its book; None also for a forged number."""
    found = await submissions.find_submission(session, number)
    if found is None or not may_send(call, found.department):
        return None
    chosen = (await owning(session)).department(found.department)
    return None if chosen is None else (found, year_book(found.year, chosen, call.zone.key))


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a press: the file's state, and what stands in the way when nothing was done."""

    submission: Submission
    book: YearBook
    state: str
    new: int = 0
    changed: int = 0
    removed: int = 0
    later: tuple[Later, ...] = ()
    look: Look | None = None


async def apply(call: Call, number: int) -> Done | Shut | None:
    """Write a file whole; conflicts keep what somebody else changed meanwhile. The second press changes nothing."""
    async with call.writing() as session:
        held = await find(session, call, number)
        if held is None:
            return None
        found, book = held
        if found.state is not SubmissionState.PREVIEW:
            return Done(found, book, str(found.state))
        shut = await running(session, found.year)
        if isinstance(shut, Shut):
            return shut
        await imports.hold_content(session)
        stand = await stand_of(session, book.book, call.zone)
        writer = Writer.of(session, call.person.id, call.now)
        stand = await _add_organisations(session, call, writer, book, stand, found.content.get("names", {}))
        difference = await difference_of(session, book.book, found.content, stand)
        if difference.fingerprint != found.fingerprint or difference.problems:
            await session.rollback()
            return Done(found, book, "shifted")
        await write_difference(writer, book.book, stand, difference, take_file=True)
        await submissions.decide(session, number, SubmissionState.APPLIED, call.now, await writer.numbers())
        await content.raise_version(session)
        await session.commit()
    return Done(
        found, book, "done", len(difference.new), len(difference.changed) + len(difference.conflicts),
        len(difference.removed),
    )  # fmt: skip


async def _add_organisations(
    session: Session, call: Call, writer: Writer, book: YearBook, stand: Stand, names: Mapping[str, str]
) -> Stand:  # fmt: skip
    new = [name for name, key in names.items() if not key]
    if not new:
        return stand
    taken = set(stand.current[ORGANISATIONS])
    sphere = book.department.spheres[0] if len(book.department.spheres) == 1 else None
    for name in new:
        key = new_key(name, taken)
        taken.add(key)
        record = Organisation(key=key, name=name, short_name=name, sphere=sphere)
        await writer.add(ORGANISATIONS, record)
    return await stand_of(session, book.book, call.zone)


async def drop(call: Call, number: int) -> Done | None:
    """«Не надо»: nothing was written and nothing will be."""
    async with call.writing() as session:
        held = await find(session, call, number)
        if held is None:
            return None
        found, book = held
        if found.state in (SubmissionState.PREVIEW, SubmissionState.FAULTY):
            await submissions.decide(session, number, SubmissionState.DROPPED, call.now)
            await session.commit()
            return Done(found, book, "dropped")
    return Done(found, book, str(found.state))


async def undo(call: Call, number: int) -> Done | Shut | None:
    """Take an applied file back whole, until the year is signed and unless any of it was changed since."""
    async with call.writing() as session:
        held = await find(session, call, number)
        if held is None:
            return None
        found, book = held
        if found.state is not SubmissionState.APPLIED:
            return Done(found, book, str(found.state))
        shut = await running(session, found.year)
        if isinstance(shut, Shut):
            return shut
        await imports.hold_content(session)
        stand = await stand_of(session, book.book, call.zone)
        changes = await imports.changes_by_id(session, found.change_ids)
        own = [change for change in changes if change.table in book.book.tables]
        later = await in_the_way(session, book.book, stand, own)
        if later:
            return Done(found, book, "blocked", later=tuple(later))
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(own):
            await take_back(writer, stand, change)
        await submissions.decide(session, number, SubmissionState.UNDONE, call.now)
        await content.raise_version(session)
        await session.commit()
    return Done(found, book, "undone", removed=len(changes))


async def say_who(call: Call, number: int, place: int, *, same: bool) -> Look | Done | Shut | None:
    """«Это она» or «другая» about an unknown name: the kept file is looked at again with the answer."""
    async with call.writing() as session:
        held = await find(session, call, number)
        if held is None:
            return None
        found, book = held
        raw = found.content.get("raw")
        if found.state is not SubmissionState.FAULTY or raw is None:
            return Done(found, book, str(found.state))
        shut = await running(session, found.year)
        if isinstance(shut, Shut):
            return shut
    sheets = _sheets(book, raw)
    names: dict[str, str] = dict(found.content["names"])
    before = await _look(call, book, sheets, names)
    asked = next((one for one in before.unknown if one.place == place), None)
    if asked is None:
        return before
    key = ""
    if same:
        labels = before.stand.reading(book.book).directory.of(ORGANISATIONS).labels
        key = next((key for key, name in labels.items() if name == asked.nearest), "")
    look = await _look(call, book, sheets, names | {asked.name: key})
    now: dict[str, Any] = {"names": names | {asked.name: key}}
    now |= {"raw": raw} if look.problems else to_content(look.sheets, look.checked)
    async with call.writing() as session:
        await submissions.revise(
            session, number, content=now, problems=len(look.problems),
            state=SubmissionState.FAULTY if look.problems else SubmissionState.PREVIEW,
            fingerprint="" if look.found is None else look.found.fingerprint,
        )  # fmt: skip
        look.submission = await submissions.find_submission(session, number)
        await session.commit()
    return look


def _sheets(book: YearBook, raw: Mapping[str, Any]) -> Sheets:
    given = {table: tuple(keys) for table, keys in raw["given"].items()}
    stamp = Stamp(book.book.name, book.book.version, raw["since"], given)
    sheets = {
        table: SheetCells(tuple(titles), tuple(Row(number, key, tuple(cells)) for number, key, cells in rows))
        for table, (titles, rows) in raw["sheets"].items()
    }
    return Sheets(book.book, stamp, sheets)
