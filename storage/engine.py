"""Engines and the two session factories: reading() and writing()."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as Session

SessionFactory = Callable[[], AbstractAsyncContextManager[Session]]
"""`async with reading() as session:`; one core call's transaction. Leaving without commit rolls back."""


def async_url(url: str) -> URL:
    """Any usual spelling (`sqlite:///`, `postgres://`, `postgresql+psycopg://`) with our async driver."""
    parsed = make_url(url)
    kind = parsed.drivername.split("+")[0]
    if kind == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if kind in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+asyncpg")
    raise ValueError(f"{kind} is not supported, use sqlite:/// or postgresql://")


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: `reading()` is a plain transaction, `writing()` takes SQLite's write lock at BEGIN.

    The lock at BEGIN is what keeps read-then-write transactions from losing updates on SQLite.
    """

    engine: AsyncEngine
    reading: SessionFactory
    writing: SessionFactory

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


def open_database(url: str, *, pool_size: int = 5) -> Database:
    """Open the database at `url` in any usual spelling. Nothing is created or migrated here."""
    target = async_url(url)
    if target.drivername.startswith("sqlite"):
        return _open_sqlite(target)
    engine = create_async_engine(target, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True)
    factory = _factory(async_sessionmaker(engine, expire_on_commit=False))
    return Database(engine, factory, factory)


def _factory(maker: async_sessionmaker[Session]) -> SessionFactory:
    @asynccontextmanager
    async def session() -> AsyncIterator[Session]:
        async with maker() as opened:
            yield opened

    return session


_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON")


def _open_sqlite(target: URL) -> Database:
    engine = create_async_engine(target, connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    writer = engine.execution_options(immediate=True)
    return Database(
        engine,
        _factory(async_sessionmaker(engine, expire_on_commit=False)),
        _factory(async_sessionmaker(writer, expire_on_commit=False)),
    )
