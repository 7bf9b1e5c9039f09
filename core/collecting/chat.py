"""A department's file in chat: what is wrong with it, what it would change, applied, taken back."""

import re

from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone
from core.collecting import deciding, receiving
from core.collecting.board import read_board
from core.collecting.deciding import Done
from core.collecting.receiving import Look, Received, Shut
from core.imports.desk import refused as refused_file
from core.imports.guarding import Refusal
from core.imports.layout import service_word
from core.imports.marking import reason
from core.imports.telling import lines, whole_difference
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, render
from storage import versions
from storage.deliveries import enqueue
from storage.terms import SubjectKind

PROBLEMS_SHOWN = 5
LINES_SHOWN = 6
ASKED = 2
"""Unknown names that are asked about at once."""


def _board(year: int) -> Button:
    return Button(label("collect", year=year), Action.COLLECT, (str(year),))


async def receive(call: Call, file_name: str, data: bytes) -> Message:
    """A file that says it is a department's year."""
    return screen(await receiving.receive(call, file_name, data), file_name)


def screen(found: Received | Done | None, file_name: str = "") -> Message:
    """What a look at a file says."""
    if found is None:
        return gone()
    if isinstance(found, Refusal):
        return refused_file(found)
    if isinstance(found, Shut):
        return _shut(found)
    if isinstance(found, Done):
        return _decided(found)
    return _problems(found, file_name) if found.problems else _preview(found)


def _shut(found: Shut, *, undo: bool = False) -> Message:
    text = render("admin/collect/shut.html.j2", why=found.why, year=found.year, undo=undo)
    return Message(text, rows_of(_board(found.year)))


def _problems(look: Look, file_name: str) -> Message:
    book = look.book
    shown = [reason(one) for one in look.problems[:PROBLEMS_SHOWN]]
    for one in look.unknown:
        if one.place <= PROBLEMS_SHOWN and one.nearest:
            shown[one.place - 1] = render("admin/collect/is_it.html.j2", one=one, problem=look.problems[one.place - 1])
    text = render(
        "admin/collect/problems.html.j2", count=len(look.problems), shown=shown, fine=look.checked.fine,
        marked=bool(look.marked), department=book.department.short_name, year=book.year,
    )  # fmt: skip
    buttons: list[Button] = []
    if look.submission is not None:
        for one in look.unknown[:ASKED]:
            number, place = str(look.submission.id), str(one.place)
            if one.nearest:
                same = Button(label("collect_same", place=place), Action.COLLECT_WHO, (number, place, "same"))
                buttons.append(same)
            buttons.append(Button(label("collect_new", place=place), Action.COLLECT_WHO, (number, place, "new")))
    files: tuple[File, ...] = ()
    if look.marked:
        stem = re.sub(r"[^\w\s().,№-]", "", re.sub(r"\.xlsx$", "", file_name, flags=re.IGNORECASE)).strip()[:60]
        stem = stem.removesuffix(service_word("marked")) or book.book.file
        files = (File(f"{stem}{service_word('marked')}.xlsx", look.marked),)
    return Message(text, rows_of(*buttons, _board(book.year)), files)


def _preview(look: Look) -> Message:
    book, found = look.book, look.found
    assert found is not None
    department = book.department.short_name
    if found.empty or look.submission is None:
        text = render(
            "admin/collect/nothing.html.j2", department=department, year=book.year, rows=look.checked.fine
        )  # fmt: skip
        return Message(text, rows_of(_board(book.year)))
    told = lines(book.book, found, look.stand.reading(book.book), {})
    names = look.submission.content.get("names", {})
    text = render(
        "admin/collect/preview.html.j2", department=department, year=book.year, found=found,
        lines=told[:LINES_SHOWN], more=len(told) - LINES_SHOWN,
        organisations=[name for name, key in names.items() if not key],
    )  # fmt: skip
    files: tuple[File, ...] = ()
    if len(told) > LINES_SHOWN:
        files = (File(book.book.file + service_word("difference") + ".xlsx", whole_difference(told)),)
    number = (str(look.submission.id),)
    return Message(text, rows_of(
        Button(label("collect_apply"), Action.COLLECT_APPLY, number),
        Button(label("collect_drop"), Action.COLLECT_DROP, number),
    ), files)  # fmt: skip


def _decided(done: Done) -> Message:
    text = render("admin/collect/decided.html.j2", state=done.state)
    undo = Button(label("collect_undo"), Action.COLLECT_UNDO, (str(done.submission.id),))
    return Message(text, rows_of(undo if done.state == "applied" else None, _board(done.submission.year)))


async def press_apply(call: Call, number: int) -> Message:
    """«Применить», also for the second of two presses. Whoever leads the round-up hears of a department's file."""
    done = await deciding.apply(call, number)
    if isinstance(done, Shut):
        return _shut(done)
    if done is None:
        return gone()
    if done.state != "done":
        return _decided(done)
    async with call.writing() as session:
        board = await read_board(session, done.book.year, call.zone)
        running = await versions.round_up(session, done.book.year)
        waiting = [] if board is None else [one.short_name for one in board.waiting]
        if running is not None and running.author_id != call.person.id:
            values = {"department": done.book.department.short_name, "year": done.book.year, "left": waiting}
            await enqueue(
                session, person_id=running.author_id, kind=SubjectKind.REPORT, now=call.now,
                payload=payload("admin/collect/news.html.j2", values, rows_of(_board(done.book.year))),
            )  # fmt: skip
            await session.commit()
    text = render(
        "admin/collect/applied.html.j2", done=done, department=done.book.department.short_name, year=done.book.year,
        left=len(waiting),
    )  # fmt: skip
    undo = Button(label("collect_undo"), Action.COLLECT_UNDO, (str(number),))
    return Message(text, rows_of(undo, Button(label("collect_left"), Action.COLLECT, (str(done.book.year),))))


async def press_drop(call: Call, number: int) -> Message:
    """«Не надо»."""
    return screen(await deciding.drop(call, number))


async def press_undo(call: Call, number: int) -> Message:
    """«Отменить»: all of it, or none with what stands in the way; never after the signing."""
    done = await deciding.undo(call, number)
    if isinstance(done, Shut):
        return _shut(done, undo=True)
    if done is None:
        return gone()
    if done.state == "undone":
        text = render(
            "admin/collect/undone.html.j2", department=done.book.department.short_name, year=done.book.year
        )  # fmt: skip
        return Message(text, rows_of(_board(done.book.year)))
    if done.state == "blocked":
        text = render("admin/collect/blocked.html.j2", later=done.later[:PROBLEMS_SHOWN])
        return Message(text, rows_of(_board(done.book.year)))
    return _decided(done)


async def press_who(call: Call, number: int, place: int, which: str) -> Message:
    """«2: это она», «2: другая»."""
    return screen(await deciding.say_who(call, number, place, same=which == "same"))
