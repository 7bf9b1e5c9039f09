"""DOCX, XLSX, CSV and JSON are opened and compared cell by cell: one base, the same figures everywhere."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import pytest_asyncio
from docx import Document
from docx.oxml.ns import qn

from core.reports.annual import annual_report, build
from core.reports.drafting import draft
from core.reports.json_printer import print_json
from core.reports.model import ALL, Report
from core.reports.printers.csv import print_csv, safe
from core.reports.printers.docx import print_docx
from core.reports.printers.xlsx import print_xlsx
from storage.engine import Database
from tests.core.reports.invented import clean_year

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NBSP = "\u00a0"
Cells = list[list[str]]


@pytest_asyncio.fixture
async def report(base: Database) -> Report:
    async with base.reading() as session:
        return await annual_report(session, 2023)


def rows_of(table: Any) -> Cells:
    """A Word table's rows; a merged cell counts once."""
    found = []
    for tr in table._tbl.tr_lst:
        cells = ["\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in tc.p_lst) for tc in tr.tc_lst]
        found.append(cells)
    return found


def word_tables(content: bytes) -> dict[str, Cells]:
    """The document's tables by what stands over them: «1» to «5», «plan» for the joined parts, «appendix»."""
    document = Document(io.BytesIO(content))
    found: dict[str, Cells] = {"plan": []}
    caption = ""
    for block in document.iter_inner_content():
        if hasattr(block, "text"):
            number = re.fullmatch(r"Таблица № (\d)", block.text)
            caption = number.group(1) if number else "appendix" if block.text == "Приложение" else caption
            continue
        rows = rows_of(block)
        if rows[0][0] == "№ п/п" and rows[0][-1].startswith("Результаты"):
            found["plan"] += rows[1:]
        elif caption:
            found[caption], caption = rows, ""
    return found


def figure(text: str) -> float:
    """A printed figure; an ordinary space inside it would not paste into Excel as a number."""
    assert " " not in text
    return float(text.replace(NBSP, "").replace(",", "."))


def same(printed: str, value: Any) -> bool:
    if isinstance(value, str):
        return printed == value
    return not printed if value is None else figure(printed) == value


def book(content: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


@pytest.mark.asyncio
async def test_every_cell_of_tables_1_to_5_is_alike_in_json_xlsx_and_docx(report: Report) -> None:
    data = json.loads(print_json(report))["tables"]
    sheets, words = book(print_xlsx(report, NOW)), word_tables(print_docx(report))
    levels = {"federal": "Федеральный", "regional": "Региональный", "municipal": "Местный"}
    for number, table in data.items():
        expected = table["rows"]
        sheet = [list(row) for row in sheets[f"Таблица {number}"].iter_rows(min_row=2, values_only=True)]
        first = [levels.get(row[0], row[0]) for row in expected] if number == "3" else [row[0] for row in expected]
        assert [row[0] for row in sheet[: len(expected)]] == first
        assert [row[1:] for row in sheet[: len(expected)]] == [row[1:] for row in expected]
        heads = 2 if number == "2" else 1
        shown = [row for row in words[number][heads:] if len(row) > 2 and not row[0].startswith(("Итого", "Всего"))]
        wanted = [row[1:] for row in expected] if number == "3" else expected
        assert len(shown) == len(wanted)
        for printed, cells in zip(shown, wanted, strict=True):
            assert all(same(text, value) for text, value in zip(printed, cells, strict=True)), printed


@pytest.mark.asyncio
async def test_a_signed_year_prints_stated_totals_and_the_workbook_shows_both_with_the_difference(
    report: Report,
) -> None:
    words, content = word_tables(print_docx(report)), print_xlsx(report, NOW)
    sheets, formulas = book(content), book(content, values=False)
    for table in report.tables:
        stated = [total.stated for total in table.totals if total.scope == ALL]
        scale = [1000 if total.unit == "roubles" else 1 for total in table.totals if total.scope == ALL]
        printed = [figure(text) for text in words[table.number][-1][1:]]
        assert printed == [float(value / by) for value, by in zip(stated, scale, strict=True) if value is not None]
        for label, pick in (("Сумма строк", "computed"), ("По отчёту", "stated")):
            row = next(r for r in sheets[f"Таблица {table.number}"].iter_rows() if label in [c.value for c in r])
            for total in (total for total in table.totals if total.scope == ALL):
                cell = row[table.index(total.column)]
                value = getattr(total, pick)
                assert cell.value == float(value / (1000 if total.unit == "roubles" else 1))
                source = formulas[f"Таблица {table.number}"][cell.coordinate].value
                assert str(source).startswith("=SUM(") == (pick == "computed")
    second = [list(row) for row in sheets["Таблица 2"].iter_rows(values_only=True)]
    assert ["Разница", 0, 10, 0, 0] in second
    assert [row[1:] for row in words["1"] if row[0] == "Итого:"] == [[f"19{NBSP}128,3", "26"]]


@pytest.mark.asyncio
async def test_formulas_give_what_their_cells_hold(report: Report) -> None:
    content = print_xlsx(report, NOW)
    values, formulas = book(content), book(content, values=False)
    seen = 0
    for sheet in formulas.worksheets[:5]:
        for row in sheet.iter_rows():
            for cell in row:
                match = re.fullmatch(r"=SUM\((\w+\d+:\w+\d+)\)", str(cell.value))
                if match is None:
                    continue
                seen += 1
                summed = [c.value for line in values[sheet.title][match.group(1)] for c in line]
                whole = sum(Decimal(str(value)) for value in summed if isinstance(value, int | float))
                assert float(whole) == values[sheet.title][cell.coordinate].value
    assert seen == 16


@pytest.mark.asyncio
async def test_all_measures_and_the_appendix_are_alike_everywhere(report: Report) -> None:
    data = json.loads(print_json(report))
    sheets, words = book(print_xlsx(report, NOW)), word_tables(print_docx(report))
    plan = {row[0].rstrip("."): row for row in words["plan"] if len(row) == 4}
    sheet = {row[0]: row for row in sheets["Мероприятия"].iter_rows(min_row=2, values_only=True)}
    assert len(data["measures"]) == len(plan) == len(sheet) == 21
    for measure, known in zip(data["measures"], report.measures, strict=True):
        number = measure["number"]
        assert (measure["title"], measure["result"]) == (known.title, known.result)
        assert plan[number][1:3] == [measure["title"], measure["term"]]
        assert plan[number][3].split("\n") == measure["text"]
        assert (sheet[number][2], sheet[number][3] or "", sheet[number][5]) == (
            measure["title"], measure["term"], measure["result"],
        )  # fmt: skip
        assert sheet[number][6] == "\n".join(measure["text"])
    shown = [row for row in words["appendix"][2:] if row[2]]
    listed = list(sheets["Показатели"].iter_rows(min_row=2, values_only=True))
    assert [[figure(row[2]), figure(row[3])] for row in shown] == [[i["plan"], i["fact"]] for i in data["indicators"]]
    assert [[row[4], row[5]] for row in listed] == [[i["plan"], i["fact"]] for i in data["indicators"]]
    assert [row[0].lstrip("0123456789. ") for row in shown] == [i["name"] for i in data["indicators"]]
    assert shown[0][2:] == ["1,70", "21,38"]


@pytest.mark.asyncio
async def test_every_fact_and_project_stands_in_a_draft(report: Report) -> None:
    """Of a draft: the city's own text of 2023 is put aside."""
    drafted = build(replace(report.records, texts=()))
    texts = {text.measure.key: " ".join(text.paragraphs).replace(NBSP, " ") for text in draft(drafted).measures}
    for project in report.records.projects:
        names = re.findall(r"«([^«»]+)»", project.name) or [project.name]
        assert names[-1] in texts[project.measure].replace(" – ", " - ")
    for measure in drafted.measures:
        assert texts[measure.key].startswith(measure.result.replace(" - ", " – "))
    numbers = re.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?")
    sections = {measure.number for measure in report.measures}
    for fact in report.records.facts:
        if fact.source is not None and fact.source.section in sections and fact.value is not None:
            told = set(numbers.findall(texts[fact.measure]))
            assert set(numbers.findall(fact.text)) - {"2023"} <= told, fact.key


@pytest.mark.asyncio
async def test_headings_are_repeated_on_each_page_and_the_signature_has_office_and_name(report: Report) -> None:
    document = Document(io.BytesIO(print_docx(report)))
    headed = [table for table in document.tables if table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")]
    assert len(headed) == len(document.tables) - 1  # the signature has no heading
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.startswith("Сводный отчет о выполнении комплексного плана")
    (signature,) = rows_of(next(table for table in document.tables if len(rows_of(table)) == 1))
    office = "И.о. заместителя Главы города, начальника управления экономического развития"
    assert signature == [office, "______________________\n(подпись)", "А.С. Конюхова"]
    assert (document.sections[0].page_width or 0) > (document.sections[0].page_height or 0)


def test_a_year_in_work_prints_computed_totals_and_marks_gaps() -> None:
    records = clean_year()
    assert records.document is not None
    stated = tuple(replace(item, value=item.value + 1000) for item in records.stated)
    measures = (*records.measures, replace(records.measures[0], key="empty", number="4.1", owner="Отдел сайта"))
    draft_year = build(
        replace(records, document=replace(records.document, signed=False), stated=stated, measures=measures)
    )
    tables = word_tables(print_docx(draft_year))
    assert tables["1"][-1][1:] == [f"3{NBSP}000,5", "6"]
    assert next(row for row in tables["plan"] if row[0] == "4.1.")[3] == "ждём: Отдел сайта"
    nothing = build(replace(records, document=None, subsidies=()))
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(print_docx(nothing))).paragraphs)
    assert text.startswith("Проект: год ещё собирают")
    assert "населению города Речной за 2031 год" in text


def test_a_long_table_is_capped_in_the_document_and_whole_in_the_workbook() -> None:
    records = clean_year()
    one = next(subsidy for subsidy in records.subsidies if subsidy.table == "5")
    many = tuple(replace(one, key=f"s-{at}", amount=Decimal(1000)) for at in range(500))
    report = build(replace(records, subsidies=many, stated=()))
    content = print_docx(report)
    assert len(word_tables(content)["5"]) == 1 + 200 + 1
    assert word_tables(content)["5"][-1] == ["Итого:", "500,0", "500"]
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    assert "Показаны первые 200 строк из 500" in text
    assert book(print_xlsx(report, NOW))["Таблица 5"].max_row > 500


def test_an_overwritten_sentence_that_the_rows_contradict_is_marked() -> None:
    records = clean_year()
    fact = replace(records.facts[0], measure="m-8", text="Подано 36 заявок.", value=Decimal(36), source=None)
    measure = replace(records.measures[0], result="Всего подано 63 заявки на конкурсы.")
    (text,) = draft(build(replace(records, facts=(fact,), measures=(measure,)))).measures
    assert text.contradicted == ("63",)
    right = replace(measure, result="Всего подано 36 заявок на конкурсы.")
    (text,) = draft(build(replace(records, facts=(fact,), measures=(right,)))).measures
    assert text.contradicted == ()


def test_text_from_the_base_never_becomes_a_formula() -> None:
    records = clean_year()
    evil = "=HYPERLINK(A1)"
    bad = tuple(replace(item, name_as_printed=evil) if item.table == "4" else item for item in records.subsidies)
    report = build(replace(records, subsidies=bad))
    cell = book(print_xlsx(report, NOW), values=False)["Таблица 4"]["A2"]
    assert (cell.value, cell.data_type) == (evil, "s")
    lines = list(csv.reader(io.StringIO(print_csv(report).decode("utf-8-sig")), delimiter=";"))
    assert [line for line in lines if line[3] == f"'{evil}"]
    assert not [cell for line in lines for cell in line if cell[:1] in {"=", "+", "@", "\t", "\r"}]
    assert [safe(text) for text in ("+7", "-5,5", "@a", "\tb", "\rc")] == ["'+7", "-5,5", "'@a", "'\tb", "'\rc"]
    assert evil in word_tables(print_docx(report))["4"][1]


@pytest.mark.asyncio
async def test_sheets_are_ready_to_work_with_and_to_print(report: Report) -> None:
    sheets = book(print_xlsx(report, NOW), values=False)
    assert sheets.sheetnames == [
        *(f"Таблица {number}" for number in range(1, 6)), "Конкурсы", "Субсидии", "Проекты", "Показатели",
        "Мероприятия", "Факты", "Проверка", "О выгрузке",
    ]  # fmt: skip
    for sheet in sheets:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheets["Субсидии"].auto_filter.ref == "A1:F19"
    assert len(sheets["Таблица 3"]._charts) == 1
    assert sheets["Проверка"].max_row == len(report.findings) + 1
    about = {row[0]: row[1] for row in sheets["О выгрузке"].iter_rows(values_only=True)}
    assert (about["Год"], about["Выгружено"], about["Строк: Конкурсы"]) == (2023, "22.11.2026 12:00", 23)
