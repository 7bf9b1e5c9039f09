"""A subscriber's path in the chat page: subscribe, an alert, «Подали», own dates, the calendar, the end."""

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, MARINA, Walker


@pytest.mark.asyncio
async def test_a_subscriber_from_the_first_tap_to_the_last(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("/start")
    await walker.say("/mine")
    await walker.picture("sub-mine")
    await walker.press("Как часто писать")
    await expect(walker.newest).to_contain_text("Как часто писать")
    await walker.picture("sub-pace")
    await walker.press("Подробнее")
    await walker.page.wait_for_timeout(800)
    await walker.picture("sub-ladder")
    await walker.say("напомни 15 января отчёт по субсидии")
    await walker.page.wait_for_timeout(800)
    await walker.picture("sub-own-consent")
    await walker.say("/mine")
    await walker.press("Всё в календарь")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("sub-calendar")

    await walker.become(MARINA)
    await walker.say("/start")
    await walker.say("/demo")
    await walker.press("последний день")
    await walker.page.wait_for_timeout(2500)
    await walker.picture("sub-demo")
    await walker.say("/demo")
    await walker.press("утренний дайджест")
    await walker.page.wait_for_timeout(2500)
    await walker.say("/demo")
    await walker.press("продлить")
    await walker.page.wait_for_timeout(3500)

    await walker.become(ANNA)
    await expect(walker.page.locator(".inline-button", has_text="Подали").last).to_be_visible()
    await walker.picture("sub-alerts")
    await walker.press("Подали")
    await expect(walker.page.locator(".message.in", has_text="Больше не напоминаю").last).to_be_visible()
    await walker.picture("sub-applied")
    await walker.press("Вернуть напоминания")
    await walker.page.wait_for_timeout(1000)
    await walker.picture("sub-restored")

    await walker.picture("sub-anna")
    await walker.say("хватит писать мне")
    await walker.picture("sub-stop-words")
    await walker.say("/mine")
    await walker.press("Конкурсы")
    await expect(walker.newest).to_contain_text("Вы подписаны на")
    await walker.picture("sub-change")
    await walker.press("Отписаться")
    await expect(walker.newest).to_contain_text("Больше не пишу")
    await walker.picture("sub-unsubscribed")
