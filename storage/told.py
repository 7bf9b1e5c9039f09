"""What people know: a row per subject, event, version of its date and person, unique together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from storage import Session
from storage.models.people import DeliveryRow, PersonRow, ToldRow, WatchRow
from storage.models.trainings import SignupRow
from storage.terms import DeliveryState, SignupState, SubjectKind, WatchState


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


async def told_by(session: Session, kind: SubjectKind, subject: str, version: str) -> set[tuple[int, str]]:
    """Who was told which events of a subject under this version of its date: (person, event)."""
    found = await session.execute(
        select(ToldRow.person_id, ToldRow.event).where(
            ToldRow.subject_kind == kind, ToldRow.subject == subject, ToldRow.version == version
        )
    )
    return {(person_id, event) for person_id, event in found}


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


async def versions_of(session: Session, told_ids: Sequence[int]) -> dict[int, str]:
    """The dates that told rows named."""
    found = await session.execute(select(ToldRow.id, ToldRow.version).where(ToldRow.id.in_(told_ids)))
    return {row.id: row.version for row in found}


async def retell(session: Session, delivery_id: int, item: ToldItem, version: str) -> None:
    """Note that a message not sent yet will name another date than it was written for."""
    twin = aliased(ToldRow)
    known = exists().where(
        twin.person_id == ToldRow.person_id,
        twin.subject_kind == item.subject_kind,
        twin.subject == item.subject,
        twin.event == item.event,
        twin.version == version,
    )
    await session.execute(
        update(ToldRow)
        .where(
            ToldRow.delivery_id == delivery_id,
            ToldRow.subject_kind == item.subject_kind,
            ToldRow.subject == item.subject,
            ToldRow.event == item.event,
            ToldRow.version == item.version,
            ~known,
        )
        .values(version=version)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class Misinformed:
    """A person whose last told date of a subject is not the standing one; `told_id` names that row."""

    person_id: int
    told_id: int
    version: str
    quiet_from: int
    quiet_to: int
    digest_hour: int


async def told_versions(session: Session, kind: SubjectKind, subjects: Sequence[str]) -> dict[str, set[str]]:
    """The dates under which subjects were told to anybody."""
    found = await session.execute(
        select(ToldRow.subject, ToldRow.version)
        .where(ToldRow.subject_kind == kind, ToldRow.subject.in_(subjects), ToldRow.version != "")
        .distinct()
    )
    versions: dict[str, set[str]] = {}
    for subject, version in found:
        versions.setdefault(subject, set()).add(version)
    return versions


def _signed_up(training: str) -> ColumnElement[bool]:
    """Who signed up hears of another hour by core.trainings.telling, with the place; once is enough."""
    return exists().where(
        SignupRow.person_id == ToldRow.person_id,
        SignupRow.training == training,
        SignupRow.state.in_((SignupState.SIGNED, SignupState.WAITING)),
    )


async def misinformed(
    session: Session, kind: SubjectKind, subject: str, version: str, after: int, limit: int
) -> list[Misinformed]:
    """The next reachable people (by id) whose last told date is another than `version`.

    Only what reached them counts, or may have; who tapped «Подали» or «Не напоминать» is left out.
    """
    reached = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
    last = (
        select(func.max(ToldRow.id).label("id"))
        .outerjoin(DeliveryRow, DeliveryRow.id == ToldRow.delivery_id)
        .where(
            ToldRow.subject_kind == kind,
            ToldRow.subject == subject,
            ToldRow.version != "",
            ToldRow.person_id > after,
            or_(ToldRow.delivery_id.is_(None), DeliveryRow.state.in_(reached)),
        )
        .group_by(ToldRow.person_id)
        .subquery()
    )
    over: ColumnElement[bool] = exists().where(
        WatchRow.person_id == ToldRow.person_id,
        WatchRow.subject_kind == kind,
        WatchRow.subject == subject,
        WatchRow.state != WatchState.WATCHING,
    )
    later = aliased(ToldRow)
    corrected = exists().where(
        later.person_id == ToldRow.person_id,
        later.subject_kind == kind,
        later.subject == subject,
        later.version == version,
        later.event.startswith("moved:"),
        later.id > ToldRow.id,
    )
    if kind is SubjectKind.TRAINING:
        over = or_(over, _signed_up(subject))
    found = await session.execute(
        select(
            ToldRow.person_id,
            ToldRow.id,
            ToldRow.version,
            PersonRow.quiet_from,
            PersonRow.quiet_to,
            PersonRow.digest_hour,
        )
        .join(last, last.c.id == ToldRow.id)
        .join(PersonRow, PersonRow.id == ToldRow.person_id)
        .where(ToldRow.version != version, PersonRow.reachable, ~over, ~corrected)
        .order_by(ToldRow.person_id)
        .limit(limit)
    )
    return [Misinformed(*row) for row in found]
