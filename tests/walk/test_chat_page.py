"""An NGO asks and subscribes, an alert reaches somebody else, an administrator reads the year."""

import re

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, IGOR, MARINA, Walker, words


@pytest.mark.asyncio
async def test_an_ngo_asks_follows_up_opens_a_card_and_subscribes(walker: Walker) -> None:
    await walker.become(ANNA)
    first = await walker.say("/start")
    await expect(first).to_contain_text("Ресурсный центр (пример)")
    for menu in ("Гранты", "Субсидии", "Помещения", "Сроки", "Мои", "Спросить"):
        await expect(walker.page.locator(".inline-button", has_text=menu).last).to_be_visible()
    await walker.picture("start")

    answer = await walker.say("сколько выделили на спорт в 2023")
    await expect(answer).to_contain_text(words("1 397,2"))
    await expect(answer).to_contain_text(words("1 397,3"))
    followed = await walker.say("а кому больше всех")
    await expect(followed).to_contain_text(re.compile("витязь", re.IGNORECASE))
    await expect(followed).to_contain_text(words("350,0"))
    await walker.picture("question")

    await walker.say("/start")
    await walker.press("Гранты и конкурсы")
    await expect(walker.newest).to_contain_text("открыто сейчас")
    await walker.press("Тёплый город")
    await expect(walker.newest).to_contain_text("по Москве")
    await walker.picture("card")
    await walker.press("Откуда")
    await walker.picture("source")

    await walker.say("/mine")
    await walker.picture("mine")
    await walker.press("Субсидии")
    await expect(walker.newest).to_contain_text("Подписка на субсидии")
    await walker.press("Подписаться")
    await expect(walker.newest).to_contain_text("Подписка есть")
    await walker.picture("subscribed")


@pytest.mark.asyncio
async def test_an_alert_reaches_somebody_else_and_an_administrator_reads_the_year(walker: Walker) -> None:
    await walker.become(IGOR)
    await walker.say("/start")
    refused = await walker.say("/stats 2023")
    await expect(refused).to_contain_text("102")
    await expect(refused).not_to_contain_text(words("21 984,5"))
    await walker.picture("stranger")

    await walker.become(MARINA)
    await walker.say("/start")
    await walker.say("/demo")
    await walker.press("последний день")
    badge = walker.page.locator(f'[data-person="{ANNA}"] .unread-badge')
    await expect(badge).to_be_visible()
    await walker.picture("demo")

    year = await walker.say("/stats 2023")
    for figure in ("21 984,5", "410 190,0", "475", "11 332,7"):
        await expect(year).to_contain_text(words(figure))
    await walker.picture("stats")

    await walker.become(ANNA)
    await expect(walker.newest).to_contain_text("пример")
    await expect(walker.newest).to_contain_text("Пишу, потому что")
    await walker.picture("alert")
    await walker.press("Подали")
    await expect(walker.newest).to_contain_text("подали")
    await walker.picture("done")
