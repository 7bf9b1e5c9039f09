"""Drafts of content records: one author each, an answer at a time, decided once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage import Session
from storage.leases import insert_into
from storage.models.drafts import DraftRow
from storage.records.drafts import Draft
from storage.terms import DraftState


def _to_draft(row: DraftRow) -> Draft:
    return Draft(
        row.id, row.author_id, row.table, row.key, dict(row.values), row.step, row.state, row.since,
        tuple(row.change_ids), row.answered_key, row.created_at, row.changed_at,
    )  # fmt: skip


async def add_draft(
    session: Session, *, author_id: int, table: str, key: str, step: str, since: int, now: datetime, update_key: str,
    values: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """Begin a draft; the same update finds the one that it made."""
    insert = insert_into(session, DraftRow).values(
        author_id=author_id, table=table, key=key, values=dict(values or {}), step=step, state=DraftState.OPEN,
        since=since, change_ids=[], answered_key="", created_at=now, changed_at=now, update_key=update_key,
    )  # fmt: skip
    await session.execute(insert.on_conflict_do_nothing(index_elements=[DraftRow.update_key]))
    row = await session.scalar(select(DraftRow).where(DraftRow.update_key == update_key))
    assert row is not None
    return _to_draft(row)


async def find_draft(session: Session, number: int, author_id: int) -> Draft | None:
    """One's own draft, locked until the transaction ends; None when there is none or it is somebody else's."""
    if not 0 < number < 2**31:
        return None
    row = await session.get(DraftRow, number, with_for_update=True)
    return _to_draft(row) if row is not None and row.author_id == author_id else None


async def drafts_of(session: Session, author_id: int) -> list[Draft]:
    """A person's open drafts, the newest first."""
    query = select(DraftRow).where(DraftRow.author_id == author_id, DraftRow.state == DraftState.OPEN)
    return [_to_draft(row) for row in await session.scalars(query.order_by(DraftRow.changed_at.desc(), DraftRow.id))]


async def count_drafts(session: Session, author_id: int) -> int:
    """How many open drafts a person has."""
    query = select(func.count()).where(DraftRow.author_id == author_id, DraftRow.state == DraftState.OPEN)
    return await session.scalar(query) or 0


async def others_at(session: Session, table: str, key: str, author_id: int, since: datetime) -> list[Draft]:
    """Open drafts of other people on a record that were touched since a moment."""
    query = select(DraftRow).where(
        DraftRow.table == table, DraftRow.key == key, DraftRow.author_id != author_id,
        DraftRow.state == DraftState.OPEN, DraftRow.changed_at >= since,
    )  # fmt: skip
    return [_to_draft(row) for row in await session.scalars(query.order_by(DraftRow.id))]


async def keep_answer(
    session: Session, number: int, values: Mapping[str, Any], step: str, now: datetime, update_key: str = ""
) -> Draft:
    """Replace a draft's answers and step. `update_key` marks the update that brought the answer."""
    row = await session.get_one(DraftRow, number)
    row.values, row.step, row.changed_at = dict(values), step, now
    if update_key:
        row.answered_key = update_key
    await session.flush()
    return _to_draft(row)


async def rebase_draft(session: Session, number: int, since: int) -> None:
    """The author has seen what others changed up to a change."""
    row = await session.get_one(DraftRow, number)
    row.since = since
    await session.flush()


async def decide_draft(
    session: Session, number: int, state: DraftState, now: datetime, key: str = "", change_ids: Iterable[int] = ()
) -> None:
    """Published as `key`, dropped or taken back; the answers are no longer kept, unless it can be written again."""
    row = await session.get_one(DraftRow, number)
    row.state, row.changed_at = state, now
    row.key = key or row.key
    row.change_ids = list(change_ids) or row.change_ids
    row.step = ""
    if state is not DraftState.OPEN:
        row.values = {}
    await session.flush()


async def reopen_draft(session: Session, number: int, values: Mapping[str, Any], now: datetime) -> None:
    """A publication was taken back: the new record is a draft again, with its answers."""
    row = await session.get_one(DraftRow, number)
    row.state, row.key, row.values, row.step, row.changed_at = DraftState.OPEN, "", dict(values), "", now
    row.change_ids = []
    await session.flush()
