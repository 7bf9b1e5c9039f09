"""Access and privacy walked: links that let nobody in, withdrawn in the middle of a form, own data and their end."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.walk.test_people import seen
from tests.walk.walker import ANNA, IGOR, Walker

OLGA, PAVEL, TIMUR = 901, 902, 904


async def invite(walker: Walker) -> str:
    """A link's word for an editor of the owner's department."""
    await walker.become(OLGA)
    await walker.say("/team")
    await walker.press("Пригласить")
    await walker.press("Редактора")
    await expect(walker.newest).to_contain_text("Для одного человека")
    found = re.search(r"start=(i_[\w-]+)", await walker.newest.inner_text())
    assert found
    return found[1]


async def menu(walker: Walker, name: str) -> str:
    """The commands behind the blue button."""
    await walker.page.click("#commands-button")
    await walker.page.wait_for_timeout(500)
    await walker.picture(name)
    listed = await walker.page.locator("#commands").inner_text()
    await walker.page.keyboard.press("Escape")
    return listed


@pytest.mark.asyncio
async def test_links_that_are_over_and_an_editor_who_is_withdrawn_at_work(walker: Walker, tmp_path: Path) -> None:
    await walker.become(OLGA)
    await walker.say("/start")
    late, withdrawn = await invite(walker), await invite(walker)
    await walker.picture("rights-01-link")
    await walker.press("Отозвать ссылку")
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("rights-02-withdrawn")
    with sqlite3.connect(tmp_path / "walk.db", timeout=30) as base:
        base.execute("UPDATE invitations SET expires_at = '2026-01-01 00:00:00.000000'")
    await walker.become(ANNA)
    for number, word in enumerate((late, withdrawn, "i_forged", "i_" + "x" * 60), 3):
        await walker.say(f"/start {word}")
        await expect(walker.newest).not_to_contain_text("Вас приглашают")
        await walker.picture(f"rights-{number:02}-over")
    await walker.say("/content")
    await walker.picture("rights-07-stranger")

    await walker.become(PAVEL)
    await walker.say("/start")
    listed = await menu(walker, "rights-07-commands")
    assert "/content" in listed
    assert "/team" in listed
    assert "/queue" not in listed
    await walker.say("/content")
    await walker.press("💬 Частый вопрос")
    await walker.press("Добавить")
    await walker.say("Как открыть школьный музей?")
    await expect(walker.newest).to_contain_text("2 из 4")
    await walker.become(OLGA)
    await walker.say("/team")
    await walker.picture("rights-08-team")
    await walker.press("Павел")
    await expect(walker.newest).to_contain_text("Может")
    await walker.picture("rights-09-member")
    await walker.press("Отозвать доступ")
    await expect(walker.newest).to_contain_text("Доступ отозван")
    await walker.picture("rights-10-out")
    await walker.become(PAVEL)
    await walker.page.fill("#composer textarea", "Напишите в управление.")
    await walker.page.click("#send")
    await seen(walker, "закрыт")
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("rights-11-at-work")
    await walker.say("/start")
    await walker.picture("rights-12-menu")
    await walker.page.reload()
    assert "/content" not in await menu(walker, "rights-12-commands")
    await walker.become(OLGA)
    await walker.press("Вернуть доступ")
    await expect(walker.newest).to_contain_text("Может")
    await walker.become(PAVEL)
    await walker.say("/content")
    await walker.press("Черновики: 1")
    await seen(walker, "ждёт ответа")
    await walker.picture("rights-13-back")


@pytest.mark.asyncio
async def test_own_data_are_shown_given_deleted_and_asked_about_anew(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("/start")
    await walker.say("нам отказали в возмещении коммуналки, куда жаловаться")
    shown = await walker.say("/my_data")
    await expect(shown).to_be_visible()
    await seen(walker, "Храню о вас")
    await walker.picture("privacy-01-kept")
    await walker.say("/delete_me")
    await seen(walker, "Удалить ваши данные навсегда?")
    await walker.picture("privacy-02-ask")
    await walker.press("Не надо")
    await seen(walker, "Ничего не удалил")
    await walker.picture("privacy-03-no")
    await walker.say("/delete_me")
    await walker.press("Удалить мои данные")
    await seen(walker, "Ваши данные удалены")
    await walker.picture("privacy-04-gone")
    await walker.say("/my_data")
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("privacy-05-nothing")
    await walker.say("/start c_demo-teply-gorod")
    await walker.press("Напомнить")
    await seen(walker, "Согласен")
    await walker.picture("privacy-06-consent")
    await walker.press("Не надо")
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("privacy-07-declined")
    await walker.say("/start c_demo-teply-gorod")
    await walker.press("Напомнить")
    await walker.press("Согласен")
    await seen(walker, "апомню")
    await walker.picture("privacy-08-landed")
    await walker.become(IGOR)
    await walker.say("/settings")
    await walker.picture("privacy-09-settings")
