"""From a question without an answer to the bot that knows it: handed over, answered, taught, scored, taken back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.answers.loading import EngineHolder
from core.learning import helping
from core.learning.weekly import write_week
from storage.learning import examples
from storage.models.work import ChangeRow, QuestionRow
from tests.conftest import ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

pytestmark = pytest.mark.asyncio

QUESTION = "нам отказали в возмещении коммуналки, куда жаловаться"
ANSWER = "Напишите в управление образования, ответят за 30 дней."


async def _handed_over(chat: Chat, question: str = QUESTION) -> str:
    """Anna asks and hands over; what Vera is brought."""
    await chat(ANNA, question)
    await chat.press(ANNA, "✉️ Спросить специалиста")
    await chat.press(ANNA, "Передать")
    return await chat.after(VERA, chat.deliver())


async def _answered(chat: Chat, question: str = QUESTION) -> str:
    await chat(VERA, "/start")
    await _handed_over(chat, question)
    await chat.press(VERA, "Ответить")
    return await chat(VERA, ANSWER)


async def test_the_talk_and_the_guesses_go_along_and_the_person_is_told_before(talk: Chat) -> None:
    await talk(VERA, "/start")
    await talk(ANNA, "сколько выделили на спорт")
    await talk(ANNA, QUESTION)
    shown = await talk.press(ANNA, "✉️ Спросить специалиста")
    assert "Уйдут этот текст, 1 вопрос перед ним с ответом бота и ваше имя" in shown
    await talk.press(ANNA, "Передать")
    letter = await talk.after(VERA, talk.deliver())
    assert "— сколько выделили на спорт → 1 397,2 тыс. ₽" in letter
    assert "Управление образования" in letter.split("Бот предположил: ")[1]
    assert letter.count("\n") < 12


async def test_a_specialists_answer_becomes_the_bots_own_with_its_date(talk: Chat) -> None:
    offered = await _answered(talk)
    assert "Ответ на обращение № 1 отправляю человеку." in offered
    assert ". Управление образования" in offered
    assert ANSWER in await talk.after(ANNA, talk.deliver())
    assert "Запомнил." in await talk.press(VERA, "💬 В частые вопросы")
    for words in (QUESTION, "Куда жаловаться, если нам отказали в возмещении коммуналки?"):
        reply = await talk(BORIS, words)
        assert reply.startswith(ANSWER), words
        assert "Источник: ответ специалиста, 22 ноября 2026." in reply
    async with talk.database.reading() as session:
        (example,) = await examples(session)
        changes = list(await session.scalars(select(ChangeRow).where(ChangeRow.table == "faqs")))
    assert (example.question, example.expected) == (QUESTION, "record|faqs||faq-1")
    assert len(changes) == 1


async def test_a_tap_on_a_guess_makes_the_question_another_name_of_the_record(talk: Chat) -> None:
    await _answered(talk)
    await talk.press(VERA, ". Управление образования")
    assert "Управление образования" in (await talk(BORIS, QUESTION)).splitlines()[0]


async def test_another_process_knows_it_at_once(talk: Chat) -> None:
    elsewhere = EngineHolder()
    zone = ZoneInfo(ZONE)
    before = (await elsewhere.get(talk.database.reading)).answer(QUESTION, now=talk.clock, zone=zone)
    assert not before.answered
    await _answered(talk)
    await talk.press(VERA, "💬 В частые вопросы")
    after = (await elsewhere.get(talk.database.reading)).answer(QUESTION, now=talk.clock, zone=zone)
    assert after.message.text.startswith(ANSWER)


async def test_what_was_taught_by_mistake_is_taken_back_from_the_same_message(talk: Chat) -> None:
    await _answered(talk)
    await talk.press(VERA, ". Управление образования")
    assert "Научить бота" in await talk.press(VERA, "↩️ Вернуть как было")
    assert "✉️ Спросить специалиста" in await _labels(talk, BORIS)
    async with talk.database.reading() as session:
        assert await examples(session) == []


async def _labels(chat: Chat, person: int) -> list[str]:
    await chat(person, QUESTION)
    return chat.labels(person)


async def test_another_record_is_found_by_its_name(talk: Chat) -> None:
    await _answered(talk)
    assert "Напишите название" in await talk.press(VERA, "Другое: напишу название")
    assert "Вече" in await talk(VERA, "вече")
    await talk.press(VERA, "1. «Кемеровское молодежное Вече»")
    assert "Вече" in await talk(BORIS, QUESTION)


async def test_a_question_with_a_telephone_is_not_learned_as_it_is(talk: Chat) -> None:
    offered = await _answered(talk, "кому звонить про пандус, мой номер +7 905 123 45 67")
    assert "увидят все" in offered
    assert talk.labels(VERA) == ["Изменить вопрос", "« Меню"]
    await talk.press(VERA, "Изменить вопрос")
    await talk(VERA, "кому звонить про пандус")
    await talk.press(VERA, "💬 В частые вопросы")
    assert (await talk(BORIS, "кому звонить про пандус?")).startswith(ANSWER)


async def test_only_administrators_teach(talk: Chat) -> None:
    await _answered(talk)
    await talk(BORIS, "привет")
    for data in ("tq:1", "ta:1:1", "tb:1", "te:1", "to:1", "tw:1"):
        await talk.press_data(BORIS, data)
    assert "✉️ Спросить специалиста" in await _labels(talk, BORIS)


async def test_everything_of_a_lesson_goes_with_the_person(talk: Chat) -> None:
    await _answered(talk)
    await talk.press(VERA, ". Управление образования")
    await talk(ANNA, "/delete_me")
    await talk.press(ANNA, "Удалить мои данные")
    async with talk.database.reading() as session:
        assert await examples(session) == []


def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "SURE", 2.0)


async def test_an_unsure_answer_asks_whether_it_helped_and_the_question_goes_after_a_tap(
    talk: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk(ANNA, "сколько выделили на спорт в 2023")
    assert "👍 Помогло" not in talk.labels(ANNA)
    _always(monkeypatch)
    await talk(ANNA, "сколько выделили на спорт в 2023")
    labels = talk.labels(ANNA)
    assert labels[-2:] == ["👍 Помогло", "👎 Не то"]
    assert len(labels) <= 4
    await talk.press(ANNA, "👍 Помогло")
    assert talk.labels(ANNA) == labels[:-2]
    async with talk.database.reading() as session:
        assert list(await session.scalars(select(QuestionRow.helpful).order_by(QuestionRow.id))) == [None, True]


async def test_a_thumb_down_brings_other_subjects_and_the_specialist_gets_the_question(
    talk: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _always(monkeypatch)
    await talk(ANNA, "сколько дают на вече")
    reply = await talk.press(ANNA, "👎 Не то")
    assert "может быть, об этом" in reply
    others = talk.labels(ANNA)
    assert others[-1] == "✉️ Спросить специалиста"
    assert "«Кемеровское молодежное Вече»" not in others
    assert 2 <= len(others) <= 4
    assert "сколько дают на вече" in await talk.press(ANNA, "✉️ Спросить специалиста")


async def test_the_week_is_told_once_and_each_line_has_its_button(talk: Chat) -> None:
    for person in (ANNA, BORIS):
        await talk(person, "где взять печать для нко")
    await talk(ANNA, "сколько дают на вече")
    later = talk.clock + timedelta(days=1)
    admins = frozenset({str(VERA)})
    await talk(VERA, "/start")
    for _ in range(2):
        await write_week(talk.database, later, ZoneInfo(ZONE), admins)
    talk.clock = later
    letter = await talk.after(VERA, talk.deliver())
    assert letter.startswith("Неделя: 3 вопроса")
    assert letter.count("Неделя") == 1
    assert "1. «где взять печать для нко» ×2" in letter
    assert "Сроки на 2026 год не внесены: " in letter
    assert letter.count("\n") < 12
    assert "Научить: 1" in talk.labels(VERA)
    assert "📅 Внести сроки" in talk.labels(VERA)
    await talk.press(VERA, "Научить: 1")
    await talk.press(VERA, "💬 В частые вопросы")
    await talk(VERA, "Печать заказывают сами.")
    assert (await talk(BORIS, "где взять печать для нко")).startswith("Печать заказывают сами.")


async def test_an_edited_question_is_answered_anew_in_place_with_its_own_thumbs(
    talk: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    _always(monkeypatch)
    await talk(ANNA, "сколько дали на туризм")
    mine = [one for one in talk.sandbox.messages(ANNA) if not one["from_bot"]][-1]
    before = len(talk.sandbox.messages(ANNA))
    reply = await talk.after(ANNA, talk.sandbox.edit(ANNA, mine["message_id"], "сколько дали на спорт"))
    assert "1 397,2" in reply
    assert len(talk.sandbox.messages(ANNA)) == before
    assert talk.labels(ANNA)[-1] == "👎 Не то"
