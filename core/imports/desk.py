"""The editors' screens of workbooks: choose one, send it back, see the difference, apply, take back."""

import asyncio
import re

from core.calling import Call
from core.desk import refusing
from core.desk.owning import owning
from core.desk.rights import Right
from core.imports.applying import Applied, Blocked, Decided, Shifted, Undone, apply, drop, undo
from core.imports.cells import Reading
from core.imports.checking import Checked, check
from core.imports.comparing import Difference, compare
from core.imports.foreign import foreign_rows
from core.imports.guarding import Refusal, guard
from core.imports.layout import Book, books, service_word
from core.imports.marking import annotate, reason
from core.imports.pending import Stand, stand_of, to_content
from core.imports.reading import Sheets, read_workbook
from core.imports.telling import Line, lines, whole_difference
from core.imports.writing import make_template
from core.messages import Action, Button, Buttons, File, Message, rows_of
from core.rendering import label, render
from storage import imports
from storage.records.imports import Import
from storage.terms import ImportState

PROBLEMS_SHOWN = 5
LINES_SHOWN = 6


def _templates_button() -> Button:
    return Button(label("imports_menu"), Action.DATA)


async def menu(call: Call) -> Message:
    """Which workbooks there are; a stranger is told how to get in."""
    if not call.desk.may(Right.EDIT):
        return refusing.refused(call, Right.EDIT)
    buttons = [Button(book.button, Action.DATA_BOOK, (name,)) for name, book in books().items()]
    return Message(
        render("admin/imports/menu.html.j2"), rows_of(*buttons, Button(label("menu_staff"), Action.STAFF))
    )  # fmt: skip


async def give(call: Call, name: str) -> Message:
    """The workbook with its current rows."""
    if not call.desk.may(Right.EDIT):
        return refusing.refused(call, Right.EDIT)
    book = books().get(name)
    if book is None:
        return await menu(call)
    async with call.reading() as session:
        stand = await stand_of(session, book, call.zone)
    content = await asyncio.to_thread(
        make_template, book, stand.listed(), stand.reading(book), stand.last_change, call.now
    )  # fmt: skip
    rows = sum(len(stand.current[table]) for table in book.tables)
    file = File(f"{book.file}-{call.today.isoformat()}.xlsx", content)
    return Message(
        render("admin/imports/given.html.j2", book=book, rows=rows, today=call.today), rows_of(_templates_button()),
        (file,),
    )  # fmt: skip


def refused(refusal: Refusal) -> Message:
    """Why a file was not even opened."""
    text = render("admin/imports/refused.html.j2", code=refusal.code, values=refusal.values)
    return Message(text, rows_of(_templates_button()))


async def receive(call: Call, file_name: str, content: bytes) -> Message:
    """A file came back: guarded, read and checked off the loop; refused with its cells marked, or previewed."""
    if not call.desk.may(Right.EDIT):
        return refusing.refused(call, Right.EDIT)
    sheets = await asyncio.to_thread(_open, file_name, content)
    if isinstance(sheets, Refusal):
        return refused(sheets)
    book = sheets.book
    async with call.reading() as session:
        stand = await stand_of(session, book, call.zone)
        since = await imports.changes_after(session, sheets.stamp.since, book.tables)
        names = await imports.authors(session, (change.author_id for change in since))
        whose = await owning(session)
    if sheets.stamp.since > stand.last_change:
        return refused(Refusal("other_base"))
    reading = stand.reading(book)
    checked = await asyncio.to_thread(check, sheets, stand.current, reading)
    if not checked.problems:
        found = await asyncio.to_thread(
            compare, book, checked.rows, sheets.stamp.given, stand.current, reading, since
        )  # fmt: skip
        late = found.problems or foreign_rows(call.desk, whose, book, found, checked.rows, stand)
        checked.problems += late
        checked.fine -= len({(one.sheet, one.row) for one in late if one.row is not None})
    if checked.problems:
        return await _not_accepted(call, sheets, checked, stand, file_name, content)
    if found.empty:
        text = render("admin/imports/nothing.html.j2", book=book, unread=checked.unread, rows=found.unchanged)
        return Message(text, rows_of(_templates_button()))
    async with call.writing() as session:
        pending = await imports.add_import(
            session, call.person.id, book.name, file_name[:200], to_content(sheets, checked), found.fingerprint,
            call.now, call.update_key,
        )  # fmt: skip
        await session.commit()
    told = lines(book, found, reading, names)
    return _preview(pending, book, found, told, checked.unread)


def _open(file_name: str, content: bytes) -> Sheets | Refusal:
    refusal = guard(file_name, content)
    return refusal if refusal is not None else read_workbook(content)


async def _not_accepted(
    call: Call, sheets: Sheets, checked: Checked, stand: Stand, file_name: str, sent: bytes
) -> Message:
    problems = checked.problems
    text = render(
        "admin/imports/problems.html.j2", count=len(problems), shown=[reason(one) for one in problems[:PROBLEMS_SHOWN]],
        fine=checked.fine, unread=checked.unread, marked=bool(sheets.sheets),
    )  # fmt: skip
    files: tuple[File, ...] = ()
    if sheets.sheets:
        marked = await asyncio.to_thread(
            annotate, sheets.book, sheets, problems, stand.reading(sheets.book), call.now, sent
        )  # fmt: skip
        files = (File(_stem(file_name, sheets.book) + service_word("marked") + ".xlsx", marked),)
    return Message(text, rows_of(_templates_button()), files)


def _stem(file_name: str, book: Book) -> str:
    """The sent file's name without its ending and without our own, safe to show."""
    stem = re.sub(r"\.xlsx$", "", file_name, flags=re.IGNORECASE)
    stem = re.sub(r"[^\w\s().,№-]", "", stem).strip().removesuffix(service_word("marked"))
    return stem[:60].strip(" .") or book.file


def _preview(pending: Import, book: Book, found: Difference, told: list[Line], unread: list[str]) -> Message:
    shown = told[:LINES_SHOWN]
    text = render(
        "admin/imports/preview.html.j2", book=book, found=found, lines=shown, more=len(told) - len(shown),
        unread=unread,
    )  # fmt: skip
    files: tuple[File, ...] = ()
    if len(told) > len(shown):
        files = (File(book.file + service_word("difference") + ".xlsx", whole_difference(told)),)
    return Message(text, _decision(pending, found), files)


def _decision(pending: Import, found: Difference) -> Buttons:
    number = str(pending.id)
    drop_it = Button(label("imports_drop"), Action.DATA_DROP, (number,))
    if found.conflicts:
        return rows_of(
            Button(label("imports_take_file"), Action.DATA_APPLY, (number, "file")),
            Button(label("imports_take_base"), Action.DATA_APPLY, (number, "base")),
            drop_it,
        )
    return rows_of(Button(label("imports_apply"), Action.DATA_APPLY, (number, "base")), drop_it)


async def press_apply(call: Call, number: int, take: str) -> Message:
    """«Применить», also for the second of two presses."""
    outcome = await apply(call, number, take_file=take == "file")
    if isinstance(outcome, Applied):
        text = render("admin/imports/applied.html.j2", outcome=outcome, book=books()[outcome.book])
        return Message(
            text, rows_of(Button(label("imports_undo"), Action.DATA_UNDO, (str(number),)), _templates_button())
        )
    if isinstance(outcome, Shifted):
        return await _shifted(call, outcome)
    return _decided(outcome, number)


async def _shifted(call: Call, outcome: Shifted) -> Message:
    book = books()[outcome.pending.book]
    found = outcome.difference
    if found.problems:
        text = render("admin/imports/problems.html.j2", count=len(found.problems), fine=None, unread=[], marked=False,
                      shown=[reason(one) for one in found.problems[:PROBLEMS_SHOWN]])  # fmt: skip
        return Message(text, rows_of(_templates_button()))
    async with call.reading() as session:
        authors = [one.change.author_id for one in found.conflicts if one.change]
        names = await imports.authors(session, authors)
    reading: Reading = outcome.stand.reading(book)
    told = lines(book, found, reading, names)
    message = _preview(outcome.pending, book, found, told, [])
    head = render("admin/imports/shifted.html.j2", empty=found.empty)
    if found.empty:
        return Message(head, rows_of(_templates_button()))
    return Message(f"{head}\n\n{message.text}", message.buttons, message.files)


async def press_drop(call: Call, number: int) -> Message:
    """«Не надо»."""
    return _decided(await drop(call, number), number)


async def press_undo(call: Call, number: int) -> Message:
    """«Отменить»: all of it, or none with what stands in the way."""
    outcome = await undo(call, number)
    if isinstance(outcome, Undone):
        text = render("admin/imports/undone.html.j2", outcome=outcome, book=books()[outcome.book])
        return Message(text, rows_of(_templates_button()))
    if isinstance(outcome, Blocked):
        text = render(
            "admin/imports/blocked.html.j2", outcome=outcome, shown=outcome.later[:PROBLEMS_SHOWN], zone=call.zone
        )
        return Message(text, rows_of(_templates_button()))
    return _decided(outcome, number)


def _decided(outcome: Decided, number: int) -> Message:
    text = render("admin/imports/decided.html.j2", state=str(outcome.state or ""))
    undo_it = Button(label("imports_undo"), Action.DATA_UNDO, (str(number),))
    return Message(text, rows_of(undo_it if outcome.state is ImportState.APPLIED else None, _templates_button()))
