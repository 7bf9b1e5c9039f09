"""What became of announcements: counts, who did not get one and why, who opened it, and what it is evidence of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.models.people import AnnouncementRow, AnnouncementTapRow, DeliveryRow, EvidenceRow, PersonRow
from storage.records.people import Evidence
from storage.terms import DeliveryState, SubjectKind


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody who did not get an announcement: the row's state and the messenger's words; when it is tried again."""

    name: str
    state: DeliveryState
    reason: str
    again_at: datetime | None


async def counts(session: Session, announcement_id: int) -> dict[DeliveryState, int]:
    """How many deliveries stand in each state; together they are the audience."""
    found = await session.execute(
        select(DeliveryRow.state, func.count())
        .where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.kind == SubjectKind.ANNOUNCEMENT)
        .group_by(DeliveryRow.state)
    )
    return {row[0]: row[1] for row in found}


async def corrected(session: Session, announcement_id: int) -> dict[tuple[DeliveryState, bool], int]:
    """Corrections by (state, whether it is an edit in place) of those written last."""
    newest = (
        select(func.max(DeliveryRow.created_at))
        .where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.kind == SubjectKind.CORRECTION)
        .scalar_subquery()
    )
    in_place = DeliveryRow.edits.is_not(None)
    found = await session.execute(
        select(DeliveryRow.state, in_place, func.count())
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.CORRECTION,
            DeliveryRow.created_at == newest,
        )
        .group_by(DeliveryRow.state, in_place)
    )
    return {(row[0], bool(row[1])): row[2] for row in found}


async def tried_again_at(session: Session, announcement_id: int) -> datetime | None:
    """When the next of those is tried again to whom it could not be sent."""
    found = await session.scalars(
        select(DeliveryRow.due_at)
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.state == DeliveryState.PENDING,
            DeliveryRow.attempt > 0,
        )
        .order_by(DeliveryRow.due_at)
        .limit(1)
    )
    return found.first()


async def quiet_until(session: Session, announcement_id: int) -> tuple[int, datetime] | None:
    """How many wait for the end of their quiet hours, and when the first of these end."""
    found = (
        await session.execute(
            select(func.count(), func.min(DeliveryRow.due_at))
            .join(AnnouncementRow, AnnouncementRow.id == DeliveryRow.announcement_id)
            .where(
                DeliveryRow.announcement_id == announcement_id,
                DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
                DeliveryRow.state == DeliveryState.PENDING,
                DeliveryRow.attempt == 0,
                DeliveryRow.due_at > AnnouncementRow.started_at,
            )
        )
    ).one()
    return (found[0], found[1]) if found[0] else None


async def missed(session: Session, announcement_id: int) -> list[Missed]:
    """Everybody who did not get it, and those to whom it is tried again; by what is the matter, then by name."""
    outside = (DeliveryState.SENT, DeliveryState.SENDING)
    found = await session.execute(
        select(PersonRow.name, DeliveryRow.state, DeliveryRow.reason, DeliveryRow.due_at, DeliveryRow.attempt)
        .join(PersonRow, PersonRow.id == DeliveryRow.person_id)
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.state.not_in(outside),
        )
        .order_by(DeliveryRow.state, PersonRow.name, DeliveryRow.id)
    )
    return [
        Missed(name, state, reason, due_at if state is DeliveryState.PENDING else None)
        for name, state, reason, due_at, attempt in found
        if state is not DeliveryState.PENDING or attempt
    ]


async def counts_of_all(session: Session) -> dict[DeliveryState, int]:
    """How many deliveries of all kinds stand in each state."""
    found = await session.execute(select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state))
    return {row[0]: row[1] for row in found}


async def note_tap(session: Session, announcement_id: int, person_id: int, now: datetime) -> None:
    """Somebody opened it; only who got it counts, and each once."""
    got = await session.scalar(
        select(DeliveryRow.id)
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.person_id == person_id,
        )
        .limit(1)
    )
    if got is None or await session.get(AnnouncementTapRow, (announcement_id, person_id)) is not None:
        return
    try:
        async with session.begin_nested():
            await session.execute(
                insert(AnnouncementTapRow).values(announcement_id=announcement_id, person_id=person_id, at=now)
            )
    except IntegrityError:
        return  # two presses at once: the other one counts


async def taps(session: Session, announcement_id: int) -> int:
    """How many people opened it."""
    query = select(func.count()).where(AnnouncementTapRow.announcement_id == announcement_id)
    return await session.scalar(query) or 0


async def keep_evidence(session: Session, evidence: Evidence) -> None:
    """Write or bring up to date what an announcement is evidence of."""
    values = {
        "measure": evidence.measure, "year": evidence.year, "title": evidence.title, "at": evidence.at,
        "audience": evidence.audience, "delivered": evidence.delivered,
    }  # fmt: skip
    changed = await session.scalars(
        update(EvidenceRow)
        .where(EvidenceRow.announcement_id == evidence.announcement_id)
        .values(values)
        .returning(EvidenceRow.announcement_id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        await session.execute(insert(EvidenceRow).values(announcement_id=evidence.announcement_id, **values))


async def evidence_of(session: Session, year: int, measure: str) -> list[Evidence]:
    """A year's evidence for a measure (its number: «4.2»), oldest first."""
    opened = (
        select(func.count()).where(AnnouncementTapRow.announcement_id == EvidenceRow.announcement_id).scalar_subquery()
    )
    found = await session.execute(
        select(
            EvidenceRow.announcement_id, EvidenceRow.measure, EvidenceRow.year, EvidenceRow.title, EvidenceRow.at,
            EvidenceRow.audience, EvidenceRow.delivered, opened,
        )
        .where(EvidenceRow.year == year, EvidenceRow.measure == measure)
        .order_by(EvidenceRow.at, EvidenceRow.announcement_id)
    )  # fmt: skip
    return [Evidence(*row) for row in found]
