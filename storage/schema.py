"""The schema of a base: migrating it, refusing a newer one, and a whole copy of it."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from storage.engine import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaTooNewError(Exception):
    """The base was migrated by a newer version of the bot than this one."""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def revisions() -> list[str]:
    """All revisions, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def current_revision(database: Database) -> str | None:
    """The base's revision, None when it was never migrated."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the base up to `revision`; raises SchemaTooNewError for a revision that this version lacks."""

    def upgrade(connection: Connection) -> None:
        known, current = revisions(), _current(connection)
        if current is not None and current not in known:
            raise SchemaTooNewError(current)
        if current != known[-1] or revision != "head":
            command.upgrade(_config(connection), revision)

    async with database.engine.execution_options(immediate=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(7041776)"))
        await connection.run_sync(upgrade)


async def step_down(database: Database, revision: str) -> None:
    """Take the base down to `revision` («base» is empty)."""
    async with database.engine.execution_options(immediate=True).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))


async def write_revision(database: Database, message: str, number: str) -> None:
    """Write a new migration from the difference between the models and this base (for developers)."""

    def write(connection: Connection) -> None:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)

    async with database.engine.begin() as connection:
        await connection.run_sync(write)


async def differences(database: Database) -> list[object]:
    """What the models have and the migrated base lacks, or the other way; empty when they agree."""
    from alembic.autogenerate import compare_metadata

    from storage.models import Base

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        return await connection.run_sync(compare)


async def copy_whole(database: Database, target: Path) -> None:
    """A consistent copy of a live SQLite base; a plain copy of the file would be unusable."""

    def copy() -> None:
        with contextlib.closing(sqlite3.connect(str(database.engine.url.database), timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))

    await asyncio.to_thread(copy)


__all__ = [
    "CommandError",
    "DatabaseError",
    "SchemaTooNewError",
    "copy_whole",
    "current_revision",
    "differences",
    "migrate",
    "revisions",
    "step_down",
    "write_revision",
]
