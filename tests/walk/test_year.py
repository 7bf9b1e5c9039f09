"""The year in a browser: from a total to its rows, two years, the check, the report; collected and signed."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.async_api import expect

from tests.walk.walker import MARINA, Walker

OLGA = 901
"""Owner of education."""


async def said(walker: Walker, text: str, picture: str) -> None:
    """Say it, wait, look."""
    await walker.say(text)
    await walker.picture(picture)


async def pressed(walker: Walker, label: str, wanted: str, picture: str) -> None:
    """Press it, wait for the words, look."""
    await walker.press(label)
    await expect(walker.newest).to_contain_text(wanted)
    await walker.picture(picture)


@pytest.mark.asyncio
async def test_a_statistician_goes_from_a_total_to_its_source_and_prints_the_year(walker: Walker) -> None:
    await walker.become(MARINA)
    await walker.say("/start")
    await said(walker, "/stats 2023", "year-stats")
    await pressed(walker, "Таблицы 1–5", "таблицы 1–5", "year-tables")
    for number in "12345":
        await pressed(walker, f"Таблица {number}", f"Таблица {number}, 2023", f"year-table-{number}")
        await pressed(walker, "1", "Напечатано", f"year-table-{number}-row")
        await walker.press(f"« Таблица {number}")
        await walker.press("« Таблицы")
        await expect(walker.newest).to_contain_text("таблицы 1–5")
    await pressed(walker, "Работа бота", "2023", "year-work")
    await pressed(walker, "« Сводка", "Из бюджета города", "year-back")
    await pressed(walker, "Показатели", "план", "year-indicators")
    await said(walker, "/stats 2023 спорт", "year-sphere")
    await said(walker, "статистика за 2023 по соцзащите", "year-sphere-words")
    await said(walker, "/stats 2031", "year-none")
    await said(walker, "/compare 2022 2023", "year-compare")
    await pressed(walker, "Без науки", "без науки", "year-compare-science")
    await said(walker, "/check 2023", "year-check")
    await pressed(walker, "По одному", "424", "year-finding")
    await pressed(walker, "Исправить", "Исправлено", "year-fixed")
    await pressed(walker, "Вернуть как было", "Вернул", "year-fixed-back")
    await walker.press("Так и надо")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("year-reasons")
    await walker.press("Так в документе")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("year-accepted")
    await walker.say("/check 2023")
    await walker.press("По одному")
    await walker.page.wait_for_timeout(1500)
    await walker.press("Спросить отдел")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("year-asked")
    await walker.say("/check 2023")
    await pressed(walker, "Таблицей Excel", "xlsx", "year-check-file")
    await said(walker, "/report 2023", "year-report-making")
    await walker.press("Остановить")
    await expect(walker.page.locator(".message.in", has_text="Остановлено").last).to_be_visible(timeout=30_000)
    await walker.picture("year-report-stopped")
    await walker.press("Word и Excel")
    await expect(walker.newest).to_contain_text("report-2023.xlsx", timeout=90_000)
    await walker.picture("year-report-made")


async def template(walker: Walker, folder: Path, name: str) -> Path:
    """The newest file of the chat, downloaded."""
    async with walker.page.expect_download() as waiting:
        await walker.page.locator("a.file").last.click()
    path = folder / name
    await (await waiting.value).save_as(path)
    return path


def write(path: Path, sheet: str, row: int, values: dict[str, Any]) -> None:
    """Cells of a row by their column's title."""
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book[sheet][1]]
    for title, value in values.items():
        book[sheet].cell(row, titles.index(title) + 1).value = value
    book.save(path)


async def upload(walker: Walker, path: Path, wanted: str, picture: str) -> None:
    bubbles = walker.page.locator(".message.in")
    before = await bubbles.count()
    await walker.page.set_input_files("#file-input", path)
    if await walker.page.locator("#send").is_enabled():
        await walker.page.click("#send")
    await expect(bubbles.nth(before)).to_be_visible(timeout=30_000)
    await expect(walker.page.locator(".message.in", has_text=wanted).last).to_be_visible(timeout=30_000)
    await walker.picture(picture)


@pytest.mark.asyncio
async def test_a_good_a_bad_and_a_late_department(walker: Walker, tmp_path: Path) -> None:
    await walker.become(OLGA)
    await walker.say("/start")
    await walker.become(MARINA)
    await said(walker, "/collect 2026", "collect-begin")
    await walker.press("До 15")
    await expect(walker.newest).to_contain_text("ждём")
    await walker.picture("collect-board")
    await pressed(walker, "Шаблоны", "Шаблон какого отдела", "collect-templates")

    await walker.press("Соцзащита")
    await expect(walker.page.locator("a.file").last).to_be_visible(timeout=30_000)
    await walker.picture("collect-template")
    good = await template(walker, tmp_path, "Соцзащита-2026.xlsx")
    write(good, "Программы", 2, {"Сумма, тыс. ₽": 1200, "Получателей": 1})
    await upload(walker, good, "Всё сходится", "collect-good")
    await walker.press("Применить")
    await expect(walker.page.locator(".message.in", has_text="Применено").last).to_be_visible()
    await walker.picture("collect-applied")

    await walker.become(OLGA)
    await walker.say("/collect 2026")
    await walker.picture("collect-department")
    await pressed(walker, "Шаблоны", "Шаблон какого отдела", "collect-department-templates")
    await walker.press("Образование")
    await expect(walker.page.locator("a.file").last).to_be_visible(timeout=30_000)
    await walker.picture("collect-department-template")
    bad = await template(walker, tmp_path, "Образование-2026.xlsx")
    school = "ЧОУ «Православная школа во имя святых Кирилла и Мефодия»"
    write(bad, "Программы", 2, {"Сумма, тыс. ₽": "2 856,2 тыс", "Получателей": 1})
    write(bad, "Субсидии", 2, {"Организация": school, "Название в отчёте": school, "Сумма, тыс. ₽": 2856.2})
    await upload(walker, bad, "Не принято", "collect-bad")

    await walker.become(MARINA)
    await said(walker, "/collect 2026", "collect-who-is-late")
    await walker.press("Напомнить")
    await walker.page.wait_for_timeout(2500)
    await walker.picture("collect-reminded")
    await walker.say("/collect 2026")
    await walker.press("Загрузить за отдел")
    await walker.page.wait_for_timeout(1500)
    await walker.picture("collect-for-department")
    await walker.become(OLGA)
    await walker.page.wait_for_timeout(3000)
    await walker.picture("collect-department-reminded")


@pytest.mark.asyncio
async def test_a_correction_of_a_signed_year_becomes_a_second_version(walker: Walker) -> None:
    await walker.become(MARINA)
    await walker.say("/start")
    await said(walker, "/check 2023", "sign-check")
    await walker.press("По одному")
    await pressed(walker, "Исправить", "Исправлено", "sign-corrected")
    await walker.say("/stats 2023")
    await walker.press("Отчёт файлом")
    await pressed(walker, "Версии", "Версия 1", "sign-versions")
    await pressed(walker, "Подписать год", "версия 2", "sign-ask")
    await pressed(walker, "Подписать версию 2", "подписан", "sign-signed")
    await pressed(walker, "Версии", "Версия 2 против 1", "sign-difference")
    await walker.press("Версия 1")
    await expect(walker.newest).to_contain_text("v1.xlsx", timeout=90_000)
    await walker.picture("sign-printed")
