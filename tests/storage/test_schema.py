"""Migrations hold on both databases."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import text

from core.base import BaseError, open_base
from storage import schema
from storage.engine import open_database
from storage.models import CONTENT

pytestmark = pytest.mark.asyncio


async def test_every_migration_goes_up_and_down_one_by_one(database_url: str) -> None:
    database = open_database(database_url)
    steps = schema.revisions()
    for below, step in zip(["base", *steps], steps, strict=False):
        await schema.migrate(database, step)
        assert await schema.current_revision(database) == step
        await schema.step_down(database, below)
        await schema.migrate(database, step)
    await database.close()


async def test_models_agree_with_the_migrations(database_url: str) -> None:
    database = open_database(database_url)
    await schema.migrate(database)
    assert await schema.differences(database) == []
    await database.close()


async def test_a_base_of_a_newer_version_is_refused_by_name(database_url: str) -> None:
    database = open_database(database_url)
    await schema.migrate(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(BaseError, match=r"DATABASE_URL.*newer version \(9999\)"):
        await open_base(database_url)


async def test_a_file_that_is_no_base_is_refused_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "letter.db"
    wrong.write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(BaseError, match=r"^DATABASE_URL: .+$"):
        await open_base(f"sqlite:///{wrong}")


async def test_a_copy_of_a_base_in_use_is_whole(tmp_path: Path, city_url: str) -> None:
    database = open_database(city_url)
    async with database.writing() as session:
        await session.execute(text("UPDATE cities SET name = name"))
        await schema.copy_whole(database, tmp_path / "copy.db")
        await session.rollback()
    await database.close()
    copy = open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    async with copy.reading() as session:
        assert (await session.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
        assert (await session.execute(text("SELECT count(*) FROM seasons"))).scalar_one() > 20
    await copy.close()


@pytest.mark.parametrize("table", list(CONTENT.values()), ids=list(CONTENT))
async def test_a_record_has_the_fields_of_its_model(table) -> None:  # type: ignore[no-untyped-def]
    columns = {column.key for column in table.row.__mapper__.columns if not column.key.startswith("source_")}
    assert columns | {"source"} == {field.name for field in dataclasses.fields(table.record)}
