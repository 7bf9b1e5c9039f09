"""Every number that a reply says is a cell of the base, a named computation, or the person's own."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio

from core.answers.answer import Answer, Context
from core.answers.engine import Engine
from core.answers.plain import plain_text
from storage import content
from storage.engine import open_database
from storage.models import CONTENT
from storage.terms import Unit
from tests.conftest import TODAY, ZONE

LABELS = Path(__file__).parents[2] / "questions" / "development.jsonl"
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


def _numbers(text: str) -> Iterator[Decimal]:
    for found in _NUMBER.findall(text):
        yield Decimal(re.sub(r"[ \u00a0]", "", found).replace(",", "."))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def held(city_file: Path) -> frozenset[Decimal]:
    """Every number that stands in a text of the base."""
    database = open_database(f"sqlite:///{city_file}")
    async with database.reading() as session:
        records = [record for table in CONTENT.values() for record in await content.all_of(session, table.record)]
    await database.close()
    return frozenset(number for record in records for number in _numbers(str(record)))


def _allowed(answer: Answer) -> set[Decimal]:
    """The answer's figures in every unit in which they are printed."""
    values: set[Decimal] = set()
    for figure in answer.figures:
        exact = figure.value
        values |= {exact, abs(exact)}
        if figure.unit is Unit.ROUBLES:
            values |= {round(exact / 1000, 1), round(exact / 1_000_000, 1)}
    return values


def test_no_reply_to_any_development_question_says_a_number_from_nowhere(
    engine: Engine, held: frozenset[Decimal]
) -> None:
    talks: dict[str, Context] = {}
    strange: list[tuple[str, Decimal, str]] = []
    years = {Decimal(year) for year in range(2017, 2028)}
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        context = talks.get(label.get("turn", ""))
        answer = engine.answer(label["q"], context=context, now=TODAY, zone=ZoneInfo(ZONE))
        talks[label["id"]] = answer.context
        reply = re.sub(r"Источник:.*", "", plain_text(answer.message.text))
        own = set(_numbers(label["q"]))
        allowed = _allowed(answer) | own | years | held
        strange += [(label["q"], number, reply) for number in _numbers(reply) if number not in allowed]
    assert strange == []


def test_a_declined_question_states_no_figure(engine: Engine) -> None:
    talks: dict[str, Context] = {}
    told: list[str] = []
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        answer = engine.answer(label["q"], context=talks.get(label.get("turn", "")), now=TODAY, zone=ZoneInfo(ZONE))
        talks[label["id"]] = answer.context
        if answer.answered or answer.figures:
            continue
        own = set(_numbers(label["q"])) | {Decimal(2022), Decimal(2023)}
        reply = re.sub(r"\S+\.ru\S*", "", plain_text(answer.message.text))
        if "•" not in reply and any(number not in own for number in _numbers(reply)):
            told.append(reply)
    assert told == []
