"""Dialogue state by key: what a person is in the middle of, kept over restarts."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from storage import Session
from storage.leases import insert_into
from storage.models.work import DialogueRow


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
