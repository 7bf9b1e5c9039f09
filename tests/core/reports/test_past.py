"""A past report is read in: the city's text cell by cell as shipped, our own document, damage by its line."""

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.past import read_past
from core.base import open_base
from core.catalogue.loading import load
from core.catalogue.packs import PackError, read_pack
from core.reports.annual import annual_report
from core.reports.compare import compare
from core.reports.model import ALL, Report
from core.reports.past.packing import write_pack
from core.reports.past.reading import read_report
from core.reports.past.report import PastReport
from core.reports.printers.docx import print_docx
from core.reports.year import read_year
from storage.engine import Database
from tests.conftest import TODAY, ZONE
from tests.core.reports.printed import REPORT, needs_report

pytestmark = needs_report


@pytest.fixture(scope="module")
def past() -> PastReport:
    return read_report(REPORT.read_bytes())


async def shipped(base: Database) -> Report:
    async with base.reading() as session:
        return await annual_report(session, 2023)


def bare(cells: tuple[Any, ...]) -> list[str]:
    """Cells as compared: the same figures, and letters without case, marks and spaces."""
    return [
        f"{cell.normalize():f}" if isinstance(cell, Decimal) else re.sub(r"[\W_]", "", str(cell)).lower()
        for cell in cells
    ]


def same_tables(past: PastReport, report: Report) -> None:
    for table in report.tables:
        read = past.tables[table.number]
        columns = [column.name for column in table.columns if column.name != "level"]
        assert list(read.columns) == columns
        places = [table.index(name) for name in columns]
        assert [bare(row.cells) for row in read.rows] == [
            bare(tuple(row.cells[place] for place in places)) for row in table.rows
        ]
        if table.number == "3":
            assert [row.group for row in read.rows] == [row.group for row in table.rows]
        totals = {(t.scope, t.column): t.stated for t in table.totals if t.scope in (ALL, "programmes")}
        assert {(t.scope, name): value for t in read.totals for name, value in t.figures.items()} == totals


@pytest.mark.asyncio
async def test_every_cell_of_tables_1_to_5_is_as_it_was_shipped(past: PastReport, base: Database) -> None:
    same_tables(past, await shipped(base))


@pytest.mark.asyncio
async def test_the_appendix_and_the_levels_are_as_they_were_shipped(past: PastReport, base: Database) -> None:
    report = await shipped(base)
    assert [(one.number, one.group, one.name, one.unit, one.plan, one.fact) for one in past.indicators] == [
        (one.number, one.group_title, one.name, one.unit, one.plan, one.fact) for one in report.indicators
    ]
    stated = {(one.level, one.year): one.amount for one in past.levels}
    assert {(one.level, 2023): one.amount for one in report.records.levels}.items() <= stated.items()
    assert sorted(year for _, year in stated) == [2022] * 3 + [2023] * 3


@pytest.mark.asyncio
async def test_all_21_rows_of_the_plan_are_as_they_were_shipped(past: PastReport, base: Database) -> None:
    report = await shipped(base)
    assert len(past.measures) == 21
    assert [(one.number, one.section_title, one.title, one.term) for one in past.measures] == [
        (one.number, one.section_title, one.title, one.term) for one in report.measures
    ]
    text = {one.number: re.sub(r"\W", "", " ".join(one.paragraphs)) for one in past.measures}
    for measure in report.measures:
        assert measure.source is not None
        for part in measure.source.printed.split("…"):
            assert re.sub(r"\W", "", part) in text[measure.number], measure.number
    assert past.unplaced == []
    assert past.position.startswith("И.о. заместителя Главы города, начальника управления экономического")
    assert "Конюхова" not in past.position


def test_figures_of_the_prose_are_candidates_with_their_place(past: PastReport) -> None:
    found = {(one.section, one.value, one.unit.value, one.qualifier): one for one in past.candidates}
    for wanted in (
        ("1.1", Decimal(6_212_800), "roubles", ""),
        ("2.2", Decimal(4), "appeals", ""),
        ("2.3", Decimal("11332.7"), "square_metres", ""),
        ("3.1", Decimal(560_400), "roubles", ""),
        ("3.10", Decimal(35), "applications", ""),
    ):
        assert wanted in found
    more = found["2.8", Decimal(3_000_000), "roubles", "более"]
    lines = REPORT.read_text(encoding="utf-8").split("\n")
    assert "более 3,0 млн" in lines[more.line - 1]


@pytest.mark.asyncio
async def test_our_own_document_of_the_year_reads_back_the_same(base: Database) -> None:
    report = await shipped(base)
    back = read_report(print_docx(report))
    same_tables(back, report)
    assert [(one.number, one.title, one.term) for one in back.measures] == [
        (one.number, one.title, one.term) for one in report.measures
    ]
    assert [(one.plan, one.fact) for one in back.indicators] == [(one.plan, one.fact) for one in report.indicators]
    assert back.unplaced == []


@pytest.mark.asyncio
async def test_the_pack_loads_into_an_empty_base_and_gives_the_same_tables(
    past: PastReport, base: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "read-2023"
    write_pack(past, folder)
    assert read_pack(folder, TODAY).name == "read-2023"
    other = await open_base(f"sqlite:///{tmp_path / 'other.db'}", packs=[folder], now=TODAY, zone=ZONE, fill=False)
    report, loaded = await shipped(base), await shipped(other)
    await other.close()
    for one, two in zip(report.tables, loaded.tables, strict=True):
        assert [bare(row.cells) for row in one.rows] == [bare(row.cells) for row in two.rows]
        assert [(t.scope, t.column, t.stated, t.computed) for t in one.totals] == [
            (t.scope, t.column, t.stated, t.computed) for t in two.totals
        ]
    assert [text.number for text in loaded.records.texts] == [measure.number for measure in report.measures]


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        ("21 984,5\n\t27", "table 1"),
        ("Всего НКО, получивших поддержку", "table 2"),
        ("\n\t276 592,0", "table 3"),
        ("	410 190,0", "table 3"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(cut: str, reason: str, tmp_path: Path, capsys: Any) -> None:
    text = REPORT.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert text.count(cut) or cut == "\n\t276 592,0"
    file = tmp_path / "cut.txt"
    broken = text.replace(cut, "") if cut in text else text.replace(" 276 592,0", " двести")
    file.write_text(broken, encoding="utf-8")
    assert read_past(file, None) == 1
    assert re.match(rf"cut\.txt, line \d+: .*{reason}", capsys.readouterr().err)


def test_half_a_file_names_the_line_where_it_ends(tmp_path: Path, capsys: Any) -> None:
    lines = REPORT.read_text(encoding="utf-8").split("\n")
    file = tmp_path / "half.txt"
    file.write_text("\n".join(lines[:400]), encoding="utf-8")
    assert read_past(file, None) == 1
    assert re.search(r"line (\d+): ", capsys.readouterr().err)


def test_without_out_nothing_is_written(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(REPORT.read_bytes())
    assert read_past(file, None) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["report.txt"]
    told = capsys.readouterr().out
    assert "Rows of the plan: 21" in told
    assert "Not placed: 0" in told


def test_a_line_that_has_no_place_is_listed(tmp_path: Path, capsys: Any) -> None:
    text = REPORT.read_text(encoding="utf-8").replace("\tОТЧЕТ\n", "\tОТЧЕТ\n\n\tЗаметка на полях\n")
    file = tmp_path / "note.txt"
    file.write_text(text, encoding="utf-8")
    assert read_past(file, None) == 0
    assert re.search(r"Not placed: 1\n  line \d+: Заметка на полях", capsys.readouterr().out)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode),
                         st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)))  # fmt: skip
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "any"
    file.write_bytes(content)
    assert read_past(file, None) in (0, 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_report_with_any_piece_cut_or_changed_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    text = REPORT.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 3000))
    put = data.draw(st.sampled_from(["", "\n\t", "\t\t1\n", "Итого:", "\n\n\n\n", "7", "\n\t3.1.\n\t"]))
    file = tmp_path / "changed.txt"
    file.write_text(text[:start] + put + text[start + length :], encoding="utf-8")
    assert read_past(file, None) in (0, 1)


def as_of(year: int) -> PastReport:
    """The city's report as if it were of another year, with less from the Presidential fund."""
    text = REPORT.read_text(encoding="utf-8").replace("2022", str(year - 1)).replace("2024", str(year + 1))
    return read_report(text.replace("2023", str(year)).replace("19 489,1", "12 489,1").encode())


@pytest.mark.asyncio
async def test_past_years_load_beside_the_year_that_is_held_and_each_other(base: Database, tmp_path: Path) -> None:
    for year in (2022, 2021):
        write_pack(as_of(year), tmp_path / f"read-{year}")
        outcome = await load(base, tmp_path / f"read-{year}", TODAY, ZoneInfo(ZONE))
        assert outcome.added > 100
    async with base.reading() as session:
        reports = [await annual_report(session, year) for year in (2021, 2022, 2023)]
        both = compare(await read_year(session, 2022), await read_year(session, 2023))
    assert [len(report.table("3").rows) for report in reports] == [20, 20, 20]
    totals = [total.computed for report in reports if (total := report.table("1").total("amount")) is not None]
    assert totals == [Decimal(21_984_500)] * 3
    assert [(row.name, row.difference) for row in both.rows] == [("Президентские гранты", Decimal(7_000_000))]
    assert both.only_newer == both.only_older == ()


@pytest.mark.asyncio
async def test_a_year_that_is_held_already_is_refused_in_a_sentence(base: Database, tmp_path: Path) -> None:
    write_pack(read_report(REPORT.read_bytes()), tmp_path / "read-2023")
    with pytest.raises(
        PackError, match=r"holds the report of 2023 already, from kemerovo-2023; load this one into another"
    ):
        await load(base, tmp_path / "read-2023", TODAY, ZoneInfo(ZONE))


def docx(*paragraphs: str, table: bool = False) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        document.add_table(2, 2).cell(0, 0).text = "Смета"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "line 1: the file is empty"),
        (b" \n\t\n", "line 1: the file is empty"),
        (bytes(range(256)) * 40, "line 2: this is neither text nor DOCX"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "line 1: "),
        (b"PK\x03\x04" + bytes(500), "line 1: "),
        (b"%PDF-1.7\n" + bytes(range(128, 256)) * 9, "line 1: "),
        (docx("Сводный отчет", "за 2023 год", "1.1. Разработка"), "line "),
        (docx("Коммерческое предложение", "Уважаемые коллеги, 15 единиц по 3 000 рублей", table=True), "line "),
        ("Протокол собрания жильцов дома 5 за 2023 год\n\t№ п/п\n\tПовестка\n".encode(), "line "),
        ("Сводный отчет за 2023 год".encode("cp1251"), "line 1: "),
    ],
    ids=[
        "empty",
        "blank",
        "bytes",
        "png",
        "half-zip",
        "pdf",
        "docx-without-tables",
        "other-docx",
        "other-text",
        "cp1251",
    ],
)
def test_what_is_no_such_report_is_refused_in_one_line(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.docx"
    file.write_bytes(content)
    assert read_past(file, tmp_path / "out") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"some.docx, {reason}"), told.err
    assert told.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.asyncio
async def test_a_document_cut_in_the_middle_is_refused_in_one_line(
    base: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = print_docx(await shipped(base))
    for name, size in (("half.docx", len(whole) // 2), ("nearly.docx", len(whole) - 40)):
        (tmp_path / name).write_bytes(whole[:size])
        assert read_past(tmp_path / name, None) == 1
        assert re.fullmatch(rf"{name}, line \d+: [^\n]+\n", capsys.readouterr().err)
