"""The same message to many people: its rows are written by a few statements, not one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, insert, literal, select
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.given import among
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
    for bulk in bulks:
        deliveries = await session.scalars(
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
            .returning(DeliveryRow.id)
        )  # fmt: skip
        ids = list(deliveries)
        written += len(ids)
        for item in bulk.tells:
            told = select(
                DeliveryRow.person_id,
                literal(item.subject_kind, ToldRow.subject_kind.type),
                literal(item.subject),
                literal(item.event),
                literal(item.version),
                DeliveryRow.id,
                literal(now, ToldRow.told_at.type),
            ).where(DeliveryRow.id.in_(select(among(session, ids))))
            columns = ("person_id", "subject_kind", "subject", "event", "version", "delivery_id", "told_at")
            try:
                await session.execute(insert(ToldRow).from_select(columns, told, include_defaults=False))
            except IntegrityError as error:
                await session.rollback()
                raise AlreadyToldError from error
    return written
