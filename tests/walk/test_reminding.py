"""Reminders walked further: results after «Подали», a week's digest, quiet hours, «Сдали» and the next year."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from storage.editing import change_fields
from storage.engine import open_database
from tests.walk.walker import ANNA, IGOR, MARINA, Walker

TIMUR = 904


async def _show(walker: Walker, what: str) -> None:
    """/demo by the administrator, and the time that its messages take."""
    await walker.become(MARINA)
    await walker.say("/demo")
    await walker.press(what)
    await walker.page.wait_for_timeout(3_000)


async def _enter_winners(folder: Path) -> None:
    """What an editor does in the card: winners of the season that somebody said «Подали» of."""
    with sqlite3.connect(folder / "walk.db", timeout=30) as base:
        ((key,),) = base.execute("SELECT DISTINCT subject FROM watches WHERE state = 'done'").fetchall()
    database = open_database(f"sqlite:///{folder / 'walk.db'}")
    async with database.writing() as session:
        await change_fields(session, "seasons", key, {"winners": 3}, author_id=None, now=datetime.now(UTC))
        await session.commit()
    await database.close()


@pytest.mark.asyncio
async def test_results_a_weeks_digest_quiet_hours_and_a_duty_that_was_handed_in(walker: Walker, tmp_path: Path) -> None:
    await walker.become(MARINA)
    await walker.say("/start")
    await walker.become(IGOR)
    await walker.say("/mine")
    await walker.press("Как часто писать")
    await walker.press("Раз в неделю")
    await expect(walker.newest).to_contain_text("Пишу раз в неделю")
    await walker.picture("remind-weekly-chosen")

    await _show(walker, "последний день")
    await walker.become(ANNA)
    await expect(walker.page.locator(".inline-button", has_text="Подали").last).to_be_visible()
    await walker.picture("remind-last-day")
    await walker.press("Подали")
    await expect(walker.newest).to_contain_text("Больше не напоминаю")
    await walker.picture("remind-applied")
    await _enter_winners(tmp_path)
    for _ in range(4):
        await _show(walker, "утренний дайджест")
        await walker.become(ANNA)
        if await walker.page.locator(".message.in", has_text="итоги подведены").count():
            break
    await expect(walker.page.locator(".message.in", has_text="итоги подведены").last).to_be_visible()
    await walker.picture("remind-results")

    await walker.say("/start")
    await walker.press("Мои подписки")
    await walker.press("Настройки")
    await expect(walker.page.locator(".inline-button", has_text="Тихие часы").last).to_be_visible()
    await walker.picture("remind-settings")
    await walker.press("Тихие часы")
    await expect(walker.newest).to_contain_text("не беспокоить")
    await walker.picture("remind-quiet")
    await walker.press("23:00")
    await expect(walker.newest).to_contain_text(re.compile("23:00"))
    await walker.picture("remind-quiet-chosen")

    await walker.become(TIMUR)
    await walker.say("/start d_demo-grant-report")
    await walker.picture("remind-duty")
    await walker.press("Напомнить")
    await expect(walker.newest).to_contain_text("на следующий год тоже")
    await walker.picture("remind-duty-watched")
    handed_in = walker.page.locator(".inline-button", has_text="Сдали")
    for _ in range(8):
        await _show(walker, "утренний дайджест")
        await walker.become(TIMUR)
        if await handed_in.count():
            break
    await expect(handed_in.last).to_be_visible()
    await walker.picture("remind-duty-alert")
    await walker.press("Сдали")
    await expect(walker.newest).to_contain_text("До следующего срока не напоминаю")
    await walker.picture("remind-handed-in")
    await walker.press("Вернуть напоминания")
    await expect(handed_in.last).to_be_visible()
    await walker.picture("remind-handed-in-back")

    await walker.become(IGOR)
    await walker.page.wait_for_timeout(500)
    await walker.picture("remind-weekly")
