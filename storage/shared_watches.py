"""What one of an organisation says that it did, said of its other people too, and taken back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from storage import Session
from storage.models.people import WatchRow
from storage.subscriptions import restore_watch, set_watch
from storage.terms import SubjectKind, WatchState


async def done_for(
    session: Session, person_ids: Collection[int], kind: SubjectKind, subject: str, by: int, now: datetime
) -> list[int]:
    """Mark a subject as done by `by` for these people; whose standing changed.

    Who muted the subject is left in peace, and who said it themselves keeps their own word.
    """
    rows = await session.scalars(
        select(WatchRow).where(
            WatchRow.person_id.in_(person_ids), WatchRow.subject_kind == kind, WatchRow.subject == subject,
            WatchRow.state != WatchState.WATCHING,
        )
    )  # fmt: skip
    settled = {row.person_id for row in rows}
    changed = [one for one in person_ids if one not in settled]
    for person_id in changed:
        await set_watch(session, person_id, kind, subject, now, WatchState.DONE, by)
    return changed


async def done_by(session: Session, kind: SubjectKind, subject: str, by: int) -> list[int]:
    """For whom else `by` said that a subject is done."""
    rows = await session.scalars(
        select(WatchRow.person_id)
        .where(
            WatchRow.done_by == by, WatchRow.subject_kind == kind, WatchRow.subject == subject,
            WatchRow.state == WatchState.DONE, WatchRow.person_id != by,
        )
        .order_by(WatchRow.person_id)
    )  # fmt: skip
    return list(rows)


async def restore_for(
    session: Session, person_ids: Collection[int], kind: SubjectKind, subject: str, now: datetime
) -> None:
    """Give these people the standing back that they had before."""
    for person_id in person_ids:
        await restore_watch(session, person_id, kind, subject, now)


async def inherit(session: Session, person_id: int, colleagues: Collection[int], now: datetime) -> None:
    """Who joins finds done what the others did themselves."""
    rows = await session.scalars(
        select(WatchRow).where(
            WatchRow.person_id.in_(colleagues), WatchRow.state == WatchState.DONE,
            WatchRow.done_by == WatchRow.person_id,
        )
    )  # fmt: skip
    for row in list(rows):
        await done_for(session, [person_id], row.subject_kind, row.subject, row.person_id, now)


async def part(session: Session, person_id: int, now: datetime) -> None:
    """Who leaves gets back what colleagues had said for them, and colleagues keep what this person said."""
    rows = await session.scalars(
        select(WatchRow).where(
            WatchRow.person_id == person_id, WatchRow.done_by.is_not(None), WatchRow.done_by != person_id
        )
    )
    for row in list(rows):
        await restore_watch(session, person_id, row.subject_kind, row.subject, now)
