"""Announcements: drafts, their one-way states, audiences written in one statement, and what became of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Text,
    cast,
    distinct,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from storage import Session
from storage.audience import Hours
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow, SubscriptionRow
from storage.records.people import Announcement
from storage.terms import AnnouncementState, Channel, DeliveryState, SubjectKind

ALL = "all"
"""The audience of everybody who can be reached."""


def _record(row: AnnouncementRow) -> Announcement:
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        text=row.text,
        audience=row.audience,
        state=row.state,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


async def draft(session: Session, author_id: int, text: str, now: datetime, update_key: str) -> Announcement:
    """A new draft; the same update finds the one that it made."""
    row = await session.scalar(select(AnnouncementRow).where(AnnouncementRow.update_key == update_key))
    if row is None:
        row = AnnouncementRow(
            author_id=author_id, text=text, audience={}, state=AnnouncementState.DRAFT, created_at=now,
            update_key=update_key,
        )  # fmt: skip
        session.add(row)
        await session.flush()
    return _record(row)


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


async def set_audience(session: Session, announcement_id: int, audience: dict[str, Any]) -> None:
    """Choose whom a draft is for."""
    await session.execute(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.state == AnnouncementState.DRAFT)
        .values(audience=audience)
    )


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


def _in_audience(sphere: str) -> ColumnElement[bool]:
    if sphere == ALL:
        return PersonRow.reachable.is_(True) & (PersonRow.channel != Channel.GROUP)
    chosen = cast(SubscriptionRow.spheres, Text)
    wants = exists().where(
        SubscriptionRow.person_id == PersonRow.id, or_(chosen == "[]", chosen.contains(f'"{sphere}"', autoescape=True))
    )
    return PersonRow.reachable.is_(True) & wants


async def audience_by_quiet_hours(session: Session, sphere: str) -> dict[tuple[int, int], int]:
    """How many people an audience has, by their quiet hours (from, to)."""
    found = await session.execute(
        select(PersonRow.quiet_from, PersonRow.quiet_to, func.count(distinct(PersonRow.id)))
        .where(_in_audience(sphere))
        .group_by(PersonRow.quiet_from, PersonRow.quiet_to)
    )
    return {(quiet_from, quiet_to): count for quiet_from, quiet_to, count in found}


async def write_audience(
    session: Session,
    announcement: Announcement,
    payload: dict[str, Any],
    due_at: Callable[[Hours], datetime],
    now: datetime,
) -> None:
    """A delivery for everybody in the audience, one statement for each pair of quiet hours."""
    sphere = str(announcement.audience["sphere"])
    for quiet_from, quiet_to in await audience_by_quiet_hours(session, sphere):
        hours = Hours(quiet_from, quiet_to, 0)
        people = select(
            PersonRow.id,
            literal(SubjectKind.ANNOUNCEMENT, DeliveryRow.kind.type),
            literal(payload, JSON()),
            literal(DeliveryState.PENDING, DeliveryRow.state.type),
            literal(0),
            literal(due_at(hours), DeliveryRow.due_at.type),
            literal(announcement.id),
            literal(""),
            literal(False),
            literal(now, DeliveryRow.created_at.type),
        ).where(_in_audience(sphere), PersonRow.quiet_from == quiet_from, PersonRow.quiet_to == quiet_to)
        columns = (
            "person_id", "kind", "payload", "state", "attempt", "due_at", "announcement_id", "reason", "silent",
            "created_at",
        )  # fmt: skip
        await session.execute(insert(DeliveryRow).from_select(columns, people, include_defaults=False))


async def counts(session: Session, announcement_id: int) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state; together they are the audience."""
    found = await session.execute(
        select(DeliveryRow.state, func.count())
        .where(DeliveryRow.announcement_id == announcement_id)
        .group_by(DeliveryRow.state)
    )
    return {row[0]: row[1] for row in found}


async def stop(session: Session, announcement_id: int, now: datetime) -> bool:
    """Send it to nobody else: what waits is cancelled; False when it was over already."""
    ours = await change_state(session, announcement_id, AnnouncementState.SENDING, AnnouncementState.CANCELLED, now)
    if ours:
        await session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.state == DeliveryState.PENDING)
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


async def counts_of_all(session: Session) -> dict[DeliveryState, int]:
    """How many deliveries of all kinds stand in each state."""
    found = await session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
    return {row[0]: row[1] for row in found}


async def finished(session: Session) -> list[Announcement]:
    """Announcements still called sending with nothing left to send."""
    open_states = (DeliveryState.PENDING, DeliveryState.SENDING)
    found = await session.scalars(
        select(AnnouncementRow).where(
            AnnouncementRow.state == AnnouncementState.SENDING,
            ~exists().where(DeliveryRow.announcement_id == AnnouncementRow.id, DeliveryRow.state.in_(open_states)),
        )
    )
    return [_record(row) for row in found]
