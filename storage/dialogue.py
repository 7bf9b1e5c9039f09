"""Dialogue state by key: what a person is in the middle of, kept over restarts."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from storage import Session
from storage.leases import insert_into
from storage.models.people import PersonRow
from storage.models.work import DialogueRow
from storage.terms import Channel


async def read_dialogue(session: Session, key: str) -> tuple[str | None, dict[str, Any]]:
    """State and data; (None, {}) when there is no dialogue."""
    row = await session.get(DialogueRow, key)
    return (None, {}) if row is None else (row.state, dict(row.data))


async def write_dialogue(
    session: Session, key: str, state: str | None, data: dict[str, Any], now: datetime
) -> None:  # fmt: skip
    """Store both; an ended dialogue without data leaves no row."""
    if state is None and not data:
        await session.execute(delete(DialogueRow).where(DialogueRow.key == key))
        return
    values = {"state": state, "data": data, "changed_at": now}
    insert = insert_into(session, DialogueRow).values(key=key, **values)
    await session.execute(insert.on_conflict_do_update(index_elements=[DialogueRow.key], set_=values))


async def people_in_dialogue(session: Session, since: datetime) -> frozenset[int]:
    """Whose own chat has an open step that changed after `since`: they are being asked something right now."""
    keys = await session.scalars(
        select(DialogueRow.key).where(DialogueRow.state.is_not(None), DialogueRow.changed_at > since)
    )
    chats = {key.split(":")[1] for key in keys}
    if not chats:
        return frozenset()
    found = select(PersonRow.id).where(PersonRow.channel == Channel.TELEGRAM, PersonRow.external_id.in_(chats))
    return frozenset(await session.scalars(found))
