"""A department's group: bound by its owner, a topic per appeal, replies that reach the person, and what goes wrong."""

from datetime import timedelta

import pytest

from core.messages import Action
from storage.desk_groups import departments_of
from storage.terms import AppealState, Role
from tests.handlers.conftest import ANNA, BORIS, Chat
from tests.handlers.test_appeal_threads import QUESTION, newest, sent, stored

GROUP = -1001

pytestmark = pytest.mark.asyncio


async def bound(chat: Chat, *, forum: bool = True, bot_status: str = "administrator") -> tuple[int, int]:
    """The owner and a specialist of a department in its bound group."""
    owner = await chat.as_role("education", Role.OWNER)
    expert = await chat.as_role("education", Role.SPECIALIST)
    for who in (owner, expert):
        chat.sandbox.state.world.add_person({"id": who, "first_name": f"Сотрудник {who}", "started": True})
    members = {owner: "creator", expert: "member", BORIS: "member"}
    chat.sandbox.add_group(GROUP, "Образование", members, is_forum=forum, bot_status=bot_status)
    await chat.sandbox.say(owner, "/bind", chat_id=GROUP)
    await chat.handle()
    return owner, expert


def said(chat: Chat, group: int = GROUP) -> list[str]:
    """What the bot wrote in the group."""
    return [
        one["text"].replace("\u00a0", " ") for one in chat.sandbox.messages(group) if one["from_bot"] and one["text"]
    ]


def reactions(chat: Chat) -> list[str]:
    return [one["reaction"] for one in chat.sandbox.messages(GROUP) if one["reaction"]]


async def answer(chat: Chat, who: int, text: str, group: int = GROUP) -> None:
    """A reply to the bot's newest message in the group."""
    texts = [one for one in chat.sandbox.messages(group) if one["from_bot"] and one["text"]]
    await chat.sandbox.say(who, text, reply_to=texts[-1]["message_id"], chat_id=group)
    await chat.handle()


async def test_the_owner_binds_a_group_and_nobody_else_does(talk: Chat) -> None:
    owner, expert = await bound(talk)
    assert "Группа привязана: Образование." in said(talk)[-1]
    assert "каждое отдельной темой" in said(talk)[-1]
    for who in (expert, BORIS):
        await talk.sandbox.say(who, "/unbind", chat_id=GROUP)
        await talk.handle()
        assert said(talk)[-1].startswith("Группу привязывает владелец отдела")
    async with talk.database.reading() as session:
        assert [one.department for one in await departments_of(session, str(GROUP))] == ["education"]
    await talk.sandbox.say(owner, "/unbind", chat_id=GROUP)
    await talk.handle()
    assert "Группа отвязана." in said(talk)[-1]


async def test_an_appeal_is_a_topic_and_a_reply_in_it_reaches_the_person(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    (topic,) = talk.sandbox.chat(GROUP).topics.values()
    assert topic.name.startswith(f"№ 1 · {QUESTION[:20]}")
    assert "Обращение № 1, ответить до среды, 25 ноября" in said(talk)[-1]
    await answer(talk, expert, "Напишите в управление")
    assert reactions(talk) == ["👍"]
    assert "Ответ на обращение № 1:\nНапишите в управление" in await talk.after(ANNA, talk.deliver())
    await talk.after(ANNA, talk.sandbox.say(ANNA, "а сроки?", reply_to=newest(talk, ANNA)))
    await talk.deliver()
    assert "Ещё вопрос по № 1" in said(talk)[-1]
    assert len(talk.sandbox.chat(GROUP).topics) == 1


async def test_files_of_the_topic_reach_the_person_and_back(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    card = [one for one in talk.sandbox.messages(GROUP) if one["from_bot"] and one["text"]][-1]
    await talk.sandbox.send_file(
        expert, "form.docx", b"PK", caption="Образец", chat_id=GROUP, reply_to=card["message_id"]
    )
    await talk.handle()
    await talk.deliver()
    assert [one["file"]["name"] for one in talk.sandbox.messages(ANNA) if one["file"]] == ["form.docx"]
    await talk.press(ANNA, "Ещё вопрос")
    await talk.after(ANNA, talk.sandbox.send_file(ANNA, "otkaz.pdf", b"%PDF"))
    await talk.deliver()
    came = [one for one in talk.sandbox.messages(GROUP) if one["file"] and one["from_bot"]]
    assert [one["file"]["name"] for one in came] == ["otkaz.pdf"]
    assert came[0]["message_thread_id"] == card["message_thread_id"]


async def test_a_note_and_talk_between_colleagues_never_reach_the_person(talk: Chat) -> None:
    owner, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await answer(talk, expert, "# спрошу юриста")
    assert reactions(talk) == ["✍"]
    thread = next(iter(talk.sandbox.chat(GROUP).topics))
    mine = await talk.sandbox.say(expert, "что думаете?", chat_id=GROUP, message_thread_id=thread)
    await talk.handle()
    assert "Это ответ человеку по № 1?" in said(talk)[-1]
    await talk.sandbox.say(owner, "думаю, откажут", reply_to=mine["message_id"], chat_id=GROUP)
    await talk.handle()
    assert await talk.after(ANNA, talk.deliver()) == ""
    await talk.sandbox.press(owner, "Отправить человеку", chat_id=GROUP)
    await talk.handle()
    assert await talk.after(ANNA, talk.deliver()) == ""
    await talk.sandbox.press(expert, "Отправить человеку", chat_id=GROUP)
    await talk.handle()
    assert "что думаете?" in await talk.after(ANNA, talk.deliver())


async def test_a_member_of_the_group_without_a_role_answers_nobody(talk: Chat) -> None:
    await bound(talk)
    await sent(talk)
    await talk.deliver()
    await answer(talk, BORIS, "я сам отвечу")
    assert said(talk)[-1].startswith("Не отправлено.")
    assert await talk.after(ANNA, talk.deliver()) == ""


async def test_two_answer_at_once_in_the_topic(talk: Chat) -> None:
    owner, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    card = [one for one in talk.sandbox.messages(GROUP) if one["from_bot"] and one["text"]][-1]["message_id"]
    await talk.sandbox.say(expert, "первый", reply_to=card, chat_id=GROUP)
    await talk.sandbox.say(owner, "второй", reply_to=card, chat_id=GROUP)
    await talk.handle()
    assert "На № 1 уже ответили" in said(talk)[-1]
    told = await talk.after(ANNA, talk.deliver())
    assert "первый" in told
    assert "второй" not in told


async def test_a_deleted_topic_is_made_anew_with_the_whole_appeal(talk: Chat) -> None:
    owner, _ = await bound(talk)
    await sent(talk)
    await talk.deliver()
    talk.sandbox.groups.delete_topic(owner, GROUP, next(iter(talk.sandbox.chat(GROUP).topics)))
    await talk.press(ANNA, "Дополнить")
    await talk(ANNA, "мы частная школа")
    for _ in range(2):
        await talk.deliver()
    talk.clock += timedelta(seconds=30)
    await talk.deliver()
    (topic,) = talk.sandbox.chat(GROUP).topics.values()
    inside = [one["text"] for one in talk.sandbox.messages(GROUP) if one.get("message_thread_id") == topic.id]
    assert sum("Пишет Анна" in one for one in inside) == 1
    assert sum("мы частная школа" in one and "Дополнение" in one for one in inside) == 1


async def test_without_the_right_to_topics_appeals_come_in_one_stream_and_replies_work(talk: Chat) -> None:
    _, expert = await bound(talk, bot_status="member")
    assert "Темы пока не получатся" in said(talk)[-1]
    await sent(talk)
    await talk.deliver()
    assert "Обращение № 1" in said(talk)[-1]
    await answer(talk, expert, "Напишите в управление")
    assert "Напишите в управление" in await talk.after(ANNA, talk.deliver())


async def test_a_group_that_removed_the_bot_sends_its_appeals_to_specialists_in_private(talk: Chat) -> None:
    owner, expert = await bound(talk)
    await talk(expert, "/start")
    talk.sandbox.chat(GROUP).bot_status = "kicked"
    await sent(talk)
    for _ in range(2):
        await talk.deliver()
    assert any("Обращение № 1" in one["text"] for one in talk.sandbox.messages(expert))
    talk.sandbox.groups.set_bot_status(owner, GROUP, "administrator")
    await talk.handle()
    await talk.press(ANNA, "Дополнить")
    await talk(ANNA, "мы частная школа")
    await talk.deliver()
    assert any("мы частная школа" in one for one in said(talk))


async def test_a_group_that_became_a_supergroup_keeps_its_department(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    talk.sandbox.groups.migrate(GROUP, GROUP - 1)
    await talk.handle()
    await talk.press(ANNA, "Дополнить")
    await talk(ANNA, "мы частная школа")
    await talk.deliver()
    assert any("мы частная школа" in one for one in said(talk, GROUP - 1))
    await answer(talk, expert, "Напишите в управление", GROUP - 1)
    assert "Напишите в управление" in await talk.after(ANNA, talk.deliver())


async def test_a_moved_group_is_found_also_when_only_the_refusal_tells(talk: Chat) -> None:
    await bound(talk)
    talk.sandbox.groups.migrate(GROUP, GROUP - 1)
    talk.sandbox.state.updates.drop_all()
    await sent(talk)
    for _ in range(2):
        await talk.deliver()
    assert any("Обращение № 1" in one for one in said(talk, GROUP - 1))


async def test_groups_that_read_no_appeals_get_no_answer_and_leave_no_trace(talk: Chat) -> None:
    talk.sandbox.state.world.add_person({"id": 555, "first_name": "Прохожий", "started": True})
    talk.sandbox.add_group(GROUP, "Соседи", {555: "creator"})
    for text in ("сколько выделили на спорт", "/start", "/queue"):
        await talk.sandbox.say(555, text, chat_id=GROUP)
    await talk.handle()
    assert said(talk) == []
    async with talk.database.reading() as session:
        from storage.people import find_person
        from storage.terms import Channel

        assert await find_person(session, Channel.TELEGRAM, "555") is None


async def test_in_a_bound_group_the_bot_answers_appeals_alone(talk: Chat) -> None:
    owner, _ = await bound(talk)
    before = len(said(talk))
    await talk.sandbox.say(owner, "сколько выделили на спорт", chat_id=GROUP)
    await talk.sandbox.say(owner, "/start", chat_id=GROUP)
    await talk.handle()
    assert len(said(talk)) == before


async def test_handing_over_and_closing_from_the_topic(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await talk.sandbox.press(expert, "Закрыть", chat_id=GROUP)
    await talk.handle()
    await talk.sandbox.press(expert, "Разъяснили", chat_id=GROUP)
    await talk.handle()
    assert "№ 1 закрыто: разъяснили." in said(talk)[-1]
    rows = talk.sandbox.messages(GROUP)[-1]["reply_markup"]["inline_keyboard"]
    assert [one["text"] for row in rows for one in row] == ["↩️ Открыть снова"]  # the queue is not the group's
    talk.clock += timedelta(minutes=2)
    assert "закрыто: разъяснили" in await talk.after(ANNA, talk.deliver())
    appeal, _ = await stored(talk)
    assert appeal.state is AppealState.CLOSED
    message = [one for one in talk.sandbox.messages(GROUP) if one["from_bot"]][-1]["message_id"]
    await talk.sandbox.press(BORIS, (message, f"{Action.APPEAL_CLOSE}:1:reopen"), chat_id=GROUP)
    await talk.handle()
    appeal, _ = await stored(talk)
    assert appeal.state is AppealState.CLOSED


def topic(chat: Chat) -> tuple[str, bool]:
    """Name and whether it is closed, of the group's only topic."""
    (one,) = chat.sandbox.chat(GROUP).topics.values()
    return one.name, one.closed


async def closed_in_group(chat: Chat, who: int) -> None:
    for label in ("Закрыть", "Разъяснили"):
        await chat.sandbox.press(who, label, chat_id=GROUP)
        await chat.handle()


async def test_a_closed_appeals_topic_is_closed_and_renamed_and_one_more_question_opens_it(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await closed_in_group(talk, expert)
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)
    talk.clock += timedelta(minutes=2)
    await talk.deliver()
    assert topic(talk) == (f"✅ № 1 · {QUESTION}", True)
    before = len(said(talk))
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "а сроки?")
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)
    assert len(said(talk)) == before + 1
    await answer(talk, expert, "30 дней")
    assert "30 дней" in await talk.after(ANNA, talk.deliver())


async def test_a_closing_taken_back_at_once_leaves_the_topic_and_one_taken_back_later_opens_it(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await closed_in_group(talk, expert)
    await talk.sandbox.press(expert, "↩️ Открыть снова", chat_id=GROUP)
    await talk.handle()
    talk.clock += timedelta(minutes=2)
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)
    await closed_in_group(talk, expert)
    talk.clock += timedelta(minutes=2)
    await talk.deliver()
    assert topic(talk)[1]
    await talk.sandbox.press(expert, "↩️ Открыть снова", chat_id=GROUP)
    await talk.handle()
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)


async def test_thanks_are_read_in_the_topic_and_close_it(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await answer(talk, expert, "Напишите в управление")
    await talk.deliver()
    await talk.press(ANNA, "Понятно, спасибо")
    await talk.deliver()
    assert said(talk)[-1] == "№ 1 закрыто: вопрос решён. Анна Смирнова: «Понятно, спасибо»."
    assert topic(talk) == (f"✅ № 1 · {QUESTION}", True)


async def test_without_the_right_the_topic_stays_and_nothing_is_lost(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await closed_in_group(talk, expert)
    talk.sandbox.chat(GROUP).bot_status = "member"
    talk.clock += timedelta(minutes=2)
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)
    assert said(talk)[-1].startswith("Тему закрыть не получилось: у бота нет права «Управление темами».")
    talk.sandbox.chat(GROUP).bot_status = "administrator"
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "а сроки?")
    await talk.deliver()
    await closed_in_group(talk, expert)
    talk.clock += timedelta(minutes=2)
    await talk.deliver()
    assert topic(talk)[1]
    talk.sandbox.chat(GROUP).bot_status = "member"
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "и куда нести?")
    await talk.deliver()
    assert said(talk)[-2].startswith("Тема закрыта, открыть её у бота нет права")
    assert "и куда нести?" in said(talk)[-1]
    await answer(talk, expert, "в управление, кабинет 5")
    assert "кабинет 5" in await talk.after(ANNA, talk.deliver())


async def test_another_department_gets_the_appeal_and_the_topic_left_behind_is_closed(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    for label in ("Другой отдел", "Имущество"):
        await talk.sandbox.press(expert, label, chat_id=GROUP)
        await talk.handle()
    await talk.deliver()
    assert topic(talk) == (f"➡️ № 1 · {QUESTION}", True)
    await talk.sandbox.press(expert, "↩️ Вернуть себе", chat_id=GROUP)
    await talk.handle()
    await talk.deliver()
    assert topic(talk) == (f"№ 1 · {QUESTION}", False)


async def test_an_answer_in_a_topic_can_be_learned_from_there(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await answer(talk, expert, "Жалобу пишут в управление образования")
    card = [one for one in talk.sandbox.messages(GROUP) if one["from_bot"] and one["text"]][-1]
    assert card["text"].startswith("Научить бота отвечать на такой вопрос?")
    assert card["message_thread_id"] == next(iter(talk.sandbox.chat(GROUP).topics))
    labels = [one["text"] for row in card["reply_markup"]["inline_keyboard"] for one in row]
    assert "« Меню" not in labels
    faq = next(one for one in labels if "частые" in one.lower())
    await talk.sandbox.press(BORIS, faq, chat_id=GROUP)
    await talk.handle()
    assert said(talk)[-1].startswith("Научить бота")
    await talk.sandbox.press(expert, faq, chat_id=GROUP)
    await talk.handle()
    assert said(talk)[-1].startswith("Запомнил.")
    assert "Жалобу пишут в управление образования" in await talk(BORIS, QUESTION)
    back = talk.sandbox.messages(GROUP)[-1]["reply_markup"]["inline_keyboard"][0][0]["text"]
    await talk.sandbox.press(expert, back, chat_id=GROUP)
    await talk.handle()
    assert said(talk)[-1].startswith("Научить бота")


async def test_words_that_were_held_in_a_topic_can_be_learned_from_once_they_were_sent(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    thread = next(iter(talk.sandbox.chat(GROUP).topics))
    await talk.sandbox.say(expert, "Жалобу пишут в управление", chat_id=GROUP, message_thread_id=thread)
    await talk.handle()
    await talk.sandbox.press(expert, "Отправить человеку", chat_id=GROUP)
    await talk.handle()
    assert said(talk)[-1].startswith("Научить бота отвечать на такой вопрос?")
