"""Free-text questions in the chat: answered, logged once, followed up, corrected in place."""

import pytest
from sqlalchemy import select

from storage.models.work import QuestionRow
from tests.handlers.conftest import ANNA, BORIS, Chat


async def _log(chat: Chat) -> list[tuple[str, str]]:
    """Every logged question with its outcome."""
    async with chat.database.reading() as session:
        rows = await session.scalars(select(QuestionRow).order_by(QuestionRow.id))
        return [(row.text, row.outcome) for row in rows]


@pytest.mark.asyncio
async def test_any_text_is_a_question_and_the_log_keeps_its_outcome(talk: Chat) -> None:
    assert "1 397,2 тыс. ₽" in await talk(ANNA, "скок дали на спорт в 2023")
    await talk(ANNA, "сколько котов в доме у мэра")
    assert await _log(talk) == [
        ("скок дали на спорт в 2023", "answered"),
        ("сколько котов в доме у мэра", "declined"),
    ]


@pytest.mark.asyncio
async def test_a_follow_up_leans_on_the_persons_own_talk(talk: Chat) -> None:
    await talk(ANNA, "сколько привлекли через фпг")
    await talk(BORIS, "сколько дают на вече")
    assert "142" in await talk(ANNA, "а сколько участников?")
    assert "35" in await talk(BORIS, "а сколько участников?")


@pytest.mark.asyncio
async def test_a_button_under_an_answer_brings_another_answer(talk: Chat) -> None:
    await talk(ANNA, "сколько выделили на спорт")
    reply = await talk.press(ANNA, "Кто получил")
    assert "Витязь" in reply
    assert "1 397,3" in reply


@pytest.mark.asyncio
async def test_an_edited_question_gets_its_answer_edited(talk: Chat) -> None:
    await talk(ANNA, "сколько дали на туризм")
    mine = [one for one in talk.sandbox.messages(ANNA) if not one["from_bot"]][-1]
    before = len(talk.sandbox.messages(ANNA))
    reply = await talk.after(ANNA, talk.sandbox.edit(ANNA, mine["message_id"], "сколько дали на спорт"))
    assert "1 397,2" in reply
    assert len(talk.sandbox.messages(ANNA)) == before


@pytest.mark.asyncio
async def test_a_repeated_update_answers_again_and_logs_nothing_new(talk: Chat) -> None:
    update = {
        "update_id": 900,
        "message": {
            "message_id": 900, "date": 1_790_000_000, "text": "сколько дают на вече",
            "chat": {"id": ANNA, "type": "private"}, "from": {"id": ANNA, "is_bot": False, "first_name": "Анна"},
        },
    }  # fmt: skip
    await talk(ANNA, "привет")
    for _ in range(2):
        await talk.parts.dispatcher.feed_raw_update(talk.parts.bot, update)
    assert (await _log(talk)).count(("сколько дают на вече", "answered")) == 1
    answers = [
        one for one in talk.sandbox.messages(ANNA) if one["from_bot"] and "1 250" in one["text"].replace("\u00a0", " ")
    ]
    assert len(answers) == 2


@pytest.mark.asyncio
async def test_a_declined_question_offers_the_specialist(talk: Chat) -> None:
    await talk(ANNA, "сколько просили на вече")
    assert "✉️ Спросить специалиста" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_a_forwarded_post_is_read_as_a_question(talk: Chat) -> None:
    post = "«Движение первых» объявило грантовый конкурс проектных активностей! а нам подойдёт?"
    reply = await talk.after(ANNA, talk.sandbox.forward(ANNA, post, "Новости"))
    assert "Движение первых" in reply


@pytest.mark.asyncio
async def test_the_words_under_a_file_are_a_question(talk: Chat) -> None:
    sent = talk.sandbox.send_file(ANNA, "post.pdf", b"%PDF-1.4", "document", caption="сколько выделили на спорт в 2023")
    assert "1 397,2" in await talk.after(ANNA, sent)
