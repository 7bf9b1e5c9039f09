"""One engine over the city's base and one over the demo base for all tests of answers."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio

from core.answers.answer import Answer, Context
from core.answers.engine import Engine
from core.answers.loading import load
from storage.engine import open_database
from tests.conftest import TODAY, ZONE

Ask = Callable[..., Answer]


async def _engine(file: Path) -> Engine:
    database = open_database(f"sqlite:///{file}")
    try:
        return await load(database.reading)
    finally:
        await database.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(city_file: Path) -> Engine:
    """The engine over the city's pack alone."""
    return await _engine(city_file)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo_engine(demo_file: Path) -> Engine:
    """The engine over all packs."""
    return await _engine(demo_file)


def _asker(engine: Engine) -> Ask:
    def ask(*questions: str) -> Answer:
        context: Context | None = None
        for question in questions:
            answer = engine.answer(question, context=context, now=TODAY, zone=ZoneInfo(ZONE))
            context = answer.context
        return answer

    return ask


@pytest_asyncio.fixture
async def ask(engine: Engine) -> Ask:
    """Ask the city's engine, the questions one after another in one talk; the last answer."""
    return _asker(engine)


@pytest_asyncio.fixture
async def ask_demo(demo_engine: Engine) -> Ask:
    """Ask the demo engine in the same way."""
    return _asker(demo_engine)
