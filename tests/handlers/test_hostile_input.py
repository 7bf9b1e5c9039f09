"""A hostile person: forged and broken presses, names that are markup, floods; nothing is lost, doubled or leaked."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy import text

import handlers
from core.base import open_base, pack_folders
from storage.terms import Role
from tests.conftest import TODAY, ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat, _talk
from tests.handlers.test_appeal_groups import GROUP
from tests.handlers.test_appeal_threads import QUESTION, newest, sent, specialist, stored

ODD = 606
NAME = "<b>&\"'{{7*7}}</b>"
HUGE = ("99999999999999999999", "-1", "' OR 1=1 --")

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def either_talk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with the bot on the demo data, once on each database."""
    database = await open_base(database_url, packs=pack_folders("public", "demo"), now=TODAY, zone=ZONE)
    async for chat in _talk(database, monkeypatch, demo=True):
        yield chat
    await database.close()


def forged(what: str) -> Iterator[str]:
    """A press of each kind with this in every place, as far as a button holds it."""
    for kind in handlers.callbacks():
        data = ":".join([kind.__prefix__, *([what] * len(kind.model_fields))])
        while len(data.encode()) > 64:
            data = data[:-1]
        yield data


@pytest.mark.parametrize("what", HUGE)
async def test_a_forged_press_of_any_kind_breaks_nothing_and_is_answered(either_talk: Chat, what: str) -> None:
    talk = either_talk
    expert = await specialist(talk)
    before = await counts(talk)
    for who in (BORIS, VERA, expert):
        await talk(who, "/start")
        message = newest(talk, who)
        for data in forged(what):
            await talk.sandbox.press(who, (message, data))
            try:
                await talk.handle()
            except Exception as error:
                raise AssertionError(f"{who}: {data}") from error
        await talk(who, "/cancel")
    assert await counts(talk) == before


async def counts(chat: Chat) -> dict[str, int]:
    """Rows of what a press must not write by itself."""
    tables = ("appeals", "appeal_messages", "announcements", "memberships", "invitations", "changes")
    async with chat.database.reading() as session:
        return {table: await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


async def test_a_name_that_is_markup_is_text_for_everybody_who_reads_it(talk: Chat) -> None:
    expert, other = await specialist(talk), await talk.as_role(None, Role.SPECIALIST)
    await talk(other, "/start")
    talk.sandbox.state.world.add_person({"id": ODD, "first_name": NAME, "started": True})
    await talk(ODD, "/start")
    await talk.press(ODD, "✉️ Спросить специалиста")
    shown = await talk(ODD, f"{NAME} {QUESTION}")
    assert f"({NAME})" in shown
    await talk.press(ODD, "Передать")
    if "✅ Согласен" in talk.labels(ODD):
        await talk.press(ODD, "✅ Согласен")
    await talk.deliver()
    card = talk.sandbox.messages(expert)[-1]["text"]
    assert f"Пишет {NAME}:\n{NAME} {QUESTION}" in card
    talk.sandbox.state.world.require_person(expert).first_name = NAME
    await talk.after(expert, talk.sandbox.say(expert, f"Ответ {NAME}", reply_to=newest(talk, expert)))
    assert f"Ответ {NAME}" in await talk.after(ODD, talk.deliver())
    assert f"На № 1 ответили: {NAME}" in talk.sandbox.messages(other)[-1]["text"].replace("\u00a0", " ")
    assert NAME in await talk(ODD, "/my_data")
    assert "49" not in "".join(one["text"] for who in (expert, other, ODD) for one in talk.sandbox.messages(who)[-3:])


async def test_a_group_and_a_file_with_odd_names_are_text_too(talk: Chat) -> None:
    owner = await talk.as_role("education", Role.OWNER)
    talk.sandbox.add_group(GROUP, NAME, {owner: "creator"}, is_forum=True, bot_status="administrator")
    await talk.sandbox.say(owner, "/bind", chat_id=GROUP)
    await talk.handle()
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk.after(
        ANNA, talk.sandbox.send_file(ANNA, "../../" + NAME + ".pdf", b"%PDF", caption=f"{NAME} {QUESTION}")
    )
    await talk.press(ANNA, "Передать")
    await talk.deliver()
    (topic,) = talk.sandbox.chat(GROUP).topics.values()
    assert topic.name.startswith(f"№ 1 · {NAME} нам")
    assert any(NAME in one["text"] for one in talk.sandbox.messages(GROUP) if one["from_bot"])


async def test_two_presses_within_a_moment_send_one_appeal_however_they_travel(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk(ANNA, QUESTION)
    for _ in range(5):
        await talk.sandbox.press(ANNA, "Передать")
    await talk.handle()
    appeal, thread = await stored(talk)
    assert (appeal.number, len(thread)) == (1, 1)


async def test_a_reopening_pressed_and_said_many_times_at_once_is_one_reopening(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "Ответ", reply_to=newest(talk, expert)))
    await talk.deliver()
    for _ in range(3):
        await talk.sandbox.press(ANNA, "Ещё вопрос")
    for number in range(10):
        await talk.sandbox.say(ANNA, f"вопрос {number}")
    await talk.handle()
    appeal, thread = await stored(talk)
    assert appeal.reopened == 1
    assert [one.text for one in thread if one.text.startswith("вопрос ")] == [f"вопрос {n}" for n in range(10)]


async def test_a_specialist_removed_in_the_middle_of_an_answer_sends_nothing_and_is_told(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Ответить")
    await talk.remove(expert)
    assert "закрыт" in (await talk(expert, "Ответ уволенного")).lower()
    assert await talk.after(ANNA, talk.deliver()) == ""
    assert "закрыт" in (await talk(expert, "/queue")).lower()
