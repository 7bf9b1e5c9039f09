"""The report as JSON holds what the document prints."""

import json
from typing import Any

import pytest
import pytest_asyncio

from core.reports.annual import NoSuchYearError, annual_report
from core.reports.json_printer import print_json
from storage.engine import Database
from tests.core.reports.printed import Cell, cells, needs_report, rows

Json = dict[str, Any]


@pytest_asyncio.fixture
async def printed(base: Database) -> Json:
    async with base.reading() as session:
        report = await annual_report(session, 2023)
    loaded: Json = json.loads(print_json(report))
    return loaded


def with_totals(table: Json, label: str, columns: tuple[str, ...]) -> list[Cell]:
    return [label, *(table["stated_total"][column] for column in columns)]


@needs_report
@pytest.mark.asyncio
async def test_every_cell_of_table_1_stands_in_the_json(printed: Json) -> None:
    table = printed["tables"]["1"]
    expected = rows(cells("Кол-во СОНКО\n\n", "2.2."), 3)
    inside = table["subtotals"][0]["stated"]
    whole = [*table["rows"][:7], ["Итого:", inside["amount"], inside["recipients"]], *table["rows"][7:]]
    assert [*whole, with_totals(table, "Всего:", ("amount", "recipients"))] == expected


@needs_report
@pytest.mark.asyncio
async def test_every_cell_of_table_2_stands_in_the_json(printed: Json) -> None:
    table = printed["tables"]["2"]
    expected = rows(cells("Имущественная\n\tФинансовая", "2.5"), 5)
    kinds = ("total", "consultation", "property", "finance")
    assert [*table["rows"], with_totals(table, "Итого:", kinds)] == expected


@needs_report
@pytest.mark.asyncio
async def test_every_cell_of_table_3_stands_in_the_json(printed: Json) -> None:
    table = printed["tables"]["3"]
    found = cells("Всероссийские конкурсы:", "3. Отраслевые")
    levels = [cell for cell in found if cell.endswith(" конкурсы:")]
    expected = rows([cell for cell in found if cell not in levels], 6)
    assert [row[1:] for row in table["rows"]] == expected[:-1]
    assert expected[-1] == ["Итого по всем конкурсам:", table["stated_total"]["amount"]]
    assert [row[0] for row in table["rows"]] == ["federal"] * 7 + ["regional"] * 3 + ["municipal"] * 10
    assert levels == ["Региональные конкурсы:", "Муниципальные конкурсы:"]


@needs_report
@pytest.mark.asyncio
async def test_every_cell_of_tables_4_and_5_stands_in_the_json(printed: Json) -> None:
    caption = "Субсидии из городского бюджета в рамках муниципальной программы «Социальная"
    fourth = cells("\tНаименование СОНКО", caption)
    fifth = cells("Таблица № 5\n", "3.9.")[1:]
    for number, found in (("4", fourth), ("5", fifth)):
        table = printed["tables"][number]
        assert [*table["rows"], with_totals(table, "Итого:", ("amount", "recipients"))] == rows(found[2:], 3)


@needs_report
@pytest.mark.asyncio
async def test_every_cell_of_the_appendix_stands_in_the_json(printed: Json) -> None:
    found = [cell for cell in cells("Показатель\n\tЕдиница измерения") if cell != "процент"]
    group, *rest = found[found.index("факт") + 1 :]
    expected = rows(rest, 3)
    shown = printed["indicators"]
    assert [[row["plan"], row["fact"]] for row in shown] == [row[1:] for row in expected]
    assert [row["name"] for row in shown] == [str(row[0]).lstrip("123. ") for row in expected]
    assert {row["group"] for row in shown[:5]} == {group.removeprefix("1. ").rstrip(":")}


@pytest.mark.asyncio
async def test_rows_counts_and_sums_are_the_documents(printed: Json) -> None:
    tables = printed["tables"]
    assert {number: len(table["rows"]) for number, table in tables.items()} == {"1": 8, "2": 4, "3": 20, "4": 6, "5": 9}
    assert tables["1"]["computed_total"] == {"amount": 21984.5, "recipients": 27}
    assert tables["2"]["stated_total"]["consultation"] == 424
    assert tables["2"]["computed_total"] == {"total": 475, "consultation": 434, "property": 17, "finance": 24}
    assert (tables["3"]["stated_total"], tables["3"]["computed_total"]) == ({"amount": 410190.0}, {"amount": 410190.4})
    assert [part["computed"]["amount"] for part in tables["3"]["subtotals"]] == [375993.5, 31163.5, 3033.4]
    assert tables["5"]["stated_total"] == {"amount": 1397.2, "recipients": 9}
    assert tables["5"]["computed_total"] == {"amount": 1397.3, "recipients": 9}
    assert (printed["year"], len(printed["indicators"]), len(printed["measures"])) == (2023, 7, 21)


@pytest.mark.asyncio
async def test_words_stay_words_and_every_other_cell_is_a_bare_number(printed: Json) -> None:
    contests = printed["tables"]["3"]["rows"]
    words = [cell for row in contests for cell in row[4:] if isinstance(cell, str)]
    assert words == ["более 800", "более 700", "3 объединения 36 физлиц", "2 объединения 16 физлиц"]
    assert [row[1] for row in contests].count(4) == 2
    for table in printed["tables"].values():
        figures = [cell for row in table["rows"] for cell in row[1:] if not isinstance(cell, str)]
        assert all(isinstance(cell, int | float) for cell in figures)


@pytest.mark.asyncio
async def test_each_finding_has_its_kind_place_numbers_and_words(printed: Json) -> None:
    for finding in printed["findings"]:
        assert set(finding) >= {"kind", "where", "stated", "computed", "text"}
        assert finding["where"]
        assert finding["text"].endswith(".")
        assert "<" not in finding["text"]


@pytest.mark.asyncio
async def test_a_year_that_is_not_held_names_those_that_are(base: Database) -> None:
    async with base.reading() as session:
        with pytest.raises(NoSuchYearError) as refusal:
            await annual_report(session, 2022)
    assert refusal.value.years == (2023,)
