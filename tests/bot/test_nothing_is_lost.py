"""The real process is killed with questions in flight: after the restart each one is answered."""

import asyncio
from collections import Counter

import pytest
import pytest_asyncio
from sqlalchemy import text

from sandbox.faults import Faults
from sandbox.server import Sandbox
from storage.engine import Database, open_database
from tests.bot.conftest import StartBot

PEOPLE = (1001, 1002, 1003, 1004, 1005)
QUESTION = "сколько выделили на спорт в 2023"


@pytest_asyncio.fixture
async def looked_into(city_url: str):  # type: ignore[no-untyped-def]
    database = open_database(city_url)
    yield database
    await database.close()


async def count(database: Database, query: str) -> int:
    async with database.reading() as session:
        return int((await session.execute(text(query))).scalar_one())


async def until(database: Database, query: str, wanted: int) -> None:
    async with asyncio.timeout(30):
        while await count(database, query) != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def answers(sandbox: Sandbox, person: int) -> int:
    return sum(1 for one in sandbox.chat(person).messages.values() if one.from_bot)


async def five_in_flight(sandbox: Sandbox, database: Database) -> None:
    """Five answered questions, then five whose answers are on their way when this returns."""
    for person in PEOPLE:
        await sandbox.say(person, QUESTION)
    for person in PEOPLE:
        await sandbox.wait_reply(person, timeout=30)
    await until(database, "SELECT count(*) FROM inbox WHERE state = 'done'", 5)
    sandbox.faults = Faults(delay_ms=700, methods=["sendMessage"])
    for person in PEOPLE:
        await sandbox.say(person, QUESTION)
    await until(database, "SELECT count(*) FROM inbox WHERE state = 'waiting' AND attempts = 1", 5)
    await asyncio.sleep(0.2)


async def check_everything_answered(sandbox: Sandbox, database: Database) -> None:
    await until(database, "SELECT count(*) FROM inbox WHERE state = 'waiting'", 0)
    copies = {person: answers(sandbox, person) for person in PEOPLE}
    assert all(2 <= number <= 3 for number in copies.values()), copies
    assert await count(database, "SELECT count(*) FROM inbox WHERE state = 'done'") == 10
    assert await count(database, "SELECT count(*) FROM people WHERE external_id LIKE '10__'") == 5
    assert await count(database, "SELECT count(*) FROM questions") == 10


@pytest.mark.asyncio
async def test_after_sigkill_each_question_is_answered_and_each_write_happened_once_though_each_update_came_twice(
    sandbox: Sandbox, start_bot: StartBot, looked_into: Database
) -> None:
    sandbox.redeliver = 1
    bot = await start_bot()
    await five_in_flight(sandbox, looked_into)
    await bot.kill()
    sandbox.faults = Faults()
    await start_bot()
    await check_everything_answered(sandbox, looked_into)


@pytest.mark.asyncio
async def test_sigterm_lets_answers_on_their_way_arrive_and_nothing_is_doubled(
    sandbox: Sandbox, start_bot: StartBot, looked_into: Database
) -> None:
    bot = await start_bot()
    await five_in_flight(sandbox, looked_into)
    assert await bot.stop() == 0
    sandbox.faults = Faults()
    await start_bot()
    await check_everything_answered(sandbox, looked_into)
    assert Counter(answers(sandbox, person) for person in PEOPLE) == {2: 5}


@pytest.mark.asyncio
async def test_a_message_sent_while_the_bot_is_away_is_answered_when_it_is_back(
    sandbox: Sandbox, start_bot: StartBot
) -> None:
    await sandbox.say(1001, QUESTION)
    await start_bot()
    assert await sandbox.wait_reply(1001, timeout=30)
