"""Announcements: drafts, their one-way states, audiences written in one statement, and what became of them."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Text,
    and_,
    cast,
    distinct,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)

from storage import Session
from storage.audience import Hours
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow, SubscriptionRow, WatchRow
from storage.records.people import Announcement, Filters
from storage.terms import AnnouncementState, Channel, DeliveryState, SubjectKind, SubscriptionKind, WatchState

EVERYBODY = "all"
"""The subject of the watch that says whether somebody wants announcements at all."""

ON_ITS_WAY = "on its way"
"""In `edits` of a message that may arrive with a text that was corrected meanwhile."""

_SPHERED = (SubscriptionKind.CONTESTS, SubscriptionKind.SUBSIDIES)


def _record(row: AnnouncementRow) -> Announcement:
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        text=row.text,
        audience=_filters(row.audience),
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


def _filters(kept: dict[str, Any]) -> Filters | None:
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
    return await _changed(session, announcement_id, (AnnouncementState.DRAFT,), values)


async def _changed(
    session: Session, announcement_id: int, states: tuple[AnnouncementState, ...], values: dict[str, Any]
) -> bool:
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
    return await _changed(session, announcement_id, (AnnouncementState.DRAFT,), {"audience": asdict(filters)})


async def set_moment(session: Session, announcement_id: int, send_at: datetime | None) -> bool:
    """When a draft shall go out; False when it is none any more."""
    return await _changed(session, announcement_id, (AnnouncementState.DRAFT,), {"send_at": send_at})


async def due_ones(session: Session, now: datetime) -> list[Announcement]:
    """Scheduled announcements whose time has come."""
    found = await session.scalars(
        select(AnnouncementRow).where(
            AnnouncementRow.state == AnnouncementState.SCHEDULED, AnnouncementRow.send_at <= now
        )
    )
    return [_record(row) for row in found]


async def propose_text(session: Session, announcement_id: int, text: str) -> bool:
    """Keep a corrected text until it is confirmed; False when nothing was sent that it could correct."""
    states = (AnnouncementState.SENDING, AnnouncementState.SENT, AnnouncementState.CANCELLED)
    return await _changed(session, announcement_id, states, {"new_text": text})


async def take_correction(session: Session, announcement_id: int, now: datetime) -> bool:
    """Make the proposed text the text, once; and write an edit for everybody who has the old one."""
    taken = await session.scalars(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.new_text.is_not(None))
        .values(text=AnnouncementRow.new_text, new_text=None, corrected_at=now)
        .returning(AnnouncementRow.id)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None:
        return False
    columns = (
        "person_id", "kind", "payload", "state", "attempt", "due_at", "announcement_id", "reason", "silent", "edits",
        "created_at",
    )  # fmt: skip
    has_it = DeliveryRow.kind == SubjectKind.ANNOUNCEMENT, DeliveryRow.state == DeliveryState.SENT
    edits = select(
        DeliveryRow.person_id,
        literal(SubjectKind.CORRECTION, DeliveryRow.kind.type),
        DeliveryRow.payload,
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(now, DeliveryRow.due_at.type),
        literal(announcement_id),
        literal(""),
        literal(True),
        DeliveryRow.message_id,
        literal(now, DeliveryRow.created_at.type),
    ).where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.message_id.is_not(None), *has_it)
    waiting = DeliveryRow.state == DeliveryState.PENDING
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.kind == SubjectKind.CORRECTION, waiting)
        .values(state=DeliveryState.CANCELLED, reason="corrected again", finished_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(insert(DeliveryRow).from_select(columns, edits, include_defaults=False))
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.state == DeliveryState.SENDING,
        )
        .values(edits=ON_ITS_WAY)
        .execution_options(synchronize_session=False)
    )
    return True


_OUTDATED = (
    DeliveryRow.kind == SubjectKind.ANNOUNCEMENT, DeliveryRow.edits == ON_ITS_WAY,
    DeliveryRow.state == DeliveryState.SENT, DeliveryRow.announcement_id.is_not(None),
)  # fmt: skip


async def corrected_on_their_way(session: Session) -> bool:
    """Whether something has arrived with a text that was corrected while it was on its way."""
    return await session.scalar(select(DeliveryRow.id).where(*_OUTDATED).limit(1)) is not None


async def write_late_edits(session: Session, now: datetime) -> int:
    """An edit for each of those; how many."""
    found = list(await session.scalars(select(DeliveryRow).where(*_OUTDATED)))
    for row in found:
        session.add(
            DeliveryRow(
                person_id=row.person_id, kind=SubjectKind.CORRECTION, payload=row.payload, due_at=now,
                announcement_id=row.announcement_id, silent=True, edits=row.message_id, created_at=now,
            )
        )  # fmt: skip
        row.edits = None
    await session.flush()
    return len(found)


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


def _in_audience(filters: Filters) -> ColumnElement[bool]:
    declined = exists().where(
        WatchRow.person_id == PersonRow.id,
        WatchRow.subject_kind == SubjectKind.ANNOUNCEMENT,
        WatchRow.subject == EVERYBODY,
        WatchRow.state == WatchState.MUTED,
    )
    wanted = [PersonRow.reachable.is_(True), PersonRow.channel != Channel.GROUP, ~declined]
    if filters.forms:
        wanted.append(PersonRow.legal_form.in_(filters.forms))
    if filters.spheres or filters.levels or filters.kinds:
        kinds = filters.kinds or tuple(str(kind) for kind in _SPHERED)
        wanted.append(
            exists().where(
                SubscriptionRow.person_id == PersonRow.id,
                SubscriptionRow.kind.in_([SubscriptionKind(kind) for kind in kinds]),
                _any_of(SubscriptionRow.spheres, filters.spheres),
                _any_of(SubscriptionRow.levels, filters.levels),
            )
        )
    return and_(*wanted)


def _any_of(column: Any, chosen: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether a list holds one of these; an empty list wants any."""
    if not chosen:
        return true()
    kept = cast(column, Text)
    return or_(kept == "[]", *(kept.contains(f'"{one}"', autoescape=True) for one in chosen))


async def audience_by_quiet_hours(session: Session, filters: Filters) -> dict[tuple[int, int], int]:
    """How many people an audience has, by their quiet hours (from, to)."""
    found = await session.execute(
        select(PersonRow.quiet_from, PersonRow.quiet_to, func.count(distinct(PersonRow.id)))
        .where(_in_audience(filters))
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
    filters = announcement.audience or Filters()
    for quiet_from, quiet_to in await audience_by_quiet_hours(session, filters):
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
        ).where(_in_audience(filters), PersonRow.quiet_from == quiet_from, PersonRow.quiet_to == quiet_to)
        columns = (
            "person_id", "kind", "payload", "state", "attempt", "due_at", "announcement_id", "reason", "silent",
            "created_at",
        )  # fmt: skip
        await session.execute(insert(DeliveryRow).from_select(columns, people, include_defaults=False))


async def cancel_unwanted(session: Session, person_id: int, now: datetime) -> None:
    """Stop announcements on their way to somebody who is not in their audience any more."""
    found = await session.execute(
        select(DeliveryRow.id, AnnouncementRow)
        .join(AnnouncementRow, AnnouncementRow.id == DeliveryRow.announcement_id)
        .where(
            DeliveryRow.person_id == person_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)),
        )
    )
    for delivery_id, row in list(found):
        filters = _filters(row.audience) or Filters()
        stays = select(PersonRow.id).where(PersonRow.id == person_id, _in_audience(filters))
        if await session.scalar(stays) is None:
            await session.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.id == delivery_id,
                    DeliveryRow.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)),
                )
                .values(state=DeliveryState.CANCELLED, reason="stopped by the person", finished_at=now)
                .execution_options(synchronize_session=False)
            )


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
