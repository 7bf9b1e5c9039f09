"""Announcements: drafts, their one-way states, and the message that shows how far one is."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    exists,
    select,
    update,
)

from storage import Session
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow
from storage.records.people import Announcement, Filters
from storage.terms import AnnouncementState, DeliveryState, SubjectKind


def _record(row: AnnouncementRow) -> Announcement:
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        text=row.text,
        audience=filters_of(row.audience),
        state=row.state,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        file_id=row.file_id,
        file_kind=row.file_kind,
        send_at=row.send_at,
        corrected_at=row.corrected_at,
        subject_kind=row.subject_kind,
        subject=row.subject,
        new_text=row.new_text,
    )


def filters_of(kept: dict[str, Any]) -> Filters | None:
    """Filters as they are kept; None before any were chosen."""
    if "sphere" in kept:  # as it was kept before there were other filters
        return Filters() if kept["sphere"] == "all" else Filters(spheres=(kept["sphere"],))
    return Filters(**{name: tuple(values) for name, values in kept.items()}) if kept else None


async def draft(
    session: Session,
    author_id: int,
    text: str,
    now: datetime,
    update_key: str,
    *,
    file: tuple[str, str] | None = None,
    about: tuple[SubjectKind, str] | None = None,
) -> Announcement:
    """A new draft, with a (kind, id) of a file and the record that it is about; the same update finds its own."""
    row = await session.scalar(select(AnnouncementRow).where(AnnouncementRow.update_key == update_key))
    if row is None:
        kind, file_id = file or (None, None)
        subject_kind, subject = about or (None, None)
        row = AnnouncementRow(
            author_id=author_id, text=text, audience={}, state=AnnouncementState.DRAFT, created_at=now,
            update_key=update_key, file_kind=kind, file_id=file_id, subject_kind=subject_kind, subject=subject,
        )  # fmt: skip
        session.add(row)
        await session.flush()
    return _record(row)


async def rewrite(session: Session, announcement_id: int, text: str, file: tuple[str, str] | None) -> bool:
    """Another text, and another file where one came, of a draft; False when it is none any more."""
    values = {"text": text} | ({"file_kind": file[0], "file_id": file[1]} if file else {})
    return await change(session, announcement_id, (AnnouncementState.DRAFT,), values)


async def change(
    session: Session, announcement_id: int, states: tuple[AnnouncementState, ...], values: dict[str, Any]
) -> bool:
    """Write values where the announcement stands in one of `states`; False when it does not."""
    changed = await session.scalars(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.state.in_(states))
        .values(values)
        .returning(AnnouncementRow.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def get(session: Session, announcement_id: int) -> Announcement | None:
    """One announcement, or None."""
    row = await session.get(AnnouncementRow, announcement_id)
    return None if row is None else _record(row)


async def newest_draft(session: Session, author_id: int) -> Announcement | None:
    """What this author is preparing."""
    row = await session.scalar(
        select(AnnouncementRow)
        .where(AnnouncementRow.author_id == author_id, AnnouncementRow.state == AnnouncementState.DRAFT)
        .order_by(AnnouncementRow.id.desc())
        .limit(1)
    )
    return None if row is None else _record(row)


async def set_audience(session: Session, announcement_id: int, filters: Filters) -> bool:
    """Choose whom a draft is for; False when it is none any more."""
    return await change(session, announcement_id, (AnnouncementState.DRAFT,), {"audience": asdict(filters)})


async def set_moment(session: Session, announcement_id: int, send_at: datetime | None) -> bool:
    """When a draft shall go out; False when it is none any more."""
    return await change(session, announcement_id, (AnnouncementState.DRAFT,), {"send_at": send_at})


async def due_ones(session: Session, now: datetime) -> list[Announcement]:
    """Scheduled announcements whose time has come."""
    found = await session.scalars(
        select(AnnouncementRow).where(
            AnnouncementRow.state == AnnouncementState.SCHEDULED, AnnouncementRow.send_at <= now
        )
    )
    return [_record(row) for row in found]


async def change_state(
    session: Session, announcement_id: int, before: AnnouncementState, after: AnnouncementState, now: datetime
) -> bool:
    """Move from one state to another; False when somebody else moved it first."""
    moments: dict[str, datetime] = {"started_at": now} if after is AnnouncementState.SENDING else {"finished_at": now}
    moved = await session.scalars(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.state == before)
        .values(state=after, **moments)
        .returning(AnnouncementRow.id)
        .execution_options(synchronize_session=False)
    )
    return moved.first() is not None


async def stop(session: Session, announcement_id: int, now: datetime) -> bool:
    """Send it to nobody else: what waits is cancelled; False when it was over already."""
    ours = await change_state(session, announcement_id, AnnouncementState.SENDING, AnnouncementState.CANCELLED, now)
    if ours:
        await session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.announcement_id == announcement_id,
                DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
                DeliveryRow.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)),
            )
            .values(state=DeliveryState.CANCELLED, reason="stopped by its author", finished_at=now)
            .execution_options(synchronize_session=False)
        )
    return ours


async def follow(session: Session, announcement_id: int, message_id: str | None) -> None:
    """Which of the author's messages shows how far it is; None ends that."""
    await session.execute(
        update(AnnouncementRow).where(AnnouncementRow.id == announcement_id).values(progress_message=message_id)
    )


async def followed(session: Session) -> list[tuple[Announcement, str, str]]:
    """Announcements whose progress is shown: (announcement, the author's external id, message id)."""
    found = await session.execute(
        select(AnnouncementRow, PersonRow.external_id)
        .join(PersonRow, PersonRow.id == AnnouncementRow.author_id)
        .where(AnnouncementRow.progress_message.is_not(None))
    )
    return [(_record(row), external_id, row.progress_message or "") for row, external_id in found]


async def finished(session: Session) -> list[Announcement]:
    """Announcements still called sending with nothing left to send."""
    open_states = (DeliveryState.PENDING, DeliveryState.SENDING)
    found = await session.scalars(
        select(AnnouncementRow).where(
            AnnouncementRow.state == AnnouncementState.SENDING,
            ~exists().where(
                DeliveryRow.announcement_id == AnnouncementRow.id,
                DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
                DeliveryRow.state.in_(open_states),
            ),
        )
    )
    return [_record(row) for row in found]
