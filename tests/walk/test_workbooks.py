"""A workbook walked in the chat page: taken, sent back wrong and marked, mended, applied and taken back."""

from pathlib import Path

import openpyxl
import pytest
from playwright.async_api import expect

from tests.walk.test_people import seen
from tests.walk.walker import ANNA, Walker

PAVEL = 902


async def taken(walker: Walker, folder: Path) -> Path:
    """The file of the newest bubble that has one."""
    async with walker.page.expect_download() as waiting:
        await walker.page.locator(".message.in a[download]").last.click()
    download = await waiting.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    return path


@pytest.mark.asyncio
async def test_a_table_goes_out_comes_back_wrong_then_right_and_is_taken_back(walker: Walker, tmp_path: Path) -> None:
    await walker.become(PAVEL)
    await walker.say("/start")
    await walker.say("/data")
    await expect(walker.newest).to_contain_text("Какую таблицу дать")
    await walker.picture("workbook-01-menu")
    await walker.press("☎️ Контакты")
    await expect(walker.page.locator(".message.in", has_text=".xlsx").last).to_be_visible(timeout=30_000)
    await walker.picture("workbook-02-given")
    path = await taken(walker, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Контакты"]
    titles = [cell.value for cell in sheet[1]]
    names = [str(sheet.cell(row, titles.index("Коротко") + 1).value) for row in range(2, sheet.max_row + 1)]
    own, foreign = names.index("Управление образования") + 2, names.index("КУМИ") + 2
    phone = titles.index("Телефон") + 1
    sheet.cell(own, phone).value = "звоните"
    book.save(path)
    await walker.page.set_input_files("#file-input", path)
    await expect(walker.page.locator(".message.in", has_text="замечани").last).to_be_visible(timeout=30_000)
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("workbook-03-refused")
    marked = openpyxl.load_workbook(await taken(walker, tmp_path))
    assert marked["Контакты"].cell(own, phone).comment is not None
    assert marked["Контакты"].cell(own, phone).fill.fill_type == "solid"
    sheet.cell(own, phone).value = "8 3842 58-00-01"
    sheet.cell(foreign, phone).value = "8 3842 58-00-02"
    book.save(path)
    await walker.page.set_input_files("#file-input", path)
    await expect(walker.page.locator(".message.in", has_text="другого управления").last).to_be_visible(timeout=30_000)
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("workbook-04-foreign")
    sheet.cell(foreign, phone).value = None
    book.save(path)
    await walker.page.set_input_files("#file-input", path)
    await expect(walker.newest).to_contain_text("Всё сходится")
    await walker.picture("workbook-05-difference")
    await walker.press("Применить")
    await expect(walker.newest).to_contain_text("Применено")
    await walker.picture("workbook-06-applied")
    await walker.page.set_input_files("#file-input", path)
    await expect(walker.newest).to_contain_text("Ничего не изменилось")
    await walker.picture("workbook-07-again")
    await walker.press("Отменить")
    await seen(walker, "Отменено")
    await walker.picture("workbook-08-undone")

    await walker.become(ANNA)
    await walker.page.set_input_files("#file-input", path)
    await expect(walker.page.locator(".message.in").last).to_be_visible(timeout=30_000)
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("workbook-09-stranger")
