"""Alerts asked for and stopped in plain words, duties and verdicts in a talk: as a tired person types them."""

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, Walker


@pytest.mark.asyncio
async def test_alerts_begin_and_stop_on_a_persons_word(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("подпиши меня на спорт и молодежь")
    await expect(walker.newest).to_contain_text("Подписка на конкурсы: спорт, молодёжь")
    await expect(walker.newest).to_contain_text("Ещё не сохранено")
    await walker.picture("wish-begin")
    await walker.press("Сохранить")
    await expect(walker.newest).to_contain_text("Подписка есть")
    await walker.say("на что я подписана?")
    await expect(walker.newest).to_contain_text("Подписки")
    await walker.say("хватит слать про помещения")
    await expect(walker.newest).to_contain_text("помещения")
    await walker.picture("wish-one")
    await walker.say("не пишите мне больше")
    await expect(walker.newest).to_contain_text("Остановить всё")
    await walker.picture("wish-all")
    await walker.press("Остановить всё")
    await expect(walker.newest).to_contain_text("больше не пишу")
    await walker.picture("wish-stopped")
    await walker.say("мои обращения")
    await walker.say("спасибо большое")
    await walker.picture("wish-appeals")


@pytest.mark.asyncio
async def test_duties_and_verdicts_are_told_to_the_person_who_asks(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("девочки подскажите когда в минюст сдавать, мы ано")
    await expect(walker.newest).to_contain_text("Минюст")
    await walker.say("а фонд?")
    await walker.picture("talk-duty")
    await walker.say("что нам сдать в январе (мы ано)")
    await walker.picture("talk-january")
    await walker.say("соседи нам подойдут? мы тос")
    await walker.say("а ооо могут?")
    await walker.picture("talk-verdict")
    await walker.say("нам отказали в субсидии, что теперь")
    await walker.picture("talk-refused")
