"""aiogram's dialogue state in the database, so that a restart loses no dialogue. No session is held in between."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from core.calling import Clock
from storage.dialogue import read_dialogue, write_dialogue
from storage.engine import Database


def _name(key: StorageKey) -> str:
    """The chat stands second: `storage.dialogue.people_in_dialogue` reads it there."""
    parts = (key.bot_id, key.chat_id, key.user_id, key.thread_id, key.business_connection_id, key.destiny)
    return ":".join("" if part is None else str(part) for part in parts)


class DialogueStorage(BaseStorage):
    """Updates of one chat come one after another (the inbox's lanes), so nothing here needs a lock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Keep the data, change the state."""
        name = state.state if isinstance(state, State) else state
        async with self._database.writing() as session:
            _, data = await read_dialogue(session, _name(key))
            await write_dialogue(session, _name(key), name, data, self._clock())
            await session.commit()

    async def get_state(self, key: StorageKey) -> str | None:
        """The state's name, None outside of a dialogue."""
        async with self._database.reading() as session:
            return (await read_dialogue(session, _name(key)))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep the state, replace the data (JSON values)."""
        async with self._database.writing() as session:
            state, _ = await read_dialogue(session, _name(key))
            await write_dialogue(session, _name(key), state, dict(data), self._clock())
            await session.commit()

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data, empty outside of a dialogue."""
        async with self._database.reading() as session:
            return (await read_dialogue(session, _name(key)))[1]

    async def close(self) -> None:
        """The database is closed by whoever opened it."""
