"""Deliveries on their way: claimed by a lease, finished once, taken up again when their sender died."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, case, or_, select, type_coerce, update
from sqlalchemy import cast as cast_sql

from storage import Session
from storage.deliveries import COLUMNS, changed
from storage.given import among, apart, fields_of
from storage.models.people import DeliveryRow, PersonRow
from storage.records.people import Delivery
from storage.terms import DeliveryState
from storage.told import forget

INTERRUPTED_LIMIT = 5
"""How often a message whose sender died may be taken up again."""

_STATE = apart(DeliveryRow.state)

_UNDER_WAY = or_(
    _STATE == DeliveryState.SENDING,
    and_(_STATE == DeliveryState.CANCELLED, DeliveryRow.lease_until.is_not(None)),
)
"""Claimed, also where it was stopped meanwhile: when it had gone out already, the row says so in the end."""


def _of_person(name: str) -> Any:
    column = getattr(PersonRow, name)
    return select(column).where(PersonRow.id == DeliveryRow.person_id).scalar_subquery()


_CLAIMED = (
    *(_of_person(c.key) if c.class_ is PersonRow else c for c in COLUMNS),
    _of_person("reachable"),
)
"""COLUMNS and whether the person can be reached, so that a claim is one statement."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery taken for sending, and whether its person can be reached."""

    delivery: Delivery
    reachable: bool


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended. PENDING with `due_at` means another try; `attempt` must still be the row's.

    `anew`: as a new message, where it was to change one.
    """

    delivery_id: int
    attempt: int
    state: DeliveryState
    message_id: str | None = None
    reason: str = ""
    due_at: datetime | None = None
    anew: bool = False


async def claim(session: Session, *, now: datetime, lease: timedelta, limit: int = 100) -> list[Claim]:
    """Take up to `limit` due rows for sending, the oldest first; two processes never get the same row."""
    due = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at <= now)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(due))
        .values(state=DeliveryState.SENDING, attempt=DeliveryRow.attempt + 1, lease_until=now + lease)
        .returning(*_CLAIMED)
        .execution_options(synchronize_session=False)
    )
    claims = [Claim(Delivery(*columns), reachable) for *columns, reachable in found]
    return sorted(claims, key=lambda one: (one.delivery.due_at, one.delivery.id))


async def finish(session: Session, results: Sequence[Result], now: datetime) -> int:
    """Write how attempts ended, where the row is still in that very attempt; returns how many were written.

    A blocked message told nothing: its told rows go, so that a person who comes back hears of what is due then.
    """
    final = [one for one in results if one.due_at is None]
    written = await _finish_alike(session, final, now) if final else 0
    for result in results:
        if result.due_at is None:
            continue
        written += await changed(
            session,
            update(DeliveryRow)
            .where(
                DeliveryRow.id == result.delivery_id,
                DeliveryRow.state == DeliveryState.SENDING,
                DeliveryRow.attempt == result.attempt,
            )
            .values(
                state=result.state, message_id=result.message_id, reason=result.reason, lease_until=None,
                due_at=result.due_at, **({"edits": None} if result.anew else {}),
            ),
        )  # fmt: skip
    untold = [r.delivery_id for r in results if r.state in {DeliveryState.BLOCKED, DeliveryState.CANCELLED}]
    if untold:
        await forget(session, untold)
    return written


async def _finish_alike(session: Session, results: Sequence[Result], now: datetime) -> int:
    """Final results in one statement, whatever they are."""
    field = fields_of(session, [(r.delivery_id, r.attempt, str(r.state), r.message_id, r.reason) for r in results])
    return await changed(
        session,
        update(DeliveryRow)
        .where(
            DeliveryRow.id == cast_sql(field(0), Integer),
            DeliveryRow.attempt == cast_sql(field(1), Integer),
            _UNDER_WAY,
        )
        .values(
            state=type_coerce(field(2), DeliveryRow.state.type), message_id=field(3), reason=field(4),
            lease_until=None, finished_at=now,
        ),
    )  # fmt: skip


async def withdrawn(session: Session, ids: Sequence[int]) -> set[int]:
    """Which of these claimed rows were stopped meanwhile."""
    found = await session.scalars(
        select(DeliveryRow.id).where(DeliveryRow.id.in_(select(among(session, ids))), _STATE == DeliveryState.CANCELLED)
    )
    return set(found)


async def release(session: Session, held: Sequence[tuple[int, int]]) -> None:
    """Give back claimed rows (id, attempt) that were not tried: they are pending again, the attempt uncounted."""
    for delivery_id, attempt in held:
        await changed(
            session,
            update(DeliveryRow)
            .where(
                DeliveryRow.id == delivery_id,
                DeliveryRow.state == DeliveryState.SENDING,
                DeliveryRow.attempt == attempt,
            )
            .values(state=DeliveryState.PENDING, attempt=attempt - 1, lease_until=None),
        )


async def rescue(session: Session, now: datetime) -> int:
    """Take up again what a dead process left in sending, by lease time; returns how many rows.

    Nobody is missed: the message goes once more, and after INTERRUPTED_LIMIT attempts it counts as unknown.
    """
    lost = and_(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.lease_until < now)
    hopeless = DeliveryRow.attempt >= INTERRUPTED_LIMIT
    return await changed(
        session,
        update(DeliveryRow)
        .where(lost)
        .values(
            state=case((hopeless, DeliveryState.UNKNOWN), else_=DeliveryState.PENDING),
            reason="interrupted",
            lease_until=None,
            finished_at=case((hopeless, now), else_=None),
        ),
    )


async def anything_waits(session: Session, now: datetime) -> bool:
    """Whether a message is due, or was left by a process that died."""
    due = and_(DeliveryRow.state == DeliveryState.PENDING, DeliveryRow.due_at <= now)
    lost = and_(DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.lease_until < now)
    # Each by itself, in the index's order: of both together PostgreSQL reads the whole table.
    for one in (due, lost):
        query = select(DeliveryRow.id).where(one).order_by(DeliveryRow.due_at).limit(1)
        if await session.scalar(query) is not None:
            return True
    return False
