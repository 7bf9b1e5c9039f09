"""People: one row for (channel, external id), whatever happens; dialogue state by key."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.dialogue import read_dialogue, write_dialogue
from storage.engine import Database
from storage.people import find_or_create, find_person, is_fresh, set_reachable
from storage.records.people import Person
from storage.terms import Channel

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def meet(database: Database, name: str = "Анна", now: datetime = NOW) -> Person:
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "101", name, now)
        await session.commit()
    return person


@pytest.mark.asyncio
async def test_somebody_who_speaks_again_is_the_same_person(migrated: Database) -> None:
    first = await meet(migrated)
    again = await meet(migrated, "Анна Смирнова", NOW + timedelta(hours=1))
    assert again.id == first.id
    assert (again.name, again.created_at, again.seen_at) == ("Анна Смирнова", NOW, NOW + timedelta(hours=1))


@pytest.mark.asyncio
async def test_a_blocked_person_keeps_the_row_and_is_reachable_again_at_the_next_word(migrated: Database) -> None:
    await meet(migrated)
    async with migrated.writing() as session:
        await set_reachable(session, Channel.TELEGRAM, "101", reachable=False)
        await session.commit()
    async with migrated.reading() as session:
        blocked = await find_person(session, Channel.TELEGRAM, "101")
    assert blocked is not None
    assert not blocked.reachable
    assert not is_fresh(blocked, "Анна", NOW)
    assert (await meet(migrated)).reachable


@pytest.mark.asyncio
async def test_a_dialogue_is_read_as_it_was_written_and_an_ended_one_leaves_nothing(migrated: Database) -> None:
    async with migrated.writing() as session:
        await write_dialogue(session, "1:101:101", "Appeal:text", {"черновик": ["раз", None]}, NOW)
        await write_dialogue(session, "1:101:101", "Appeal:check", {"черновик": ["два"]}, NOW)
        await session.commit()
    async with migrated.reading() as session:
        assert await read_dialogue(session, "1:101:101") == ("Appeal:check", {"черновик": ["два"]})
        assert await read_dialogue(session, "1:102:102") == (None, {})
    async with migrated.writing() as session:
        await write_dialogue(session, "1:101:101", None, {}, NOW)
        await session.commit()
    async with migrated.reading() as session:
        assert await read_dialogue(session, "1:101:101") == (None, {})
