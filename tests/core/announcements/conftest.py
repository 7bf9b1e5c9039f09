"""A town on each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.engine import Database, open_database
from storage.schema import migrate
from tests.core.announcements.town import Town, at


@pytest_asyncio.fixture
async def town(migrated: Database) -> Town:
    """An empty town at noon of Sunday, 22 November 2026, on SQLite and on PostgreSQL."""
    return Town(migrated, at("2026-11-22 12:00"))


@pytest_asyncio.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Town]:
    """The same on SQLite alone, for rules that do not touch what the databases do differently."""
    database = open_database(f"sqlite:///{tmp_path / 'town.db'}")
    await migrate(database)
    yield Town(database, at("2026-11-22 12:00"))
    await database.close()


@pytest.fixture
def deadline() -> str:
    """The deadline of the model dialogue, Moscow time."""
    return "2026-12-11 23:59"
