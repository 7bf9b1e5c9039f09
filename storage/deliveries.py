"""Deliveries: a row before it is a message. Written with what they tell, taken back while they are not out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Update,
    delete,
    exists,
    insert,
    select,
    true,
    update,
)

from storage import Session
from storage.models.people import DeliveryRow, PersonRow, ToldRow
from storage.records.people import Delivery
from storage.terms import DeliveryState, SubjectKind
from storage.told import ToldItem, tell

_NOT_OUT = (DeliveryState.PENDING, DeliveryState.SENDING)

COLUMNS = tuple(
    getattr(PersonRow if name in {"channel", "external_id"} else DeliveryRow, name)
    for name in Delivery.__dataclass_fields__
)
"""In the order of the record's fields; plain columns cost a third of what mapped objects do."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to be: its told rows are written with it."""

    person_id: int
    kind: SubjectKind
    payload: dict[str, Any]
    due_at: datetime
    not_after: datetime | None = None
    silent: bool = False
    tells: tuple[ToldItem, ...] = ()


async def enqueue(
    session: Session,
    *,
    person_id: int,
    kind: SubjectKind,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
    announcement_id: int | None = None,
    silent: bool = False,
) -> int:
    """Write one message to be sent, and return its id. `payload` is {"template", "values", "buttons"} in JSON.

    `due_at` None means at once. The template is rendered when the message is sent.
    """
    row = DeliveryRow(
        person_id=person_id,
        kind=kind,
        payload=payload,
        due_at=due_at or now,
        not_after=not_after,
        announcement_id=announcement_id,
        silent=silent,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def enqueue_telling(session: Session, news: Sequence[NewDelivery], now: datetime) -> None:
    """Write deliveries, one a person, and their told rows together.

    AlreadyToldError when any of it was told by another process meanwhile.
    """
    if len({new.person_id for new in news}) != len(news):
        raise ValueError("one message a person at once: put everything that is due into it")
    if not news:
        return
    found = await session.execute(
        insert(DeliveryRow).returning(DeliveryRow.person_id, DeliveryRow.id),
        [
            {
                "person_id": new.person_id,
                "kind": new.kind,
                "payload": new.payload,
                "state": DeliveryState.PENDING,
                "attempt": 0,
                "due_at": new.due_at,
                "not_after": new.not_after,
                "reason": "",
                "silent": new.silent,
                "created_at": now,
            }
            for new in news
        ],
    )
    ids = {row.person_id: row.id for row in found}
    await tell(session, ((new.person_id, new.tells, ids[new.person_id]) for new in news), now)


async def changed(session: Session, statement: Update) -> int:
    """Run an update; how many rows it changed."""
    outcome = await session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", outcome).rowcount


async def deliveries_of(session: Session, person_id: int) -> list[Delivery]:
    """All messages to a person, oldest first."""
    found = await session.execute(
        select(*COLUMNS)
        .join(PersonRow, PersonRow.id == DeliveryRow.person_id)
        .where(DeliveryRow.person_id == person_id)
        .order_by(DeliveryRow.id)
    )
    return [Delivery(*columns) for columns in found]


async def cancel_telling(
    session: Session, person_id: int, subjects: Iterable[tuple[SubjectKind, str]], *, corrections: bool = True
) -> int:
    """Take the subjects out of a person's messages that are not out; a message with nothing left is cancelled.

    Without `corrections`, those of a date that was told wrongly stay.
    """
    pending = select(DeliveryRow.id).where(DeliveryRow.person_id == person_id, DeliveryRow.state.in_(_NOT_OUT))
    touched: set[int] = set()
    for subject_kind, subject in subjects:
        gone = await session.scalars(
            delete(ToldRow)
            .where(
                ToldRow.person_id == person_id,
                ToldRow.subject_kind == subject_kind,
                ToldRow.subject == subject,
                ToldRow.delivery_id.in_(pending),
                true() if corrections else ~ToldRow.event.startswith("moved:"),
            )
            .returning(ToldRow.delivery_id)
            .execution_options(synchronize_session=False)
        )
        touched.update(found for found in gone if found is not None)
    if not touched:
        return 0
    return await changed(
        session,
        update(DeliveryRow)
        .where(
            DeliveryRow.id.in_(touched),
            DeliveryRow.state.in_(_NOT_OUT),
            ~exists().where(ToldRow.delivery_id == DeliveryRow.id),
        )
        .values(state=DeliveryState.CANCELLED, reason="stopped by the person"),
    )


async def pending_subjects(session: Session, person_id: int) -> set[tuple[SubjectKind, str]]:
    """What the person's pending messages speak of."""
    found = await session.execute(
        select(ToldRow.subject_kind, ToldRow.subject)
        .join(DeliveryRow, DeliveryRow.id == ToldRow.delivery_id)
        .where(ToldRow.person_id == person_id, DeliveryRow.state.in_(_NOT_OUT))
    )
    return {(kind, subject) for kind, subject in found}


async def written_since(session: Session, person_id: int, kind: SubjectKind, since: datetime) -> bool:
    """Whether a message of this kind was written to a person since a moment."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.person_id == person_id, DeliveryRow.kind == kind, DeliveryRow.created_at >= since
    )
    return await session.scalar(query.limit(1)) is not None
