"""What people know: a row per subject, event, version of its date and person, unique together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.models.people import ToldRow
from storage.terms import SubjectKind


class AlreadyToldError(Exception):
    """Another process told somebody of the batch meanwhile; nothing was written, read again."""


@dataclass(frozen=True, slots=True)
class ToldItem:
    """What a delivery tells: an event of a subject and the version (date as told, ISO) it is true for."""

    subject_kind: SubjectKind
    subject: str
    event: str
    version: str


async def tell_now(session: Session, person_id: int, items: Sequence[ToldItem], now: datetime) -> None:
    """Note what a person has just read in the chat itself; what was told before is left as it is."""
    known = await told_of(session, person_id)
    fresh = tuple(dict.fromkeys(item for item in items if item not in known))
    await tell(session, [(person_id, fresh, None)], now)


async def tell(session: Session, groups: Iterable[tuple[int, tuple[ToldItem, ...], int | None]], now: datetime) -> None:
    """Write (person, items, delivery) groups; AlreadyToldError when one of them was written by somebody else."""
    rows = [
        {
            "person_id": person_id,
            "subject_kind": item.subject_kind,
            "subject": item.subject,
            "event": item.event,
            "version": item.version,
            "delivery_id": delivery_id,
            "told_at": now,
        }
        for person_id, items, delivery_id in groups
        for item in items
    ]
    if not rows:
        return
    try:
        await session.execute(insert(ToldRow), rows)
    except IntegrityError as error:
        await session.rollback()
        raise AlreadyToldError from error


async def told_of(session: Session, person_id: int) -> frozenset[ToldItem]:
    """Everything that a person was told."""
    found = await session.execute(
        select(ToldRow.subject_kind, ToldRow.subject, ToldRow.event, ToldRow.version).where(
            ToldRow.person_id == person_id
        )
    )
    return frozenset(ToldItem(*row) for row in found)


async def items_of(session: Session, delivery_ids: Sequence[int]) -> dict[int, list[ToldItem]]:
    """What each delivery tells, in the order in which it was written."""
    found = await session.execute(
        select(ToldRow.delivery_id, ToldRow.subject_kind, ToldRow.subject, ToldRow.event, ToldRow.version)
        .where(ToldRow.delivery_id.in_(delivery_ids))
        .order_by(ToldRow.id)
    )
    items: dict[int, list[ToldItem]] = {}
    for delivery_id, subject_kind, subject, event, version in found:
        if delivery_id is not None:
            items.setdefault(delivery_id, []).append(ToldItem(subject_kind, subject, event, version))
    return items


async def forget(session: Session, delivery_ids: Sequence[int]) -> None:
    """Take back what deliveries would have told: they reached nobody."""
    await session.execute(
        delete(ToldRow).where(ToldRow.delivery_id.in_(delivery_ids)).execution_options(synchronize_session=False)
    )
