"""Dialogue state lives in the database: another storage on the same base finds it."""

from datetime import UTC, datetime

import pytest
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from bot.dialogue import DialogueStorage
from storage.engine import Database, open_database


class Appeal(StatesGroup):
    text = State()


KEY = StorageKey(bot_id=1, chat_id=101, user_id=101)


def context(base: Database) -> FSMContext:
    return FSMContext(DialogueStorage(base, lambda: datetime.now(UTC)), KEY)


@pytest.mark.asyncio
async def test_a_dialogue_survives_a_restart(base: Database, city_url: str) -> None:
    await context(base).set_state(Appeal.text)
    await context(base).update_data(draft="Куда жаловаться")
    restarted = open_database(city_url)
    assert await context(restarted).get_state() == "Appeal:text"
    assert await context(restarted).get_data() == {"draft": "Куда жаловаться"}
    await restarted.close()


@pytest.mark.asyncio
async def test_an_ended_dialogue_is_forgotten(base: Database) -> None:
    await context(base).set_state(Appeal.text)
    await context(base).set_data({"draft": "Куда"})
    await context(base).clear()
    assert await context(base).get_state() is None
    assert await context(base).get_data() == {}
