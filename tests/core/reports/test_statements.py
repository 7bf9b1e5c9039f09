"""Sentences as statements: what the rows of the city's year deny is told, what they bear out in other words is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.planting import pack_year
from core.base import pack_folders
from core.reports.annual import build
from core.reports.claims.reading import Reader
from core.reports.wording import finding_text
from core.reports.year import YearRecords
from tests.core.reports.invented import clean_year

YEAR, _ = pack_year(pack_folders("city")[0])
TABLES = {table.number: table for table in build(YEAR).tables}
SAID = yaml.safe_load(Path(__file__).with_name("statements.yaml").read_text(encoding="utf-8"))


def saying(row: str, text: str) -> YearRecords:
    """The city's year with one text in place of its own."""
    measures: Any = tuple(replace(one, result=text) if one.key == row else one for one in YEAR.measures)
    facts: Any = tuple(replace(one, text=text) if one.key == row else one for one in YEAR.facts)
    return replace(YEAR, measures=measures, facts=facts)


def told(records: YearRecords, key: str = "") -> list[str]:
    return [finding_text(one).replace("\u00a0", " ") for one in Reader(records, TABLES).statements(key)]


@pytest.mark.parametrize("case", SAID["denied"], ids=lambda case: case["row"])
def test_a_statement_that_the_rows_deny_is_told(case: dict[str, str]) -> None:
    assert told(saying(case["row"], case["text"]), case["row"]), case["text"]


@pytest.mark.parametrize("case", SAID["borne_out"], ids=lambda case: case["row"])
def test_a_statement_that_the_rows_bear_out_is_not_told(case: dict[str, str]) -> None:
    assert told(saying(case["row"], case["text"]), case["row"]) == []


def test_the_citys_own_sentences_and_the_clean_year_say_nothing_that_rows_deny() -> None:
    assert told(YEAR) == []
    clean = clean_year()
    assert list(Reader(clean, {table.number: table for table in build(clean).tables}).statements()) == []


def test_a_denied_statement_names_what_the_rows_have() -> None:
    for row, text, words in (
        ("grants-regional-2023", "Гранты регионального уровня снизились по сравнению с прошлым годом.",
         "сказано «снизились», а за год 31 200,0, за прошлый 23 100,0."),
        ("measure-3-1", "Самая крупная субсидия у Союза ветеранов Афганистана.", "больше всех «КООВОО ветеранов"),
        ("measure-3-8", "Президентские гранты на спорт: от 641,0 до 1 119,3 тыс. рублей.", "489,4"),
        ("tatar-money-2023", "Татарской автономии выделено 442,0 тыс. рублей.", "у «АНО «Клуб КВН»»"),
    ):  # fmt: skip
        assert any(words in one for one in told(saying(row, text), row)), words
