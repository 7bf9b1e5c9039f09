"""The history of content: sets of changes made at one moment by one person, and which of them were taken back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage import Session
from storage.imports import to_change
from storage.models.work import ChangeRow
from storage.records.work import Change


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one update wrote: its first and last change and how many there are; no author means a pack was loaded."""

    first: int
    last: int
    at: datetime
    author_id: int | None
    changes: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sets: of one record, one author (0: packs), or of a time [since, until)."""

    table: str = ""
    key: str = ""
    author_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def _matching(query: Any, wanted: Wanted) -> Any:
    if wanted.table:
        query = query.where(ChangeRow.table == wanted.table, ChangeRow.key == wanted.key)
    if wanted.author_id is not None:
        own = ChangeRow.author_id.is_(None) if wanted.author_id == 0 else ChangeRow.author_id == wanted.author_id
        query = query.where(own)
    if wanted.since is not None:
        query = query.where(ChangeRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ChangeRow.at < wanted.until)
    return query


async def change_sets(session: Session, wanted: Wanted, *, offset: int, limit: int) -> tuple[list[ChangeSet], int]:
    """A page of sets, the newest first, and how many there are in all."""
    grouped = _matching(
        select(func.min(ChangeRow.id), func.max(ChangeRow.id), ChangeRow.at, ChangeRow.author_id, func.count()),
        wanted,
    ).group_by(ChangeRow.at, ChangeRow.author_id, ChangeRow.undoes.is_(None))
    total = await session.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    rows = await session.execute(grouped.order_by(func.max(ChangeRow.id).desc()).offset(offset).limit(limit))
    return [ChangeSet(row[0], row[1], row[2], row[3], row[4]) for row in rows], total


async def changes_of_set(session: Session, number: int) -> list[Change]:
    """All changes that were made together with one, oldest first; empty when there is no such change."""
    one = await session.get(ChangeRow, number)
    if one is None:
        return []
    same = ChangeRow.author_id.is_(None) if one.author_id is None else ChangeRow.author_id == one.author_id
    kind = ChangeRow.undoes.is_(None) if one.undoes is None else ChangeRow.undoes.is_not(None)
    rows = await session.scalars(select(ChangeRow).where(ChangeRow.at == one.at, same, kind).order_by(ChangeRow.id))
    return [to_change(row) for row in rows]


async def changes_between(session: Session, first: int, last: int, at: datetime) -> list[Change]:
    """The changes of a set, oldest first."""
    query = select(ChangeRow).where(ChangeRow.id.between(first, last), ChangeRow.at == at)
    return [to_change(row) for row in await session.scalars(query.order_by(ChangeRow.id))]


async def later_changes(session: Session, change: Change) -> list[Change]:
    """Changes of the same record after one, the newest first."""
    query = select(ChangeRow).where(
        ChangeRow.table == change.table, ChangeRow.key == change.key, ChangeRow.id > change.id
    )
    return [to_change(row) for row in await session.scalars(query.order_by(ChangeRow.id.desc()))]


async def taken_back(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """Which changes stand taken back, and by which change; a taking back that was taken back itself counts no more."""
    wanted = list(numbers)
    query = select(ChangeRow.id, ChangeRow.undoes).where(ChangeRow.undoes.in_(wanted)).order_by(ChangeRow.id)
    found = {undone: by for by, undone in (await session.execute(query)) if undone is not None}
    if not found:
        return {}
    again = await taken_back(session, found.values())
    return {undone: by for undone, by in found.items() if by not in again}


async def authors_of_changes(session: Session, limit: int) -> list[tuple[int | None, int]]:
    """Who changed something and how many sets, whoever did last first."""
    sets = select(ChangeRow.author_id, ChangeRow.at).distinct().subquery()
    query = select(sets.c.author_id, func.count()).group_by(sets.c.author_id).order_by(func.max(sets.c.at).desc())
    return [(author, count) for author, count in (await session.execute(query.limit(limit)))]


async def moments_of_changes(session: Session, limit: int) -> list[datetime]:
    """When sets were made, the newest first."""
    rows = await session.scalars(select(ChangeRow.at).distinct().order_by(ChangeRow.at.desc()).limit(limit))
    return list(rows)


async def changed_records(session: Session) -> Collection[tuple[str, str]]:
    """Every record that has a history."""
    rows = await session.execute(
        select(ChangeRow.table, ChangeRow.key)
        .group_by(ChangeRow.table, ChangeRow.key)
        .order_by(func.max(ChangeRow.id).desc())
    )
    return [(table, key) for table, key in rows]


async def edited_by_hand(session: Session) -> frozenset[tuple[str, str]]:
    """Records (table, key) whose fields somebody changed, as packs do not."""
    changed = ChangeRow.author_id.is_not(None) & (ChangeRow.field != "")
    rows = await session.execute(select(ChangeRow.table, ChangeRow.key).where(changed).distinct())
    return frozenset((row[0], row[1]) for row in rows)
