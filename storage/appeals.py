"""Appeals: a question handed to a specialist, numbered, answered once."""

import dataclasses
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.models.appeals import AppealRow
from storage.models.work import QuestionRow
from storage.records.people import Appeal
from storage.terms import AppealState

_TRIES = 5


def _record(row: AppealRow) -> Appeal:
    return Appeal(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Appeal)})


async def appeal_by_key(session: Session, update_key: str) -> Appeal | None:
    """The appeal that this draft became, or None."""
    row = await session.scalar(select(AppealRow).where(AppealRow.update_key == update_key))
    return None if row is None else _record(row)


async def create_appeal(
    session: Session, *, person_id: int, text: str, due_on: date, now: datetime, update_key: str
) -> tuple[Appeal, bool]:
    """The appeal of this draft and whether it is new: the same `update_key` gives the same number."""
    for _ in range(_TRIES):
        found = await appeal_by_key(session, update_key)
        if found is not None:
            return found, False
        number = (await session.scalar(select(func.max(AppealRow.number))) or 0) + 1
        row = AppealRow(
            number=number, person_id=person_id, text=text, state=AppealState.OPEN, created_at=now, due_on=due_on,
            update_key=update_key,
        )  # fmt: skip
        try:
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return _record(row), True
    raise RuntimeError("no free appeal number: too many were written at the same moment")


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


async def open_appeals(session: Session) -> list[Appeal]:
    """Appeals that wait for an answer, the oldest first; not those whose person deleted the text."""
    found = await session.scalars(
        select(AppealRow).where(AppealRow.state == AppealState.OPEN, AppealRow.text != "").order_by(AppealRow.number)
    )
    return [_record(row) for row in found]


async def answer_appeal(session: Session, appeal_id: int, *, answer: str, author_id: int, now: datetime) -> bool:
    """Store the answer of an appeal that is still open; False when somebody answered before."""
    outcome = await session.execute(
        update(AppealRow)
        .where(AppealRow.id == appeal_id, AppealRow.state == AppealState.OPEN)
        .values(state=AppealState.ANSWERED, answer=answer, answered_by=author_id, answered_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", outcome).rowcount == 1


async def last_unanswered(session: Session, person_id: int, since: datetime) -> str | None:
    """The newest question of a person since then, when the bot could not answer it or its answer did not help."""
    row = await session.scalar(
        select(QuestionRow)
        .where(QuestionRow.person_id == person_id, QuestionRow.asked_at >= since)
        .order_by(QuestionRow.id.desc())
        .limit(1)
    )
    unsolved = row is not None and (row.outcome != "answered" or row.helpful is False)
    return row.text or None if row is not None and unsolved else None
