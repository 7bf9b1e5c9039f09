"""An answer that reaches nobody: a person who blocked the bot, and one who deleted everything meanwhile."""

import pytest

from storage.terms import AppealState, Role
from tests.handlers.conftest import ANNA, BORIS, Chat
from tests.handlers.test_appeal_groups import GROUP, answer, bound, said
from tests.handlers.test_appeal_threads import QUESTION, newest, sent, specialist, stored

pytestmark = pytest.mark.asyncio


async def deleted(chat: Chat) -> None:
    await chat(ANNA, "/delete_me")
    assert "Ваши данные удалены" in await chat.press(ANNA, "Удалить мои данные")


@pytest.mark.parametrize("known", [True, False])
async def test_the_specialist_is_told_that_the_person_blocked_the_bot(talk: Chat, known: bool) -> None:
    expert, colleague = await specialist(talk), await talk.as_role("education", Role.OWNER)
    await talk(colleague, "/start")
    await sent(talk)
    await talk.deliver()
    talk.sandbox.block(ANNA)
    if known:
        await talk.handle()
    else:
        talk.sandbox.state.updates.drop_all()
    await talk.after(expert, talk.sandbox.say(expert, "Напишите в управление", reply_to=newest(talk, expert)))
    await talk.deliver()
    told = await talk.after(expert, talk.deliver())
    told = told or talk.sandbox.messages(expert)[-1]["text"].replace("\u00a0", " ")
    assert told.startswith("Ответ на № 1 не дошёл: человек заблокировал бота.")
    assert "«Напишите в управление»" in told
    assert not any("не дошёл" in one["text"] for one in talk.sandbox.messages(colleague))
    appeal, _ = await stored(talk)
    assert appeal.state is AppealState.ANSWERED


async def test_in_a_topic_it_is_told_there(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    talk.sandbox.block(ANNA)
    await answer(talk, expert, "Напишите в управление")
    for _ in range(2):
        await talk.deliver()
    assert said(talk)[-1].startswith("Ответ на № 1 не дошёл: человек заблокировал бота.")


async def test_the_desk_is_told_that_a_person_deleted_everything_and_a_late_answer_says_so(talk: Chat) -> None:
    expert, other = await specialist(talk), await specialist(talk, "social")
    await sent(talk)
    await talk.deliver()
    card = newest(talk, expert)
    await deleted(talk)
    told = await talk.after(expert, talk.deliver())
    assert told == "№ 1: отвечать не нужно. Человек удалил свои данные вместе с обращением."
    reply = await talk.after(expert, talk.sandbox.say(expert, "Напишите в управление", reply_to=card))
    assert reply.startswith("№ 1: отвечать не нужно.")
    assert await talk.after(ANNA, talk.deliver()) == ""
    assert "Все обращения отвечены" in await talk(expert, "/queue")
    for who in (other, BORIS):
        await talk(who, "/start")
        known = await talk.press_data(who, "apr:1")
        await talk(who, "/start")
        assert known == await talk.press_data(who, "apr:999")


async def test_the_topic_of_a_deleted_appeal_is_closed_and_its_name_says_nothing_of_it(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await deleted(talk)
    await talk.deliver()
    (topic,) = talk.sandbox.chat(GROUP).topics.values()
    assert (topic.name, topic.closed) == ("✅ № 1 · —", True)
    assert "отвечать не нужно" in said(talk)[-1]
    topic.closed = False
    thread = topic.id
    await talk.sandbox.say(expert, "Напишите", chat_id=GROUP, message_thread_id=thread)
    await talk.handle()
    assert "отвечать не нужно" in said(talk)[-1]
    assert "вас среди них нет" not in said(talk)[-1]


async def test_an_answer_from_the_private_chat_is_seen_in_the_departments_topic(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await talk(expert, "/queue")
    await talk.press(expert, "№ 1")
    await talk.press(expert, "Ответить")
    await talk(expert, "Напишите в управление")
    await talk.deliver()
    assert said(talk)[-1].startswith("На № 1 ответили")
    assert QUESTION not in said(talk)[-1]
