"""Each wrong cell is named by sheet and cell, with what stands there and what should; nothing is applied by halves."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from core.imports.names import new_key
from core.messages import Action
from storage.records.eligibility import Rule
from tests.core.imports.conftest import Office, actions, text

pytestmark = pytest.mark.asyncio

CASES: list[tuple[str, str, str, Any, str]] = [
    ("contests", "Сезоны", "Сумма, тыс. ₽", "2 856,2 тыс", "«2 856,2 тыс». Нужно число: 2856,2"),
    ("contests", "Сезоны", "Сумма, тыс. ₽", "2,9 млн", "«2,9 млн». Нужно число: 2900"),
    ("contests", "Сезоны", "Сумма, тыс. ₽", "много", "«много». Нужно число"),
    ("contests", "Сезоны", "Сумма, тыс. ₽", 0.00000001, "точнее копейки не бывает"),
    ("contests", "Сезоны", "Сумма, тыс. ₽", -5, "«-5». Нужно число от 0"),
    ("contests", "Сезоны", "Подано", 12.5, "«12,5». Нужно целое число, например 12"),
    ("contests", "Сезоны", "Год", 23, "«23». Нужно число от 1990 до 2100"),
    ("contests", "Сезоны", "Год", None, "Год: пусто. Здесь нужно значение"),
    ("contests", "Сезоны", "Итоги", "31.02.2026", "«31.02.2026». Нужна дата, например 11.12.2026"),
    ("contests", "Сезоны", "Итоги", 46000, "«46000». Нужна дата, например 11.12.2026"),
    ("contests", "Сезоны", "Итоги", "в мае", "«в мае». Нужна дата, например 11.12.2026"),
    ("contests", "Сезоны", "Время конца", "23:59", "время есть, а дня нет. Впишите дату"),
    (
        "contests",
        "Сезоны",
        "Состояние",
        "скоро",
        "«скоро». Нужно одно из: ожидается, объявлен, продлён, сокращён, закрыт",
    ),
    (
        "contacts",
        "Контакты",
        "Телефон",
        "звоните",
        "«звоните». Нужен номер телефона, например 8 3842 58-00-00, доб. 12",
    ),
    ("contests", "Сезоны", "Часы", "Нью-Васюки", "«Нью-Васюки». Нужно одно из: местное, Москва"),
    (
        "contests",
        "Сезоны",
        "Конкурс",
        "Президентские грант",
        "В базе есть «Президентские гранты». Если это она, впишите так",
    ),
    ("contests", "Сезоны", "Конкурс", "Ъъъъъ", "«Ъъъъъ». В базе такой записи нет"),
    ("contests", "Сезоны", "Страница приёма", "сайт фонда", "Нужен адрес сайта целиком, с https://"),
    ("contests", "Конкурсы", "Наука", "может быть", "Нужно одно из: да, нет"),
    ("contests", "Конкурсы", "Сферы", "Спорт; Балет", "В базе такой записи нет"),
    ("contests", "Конкурсы", "Полное название", "=1+1", "«=1+1». Нужно значение, а не формула"),
    ("contests", "Конкурсы", "Организатор", "Ф" * 9000, "Текст длиннее 8000 знаков"),
    ("duties", "Обязательства", "Месяц", 13, "«13». Нужно число от 1 до 12"),
    ("duties", "Обязательства", "Для каких форм", "АНО; колхоз", "Нужно одно из: АНО, НКО"),
    ("premises", "Помещения", "Условие", "даром", "Нужно одно из: бесплатно, льготная аренда, аренда"),
    ("trainings", "Обучение", "День начала", "завтра", "«завтра». Нужна дата"),
]


@pytest.mark.parametrize(("name", "sheet", "title", "value", "expected"), CASES, ids=range(len(CASES)))
async def test_a_wrong_cell_is_named_with_what_stands_and_what_should(
    office: Office, name: str, sheet: str, title: str, value: Any, expected: str
) -> None:
    book = await office.take(name)
    row = 3
    if title == "Время конца":
        row = book.row(sheet, "Название сезона", "Президентские гранты, 2023 год")
    cell = book.cell(sheet, row, title)
    cell.value = value
    place = cell.coordinate
    before, version = await office.everything(), await office.version()
    answer = await office.send(book, file_name="Наш файл.xlsx")
    shown = text(answer)
    assert shown.startswith("Не принято: 1 замечание. В базе ничего не изменилось.")
    where = place if title != "Время конца" else book.cell(sheet, row, "Приём до").coordinate
    assert f"1. Лист «{sheet}», {where}: " in shown
    assert expected in shown
    assert Action.DATA_APPLY not in actions(answer)
    assert await office.everything() == before
    assert await office.version() == version
    [file] = answer.files
    assert file.name == "Наш файл-замечания.xlsx"
    marked = openpyxl.load_workbook(io.BytesIO(file.content))[sheet][where]
    assert marked.fill.fgColor.rgb == "FFFFC7CE"
    assert marked.comment is not None
    assert expected.rsplit("». ", maxsplit=1)[-1] in marked.comment.text


async def test_many_remarks_are_counted_five_are_shown_and_all_are_marked(office: Office) -> None:
    book = await office.take("contests")
    for row in range(2, 11):
        book.put("Сезоны", row, Год="давно")
    answer = await office.send(book)
    assert text(answer).startswith("Не принято: 9 замечаний.")
    assert "5. Лист" in text(answer)
    assert "6. Лист" not in text(answer)
    assert "И ещё 4, все отмечены в файле." in text(answer)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.files[0].content))["Сезоны"]
    assert sum(1 for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment) == 9


async def test_the_marked_file_can_be_corrected_and_sent(office: Office) -> None:
    from tests.core.imports.conftest import Workbook

    book = await office.take("contests")
    book.put("Сезоны", 2, Год="давно")
    book.put("Сезоны", 3, Название_сезона="Новое имя")
    marked = Workbook((await office.send(book)).files[0].content)
    marked.put("Сезоны", 2, Год=book_year(await office.take("contests")))
    preview = await office.send(marked)
    assert "изменится 1" in text(preview)
    assert "Новое имя" in text(preview)


def book_year(book: Any) -> int:
    return int(book.cell("Сезоны", 2, "Год").value)


async def test_a_missing_sheet_a_missing_column_and_a_doubled_one_are_said(office: Office) -> None:
    book = await office.take("contests")
    del book.book["Сезоны"]
    assert "Лист «Сезоны»: листа в файле нет" in text(await office.send(book))
    book = await office.take("measures")
    book.book["Меры"].delete_cols(book.column("Меры", "Срок"))
    assert "нет столбца: Срок" in text(await office.send(book))
    book = await office.take("measures")
    book.cell("Меры", 1, "Срок").value = "Год"
    assert "Год" in text(await office.send(book))


async def test_columns_may_be_moved_and_own_ones_are_not_read(office: Office) -> None:
    book = await office.take("measures")
    sheet = book.book["Меры"]
    sheet.insert_cols(2)
    sheet.cell(1, 2).value = "Моя пометка"
    sheet.cell(2, 2).value = "спросить Веру"
    answer = await office.send(book)
    assert text(answer).startswith("Ничего не изменилось.")
    assert "Столбцов «Моя пометка» в шаблоне нет, их не читаю." in text(answer)


async def test_the_same_record_in_two_rows_is_refused(office: Office) -> None:
    book = await office.take("measures")
    sheet, row = book.book["Меры"], book.last("Меры") + 1
    for column in range(2, sheet.max_column + 1):
        sheet.cell(row, column).value = sheet.cell(2, column).value
    assert f"строка {row}: такая запись уже стоит в строке 2" in text(await office.send(book))
    sheet.cell(row, 1).value = sheet.cell(2, 1).value
    assert "Не принято" in text(await office.send(book))


async def test_an_end_before_its_beginning_is_refused(office: Office) -> None:
    book = await office.take("contests")
    row = book.row("Сезоны", "Название сезона", "Президентские гранты, 2023 год")
    book.put("Сезоны", row, Приём_с=datetime(2023, 5, 2), Приём_до=datetime(2023, 5, 1))  # noqa: DTZ001
    assert "«01.05.2023». Раньше, чем «Приём с»" in text(await office.send(book))


async def test_a_day_that_a_month_does_not_have_is_refused(office: Office) -> None:
    book = await office.take("duties")
    book.put("Обязательства", 2, День=31, Месяц=4)
    assert "«31». Такого дня в этом месяце нет, последний 30" in text(await office.send(book))


async def test_text_that_begins_like_a_formula_stays_text_both_ways(office: Office) -> None:
    book = await office.take("contacts")
    for column, value in (("Телефон", "+7 (384) 200-00-00"), ("Часы работы", "@x"), ("Где на сайте", "-1 день")):
        book.cell("Контакты", 2, column).value = value
    formula = book.cell("Контакты", 2, "Чем поможет")
    formula.value = "=1+1"
    formula.data_type = "s"
    preview = await office.send(book)
    assert "+7 (384) 200-00-00" in text(preview)
    await office.press(preview, Action.DATA_APPLY)
    out = await office.take("contacts")
    for column, value in (
        ("Телефон", "+7 (384) 200-00-00"), ("Часы работы", "@x"), ("Где на сайте", "-1 день"), ("Чем поможет", "=1+1"),
    ):  # fmt: skip
        cell = out.cell("Контакты", 2, column)
        assert (cell.value, cell.data_type) == (value, "s")


async def test_markup_in_a_cell_reaches_nobody_as_markup(office: Office) -> None:
    book = await office.take("premises")
    book.put("Помещения", 2, Название="<b>&\"'{{7*7}}")
    preview = await office.send(book)
    assert "&lt;b&gt;&amp;&#34;&#39;{{7*7}}" in preview.text
    book.put("Помещения", 2, Условие="<i>даром</i>")
    assert "&lt;i&gt;даром&lt;/i&gt;" in (await office.send(book)).text


async def test_numbers_dates_and_words_are_read_as_people_write_them(office: Office) -> None:
    book = await office.take("contests")
    row = book.row("Сезоны", "Название сезона", "Президентские гранты, 2023 год")
    book.put(
        "Сезоны", row, Год="2023", Состояние="Закрыт ", Приём_с="01.02.2023", Приём_до="2023-03-01",
        Время_конца="18.00", Часы="москва", Подано=142.0,
    )  # fmt: skip
    book.cell("Сезоны", row, "Сумма, тыс. ₽").value = "19\u00a0489,1"
    preview = await office.send(book)
    assert "изменится 1" in text(preview)
    assert "приём до: пусто → среда, 1 марта 2023, 18:00 (Москва)" in text(preview)
    assert "сумма" not in text(preview)


async def test_a_template_is_made_for_excel_people(office: Office) -> None:
    book = await office.take("contests")
    assert book.book.sheetnames[:2] == ["Конкурсы", "Сезоны"]
    assert book.book["service"].sheet_state == "veryHidden"
    sheet = book.book["Сезоны"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref
    assert sheet["B1"].font.b
    assert sheet.column_dimensions["A"].hidden
    assert sheet["B1"].comment is not None
    lists = {str(one.sqref).split(":")[0][0] for one in sheet.data_validations.dataValidation}
    assert len(lists) >= 3


async def test_a_key_is_latin_short_and_not_taken() -> None:
    assert new_key("Тёплый город", []) == "tyoplyy-gorod"
    assert new_key("Тёплый город", ["tyoplyy-gorod"]) == "tyoplyy-gorod-2"
    assert new_key("!!!", []) == "record"
    assert len(new_key("щ" * 100, ["shch" * 10])) <= 40


async def test_the_refused_file_is_the_sent_one_with_its_own_colours_widths_and_formulas(office: Office) -> None:
    from openpyxl.styles import PatternFill

    book = await office.take("contests")
    sheet = book.book["Сезоны"]
    book.put("Сезоны", 2, Год="давно")
    own = book.cell("Сезоны", 4, "Название сезона")
    own.fill = PatternFill("solid", start_color="FF00FF00")
    sheet.column_dimensions["D"].width = 77
    beside = book.book.create_sheet("Черновые расчёты")
    beside["A1"] = "=SUM(B1:B3)"
    answer = await office.send(book)
    marked = openpyxl.load_workbook(io.BytesIO(answer.files[0].content))
    assert marked["Сезоны"][own.coordinate].fill.fgColor.rgb == "FF00FF00"
    assert marked["Сезоны"].column_dimensions["D"].width == 77
    assert marked["Черновые расчёты"]["A1"].value == "=SUM(B1:B3)"
    assert marked["service"].sheet_state == "veryHidden"
    wrong = book.cell("Сезоны", 2, "Год").coordinate
    assert "Нужно число" in marked["Сезоны"][wrong].comment.text


async def test_a_newer_file_of_the_same_book_drops_the_preview_of_the_older_one(office: Office) -> None:
    book = await office.take("contests")
    book.put("Сезоны", 3, Название_сезона="Первое имя")
    older = await office.send(book)
    book.put("Сезоны", 3, Название_сезона="Второе имя")
    newer = await office.send(book)
    assert "не применяю" in text(await office.press(older, Action.DATA_APPLY))
    assert text(await office.press(newer, Action.DATA_APPLY)).startswith("Применено.")


async def test_rules_go_out_and_come_back_and_a_new_one_is_read(office: Office) -> None:
    book = await office.take("rules")
    assert text(await office.send(book)).startswith("Ничего не изменилось.")
    row = book.last("Условия") + 1
    book.put("Условия", row, Конкурс="«Соседи» (пример)", О_чём="форма заявителя", Сравнение="одно из",
             Значение="АНО; ТОС", Условие_словами="участвуют АНО и ТОС")  # fmt: skip
    added = next(iter((await office.change(book)).buttons), None)
    assert added
    found = [one for one in (await office.all(Rule)).values() if one.reason == "участвуют АНО и ТОС"]
    assert [one.value for one in found] == [("ano", "tos")]
    book = await office.take("rules")
    book.put("Условия", row, Значение="шесть")
    book.put("Условия", row, О_чём="возраст организации, мес.")
    assert "Не подходит к столбцам «О чём» и «Сравнение»" in text(await office.send(book))
