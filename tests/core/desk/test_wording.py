"""The history speaks the readers' words: every table and field has a title, every closed word its Russian."""

import dataclasses
import re
from zoneinfo import ZoneInfo

import pytest

from core.desk.wording import Wording, _vocabulary, _word, field_title, table_title
from storage.engine import Database
from storage.models import CONTENT
from tests.conftest import TODAY, ZONE

LATIN = re.compile(r"[a-z]{3,}")


@pytest.mark.parametrize("table", list(CONTENT))
def test_every_table_and_field_has_a_title_and_every_word_its_russian(table: str) -> None:
    assert not LATIN.search(table_title(table)), table
    for field in dataclasses.fields(CONTENT[table].record):
        if field.name in {"key", "pack", "position"}:
            continue
        assert not LATIN.search(field_title(table, field.name)), f"templates/admin/desk/fields.yaml: {field.name}"
        vocabulary = _vocabulary(table, field.name)
        for word in vocabulary or ():
            assert not LATIN.search(_word(vocabulary, word)), f"{table}.{field.name}: {word}"


@pytest.mark.asyncio
async def test_values_are_told_as_people_read_them(demo_base: Database) -> None:
    async with demo_base.reading() as session:
        wording = Wording(session, ZoneInfo(ZONE), TODAY.date())
        assert await wording.record("seasons", "demo-teply-gorod-now") == "«Тёплый город» (пример), 2026"
        assert await wording.value("contests", "x", "spheres", ["sport", "youth"]) == "Спорт, Молодёжь"
        assert await wording.value("seasons", "x", "status", "extended") == "продлён"
        assert await wording.value("subsidies", "x", "amount", "1397200") == "1\u00a0397,2\u00a0тыс.\u00a0₽"
        assert await wording.value("leases", "x", "ends_on", "2026-12-11") == "пятница, 11\u00a0декабря"
        moment = await wording.value("seasons", "demo-teply-gorod-now", "closes_at", "2026-12-11T20:59:00Z")
        assert moment == "11\u00a0декабря, 23:59 (Москва)"
        assert await wording.value("premises", "x", "rent", None) == ""
        assert await wording.record("seasons", "gone", {"contest": "demo-sosedi", "year": 2027, "status": "expected",
                                                        "zone": "UTC"}) == "«Соседи» (пример), 2027"  # fmt: skip
