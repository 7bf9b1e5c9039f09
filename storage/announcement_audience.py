"""Whom an announcement is for: counted, written as deliveries in one statement, and left again by whoever is not."""

from collections.abc import Callable
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
from storage.announcements import filters_of
from storage.audience import Hours
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow, SubscriptionRow, WatchRow
from storage.records.people import Announcement, Filters
from storage.terms import Channel, DeliveryState, SubjectKind, SubscriptionKind, WatchState

EVERYBODY = "all"
"""The subject of the watch that says whether somebody wants announcements at all."""

_SPHERED = (SubscriptionKind.CONTESTS, SubscriptionKind.SUBSIDIES)


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
        filters = filters_of(row.audience) or Filters()
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
