"""The departments' desk in a browser: invited by a link, let in, withdrawn, taken back; a change and its way back."""

import re

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, MARINA, Walker

OLGA, PAVEL, SVETLANA, TIMUR, IRINA = 901, 902, 903, 904, 905


@pytest.mark.asyncio
async def test_an_owner_invites_and_withdraws_and_a_change_is_taken_back(walker: Walker) -> None:
    await walker.become(OLGA)
    await walker.page.fill("#composer textarea", "/start")
    await walker.page.click("#send")
    await expect(walker.newest).to_be_visible(timeout=60_000)
    for person, role in ((OLGA, "владелец"), (PAVEL, "редактор"), (SVETLANA, "специалист"), (TIMUR, "статистик")):
        await walker.become(person)
        await walker.say("/start")
        await walker.press("Для сотрудников")
        await expect(walker.newest).to_contain_text(f"Вы {role}")
        await walker.picture(f"desk-staff-{person}")

    await walker.become(OLGA)
    team = await walker.say("/team")
    await expect(team).to_contain_text("Образование: 3")
    await walker.picture("desk-team")
    await walker.press("Пригласить")
    await expect(walker.newest).to_contain_text("Кого пригласить")
    await walker.picture("desk-invite")
    await walker.press("Редактора")
    await expect(walker.newest).to_contain_text("Для одного человека")
    await walker.picture("desk-invited")
    found = re.search(r"start=(i_[\w-]+)", await walker.newest.inner_text())
    assert found

    await walker.become(ANNA)
    await walker.say(f"/start {found[1]}")
    await expect(walker.newest).to_contain_text("Вас приглашают: редактор управления образования")
    await walker.picture("desk-invitation")
    await walker.press("Принять приглашение")
    await expect(walker.newest).to_contain_text("Готово")
    await walker.picture("desk-joined")
    await walker.say("/content")
    await walker.picture("desk-content")

    await walker.become(OLGA)
    await expect(walker.newest).to_contain_text("По вашей ссылке")
    await walker.picture("desk-told")
    await walker.press("Отозвать доступ")
    await expect(walker.newest).to_contain_text("Доступ отозван")
    await walker.picture("desk-withdrawn")

    await walker.become(ANNA)
    await expect(walker.newest).to_contain_text("Доступ закрыт")
    await walker.say("/content")
    await expect(walker.newest).to_contain_text("закрыт с")
    await walker.picture("desk-closed")

    await walker.become(OLGA)
    await walker.press("Вернуть доступ")
    await expect(walker.newest).to_contain_text("Может:")
    await walker.picture("desk-member")

    await walker.become(IRINA)
    await walker.say("/content")
    await walker.press("Помещение")
    await walker.picture("desk-records")

    await walker.become(PAVEL)
    await walker.say("/content")
    await walker.press("Проверить")
    await walker.picture("desk-stale")
    await walker.press("✅")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("desk-checked")
    await walker.say("/history")
    await expect(walker.newest).to_contain_text("История")
    await walker.picture("desk-history")
    await walker.press("1. ")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("desk-history-set")
    await walker.press("Вернуть, как было")
    await expect(walker.newest).to_contain_text("Возвращено")
    await walker.picture("desk-history-back")

    await walker.become(MARINA)
    await walker.say("/team")
    await walker.picture("desk-admin-team")
