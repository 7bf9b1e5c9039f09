"""Appeals: a question handed to a specialist, numbered, with a thread of what both sides said."""

import dataclasses
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.leases import insert_into
from storage.models.appeals import AppealCopyRow, AppealMessageRow, AppealRow
from storage.records.appeals import Appeal, Attached, Copy, Entry
from storage.terms import AppealOutcome, AppealState, AppealTurn

_TRIES = 5


def _record(row: AppealRow) -> Appeal:
    return Appeal(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Appeal)})


def _entry(row: AppealMessageRow) -> Entry:
    files = tuple(Attached(**one) for one in row.files.get("files", ()))
    return Entry(row.id, row.appeal_id, row.author_id, row.turn, row.text, files, row.created_at)


async def appeal_by_key(session: Session, update_key: str) -> Appeal | None:
    """The appeal that this draft became, or None."""
    row = await session.scalar(select(AppealRow).where(AppealRow.update_key == update_key))
    return None if row is None else _record(row)


async def create_appeal(
    session: Session, *, person_id: int, text: str, due_on: date, now: datetime, update_key: str,
    sphere: str | None = None, department: str | None = None, subject: str = "", organisation: str | None = None,
    files: Sequence[Attached] = (),
) -> tuple[Appeal, bool]:  # fmt: skip
    """The appeal of this draft and whether it is new: the same `update_key` gives the same number."""
    for _ in range(_TRIES):
        found = await appeal_by_key(session, update_key)
        if found is not None:
            return found, False
        number = (await session.scalar(select(func.max(AppealRow.number))) or 0) + 1
        row = AppealRow(
            number=number, person_id=person_id, text=text, state=AppealState.OPEN, created_at=now, due_on=due_on,
            sphere=sphere, department=department, subject=subject, organisation=organisation, update_key=update_key,
        )  # fmt: skip
        try:
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        await add_entry(
            session, row.id, AppealTurn.QUESTION, author_id=person_id, text=text, files=files, now=now,
            update_key=f"{update_key}:question",
        )  # fmt: skip
        await session.refresh(row)
        return _record(row), True
    raise RuntimeError("no free appeal number: too many were written at the same moment")


async def add_entry(
    session: Session, appeal_id: int, turn: AppealTurn, *, author_id: int | None, now: datetime, update_key: str | None,
    text: str = "", files: Sequence[Attached] = (),
) -> tuple[Entry, bool]:  # fmt: skip
    """One more row of the thread and whether it is new: the same `update_key` finds the row that it made."""
    insert = insert_into(session, AppealMessageRow).values(
        appeal_id=appeal_id, author_id=author_id, turn=turn, text=text, created_at=now, update_key=update_key,
        files={"files": [dataclasses.asdict(one) for one in files]} if files else {},
    )  # fmt: skip
    made = await session.scalar(insert.on_conflict_do_nothing().returning(AppealMessageRow.id))
    found = AppealMessageRow.id == made if made is not None else AppealMessageRow.update_key == update_key
    return _entry((await session.scalars(select(AppealMessageRow).where(found))).one()), made is not None


async def appeal_of(session: Session, appeal_id: int) -> Appeal | None:
    """One appeal by its id."""
    row = await session.get(AppealRow, appeal_id, populate_existing=True)
    return None if row is None else _record(row)


async def appeals_of(session: Session, person_id: int) -> list[Appeal]:
    """A person's appeals, the newest first."""
    found = await session.scalars(
        select(AppealRow).where(AppealRow.person_id == person_id).order_by(AppealRow.number.desc())
    )
    return [_record(row) for row in found]


async def open_appeals(session: Session, departments: Collection[str] | None = None) -> list[Appeal]:
    """Appeals that wait for an answer, the most urgent first; not those whose person deleted the text.

    With `departments`, theirs and those that are nobody's.
    """
    query = select(AppealRow).where(AppealRow.state == AppealState.OPEN, AppealRow.text != "")
    if departments is not None:
        query = query.where(or_(AppealRow.department.in_(departments), AppealRow.department.is_(None)))
    found = await session.scalars(query.order_by(AppealRow.due_on, AppealRow.number))
    return [_record(row) for row in found]


async def thread_of(session: Session, appeal_id: int) -> list[Entry]:
    """Everything that was said, in order."""
    found = await session.scalars(
        select(AppealMessageRow).where(AppealMessageRow.appeal_id == appeal_id).order_by(AppealMessageRow.id)
    )
    return [_entry(row) for row in found]


async def entry_by_key(session: Session, update_key: str) -> Entry | None:
    """The row that an update has made."""
    row = await session.scalar(select(AppealMessageRow).where(AppealMessageRow.update_key == update_key))
    return None if row is None else _entry(row)


async def correct_entry(session: Session, entry: Entry, text: str, files: Sequence[Attached]) -> None:
    """Other words in a row; where they are the appeal's answer, in the answer too."""
    kept = {"files": [dataclasses.asdict(one) for one in files]} if files else {}
    await _changed(session, AppealMessageRow, AppealMessageRow.id == entry.id, text=text, files=kept)
    if entry.turn is AppealTurn.ANSWER and entry.text and text:
        answered = (AppealRow.id == entry.appeal_id) & (AppealRow.answer == entry.text)
        await _changed(session, AppealRow, answered, answer=text)


async def entry_of(session: Session, entry_id: int) -> Entry | None:
    """One row of a thread."""
    row = await session.get(AppealMessageRow, entry_id, populate_existing=True)
    return None if row is None else _entry(row)


async def turn_held(session: Session, entry_id: int, turn: AppealTurn, author_id: int) -> bool:
    """Decide on a held row, once and by its author alone; False when that was done before."""
    held = (AppealMessageRow.id == entry_id) & (AppealMessageRow.turn == AppealTurn.HELD)
    return await _changed(session, AppealMessageRow, held & (AppealMessageRow.author_id == author_id), turn=turn)


async def answer_appeal(session: Session, appeal_id: int, *, answer: str, author_id: int, now: datetime) -> bool:
    """Store the answer of an appeal that is still open; False when somebody answered before."""
    waits = (AppealRow.id == appeal_id) & (AppealRow.state == AppealState.OPEN)
    return await _changed(
        session, AppealRow, waits, state=AppealState.ANSWERED, answer=answer, answered_by=author_id, answered_at=now
    )


async def take_appeal(session: Session, appeal_id: int, person_id: int) -> int | None:
    """Note who is about to answer; the person who did so first, None when the appeal waits for nobody."""
    free = (AppealRow.id == appeal_id) & (AppealRow.state == AppealState.OPEN) & AppealRow.taken_by.is_(None)
    await _changed(session, AppealRow, free, taken_by=person_id)
    return await session.scalar(select(AppealRow.taken_by).where(AppealRow.id == appeal_id))


async def reopen_appeal(session: Session, appeal_id: int, *, due_on: date) -> bool:
    """Open an answered or closed appeal again with a new day; False when it is open."""
    over = (AppealRow.id == appeal_id) & (AppealRow.state != AppealState.OPEN)
    return await _changed(
        session, AppealRow, over, state=AppealState.OPEN, due_on=due_on, outcome=None, closed_at=None, taken_by=None,
        reminded="", reopened=AppealRow.reopened + 1,
    )  # fmt: skip


async def close_appeal(session: Session, appeal_id: int, outcome: AppealOutcome, now: datetime) -> bool:
    """Close it; False when it is closed already."""
    running = (AppealRow.id == appeal_id) & (AppealRow.state != AppealState.CLOSED)
    return await _changed(session, AppealRow, running, state=AppealState.CLOSED, outcome=outcome, closed_at=now)


async def hand_over(
    session: Session, appeal_id: int, before: str | None, department: str | None, sphere: str | None
) -> bool:  # fmt: skip
    """Give it to another department, with the sphere that it has there, when it is where the giver saw it."""
    here = AppealRow.department.is_(None) if before is None else AppealRow.department == before
    rows = (AppealRow.id == appeal_id) & here & (AppealRow.state == AppealState.OPEN)
    return await _changed(session, AppealRow, rows, department=department, sphere=sphere, taken_by=None)


async def set_sphere(session: Session, appeal_id: int, sphere: str, *, only_empty: bool = False) -> bool:
    """The sphere in which an appeal is counted."""
    rows = AppealRow.id == appeal_id
    return await _changed(session, AppealRow, rows & AppealRow.sphere.is_(None) if only_empty else rows, sphere=sphere)


async def note_reminded(session: Session, appeal_id: int, before: str, step: str) -> bool:
    """Remember the last reminder, once for each step."""
    rows = (AppealRow.id == appeal_id) & (AppealRow.state == AppealState.OPEN) & (AppealRow.reminded == before)
    return await _changed(session, AppealRow, rows, reminded=step)


async def note_copies(
    session: Session, person_id: int, message_ids: Collection[str], appeal_id: int, now: datetime,
    entry_id: int | None = None,
) -> None:  # fmt: skip
    """These messages in somebody's chat are about this appeal; with `entry_id`, they are that row of its thread."""
    for message_id in message_ids:
        insert = insert_into(session, AppealCopyRow).values(
            person_id=person_id, message_id=message_id, appeal_id=appeal_id, sent_at=now, entry_id=entry_id
        )
        known = [AppealCopyRow.person_id, AppealCopyRow.message_id]
        said = insert.on_conflict_do_update(index_elements=known, set_={"entry_id": entry_id})
        await session.execute(insert.on_conflict_do_nothing() if entry_id is None else said)


async def appeal_of_copy(session: Session, person_id: int, message_id: str) -> int | None:
    """Which appeal a message in somebody's chat is about."""
    row = await session.get(AppealCopyRow, (person_id, message_id))
    return None if row is None else row.appeal_id


async def entry_of_copy(session: Session, person_id: int, message_id: str) -> Entry | None:
    """What was said by a message in somebody's chat; a thread that is gone leaves its numbers to another."""
    row = await session.get(AppealCopyRow, (person_id, message_id), populate_existing=True)
    entry = None if row is None or row.entry_id is None else await entry_of(session, row.entry_id)
    return entry if entry is not None and row is not None and entry.appeal_id == row.appeal_id else None


async def copies_of_entry(session: Session, person_id: int, entry_id: int) -> list[Copy]:
    """The messages in somebody's chat that are this row of a thread, the newest first."""
    found = await session.scalars(
        select(AppealCopyRow).where(AppealCopyRow.person_id == person_id, AppealCopyRow.entry_id == entry_id)
    )
    listed = [Copy(row.message_id, row.appeal_id, row.entry_id, row.sent_at) for row in found]
    return sorted(listed, key=lambda one: int(one.message_id), reverse=True)


async def answered_between(session: Session, start: datetime, end: datetime) -> list[Appeal]:
    """Appeals that were answered, or closed without an answer, since `start` and before `end`."""
    moment = func.coalesce(AppealRow.answered_at, AppealRow.closed_at)
    found = await session.scalars(
        select(AppealRow).where(moment >= start, moment < end).order_by(AppealRow.number)
    )  # fmt: skip
    return [_record(row) for row in found]


async def _changed(session: Session, table: type[Any], rows: ColumnElement[bool], **values: Any) -> bool:
    outcome = await session.execute(
        update(table).where(rows).values(**values).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", outcome).rowcount == 1
