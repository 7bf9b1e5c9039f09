"""The two session factories, and addresses in any usual spelling."""

import asyncio

import pytest
from sqlalchemy import text

from storage.engine import Database, async_url


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///var/bot.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///var/bot.db", "sqlite+aiosqlite"),
        ("postgresql://a:b@localhost/c", "postgresql+asyncpg"),
        ("postgres://a:b@localhost/c", "postgresql+asyncpg"),
        ("postgresql+psycopg://a:b@localhost/c", "postgresql+asyncpg"),
    ],
)
def test_any_usual_address_gets_our_driver(given: str, driver: str) -> None:
    assert async_url(given).drivername == driver


def test_another_database_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="use sqlite:/// or postgresql://"):
        async_url("mysql://localhost/x")


@pytest.mark.asyncio
async def test_read_then_write_loses_no_update(base: Database) -> None:
    async with base.writing() as session:
        await session.execute(text("INSERT INTO versions (subject, number) VALUES ('race', 0)"))
        await session.commit()

    async def count(times: int) -> None:
        for _ in range(times):
            async with base.writing() as session:
                number = (await session.execute(text("SELECT number FROM versions WHERE subject='race'"))).scalar_one()
                await session.execute(text("UPDATE versions SET number=:n WHERE subject='race'"), {"n": number + 1})
                await session.commit()

    await asyncio.gather(*(count(10) for _ in range(8)))
    async with base.reading() as session:
        assert (await session.execute(text("SELECT number FROM versions WHERE subject='race'"))).scalar_one() == 80


@pytest.mark.asyncio
async def test_sqlite_keeps_references(base: Database) -> None:
    async with base.reading() as session:
        assert (await session.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1
        assert (await session.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
