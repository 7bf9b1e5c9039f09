"""An announcement walked by an editor and a reader: filters, a time, sending, opening, correcting, declining."""

import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, IGOR, MARINA, Walker

PDF = {"name": "polozhenie.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 polozhenie"}


@pytest.mark.asyncio
async def test_an_announcement_is_prepared_sent_opened_corrected_and_declined(walker: Walker) -> None:
    for person in (ANNA, IGOR):
        await walker.become(person)
        await walker.say("/start")
    await walker.become(MARINA)
    await walker.say("/start")
    asked = await walker.say("/announce")
    await expect(asked).to_contain_text("Пришлите текст")
    await walker.picture("announce-ask")
    await walker.say("Собрание НКО в среду, 25 ноября, в 15:00 в Доме НКО (пример). Приходите с вопросами о субсидиях.")
    await walker.picture("announce-whom")
    await walker.press("Точнее")
    await expect(walker.newest).to_contain_text("Получат")
    await walker.picture("announce-filters")
    await walker.press("О чём")
    await walker.press("Конкурсы")
    await walker.picture("announce-kinds")
    await walker.press("Конкурсы")
    await walker.press("Дальше")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("announce-preview")
    await walker.press("Отправить позже")
    await walker.say("завтра в 10")
    await walker.picture("announce-echo")
    await walker.press("Отправить в это время")
    await expect(walker.newest).to_contain_text("Назначено")
    await walker.picture("announce-scheduled")
    await walker.press("Отменить отправку")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.page.locator(".inline-button", has_text="Отправить").nth(-2).click()
    await expect(walker.newest).to_contain_text("Доставлено")
    await walker.page.wait_for_timeout(6000)
    await walker.picture("announce-sent")
    await walker.press("Исправить текст")
    await walker.say("Собрание НКО в четверг, 26 ноября, в 15:00 в Доме НКО (пример).")
    await walker.picture("announce-fix")
    await walker.press("Исправить у всех")
    await expect(walker.newest).to_contain_text("Исправлено у")
    await walker.picture("announce-fixed")

    await walker.become(ANNA)
    await walker.picture("announce-reader")
    await walker.press("Не присылать объявления")
    await expect(walker.newest).to_contain_text("больше не присылаю")
    await walker.picture("announce-declined")

    await walker.become(MARINA)
    await walker.say("/start")
    await walker.press("Гранты и конкурсы")
    await walker.press("Тёплый город")
    await walker.picture("announce-card")
    await walker.press("Объявить")
    await expect(walker.newest).to_contain_text("Кому отправить")
    await walker.press("Всем")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("announce-record")


@pytest.mark.asyncio
async def test_a_file_goes_to_its_author_first_is_stopped_and_who_missed_it_is_named(
    walker: Walker, tmp_path: Path
) -> None:
    for person in (ANNA, IGOR, MARINA):
        await walker.become(person)
        await walker.say("/start")
    await walker.become(IGOR)
    await walker.page.click("#menu-button")
    await walker.page.locator("#context-menu button", has_text="Заблокировать").click()
    await expect(walker.page.locator("#unblock")).to_be_visible()
    await walker.page.wait_for_timeout(2_000)
    with sqlite3.connect(tmp_path / "walk.db", timeout=30) as base:
        # Whoever blocked before is not in the audience: this one left, and the other fell asleep, only just now.
        base.execute("UPDATE people SET reachable = 1 WHERE external_id = ?", (str(IGOR),))
        base.execute("UPDATE people SET quiet_from = 11, quiet_to = 16 WHERE external_id = ?", (str(ANNA),))
    await walker.become(MARINA)
    await walker.say("/announce")
    await walker.page.fill("#composer textarea", "Положение о субсидиях на 2027 год (пример). Читайте до четверга.")
    await walker.page.set_input_files("#file-input", PDF)
    await expect(walker.newest).to_contain_text("Кому отправить")
    await walker.press("Всем")
    await expect(walker.newest).to_contain_text("Тихие часы")
    await walker.picture("announce-file-preview")
    await walker.press("Сначала мне")
    await expect(walker.page.locator(".message.in", has_text="polozhenie.pdf").last).to_be_visible()
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("announce-file-me")
    await walker.page.locator(".inline-button", has_text="Отправить").nth(-2).click()
    await expect(walker.page.locator(".inline-button", has_text="Остановить").last).to_be_visible()
    await walker.page.wait_for_timeout(4_000)
    await walker.picture("announce-file-progress")
    await walker.press("Остановить")
    await expect(walker.page.locator(".message.in", has_text="Остановлено").last).to_be_visible()
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("announce-file-stopped")
    await walker.press("Кто не получил")
    await expect(walker.page.locator(".message.in", has_text="заблокирован").last).to_be_visible()
    await walker.picture("announce-file-missed")
