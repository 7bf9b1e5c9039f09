"""A year is signed in chat: versions, their difference, and what a signed year refuses."""

import asyncio
import io

import pytest
from docx import Document

from core.reports.annual import annual_report
from core.reports.printers.docx import print_docx
from tests.handlers.conftest import VERA, Chat
from tests.handlers.test_collect import begin, counts, social, template
from tests.handlers.test_imports import send

pytestmark = pytest.mark.asyncio


async def printed(talk: Chat, year: int, version: int | None = None) -> str:
    async with talk.database.reading() as session:
        report = await annual_report(session, year, version)
    document = Document(io.BytesIO(await asyncio.to_thread(print_docx, report)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


async def collected(talk: Chat) -> None:
    await begin(talk)
    await send(talk, social(await template(talk, "Соцзащита")))
    await talk.press(VERA, "Применить")


async def test_a_year_in_work_marks_gaps_by_department_and_a_signed_one_refuses_files(talk: Chat) -> None:
    await collected(talk)
    draft = await printed(talk, 2026)
    assert "Проект: год ещё собирают" in draft
    assert "ждём: Имущество (КУМИ)" in draft
    assert "Заключено 1 соглашение на 1 200,0 тыс. рублей." in draft.replace("\u00a0", " ")
    shown = await talk.press_data(VERA, "ys:2026")
    assert shown.startswith("Подписать 2026 год?")
    assert "⏳ Не сдали: Образование, Культура и спорт" in shown
    signed = await talk.press(VERA, "✍️ Подписать версию 1")
    assert signed.startswith("2026 год подписан: версия 1")
    assert "Проект" not in await printed(talk, 2026)
    refused = await talk.press_data(VERA, "yqu:1")
    assert refused.startswith("Год 2026 подписан: отменить файл уже нельзя.")
    book = await send(talk, social(await signed_template(talk)))
    assert book.startswith("Год 2026 подписан: файл не принят, в базе ничего не изменилось.")
    assert await counts(talk) == (1, 1, 1)
    again = await talk.press_data(VERA, "yso:2026:1")
    assert again.startswith("2026 год уже подписан: версия 1.")
    assert (await talk(VERA, "/stats")).startswith("2026 год")


async def signed_template(talk: Chat) -> "object":
    """The department's workbook as it is given out: also after the signing, to be looked at."""
    await talk.press_data(VERA, "yqf:2026:social")
    import openpyxl

    from tests.handlers.test_imports import files

    return openpyxl.load_workbook(io.BytesIO(files(talk, VERA)[-1][1]))


async def test_an_overwritten_text_whose_figure_the_rows_deny_is_marked(talk: Chat) -> None:
    await begin(talk)
    book = social(await template(talk, "Соцзащита"))
    row = next(cell.row for cell in book["Тексты"]["B"] if cell.value == "2.1")
    titles = [cell.value for cell in book["Тексты"][1]]
    book["Тексты"].cell(row, titles.index("Что сделано") + 1).value = "Город выделил 1 300,0 тыс. рублей для 1 НКО."
    await send(talk, book)
    await talk.press(VERA, "Применить")
    draft = await printed(talk, 2026)
    assert "[1\u00a0300,0: не сходится со строками]" in draft


async def test_a_correction_of_a_signed_report_makes_a_second_version_and_both_are_printed(talk: Chat) -> None:
    await talk(VERA, "/check 2023")
    await talk.press(VERA, "По одному")
    await talk.press(VERA, "✏️ Исправить")
    assert "Проект: исправлено после подписанной версии 1" in await printed(talk, 2023)
    listed = await talk.press_data(VERA, "yv:2023")
    assert "Версия 1: 22 ноября 2026, подписанный документ" in listed
    assert "• Таблица 2, Итого, консультации: 424 → 434" in listed
    asked = await talk.press(VERA, "✍️ Подписать год")
    assert asked.startswith("Подписать исправленный 2023 год, версия 2?")
    await talk.press(VERA, "✍️ Подписать версию 2")
    assert "\n424\n" in await printed(talk, 2023, 1)
    assert "\n434\n" in await printed(talk, 2023, 2)
    assert "\n424\n" not in await printed(talk, 2023, 2)
    shown = await talk.press_data(VERA, "yv:2023")
    assert "Версия 2 против 1" in shown
    assert "424 → 434" in shown


async def test_a_year_signed_by_its_document_needs_no_version(talk: Chat) -> None:
    await talk(VERA, "/stats 2023")
    assert (await talk.press_data(VERA, "ys:2023")).startswith("2023 год подписан документом.")
    assert "исправлений не было" in await talk.press_data(VERA, "yv:2023")


async def test_only_who_leads_the_report_signs(talk: Chat) -> None:
    from storage.terms import Role
    from tests.handlers.test_findings import hire

    await collected(talk)
    owner = await hire(talk, "culture", Role.OWNER)
    await talk.press_data(owner, "yso:2026:1")
    async with talk.database.reading() as session:
        report = await annual_report(session, 2026)
    assert report.standing.version is None
