"""Content records in and out, by table: whole tables, one record, and the version that tells caches to rebuild."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import Any, TypeVar

from sqlalchemy import select

from storage import Session
from storage.models import CONTENT, ContentTable, work
from storage.models.base import ContentRow
from storage.records.content import Content

R = TypeVar("R", bound=Content)
_BY_RECORD: dict[type[Content], ContentTable] = {table.record: table for table in CONTENT.values()}


def to_record(record: type[R], row: ContentRow) -> R:
    """The frozen record of a row: the same field names on both sides."""
    return record(**{field.name: getattr(row, field.name) for field in dataclasses.fields(record)})


async def all_of(session: Session, record: type[R], **equal: Any) -> list[R]:
    """All records of a kind in the order of their pack, filtered by equality of columns."""
    return [found async for some in in_parts(session, record, **equal) for found in some]


async def in_parts(session: Session, record: type[R], size: int = 250, **equal: Any) -> AsyncIterator[list[R]]:
    """The same in lists of `size`: between two of them the event loop goes round."""
    row = _BY_RECORD[record].row
    names = [field.name for field in dataclasses.fields(record)]
    query = (
        select(*(getattr(row, name) for name in names))
        .filter_by(**equal)
        .order_by(row.pack.desc(), row.position, row.key)
    )
    found = await session.stream(query)
    async for some in found.partitions(size):
        yield [record(**dict(zip(names, values, strict=True))) for values in some]
        await asyncio.sleep(0)


async def get(session: Session, record: type[R], key: str) -> R | None:
    """One record by its key, or None."""
    found = await session.get(_BY_RECORD[record].row, key)
    return None if found is None else to_record(record, found)


async def version(session: Session, subject: str = "content") -> int:
    """How often the subject was written; 0 when never."""
    found = await session.get(work.VersionRow, subject)
    return 0 if found is None else found.number


async def raise_version(session: Session, subject: str = "content") -> int:
    """Count one write, so that caches in every process follow."""
    found = await session.get(work.VersionRow, subject, with_for_update=True)
    if found is None:
        found = work.VersionRow(subject=subject, number=0)
        session.add(found)
    found.number += 1
    await session.flush()
    return found.number
