"""Messages edited after they went: a person's is a clarification, a specialist's answer is corrected in its place."""

from datetime import timedelta

import pytest

from storage.terms import AppealState, AppealTurn
from tests.handlers.conftest import ANNA, BORIS, Chat
from tests.handlers.test_appeal_groups import GROUP, answer, bound, said
from tests.handlers.test_appeal_threads import QUESTION, newest, sent, specialist, stored

pytestmark = pytest.mark.asyncio

ANSWER = "Направьте заявление до 15 марта."
BETTER = "Направьте заявление до 15 апреля."


def written(chat: Chat, person: int, text: str, where: int | None = None) -> int:
    """The number of somebody's own message."""
    found = [one for one in chat.sandbox.messages(where or person) if not one["from_bot"] and one["text"] == text]
    return int(found[-1]["message_id"])


async def edited(chat: Chat, person: int, before: str, after: str) -> str:
    return await chat.after(person, chat.sandbox.edit(person, written(chat, person, before), after))


async def answered(chat: Chat) -> int:
    """An appeal of Anna's with the specialist's answer at her."""
    expert = await specialist(chat)
    await sent(chat)
    await chat.deliver()
    await chat.press(expert, "Ответить")
    await chat(expert, ANSWER)
    await chat.deliver()
    return expert


async def test_an_edited_question_is_a_clarification_and_no_new_question(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    changed = f"{QUESTION} (школа 12)"
    assert "Уточнение передано к обращению № 1. Ответят до среды" in await edited(talk, ANNA, QUESTION, changed)
    letter = await talk.after(expert, talk.deliver())
    assert letter.startswith("Уточнение к № 1")
    assert changed in letter
    assert await edited(talk, ANNA, changed, changed) == ""  # the messenger reports edits that change no words
    again = await edited(talk, ANNA, changed, QUESTION)
    assert "Уточнение передано" in again
    appeal, thread = await stored(talk)
    assert appeal.state is AppealState.OPEN
    assert [one.text for one in thread] == [QUESTION, changed, QUESTION]


async def test_an_edit_of_what_was_added_and_of_what_is_over(talk: Chat) -> None:
    await answered(talk)
    assert "На него уже ответили; нужен новый ответ" in await edited(talk, ANNA, QUESTION, f"{QUESTION}?")
    assert "Ещё вопрос" in talk.labels(ANNA)
    appeal, _ = await stored(talk)
    assert appeal.state is AppealState.ANSWERED
    await talk.press(ANNA, "Понятно, спасибо")
    assert "Оно закрыто; нужен новый ответ" in await edited(talk, ANNA, f"{QUESTION}?", QUESTION)
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "а сколько ждать")
    assert "Уточнение передано" in await edited(talk, ANNA, "а сколько ждать", "а сколько ждать ответа")


async def test_one_piece_of_a_question_is_edited(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "✉️ Спросить специалиста")
    await talk(ANNA, QUESTION)
    await talk(ANNA, "это школа 12")
    await talk.press(ANNA, "Передать")
    assert await edited(talk, ANNA, "это школа 12", "это школа 12") == ""
    assert "Уточнение передано" in await edited(talk, ANNA, "это школа 12", "это школа 13")
    assert (await stored(talk))[1][-1].text == "это школа 13"


async def test_a_fresh_answer_is_corrected_in_its_message(talk: Chat) -> None:
    expert = await answered(talk)
    place = newest(talk, ANNA)
    assert "Исправление к ответу на № 1 отправляю человеку" in await edited(talk, expert, ANSWER, BETTER)
    got = await talk.after(ANNA, talk.deliver())
    assert got.startswith("Исправленный ответ на обращение № 1:")
    assert BETTER in got
    assert newest(talk, ANNA) == place
    assert talk.labels(ANNA) == ["Понятно, спасибо", "Ещё вопрос"]
    appeal, thread = await stored(talk)
    assert appeal.answer == BETTER
    assert [one.text for one in thread if one.turn is AppealTurn.ANSWER] == [BETTER]
    assert await edited(talk, expert, BETTER, BETTER) == ""


async def test_an_older_answer_comes_anew_since_nobody_looks_at_it_again(talk: Chat) -> None:
    expert = await answered(talk)
    place = newest(talk, ANNA)
    talk.clock += timedelta(hours=3)
    await edited(talk, expert, ANSWER, BETTER)
    assert "Исправленный ответ" in await talk.after(ANNA, talk.deliver())
    assert newest(talk, ANNA) > place
    assert ANSWER in next(one["text"] for one in talk.sandbox.messages(ANNA) if one["message_id"] == place)


async def test_an_answer_edited_before_it_went_comes_once_and_right(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Ответить")
    await talk(expert, ANSWER)
    await edited(talk, expert, ANSWER, BETTER)
    await talk.deliver()
    talk.clock += timedelta(seconds=5)
    await talk.deliver()
    texts = [one["text"] for one in talk.sandbox.messages(ANNA) if one["from_bot"]]
    assert sum(BETTER in one for one in texts) == 1
    assert not any(ANSWER in one for one in texts)


async def test_a_corrected_note_stays_at_the_desk_and_an_answer_becomes_no_note(talk: Chat) -> None:
    expert = await answered(talk)
    before = [one["text"] for one in talk.sandbox.messages(ANNA)]
    assert "заметкой он не станет" in await edited(talk, expert, ANSWER, f"# {ANSWER}")
    await talk.press(expert, "Обращение целиком")
    await talk.press(expert, "Заметка")
    await talk(expert, "позвонить юристу")
    assert "Заметка к № 1 исправлена" in await edited(talk, expert, "позвонить юристу", "# написать юристу")
    await talk.deliver()
    assert [one["text"] for one in talk.sandbox.messages(ANNA)] == before
    thread = (await stored(talk))[1]
    assert [one.text for one in thread if one.turn is AppealTurn.NOTE] == ["написать юристу"]
    assert [one.text for one in thread if one.turn is AppealTurn.ANSWER] == [ANSWER]


async def test_whoever_answers_no_more_corrects_nothing(talk: Chat) -> None:
    expert = await answered(talk)
    await talk.remove(expert)
    assert "Не отправлено" in await edited(talk, expert, ANSWER, BETTER)
    await talk.deliver()
    assert (await stored(talk))[0].answer == ANSWER
    await talk(BORIS, ANSWER)
    await edited(talk, BORIS, ANSWER, BETTER)
    assert (await stored(talk))[0].answer == ANSWER


async def test_an_answer_in_a_topic_is_corrected_too(talk: Chat) -> None:
    _, expert = await bound(talk)
    await sent(talk)
    await talk.deliver()
    await answer(talk, expert, ANSWER)
    await talk.deliver()
    number = written(talk, expert, ANSWER, GROUP)
    await talk.sandbox.edit(expert, number, BETTER, chat_id=GROUP)
    await talk.handle()
    assert said(talk)[-1] == "Исправление к ответу на № 1 отправляю человеку."
    assert BETTER in await talk.after(ANNA, talk.deliver())


async def test_an_edit_after_everything_was_deleted_touches_no_other_appeal(talk: Chat) -> None:
    expert = await answered(talk)
    await talk(ANNA, "/delete_me")
    await talk.press(ANNA, "Удалить мои данные")
    await sent(talk, QUESTION, BORIS)
    await talk.deliver()
    await talk.press_data(expert, "apr:2")
    await talk(expert, "Ответ Борису.")
    await edited(talk, expert, ANSWER, BETTER)
    await talk.deliver()
    assert (await stored(talk, BORIS))[0].answer == "Ответ Борису."
    assert not any(BETTER in one["text"] for one in talk.sandbox.messages(BORIS))
