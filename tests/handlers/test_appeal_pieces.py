"""What people write in pieces stays one: albums, cut texts, edited messages, on both sides of an appeal."""

from datetime import timedelta

import pytest

from tests.handlers.conftest import ANNA, Chat
from tests.handlers.test_appeal_groups import GROUP, bound, reactions
from tests.handlers.test_appeal_groups import said as in_group
from tests.handlers.test_appeal_threads import PNG, QUESTION, files, newest, sent, specialist, stored

pytestmark = pytest.mark.asyncio


async def began(chat: Chat) -> None:
    await chat(ANNA, "/start")
    await chat.press(ANNA, "✉️ Спросить специалиста")


async def album(chat: Chat, who: int, caption: str = "", **where: int) -> None:
    """Three pictures that a messenger sends as one."""
    for number in range(3):
        await chat.sandbox.send_file(
            who, f"{number}.png", PNG, kind="photo", media_group_id=f"album-{caption}",
            caption=caption if number == 0 else "", **where,
        )  # fmt: skip


def previews(chat: Chat) -> list[str]:
    return [one["text"] for one in chat.sandbox.messages(ANNA) if one["text"].startswith("Передать вопрос")]


async def test_an_album_is_one_appeal_with_all_its_pictures(talk: Chat) -> None:
    expert = await specialist(talk)
    await began(talk)
    await talk.after(ANNA, album(talk, ANNA, QUESTION))
    (preview,) = previews(talk)
    assert "Уйдут этот текст, 3 фотографии и ваше имя" in preview.replace("\u00a0", " ")
    await talk.press(ANNA, "Передать")
    await talk.deliver()
    appeal, _ = await stored(talk)
    assert (appeal.number, appeal.text) == (1, QUESTION)
    assert files(talk, expert) == ["photo"] * 3


async def test_a_message_edited_before_it_is_sent_changes_the_preview_and_what_goes(talk: Chat) -> None:
    await began(talk)
    first = await talk.sandbox.say(ANNA, "нам отказали в возмещении камуналки")
    await talk.handle()
    await talk(ANNA, "куда жаловаться")
    before = newest(talk, ANNA)
    changed = await talk.after(ANNA, talk.sandbox.edit(ANNA, first["message_id"], "нам отказали в возмещении"))
    assert "«нам отказали в возмещении\nкуда жаловаться»" in changed
    assert newest(talk, ANNA) == before
    assert len(previews(talk)) == 1
    await talk.press(ANNA, "Передать")
    appeal, _ = await stored(talk)
    assert appeal.text == "нам отказали в возмещении\nкуда жаловаться"


async def test_a_question_that_became_a_draft_is_edited_in_the_draft(talk: Chat) -> None:
    asked = await talk.sandbox.say(ANNA, QUESTION)
    await talk.handle()
    await talk.press(ANNA, "✉️ Спросить специалиста")
    changed = await talk.after(ANNA, talk.sandbox.edit(ANNA, asked["message_id"], f"{QUESTION}?"))
    assert changed.startswith("Передать вопрос специалисту?")
    await talk.press(ANNA, "Передать")
    appeal, _ = await stored(talk)
    assert appeal.text == f"{QUESTION}?"


async def test_a_press_under_the_text_before_the_edit_shows_the_new_one_first(talk: Chat) -> None:
    await began(talk)
    mine = await talk.sandbox.say(ANNA, QUESTION)
    await talk.handle()
    old = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    data = old["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk.after(ANNA, talk.sandbox.edit(ANNA, mine["message_id"], "совсем другой вопрос"))
    shown = await talk.after(ANNA, talk.sandbox.press(ANNA, (old["message_id"], data)))
    assert "принято" not in shown
    assert "совсем другой вопрос" in previews(talk)[-1]


async def test_a_draft_of_an_older_version_is_still_sent(talk: Chat) -> None:
    from core.appeals.drafts import Draft

    old = {"text": QUESTION, "key": "telegram:5", "question": QUESTION, "turns": [], "guesses": [], "files": [
        {"kind": "photo", "reference": "x", "name": ""}], "route": {"sphere": None, "department": None, "subject": ""},
        "picked": False, "before": [3, 0], "at": 7}  # fmt: skip
    draft = Draft.from_json(old)
    assert (draft.text, len(draft.files), draft.name, draft.at) == (QUESTION, 1, "5", 7)
    assert Draft.from_json(draft.as_json()) == draft


async def test_a_specialists_album_and_an_answer_that_the_messenger_cut_reach_the_person_whole(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Ответить")
    await talk.after(expert, album(talk, expert, "Вот образцы"))
    await talk.deliver()
    assert files(talk, ANNA) == ["photo"] * 3
    long = "Порядок такой. " + "ъ" * 5000
    await talk.after(expert, talk.sandbox.say(expert, long, reply_to=_card(talk, expert)))
    await talk.deliver()
    _, thread = await stored(talk)
    assert "".join(one.text for one in thread[-2:]) == long
    told = [one["text"] for one in talk.sandbox.messages(ANNA) if one["from_bot"]]
    assert sum(one.count("ъ") for one in told) == 5000
    assert "Только про гранты" not in talk.sandbox.messages(expert)[-1]["text"]


def _card(chat: Chat, who: int) -> int:
    return next(int(one["message_id"]) for one in chat.sandbox.messages(who) if "Пишет Анна" in one["text"])


async def test_an_album_in_a_topic_goes_whole_and_asks_nothing(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    card = [one for one in talk.sandbox.messages(GROUP) if one["from_bot"] and one["text"]][-1]
    thread = next(iter(talk.sandbox.chat(GROUP).topics))
    first = True
    for number in range(3):
        where = {"reply_to": card["message_id"]} if first else {"message_thread_id": thread}
        await talk.sandbox.send_file(
            expert, f"{number}.png", PNG, kind="photo", media_group_id="one", chat_id=GROUP,
            caption="Вот образцы" if first else "", **where,
        )  # fmt: skip
        first = False
    await talk.handle()
    await talk.deliver()
    assert files(talk, ANNA) == ["photo"] * 3
    assert reactions(talk) == ["👍"] * 3
    assert not any("Это ответ человеку" in one for one in in_group(talk))


async def test_files_sent_before_the_button_go_along_and_are_taken_away_by_a_tap(talk: Chat) -> None:
    expert = await specialist(talk)
    await talk(ANNA, "/start")
    told = await talk.after(ANNA, talk.sandbox.send_file(ANNA, "a.png", PNG, "photo"))
    assert told.startswith("Картинки не читаю, но специалисту передам вместе с вопросом")
    await talk.after(ANNA, talk.sandbox.send_file(ANNA, "otkaz.pdf", b"%PDF-1.4", "document"))
    assert "Присланное раньше пойдёт вместе с ним: 1 фотография, 1 файл." in await talk.press(
        ANNA, "✉️ Спросить специалиста"
    )
    assert "Уйдут этот текст, 1 фотография, 1 файл" in await talk(ANNA, QUESTION)
    assert "Убрать последнее" in talk.labels(ANNA)
    await talk.press(ANNA, "Передать")
    await talk.after(expert, talk.deliver())
    assert sorted(files(talk, expert)) == ["document", "photo"]
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "фотография" not in await talk(ANNA, "второй вопрос про отказ в возмещении")  # they went once


async def test_an_unwanted_file_is_taken_away_and_an_old_one_stays_behind(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.after(ANNA, talk.sandbox.send_file(ANNA, "a.png", PNG, "photo"))
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk(ANNA, QUESTION)
    assert "фотография" not in await talk.press(ANNA, "Убрать последнее")
    await talk.press(ANNA, "Не надо")
    await talk.after(ANNA, talk.sandbox.send_file(ANNA, "b.png", PNG, "photo"))
    talk.clock += timedelta(hours=2)
    assert "Присланное" not in await talk.press(ANNA, "✉️ Спросить специалиста")


async def test_a_captioned_photo_that_was_asked_about_goes_with_its_words_once(talk: Chat) -> None:
    await specialist(talk)
    await talk(ANNA, "/start")
    await talk.after(ANNA, talk.sandbox.send_file(ANNA, "a.png", PNG, "photo", caption=QUESTION))
    shown = await talk.press(ANNA, "✉️ Спросить специалиста")
    assert f"«{QUESTION}»" in shown
    assert "Уйдут этот текст, 1 фотография и ваше имя" in shown
    await talk.press(ANNA, "Передать")
    thread = (await stored(talk))[1]
    assert (thread[0].text, len(thread[0].files)) == (QUESTION, 1)


async def replied(chat: Chat) -> int:
    """An appeal of Anna's that a specialist has just answered."""
    expert = await specialist(chat)
    await sent(chat)
    await chat.deliver()
    await chat.press(expert, "Ответить")
    await chat(expert, "Здравствуйте.")
    await chat.deliver()
    return expert


async def test_what_a_specialist_writes_right_after_the_answer_is_no_question_to_the_bot(talk: Chat) -> None:
    expert = await replied(talk)
    asked = await talk(expert, "Заявление подают в управление образования.")
    assert asked == "Это ответ человеку по № 1? Пока не отправлено."
    assert talk.labels(expert) == ["Отправить человеку", "Это заметка"]
    await talk.press(expert, "Отправить человеку")
    got = await talk.after(ANNA, talk.deliver())
    assert got.startswith("Дополнение к ответу на обращение № 1:\nЗаявление подают")
    await talk(expert, "/start")
    assert "Это ответ человеку" not in await talk(expert, "сколько выделили на спорт в 2023")


async def test_an_album_after_the_answer_is_asked_about_once_and_goes_whole(talk: Chat) -> None:
    expert = await replied(talk)
    before = len(files(talk, ANNA))
    asked = await talk.after(expert, album(talk, expert, "образец"))
    assert asked.count("Пока не отправлено") == 1
    await talk.press(expert, "Отправить человеку")
    await talk.deliver()
    assert len(files(talk, ANNA)) == before + 3
