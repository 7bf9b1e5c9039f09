"""The files as an official reads them: own words of a signed year, drafts, form, widths, heights, word forms."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from core.reports.annual import build
from core.reports.counted import Counted
from core.reports.drafting import draft
from core.reports.model import Report, Standing
from core.reports.past.reading import read_report
from core.reports.printers.csv import print_csv, safe
from core.reports.printers.docx import print_docx
from core.reports.printers.xlsx import print_xlsx
from storage.records.content import Source
from storage.records.years import ResultText
from tests.core.reports.invented import clean_year
from tests.core.reports.printed import REPORT, needs_report
from tests.core.reports.test_printers import NBSP, NOW, book, report, rows_of, word_tables

__all__ = ["report"]


@needs_report
@pytest.mark.asyncio
async def test_a_signed_year_prints_the_documents_own_paragraphs_without_a_mark(report: Report) -> None:
    past = read_report(REPORT.read_bytes())
    content = print_docx(report)
    plan = {row[0].rstrip("."): row[3] for row in word_tables(content)["plan"] if len(row) == 4}

    def letters(text: str) -> str:
        return re.sub(r"\W", "", text)

    for row in past.measures:
        assert letters(plan[row.number]) == letters("".join(row.paragraphs)), row.number
    document = Document(io.BytesIO(content))
    preamble = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Администрацией Правительства Кузбасса принято распоряжение от 25.03.2022 №\u00a0134-р" in preamble
    assert "населению города Кемерово на 2022–2024 годы" in preamble[preamble.index("Приложение") :]
    assert "обеспечение роста качества и доступности услуг в социальной сфере." in preamble
    assert not document.element.body.xpath(".//w:highlight")
    assert not any(text.contradicted for text in draft(report).measures)


def test_a_figure_of_another_record_or_of_another_year_is_no_slip_of_a_total() -> None:
    records = clean_year()

    def odd(text: str) -> tuple[str, ...]:
        written = (ResultText(key="t", number="3.1", year=2031, text=text),)
        texts = draft(build(replace(records, texts=written))).measures
        return next(one.contradicted for one in texts if one.measure.number == "3.1")

    assert odd("Выделено 1 310,0 тыс. рублей.") == (f"1{NBSP}310,0",)
    assert odd("Выделено 1 300,0 тыс. рублей (2030 год – 1 310,0 тыс. рублей).") == ()
    assert odd("Проект ветеранов получил 1 600,0 тыс. рублей.") == ()
    assert odd("В 2032 году будет 2 соглашения.") == ()


def test_a_draft_tells_each_fact_and_each_project_once() -> None:
    records = clean_year()
    said = ("Рассмотрено 4 обращения о помещениях и субсидиях.", "По помещениям рассмотрено 4 обращения из субсидий.")
    facts = tuple(
        replace(records.facts[0], key=f"f{at}", measure="m-31", text=text, value=None, source=None)
        for at, text in enumerate(said)
    )
    measure = replace(records.measures[1], result="Проект «Птица» получил 1 600,0 тыс. рублей.")
    told = replace(records.projects[0], name="Мастерская «Птица»")
    report = build(replace(records, facts=facts, measures=(measure,), projects=(told, records.projects[1])))
    (text,) = draft(report).measures
    whole = "\n".join(text.paragraphs)
    assert (whole.count("4 обращения"), whole.count("Птица"), whole.count(records.projects[1].name)) == (1, 1, 1)
    assert "РОО «Общество помощи инвалидам»" in whole


def test_missed_indicators_are_named_in_full() -> None:
    records = clean_year()
    group = "Доля средств бюджета в общем объеме средств"
    missed = replace(records.indicators[1], name="культуры", short_name="Доля в культуре", group_title=group)
    report = build(replace(records, indicators=(records.indicators[0], missed)))
    (line, *_) = draft(report).conclusion
    assert f"Ниже плана: доля{group[4:]}: культуры (план 0,15 %, факт 0,14 %)." in line.replace(NBSP, " ")


@pytest.mark.asyncio
async def test_every_row_of_the_workbook_is_bordered_and_as_high_as_its_text(report: Report) -> None:
    sheets = book(print_xlsx(report, NOW), values=False)
    for sheet in sheets:
        widths = {at: sheet.column_dimensions[at].width for at in sheet.column_dimensions}
        assert sum(widths.values()) < 260, sheet.title
        for row in sheet.iter_rows(min_row=2, max_row=6):
            assert all(cell.border.bottom.style == "thin" for cell in row), (sheet.title, row[0].row)
    texts = sheets["Мероприятия"]
    for number in range(2, texts.max_row + 1):
        cell = texts.cell(number, 7)
        room = texts.column_dimensions["G"].width * 11 / cell.font.size
        lines = sum(-(-len(line) // room) for line in cell.value.split("\n"))
        height = texts.row_dimensions[number].height or 15
        assert lines * 1.15 * cell.font.size <= height * 1.12 <= 409 * 1.12, texts.cell(number, 1).value


def test_table_2_tells_what_the_bot_counted_from_what_departments_added() -> None:
    records = clean_year()
    counted = Counted(appeals=5, consultations={"education": 4, "social": 1})
    assert records.document is not None
    year = replace(records, counted=counted, stated=(), document=replace(records.document, signed=False))
    report = build(year, Standing())
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(print_docx(report))).paragraphs)
    assert "Из консультаций по обращениям через бота учтено 5, отделами добавлено 57." in text
    nobody = "\n".join(p.text for p in Document(io.BytesIO(print_docx(build(records)))).paragraphs)
    assert "через бота" not in nobody


def test_margins_sizes_and_indents_are_those_of_an_official_document() -> None:
    document = Document(io.BytesIO(print_docx(build(clean_year()))))
    section = document.sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins if margin is not None] == [30, 10, 20, 20]
    line = next(p for p in document.paragraphs if p.text.startswith("Комплексный план предусматривает"))
    indent = line.paragraph_format.first_line_indent
    assert indent is not None
    assert line.runs[0].font.size is not None
    assert (line.runs[0].font.size.pt, round(indent.cm, 2)) == (14, 1.25)
    for table in (table for table in document.tables if len(table.rows) > 1):
        sizes = {run.get(qn("w:val")) for run in table._tbl.iter(qn("w:sz"))}
        assert sizes == {"24"}


def test_a_total_stays_with_the_rows_above_it_and_a_short_table_on_one_page() -> None:
    records = clean_year()
    one = next(subsidy for subsidy in records.subsidies if subsidy.table == "5")
    many = tuple(replace(one, key=f"s-{at}") for at in range(40))
    for subsidies, kept in ((records.subsidies, 2), (many, 2)):
        document = Document(io.BytesIO(print_docx(build(replace(records, subsidies=subsidies, stated=())))))
        body = list(document.iter_inner_content())
        place = next(at for at, block in enumerate(body) if getattr(block, "text", "") == "Таблица № 5")
        lines = body[place + 2]._element.tr_lst[1:]
        following = [bool(line.xpath(".//w:keepNext")) for line in lines]
        assert following[-1] is False
        assert following[-1 - kept : -1] == [True] * kept
        assert all(following[:-1]) == (len(lines) < 13)


def test_a_signed_year_waits_for_nobody_and_a_year_in_work_has_blanks_to_sign_in() -> None:
    records = replace(clean_year(), subsidies=(), stated=())
    signed = print_docx(build(records))
    assert "ждём" not in str(word_tables(signed)) + "".join(p.text for p in Document(io.BytesIO(signed)).paragraphs)
    assert "Сведений нет" in [p.text for p in Document(io.BytesIO(signed)).paragraphs]
    draft_year = build(records, Standing())
    document = Document(io.BytesIO(print_docx(draft_year)))
    assert rows_of(next(t for t in document.tables if len(t.rows) == 1))[0][2] == "И.О. Фамилия"
    assert [p.text for p in document.paragraphs if "20____ г." in p.text]
    at = datetime(2032, 1, 20, 3, 0, tzinfo=UTC)
    kept = build(replace(records, document=None), Standing(signed=True, final=True, version=1, signed_at=at))
    assert "«20» января 2032 г." in [p.text for p in Document(io.BytesIO(print_docx(kept))).paragraphs]


def test_a_draft_has_the_forms_title_and_each_table_under_its_row_whatever_documents_the_year_has() -> None:
    records = clean_year()
    assert records.document is not None
    other = replace(records.document, title="Учебные записи", signed=False)
    away = Source("other", "пример", date(2031, 12, 31), section="пример")
    seasons = tuple(replace(item, source=away) for item in records.seasons)
    year = build(replace(records, document=other, seasons=seasons), Standing())
    document = Document(io.BytesIO(print_docx(year)))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[1].startswith("Сводный отчет о выполнении комплексного плана")
    assert texts.index("Таблица № 3") < texts.index("Таблица № 4")


@pytest.mark.parametrize(
    ("count", "support", "sport"),
    [
        (1, "охвачена 1 некоммерческая организация", "получила 1 организация"),
        (2, "охвачено 2 некоммерческие организации", "получили 2 организации"),
        (5, "охвачено 5 некоммерческих организаций", "получили 5 организаций"),
        (11, "охвачено 11 некоммерческих организаций", "получили 11 организаций"),
        (21, "охвачена 21 некоммерческая организация", "получила 21 организация"),
    ],
)
def test_drafted_sentences_agree_with_their_figures(count: int, support: str, sport: str) -> None:
    records = clean_year()
    one = next(subsidy for subsidy in records.subsidies if subsidy.table == "5")
    subsidies = tuple(replace(one, key=f"s{at}") for at in range(count))
    helped = tuple(replace(item, count=count) for item in records.support[:4])
    measures = tuple(replace(records.measures[0], key=key, number=key) for key in ("2.4", "3.8"))
    year = replace(records, subsidies=subsidies, support=helped, measures=measures, stated=(), facts=(), projects=())
    said = " ".join(line for text in draft(build(year, Standing())).measures for line in text.paragraphs)
    assert support in said.replace(NBSP, " ")
    assert sport in said.replace(NBSP, " ")


@pytest.mark.asyncio
async def test_the_csv_has_the_texts_of_the_document(report: Report) -> None:
    lines = list(csv.reader(io.StringIO(print_csv(report).decode("utf-8-sig")), delimiter=";"))
    told = {line[1]: line[5] for line in lines if line[4] == "Результаты исполнения мероприятия"}
    assert told == {text.measure.number: safe(" ".join(text.paragraphs)) for text in draft(report).measures}
