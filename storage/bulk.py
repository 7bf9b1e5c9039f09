"""The same message to many people: its rows are written by a few statements, not one by one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Insert,
    Integer,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.given import among, columns_of, fields_of
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
    """Write deliveries, one a person, and their told rows; how many messages.

    AlreadyToldError when any was told meanwhile: nothing was written, read again.
    """
    if not bulks:
        return 0
    try:
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(_at_once(bulks, now))
        else:
            await _in_turn(session, bulks, now)
    except IntegrityError as error:
        await session.rollback()
        raise AlreadyToldError from error
    return sum(len(bulk.person_ids) for bulk in bulks)


_DELIVERY = ("id", "person_id", "kind", "payload", "due_at", "not_after", "silent", "state", "attempt", "reason",
             "created_at")  # fmt: skip
_TOLD = ("person_id", "delivery_id", "subject_kind", "subject", "event", "version", "told_at")


def _new(now: datetime) -> tuple[ColumnElement[Any], ...]:
    """The last columns of a delivery: what is the same of all."""
    return (
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(""),
        literal(now, DeliveryRow.created_at.type),
    )


def _at_once(bulks: Sequence[BulkDelivery], now: datetime) -> Insert:
    """PostgreSQL: one statement for all of it; no row passes through the client.

    Ids are drawn first, because what a statement has just written cannot be joined with what it was written from.
    """
    people = columns_of([(one, at) for at, bulk in enumerate(bulks) for one in bulk.person_ids], (Integer, Integer))
    key = func.nextval(func.pg_get_serial_sequence(DeliveryRow.__tablename__, "id"))
    aimed = select(cast(key, Integer).label("id"), people(0).label("person"), people(1).label("bulk")).cte("aimed")
    message = columns_of(
        [(at, str(b.kind), json.dumps(b.payload), b.due_at, b.not_after, b.silent) for at, b in enumerate(bulks)],
        (Integer, Text, Text, DeliveryRow.due_at.type, DeliveryRow.due_at.type, Boolean),
    )
    made = (
        insert(DeliveryRow)
        .from_select(
            _DELIVERY,
            select(aimed.c.id, aimed.c.person, message(1), cast(message(2), JSON), message(3), message(4), message(5),
                   *_new(now)).where(message(0) == aimed.c.bulk),
            include_defaults=False,
        )
        .cte("made")
    )  # fmt: skip
    item = columns_of(
        [(at, place, *_plain(told)) for at, bulk in enumerate(bulks) for place, told in enumerate(bulk.tells)],
        (Integer, Integer, Text, Text, Text, Text),
    )
    rows = (
        select(aimed.c.person, aimed.c.id, item(2), item(3), item(4), item(5), literal(now, ToldRow.told_at.type))
        .where(item(0) == aimed.c.bulk)
        .order_by(aimed.c.id, item(1))
    )
    return insert(ToldRow).from_select(_TOLD, rows, include_defaults=False).add_cte(made)


async def _in_turn(session: Session, bulks: Sequence[BulkDelivery], now: datetime) -> None:
    """SQLite: messages first, then what they tell by one statement; no table is read for it."""
    tells: list[tuple[int, int, str, str, str, str]] = []
    for bulk in bulks:
        made = await session.execute(
            insert(DeliveryRow)
            .from_select(
                _DELIVERY[1:],
                select(
                    among(session, bulk.person_ids),
                    literal(bulk.kind, DeliveryRow.kind.type),
                    literal(bulk.payload, JSON()),
                    literal(bulk.due_at, DeliveryRow.due_at.type),
                    literal(bulk.not_after, DeliveryRow.not_after.type),
                    literal(bulk.silent),
                    *_new(now),
                ),
                include_defaults=False,
            )
            .returning(DeliveryRow.id, DeliveryRow.person_id)
        )
        items = [_plain(item) for item in bulk.tells]
        tells += [(person_id, delivery_id, *item) for delivery_id, person_id in made for item in items]
    if not tells:
        return
    field = fields_of(session, tells)
    rows = select(
        cast(field(0), Integer), cast(field(1), Integer), type_coerce(field(2), ToldRow.subject_kind.type), field(3),
        field(4), field(5), literal(now, ToldRow.told_at.type),
    )  # fmt: skip
    await session.execute(insert(ToldRow).from_select(_TOLD, rows, include_defaults=False))


def _plain(item: ToldItem) -> tuple[str, str, str, str]:
    return str(item.subject_kind), item.subject, item.event, item.version
