"""The same message to many people: its rows are written by a few statements, not one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, cast, insert, literal, select, type_coerce
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.given import among, fields_of
from storage.models.people import DeliveryRow, ToldRow
from storage.terms import DeliveryState, SubjectKind
from storage.told import AlreadyToldError, ToldItem


@dataclass(frozen=True, slots=True)
class BulkDelivery:
    """One message to be for each of `person_ids`, all told the same."""

    person_ids: Sequence[int]
    kind: SubjectKind
    payload: dict[str, Any]
    due_at: datetime
    not_after: datetime | None
    silent: bool
    tells: tuple[ToldItem, ...]


async def enqueue_bulk(session: Session, bulks: Sequence[BulkDelivery], now: datetime) -> int:
    """Write deliveries and their told rows; how many messages. AlreadyToldError when any was told meanwhile."""
    written = 0
    tells: list[tuple[int, int, str, str, str, str]] = []
    for bulk in bulks:
        made = await session.execute(
            insert(DeliveryRow)
            .from_select(
                ("person_id", "kind", "payload", "state", "attempt", "due_at", "not_after", "reason", "silent",
                 "created_at"),
                select(
                    among(session, bulk.person_ids),
                    literal(bulk.kind, DeliveryRow.kind.type),
                    literal(bulk.payload, JSON()),
                    literal(DeliveryState.PENDING, DeliveryRow.state.type),
                    literal(0),
                    literal(bulk.due_at, DeliveryRow.due_at.type),
                    literal(bulk.not_after, DeliveryRow.not_after.type),
                    literal(""),
                    literal(bulk.silent),
                    literal(now, DeliveryRow.created_at.type),
                ),
                include_defaults=False,
            )
            .returning(DeliveryRow.id, DeliveryRow.person_id)
        )  # fmt: skip
        items = [(str(item.subject_kind), item.subject, item.event, item.version) for item in bulk.tells]
        for delivery_id, person_id in made:
            written += 1
            tells += [(person_id, delivery_id, *item) for item in items]
    if tells:
        await _tell(session, tells, now)
    return written


async def _tell(session: Session, tells: Sequence[tuple[int, int, str, str, str, str]], now: datetime) -> None:
    """(person, delivery, subject kind, subject, event, version) rows by one statement: no table is read for it."""
    field = fields_of(session, tells)
    rows = select(
        cast(field(0), Integer), cast(field(1), Integer), type_coerce(field(2), ToldRow.subject_kind.type), field(3),
        field(4), field(5), literal(now, ToldRow.told_at.type),
    )  # fmt: skip
    columns = ("person_id", "delivery_id", "subject_kind", "subject", "event", "version", "told_at")
    try:
        await session.execute(insert(ToldRow).from_select(columns, rows, include_defaults=False))
    except IntegrityError as error:
        await session.rollback()
        raise AlreadyToldError from error
