"""Rows of packs: what was loaded last, what the row holds now, and writing one record."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from storage import Session
from storage.content import to_record
from storage.models import CONTENT, people, work
from storage.records.content import Content
from storage.terms import SubjectKind


def content_records() -> dict[str, type[Content]]:
    """Table names with their records, in the order in which references allow loading."""
    return {name: table.record for name, table in CONTENT.items()}


def references(table: str) -> dict[str, str]:
    """Fields of a table that name records of another table."""
    columns = CONTENT[table].row.__table__.columns  # type: ignore[attr-defined]  # declarative rows have a table
    found = {
        column.name: next(iter(column.foreign_keys)).column.table.name for column in columns if column.foreign_keys
    }
    if "spheres" in columns:
        found["spheres"] = "spheres"
    if "source_document" in columns and table != "documents":
        found.pop("source_document", None)
    return found


_ADAPTERS: dict[type[Content], TypeAdapter[Content]] = {}


def adapter(record: type[Content]) -> TypeAdapter[Content]:
    """The validator of a record's fields; making one is far dearer than using it."""
    if record not in _ADAPTERS:
        _ADAPTERS[record] = TypeAdapter(record)
    return _ADAPTERS[record]


def values_of(record: Content) -> dict[str, Any]:
    """A record's fields as JSON values, without the loader's own (`pack`, `position`)."""
    dumped: dict[str, Any] = adapter(type(record)).dump_python(record, mode="json")
    for name in dumped:
        exact = getattr(record, name)
        if isinstance(exact, Decimal):
            dumped[name] = f"{exact.normalize():f}"
    return {name: value for name, value in dumped.items() if name not in {"pack", "position"}}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a pack last wrote into a record, and when."""

    pack: str
    values: dict[str, Any]
    loaded_at: datetime


async def loaded_records(session: Session, table: str) -> dict[str, Loaded]:
    """All records of a table that packs wrote, by key."""
    rows = await session.scalars(select(work.PackRecordRow).where(work.PackRecordRow.table == table))
    return {row.key: Loaded(row.pack, row.values, row.loaded_at) for row in rows}


async def current_records(session: Session, table: str) -> dict[str, Content]:
    """All records of a table as they stand now, by key."""
    kind = CONTENT[table]
    rows = await session.scalars(select(kind.row))
    return {row.key: to_record(kind.record, row) for row in rows}


async def keys_of(session: Session, table: str) -> set[str]:
    """All keys of a table."""
    return set(await session.scalars(select(CONTENT[table].row.key)))


async def first_loaded_at(session: Session, pack: str) -> datetime | None:
    """When the pack's windows were counted from, None when it is not loaded."""
    found: datetime | None = await session.scalar(
        select(func.max(work.PackRecordRow.loaded_at)).where(work.PackRecordRow.pack == pack)
    )
    return found


async def holds_pack(session: Session, pack: str) -> bool:
    """Whether any record of the pack stands in the base."""
    query = select(work.PackRecordRow.key).where(work.PackRecordRow.pack == pack).limit(1)
    return await session.scalar(query) is not None


async def add_records(session: Session, table: str, records: list[Content], loaded_at: datetime) -> None:
    """Insert new records of a pack, and remember what was written."""
    for record in records:
        session.add(CONTENT[table].row(**{name: getattr(record, name) for name in record.__dataclass_fields__}))
        session.add(
            work.PackRecordRow(
                table=table, key=record.key, pack=record.pack, values=values_of(record), loaded_at=loaded_at
            )
        )
    await session.flush()


async def replace_record(session: Session, table: str, record: Content, loaded_at: datetime) -> None:
    """Write a record anew as its pack has it, and remember what was written."""
    row = await session.get_one(CONTENT[table].row, record.key)
    for name in record.__dataclass_fields__:
        setattr(row, name, getattr(record, name))
    remembered = await session.get_one(work.PackRecordRow, (table, record.key))
    remembered.values = values_of(record)
    remembered.loaded_at = loaded_at


async def drop_record(session: Session, table: str, key: str) -> None:
    """Take out a record that its pack no longer has."""
    await session.execute(delete(CONTENT[table].row).where(CONTENT[table].row.key == key))
    await session.execute(
        delete(work.PackRecordRow).where(work.PackRecordRow.table == table, work.PackRecordRow.key == key)
    )


async def record_change(
    session: Session, at: datetime, author_id: int | None, table: str, key: str, field: str, before: Any, after: Any
) -> None:
    """One field's history: who (None is a pack), before and after as JSON values."""
    session.add(
        work.ChangeRow(at=at, author_id=author_id, table=table, key=key, field=field, before=before, after=after)
    )


async def forget_told(session: Session, seasons: list[str]) -> None:
    """Forget who was told of these seasons: an example whose windows start anew is a new story."""
    await session.execute(
        delete(people.ToldRow).where(
            people.ToldRow.subject_kind == SubjectKind.SEASON, people.ToldRow.subject.in_(seasons)
        )
    )


async def follows_anything(session: Session, person_id: int) -> bool:
    """Whether a person has any subscription or reminder of their own."""
    for row in (people.SubscriptionRow, people.WatchRow):
        if await session.scalar(select(row.id).where(row.person_id == person_id).limit(1)) is not None:
            return True
    return False
