"""A training walked in the chat page: announced, signed up to by two for one place, moved, led, materials sent."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.walk.test_people import seen
from tests.walk.walker import ANNA, IGOR, Walker

PAVEL = 902
NAME = "Смета гранта (пример)"
PDF = {"name": "smeta.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 smeta"}


def begins(folder: Path, minutes: int) -> None:
    """Let the training begin in so many minutes, as everybody knew it all along, and let sign-ups be a week old."""
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    stamp, week = (one.strftime("%Y-%m-%d %H:%M:00.000000") for one in (moment, moment - timedelta(days=7)))
    with sqlite3.connect(folder / "walk.db", timeout=30) as base:
        key = base.execute("SELECT key FROM trainings WHERE title = ?", (NAME,)).fetchone()[0]
        base.execute("UPDATE trainings SET starts_at = ? WHERE key = ?", (stamp, key))
        base.execute(
            "UPDATE training_signups SET known_starts_at = ?, asked_at = ? WHERE training = ?", (stamp, week, key)
        )


async def open_card(walker: Walker, person: int) -> None:
    await walker.become(person)
    await walker.say("/trainings")
    await walker.press(NAME)
    await expect(walker.newest).to_contain_text("О смете")


@pytest.mark.asyncio
async def test_a_training_from_its_announcement_to_the_materials(walker: Walker, tmp_path: Path) -> None:
    await walker.become(PAVEL)
    await walker.say("/start")
    await walker.say("/content")
    await walker.press("🎓 Обучение")
    await walker.picture("training-01-table")
    await walker.press("Добавить")
    await expect(walker.newest).to_contain_text("1 из")
    await walker.say(NAME)
    await walker.say("О смете: что берут, что режут.")
    await walker.picture("training-02-zone")
    await walker.press("местное")
    await expect(walker.newest).to_contain_text("Когда начало")
    await walker.say("31 февраля 18:00")
    await expect(walker.newest).to_contain_text("Такого дня")
    await walker.picture("training-03-wrong")
    await walker.say("25 ноября 18:00")
    await expect(walker.newest).to_contain_text("Где")
    await walker.picture("training-04-echo")
    await walker.say("ул. Примерная, 7")
    await walker.say("1")
    for _ in range(5):
        if await walker.page.locator(".message.in").last.locator("text=Так увидят люди").count():
            break
        await walker.press("Пропустить")
        await walker.page.wait_for_timeout(1_000)
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("training-05-preview")
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Опубликовано")
    await walker.picture("training-06-published")

    await walker.become(ANNA)
    asked = await walker.say("ближайшее обучение")
    await expect(asked).to_contain_text("Ближайшее обучение")
    await walker.picture("training-07-typed")
    await open_card(walker, ANNA)
    await walker.picture("training-08-card")
    await walker.press("Записаться")
    await expect(walker.newest).to_contain_text("Вы записаны")
    await walker.picture("training-09-signed")
    await open_card(walker, IGOR)
    await walker.press("В лист ожидания")
    await expect(walker.newest).to_contain_text("листе ожидания")
    await walker.picture("training-10-waiting")

    await open_card(walker, PAVEL)
    await walker.picture("training-11-card-editor")
    await walker.press("Записались")
    await expect(walker.newest).to_contain_text("записались 1 из 1")
    await walker.picture("training-12-signups")
    await walker.press("К занятию")
    await walker.press("✏️ Изменить")
    await expect(walker.newest).to_contain_text("Что изменить")
    await walker.picture("training-13-fields")
    await walker.press("День начала")
    await walker.say("26 ноября 17:00")
    await expect(walker.newest).to_contain_text("Так увидят люди")
    await walker.picture("training-14-moved-preview")
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Изменено")
    await walker.picture("training-15-moved-published")

    await walker.become(ANNA)
    await seen(walker, "перенесли на")
    await walker.picture("training-16-moved")
    await walker.press("Не приду")
    await expect(walker.newest).to_contain_text("вас больше нет")
    await walker.picture("training-17-off")
    await walker.become(IGOR)
    await seen(walker, "Освободилось место")
    await walker.picture("training-18-moved-up")
    begins(tmp_path, 50)
    await seen(walker, "Пишу, потому что вы записались")
    await walker.picture("training-19-soon")
    begins(tmp_path, -5)

    await walker.become(PAVEL)
    await walker.say("/trainings")
    await walker.press("Отметить")
    await expect(walker.newest).to_contain_text("Пришли: 0")
    await walker.picture("training-20-begun")
    await walker.press("▫️ Игорь")
    await expect(walker.newest).to_contain_text("Пришли: 1")
    await walker.picture("training-21-came")
    await walker.press("Материалы")
    await expect(walker.newest).to_contain_text("пришлите материалы")
    await walker.picture("training-22-materials")
    await walker.say("https://example.org/smeta")
    await walker.page.set_input_files("#file-input", PDF)
    await expect(walker.newest).to_contain_text("smeta.pdf")
    await walker.picture("training-23-gathered")
    await walker.press("Отправить")
    await expect(walker.newest).to_contain_text("материалы сохранены")
    await walker.picture("training-24-kept")

    await walker.become(IGOR)
    await expect(walker.page.locator(".message.in", has_text="smeta.pdf").last).to_be_visible(timeout=90_000)
    await walker.picture("training-25-got")
