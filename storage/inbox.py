"""The inbox: every update as it came, kept until it is done. Order is our own sequence, one lane at a time.

A lane (a chat, else a person) is worked on by whoever holds its lease. Rows are written before the messenger
hears that we have them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from storage import Session
from storage.leases import drop_lease, holds_lease, insert_into, take_lease
from storage.models.work import InboxRow, LeaseRow
from storage.records.work import InboxUpdate
from storage.terms import UpdateState


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update on its way in. `update_id` is the messenger's, unique within its channel."""

    update_id: int
    lane: str
    body: dict[str, Any]


def _lease_name(channel: str, lane: str) -> str:
    return f"lane:{channel}:{lane}"


def _to_record(row: InboxRow) -> InboxUpdate:
    return InboxUpdate(
        row.seq, row.channel, row.update_id, row.lane, row.body, row.state, row.attempts, row.received_at
    )  # fmt: skip


async def add_updates(session: Session, channel: str, updates: Sequence[NewUpdate], now: datetime) -> int:
    """Write what is new in the order given; an update that is known changes nothing. How many were new."""
    if not updates:
        return 0
    rows = [
        {"channel": channel, "update_id": one.update_id, "lane": one.lane, "body": one.body,
         "state": UpdateState.WAITING, "attempts": 0, "received_at": now}
        for one in updates
    ]  # fmt: skip
    insert = insert_into(session, InboxRow).values(rows)
    statement = insert.on_conflict_do_nothing(index_elements=[InboxRow.channel, InboxRow.update_id])
    return len((await session.execute(statement.returning(InboxRow.seq))).all())


async def claim_lanes(
    session: Session, channel: str, holder: str, now: datetime, until: datetime, limit: int,
    skip: Collection[str] = (),
) -> list[InboxUpdate]:  # fmt: skip
    """Take the leases of up to `limit` lanes that have work and give each one's first update, one try counted.

    A lane whose first update waits for its retry is left alone, so that its order is kept. `skip` names lanes
    that this holder is already working on.
    """
    other = aliased(InboxRow)
    first = (
        select(func.min(other.seq))
        .where(other.state == UpdateState.WAITING, other.lane == InboxRow.lane, other.channel == InboxRow.channel)
        .scalar_subquery()
    )
    held = (
        select(LeaseRow.name)
        .where(
            LeaseRow.name == "lane:" + InboxRow.channel + ":" + InboxRow.lane,
            LeaseRow.until > now,
            LeaseRow.holder != holder,
        )
        .exists()
    )
    query = (
        select(InboxRow.seq, InboxRow.lane)
        .where(
            InboxRow.state == UpdateState.WAITING,
            InboxRow.channel == channel,
            InboxRow.retry_at.is_(None) | (InboxRow.retry_at <= now),
            InboxRow.lane.not_in(list(skip)),
            InboxRow.seq == first,
            ~held,
        )
        .order_by(InboxRow.seq)
        .limit(limit)
    )
    claimed = []
    for _, lane in (await session.execute(query)).all():
        if await take_lease(session, _lease_name(channel, lane), holder, now, until):
            found = await _start_next(session, channel, lane, now)
            if found is None:
                await drop_lease(session, _lease_name(channel, lane), holder)
            else:
                claimed.append(found)
    return claimed


async def _start_next(session: Session, channel: str, lane: str, now: datetime) -> InboxUpdate | None:
    query = (
        select(InboxRow)
        .where(InboxRow.channel == channel, InboxRow.lane == lane, InboxRow.state == UpdateState.WAITING)
        .order_by(InboxRow.seq)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = await session.scalar(query)
    if row is None or (row.retry_at is not None and row.retry_at > now):
        return None
    row.attempts += 1
    await session.flush()
    return _to_record(row)


async def finish_update(
    session: Session, done: InboxUpdate, holder: str, now: datetime, *, state: UpdateState = UpdateState.DONE,
    next_one: bool = True,
) -> InboxUpdate | None:  # fmt: skip
    """Mark an update done or put aside, and give the lane's next one; without a next one the lease goes back.

    A done update loses its body and its lane at once; one put aside keeps it for eight days, for whoever looks into it.
    """
    values: dict[str, Any] = {"state": state, "finished_at": now, "retry_at": None}
    if state is UpdateState.DONE:
        values |= {"body": {}, "lane": ""}
    await session.execute(
        update(InboxRow).where(InboxRow.seq == done.seq, InboxRow.state == UpdateState.WAITING).values(**values)
    )
    ours = next_one and await holds_lease(session, _lease_name(done.channel, done.lane), holder)
    following = await _start_next(session, done.channel, done.lane, now) if ours else None
    if following is None:
        await drop_lease(session, _lease_name(done.channel, done.lane), holder)
    return following


async def retry_later(session: Session, failed: InboxUpdate, holder: str, at: datetime, attempts: int) -> None:
    """Leave the update as its lane's first until `at`, with `attempts` counted, and give the lease back."""
    await session.execute(
        update(InboxRow)
        .where(InboxRow.seq == failed.seq, InboxRow.state == UpdateState.WAITING)
        .values(retry_at=at, attempts=attempts)
    )
    await drop_lease(session, _lease_name(failed.channel, failed.lane), holder)


async def waiting_count(session: Session, channel: str) -> int:
    """How many updates are not done."""
    query = select(func.count()).where(InboxRow.channel == channel, InboxRow.state == UpdateState.WAITING)
    return await session.scalar(query) or 0
