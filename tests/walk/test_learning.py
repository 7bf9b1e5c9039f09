"""The whole loop in a browser: no answer, the specialist, one tap, and the bot answers the same question itself."""

import re

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, IGOR, Walker, words

SVETLANA = 903
"""A specialist of the department that the question is for."""

QUESTION = "нам отказали в возмещении коммуналки, куда жаловаться"
ANSWER = "Направьте заявление в управление образования, ответят за 30 дней."


@pytest.mark.asyncio
async def test_a_question_without_an_answer_is_answered_by_the_bot_after_one_tap(walker: Walker) -> None:
    await walker.become(SVETLANA)
    await walker.say("/start")

    await walker.become(ANNA)
    await walker.say("сколько выделили на спорт")
    declined = await walker.say(QUESTION)
    await expect(declined).to_contain_text("нет")
    await walker.press("Спросить специалиста")
    await expect(walker.newest).to_contain_text("Уйдут этот текст")
    await walker.picture("learning-confirm")
    await walker.press("Передать")
    if await walker.page.locator(".inline-button", has_text="Согласен").count():
        await walker.press("Согласен")
    await expect(walker.newest).to_contain_text(words("Обращение № 1"))

    await walker.become(SVETLANA)
    await expect(walker.newest).to_contain_text("Перед этим в разговоре")
    await expect(walker.newest).to_contain_text("Бот предположил")
    await walker.picture("learning-appeal")
    await walker.press("Ответить")
    await expect(walker.newest).to_contain_text("уйдёт человеку как ответ")
    offered = await walker.say(ANSWER)
    await expect(offered).to_contain_text("Научить бота")
    await walker.picture("learning-offer")
    await walker.press("В частые вопросы")
    await expect(walker.newest).to_contain_text("Запомнил")
    await walker.picture("learning-made")

    await walker.become(ANNA)
    await expect(walker.newest).to_contain_text(ANSWER)

    await walker.become(IGOR)
    await walker.say("/start")
    answer = await walker.say(QUESTION)
    await expect(answer).to_contain_text(ANSWER)
    await expect(answer).to_contain_text(re.compile("Источник: ответ специалиста"))
    await walker.picture("learning-answered")
