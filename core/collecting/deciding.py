"""What becomes of a department's file: applied whole, dropped, taken back until the signing; a name told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.calling import Call
from core.collecting.books import YearBook, year_book
from core.collecting.kept import sheets_of
from core.collecting.receiving import ORGANISATIONS, Look, Shut, look_at, may_send, running
from core.desk.owning import owning
from core.imports.applying import Later, in_the_way, take_back, write_difference
from core.imports.names import new_key
from core.imports.pending import Stand, difference_of, stand_of, to_content
from storage import Session, content, imports, submissions
from storage.imports import Writer
from storage.records.content import Organisation
from storage.records.years import Submission
from storage.terms import SubmissionState


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


@dataclass(frozen=True, slots=True)
class _Open:
    """A file that may still be decided on."""

    found: Submission
    book: YearBook


async def _open(session: Session, call: Call, number: int, state: SubmissionState) -> _Open | Done | Shut | None:
    """The file in the state that the press needs, while its year takes files; else what to say."""
    held = await find(session, call, number)
    if held is None:
        return None
    found, book = held
    if found.state is not state:
        return Done(found, book, str(found.state))
    shut = await running(session, found.year)
    return shut if isinstance(shut, Shut) else _Open(found, book)


async def apply(call: Call, number: int) -> Done | Shut | None:
    """Write a file whole; conflicts keep what somebody else changed meanwhile. The second press changes nothing."""
    async with call.writing() as session:
        opened = await _open(session, call, number, SubmissionState.PREVIEW)
        if not isinstance(opened, _Open):
            return opened
        found, book = opened.found, opened.book
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
        opened = await _open(session, call, number, SubmissionState.APPLIED)
        if not isinstance(opened, _Open):
            return opened
        found, book = opened.found, opened.book
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
        opened = await _open(session, call, number, SubmissionState.FAULTY)
    if not isinstance(opened, _Open):
        return opened
    found, book, raw = opened.found, opened.book, opened.found.content.get("raw")
    if raw is None:
        return Done(found, book, str(found.state))
    sheets = sheets_of(book, raw)
    names: dict[str, str] = dict(found.content["names"])
    before = await look_at(call, book, sheets, names)
    asked = next((one for one in before.unknown if one.place == place), None)
    if asked is None:
        return before
    key = ""
    if same:
        labels = before.stand.reading(book.book).directory.of(ORGANISATIONS).labels
        key = next((key for key, name in labels.items() if name == asked.nearest), "")
    look = await look_at(call, book, sheets, names | {asked.name: key})
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
