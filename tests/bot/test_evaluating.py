"""`python -m bot evaluate`: taught questions are scored without a file, and what turned since the last run is said."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.evaluating import evaluate_files
from bot.settings import Settings
from storage.content import get, raise_version
from storage.engine import Database, open_database
from storage.imports import Writer
from storage.learning import add_example, add_lesson
from storage.people import find_or_create
from storage.questions import log_question
from storage.records.learning import Alias
from storage.terms import Channel
from tests.conftest import TODAY, ZONE

pytestmark = pytest.mark.asyncio

QUESTION = "куда жаловаться на отказ в возмещении"
MEANS = "record|contacts||education-office"


async def _teach(database: Database) -> None:
    """An administrator taught the question."""
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "1", "Анна", TODAY)
        asked = await log_question(
            session, person_id=person.id, text=QUESTION, outcome="declined", subject="", asked_at=TODAY, update_key="1"
        )
        lesson = await add_lesson(
            session, person_id=person.id, question=QUESTION, turns=(), guesses=(MEANS,), now=TODAY, question_id=asked
        )
        await Writer.of(session, None, TODAY).add("aliases", Alias(key="alias-1", text=QUESTION, means=MEANS))
        await add_example(
            session, lesson=lesson, expected=MEANS, kind="aliases", outcome="answered", origin="question", now=TODAY
        )
        await session.commit()


async def _forget(database: Database) -> None:
    """Somebody took the wording out, and the example stayed."""
    async with database.writing() as session:
        record = await get(session, Alias, "alias-1")
        assert record is not None
        await Writer.of(session, None, TODAY).remove("aliases", record)
        await raise_version(session)
        await session.commit()


async def test_taught_questions_are_scored_and_what_turned_wrong_is_named(
    city_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, last = Settings(database_url=city_url, timezone=ZONE), tmp_path / "var" / "last.json"
    await evaluate_files(settings, [], failures=False, last=last)
    assert "No labelled examples yet" in capsys.readouterr().out
    database = open_database(city_url)
    await _teach(database)
    file = tmp_path / "labels.jsonl"
    file.write_text(
        json.dumps({"id": "f1", "q": "сколько выделили на спорт в 2023", "kind": "figure", "style": "plain",
                    "expect": "answer", "all": ["1 397,2"]}, ensure_ascii=False) + "\n", encoding="utf-8",
    )  # fmt: skip
    await evaluate_files(settings, [file], failures=False, last=last)
    first = capsys.readouterr().out
    assert "No earlier run" in first
    assert "aliases" in first
    assert QUESTION not in last.read_text(encoding="utf-8")
    await _forget(database)
    await database.close()
    await evaluate_files(settings, [file], failures=False, last=last)
    second = capsys.readouterr().out
    assert "(2 questions in both): 0 newly right, 1 newly wrong" in second
    assert QUESTION in second


async def test_a_base_that_is_older_than_its_pack_says_so(
    city_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, last = Settings(database_url=city_url, timezone=ZONE), tmp_path / "last.json"
    await evaluate_files(settings, [], failures=False, last=last)
    assert "older in this base" not in capsys.readouterr().out
    database = open_database(city_url)
    async with database.writing() as session:
        await session.execute(text("UPDATE pack_records SET \"values\" = '{}' WHERE key = 'sme-window-2023'"))
        await session.commit()
    await database.close()
    await evaluate_files(settings, [], failures=False, last=last)
    assert "1 records of kemerovo-2023 are older in this base" in capsys.readouterr().out
