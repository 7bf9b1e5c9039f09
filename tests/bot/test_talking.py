"""Blocking, presses and menus, by one real process against the telegram."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.faults import Faults
from sandbox.server import Sandbox
from storage.engine import Database, open_database
from storage.people import find_person
from storage.records.people import Person
from storage.terms import Channel
from tests.bot.conftest import RunningBot, spawn

ADMIN = 103
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def url(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{shutil.copy(city_file, tmp_path_factory.mktemp('people') / 'city.db')}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(telegram: Sandbox, url: str) -> AsyncIterator[RunningBot]:
    running = await spawn(telegram, url, ADMIN_IDS=str(ADMIN))
    await running.log_line("bot_started")
    yield running
    await running.kill()


async def stored(url: str, person: int) -> Person:
    database: Database = open_database(url)
    async with database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
    await database.close()
    assert found is not None
    return found


async def test_blocking_and_unblocking_is_noticed(telegram: Sandbox, bot: RunningBot, url: str) -> None:
    await telegram.say(101, "/start")
    await telegram.wait_reply(101)
    assert (await stored(url, 101)).reachable
    telegram.block(101)
    await bot.log_line("reach_changed")
    assert not (await stored(url, 101)).reachable
    telegram.unblock(101)
    await bot.log_line("reach_changed")
    person = await stored(url, 101)
    assert person.reachable
    assert person.name == "Анна Смирнова"


async def test_every_press_is_acknowledged_and_an_old_button_says_so(telegram: Sandbox, bot: RunningBot) -> None:
    said = await telegram.say(101, "/start")
    menu = await telegram.wait_reply(101, after=said["message_id"])
    known = menu["reply_markup"]["inline_keyboard"][0][0]
    pressed = await telegram.press(101, known["text"])
    assert await telegram.wait_answer(pressed["query_id"]) is not None
    old = {"id": "77", "from": menu["chat"], "chat_instance": "1", "data": "из-прошлого:1", "message": menu}
    old["from"] = {"id": 101, "is_bot": False, "first_name": "Анна"}
    await telegram.push_update({"callback_query": old})
    reply = await telegram.wait_reply(101, after=menu["message_id"])
    assert "Подсказываю" in reply["text"]


async def test_the_menu_of_commands_is_set_for_people_and_for_an_administrator_who_speaks(
    telegram: Sandbox, bot: RunningBot
) -> None:
    for person in (ADMIN, 101, ADMIN):
        said = await telegram.say(person, "/start")
        await telegram.wait_reply(person, after=said["message_id"])
    menus = [call["params"] for call in telegram.calls if call["method"] == "setMyCommands"]
    assert len(menus) == 2
    everybody, administrator = (str(menu["commands"]) for menu in menus)
    assert "start" in everybody
    assert "stats" not in everybody
    assert "stats" in administrator
    assert str(ADMIN) in str(menus[1]["scope"])


async def test_groups_get_no_answer(telegram: Sandbox, bot: RunningBot) -> None:
    telegram.add_group(-100500, "Отдел", [101])
    await telegram.say(101, "/start", chat_id=-100500)
    said = await telegram.say(101, "/start")
    await telegram.wait_reply(101, after=said["message_id"])
    assert not any(one["from"]["is_bot"] for one in telegram.messages(-100500))


async def test_a_malformed_update_does_not_stop_its_chat(telegram: Sandbox, bot: RunningBot) -> None:
    chat = {"id": 102, "type": "private", "first_name": "Борис"}
    await telegram.push_update({"message": {"chat": chat, "from": {"id": 102}, "text": "тайна"}})
    await telegram.push_update({"something_new": {"from": {"id": 102}, "text": "тайна"}})
    said = await telegram.say(102, "/start")
    assert await telegram.wait_reply(102, after=said["message_id"])
    await bot.log_line("update_malformed")
    await bot.log_line("update_malformed")
    assert not any("тайна" in line for line in bot.said)


async def test_an_outage_of_telegram_delays_answers_loses_none_and_logs_no_text(
    telegram: Sandbox, bot: RunningBot
) -> None:
    telegram.faults = Faults(html_502_rate=1.0, methods=["sendMessage"])
    said = await telegram.say(102, "/help тайна-и-телефон")
    await bot.log_line("update_waits")
    telegram.faults = Faults()
    assert await telegram.wait_reply(102, after=said["message_id"], timeout=30)
    assert not any("тайна" in line or telegram.token in line for line in bot.said)
