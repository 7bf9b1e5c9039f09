"""Premises walked by a person: the command, a typed search and what follows it, a card with a visit."""

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, Walker


@pytest.mark.asyncio
async def test_premises_are_found_narrowed_followed_and_looked_at(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("/premises", 60)
    await expect(walker.newest).to_contain_text("для НКО")
    await walker.picture("premises-list")
    await walker.say("нужно помещение до 50 метров в Рудничном под кружок")
    await expect(walker.newest).to_contain_text("Такого сейчас нет")
    await walker.picture("premises-none")
    await walker.say("а в заводском?")
    await expect(walker.newest).to_contain_text("1 помещение")
    await walker.picture("premises-found")
    await walker.press("Уточнить")
    await expect(walker.newest).to_contain_text("Что уточнить?")
    await walker.picture("premises-narrow")
    await walker.press("Условия")
    await expect(walker.newest).to_contain_text("На каких условиях?")
    await walker.press("Бесплатно")
    await expect(walker.newest).to_contain_text("бесплатно")
    await walker.picture("premises-screen")
    await walker.press("Студия 44")
    await expect(walker.newest).to_contain_text("Назначение")
    await walker.picture("premises-card")
    await walker.press("Записаться на осмотр")
    await expect(walker.newest).to_contain_text("Передать вопрос специалисту")
    await walker.picture("premises-visit")
