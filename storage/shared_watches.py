"""What one of an organisation says that it did, said of its other people too, and taken back."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, select, update

from storage import Session
from storage.models.people import DeliveryRow, WatchRow
from storage.subscriptions import restore_watch, set_watch
from storage.terms import DeliveryState, SubjectKind, WatchState

_LAST_YEAR = timedelta(days=180)


async def done_for(
    session: Session, person_ids: Collection[int], kind: SubjectKind, subject: str, by: int, now: datetime
) -> list[int]:
    """Mark a subject as done by `by` for these people; whose standing changed.

    Who muted the subject is left in peace, and who said it themselves keeps their own word; a duty's word of a year
    ago is no word on this year's.
    """
    rows = await session.scalars(
        select(WatchRow).where(
            WatchRow.person_id.in_(person_ids), WatchRow.subject_kind == kind, WatchRow.subject == subject,
            WatchRow.state != WatchState.WATCHING,
        )
    )  # fmt: skip
    settled = {
        row.person_id for row in rows
        if not (kind is SubjectKind.DUTY and row.state is WatchState.DONE and row.changed_at < now - _LAST_YEAR)
    }  # fmt: skip
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


async def cancel_notes(session: Session, person_ids: Collection[int], about: int, subject: str) -> set[int]:
    """Cancel what people were to read of a colleague's word on a subject; who had not read it yet."""
    values = DeliveryRow.payload["values"]
    gone = await session.scalars(
        update(DeliveryRow)
        .where(
            DeliveryRow.person_id.in_(person_ids), DeliveryRow.kind == SubjectKind.ORGANISATION,
            DeliveryRow.state == DeliveryState.PENDING, cast(values["about"].as_string(), Text) == str(about),
            cast(values["subject"].as_string(), Text) == subject,
        )
        .values(state=DeliveryState.CANCELLED, reason="taken back")
        .returning(DeliveryRow.person_id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return set(gone)
