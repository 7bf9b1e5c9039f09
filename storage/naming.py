"""Decisions about organisations with like names: written once, never deleted, taken back by a mark."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from storage import Session
from storage.leases import insert_into
from storage.models import CONTENT
from storage.models.naming import NameDecisionRow
from storage.packs import references
from storage.records.naming import Decision
from storage.terms import NameDecision


def _record(row: NameDecisionRow) -> Decision:
    return Decision(
        row.id, row.kept, row.gone, row.kept_name, row.gone_name, row.decision, tuple(row.change_ids), row.author_id,
        row.decided_at, row.undone_by, row.undone_at,
    )  # fmt: skip


async def decisions(session: Session) -> list[Decision]:
    """All decisions, the newest first, those that were taken back included."""
    rows = await session.scalars(select(NameDecisionRow).order_by(NameDecisionRow.id.desc()))
    return [_record(row) for row in rows]


async def decision(session: Session, number: int) -> Decision | None:
    """One decision, locked until the transaction ends."""
    row = await session.get(NameDecisionRow, number, with_for_update=True)
    return None if row is None else _record(row)


async def decide(
    session: Session, what: NameDecision, kept: tuple[str, str], gone: tuple[str, str], change_ids: Iterable[int],
    author_id: int, now: datetime, update_key: str,
) -> Decision:  # fmt: skip
    """Write a decision about two (key, name); the same update finds the row that it made."""
    insert = insert_into(session, NameDecisionRow).values(
        kept=kept[0], kept_name=kept[1], gone=gone[0], gone_name=gone[1], decision=what, change_ids=list(change_ids),
        author_id=author_id, decided_at=now, update_key=update_key,
    )  # fmt: skip
    await session.execute(insert.on_conflict_do_nothing(index_elements=[NameDecisionRow.update_key]))
    row = await session.scalar(select(NameDecisionRow).where(NameDecisionRow.update_key == update_key))
    assert row is not None
    return _record(row)


async def decision_of(session: Session, update_key: str) -> Decision | None:
    """What an update has decided already."""
    row = await session.scalar(select(NameDecisionRow).where(NameDecisionRow.update_key == update_key))
    return None if row is None else _record(row)


async def take_back(session: Session, number: int, author_id: int, now: datetime) -> None:
    """The decision holds no more; the row stays."""
    row = await session.get_one(NameDecisionRow, number)
    row.undone_by, row.undone_at = author_id, now
    await session.flush()


async def merges_of(session: Session, gone: str) -> list[Decision]:
    """Every merge in which this organisation went, the newest first, those that were taken back included."""
    return [one for one in await decisions(session) if one.gone == gone and one.decision is NameDecision.SAME]


async def is_merge(session: Session, change_ids: Collection[int]) -> bool:
    """Whether changes are one merge of organisations, all of them together."""
    ids = set(change_ids)
    return bool(ids) and any(
        one.decision is NameDecision.SAME and ids <= set(one.change_ids) for one in await decisions(session)
    )


async def stand_again(session: Session, number: int) -> None:
    """The decision holds once more."""
    row = await session.get_one(NameDecisionRow, number)
    row.undone_by = row.undone_at = None
    await session.flush()


async def different_pairs(session: Session) -> frozenset[frozenset[str]]:
    """Pairs of which an editor said that they are not one, under the keys that stand in the base now.

    What was said of an organisation holds for the one that it was merged into.
    """
    standing = await _standing(session)
    into = _merged(standing)
    return frozenset(
        frozenset({followed(into, one.kept), followed(into, one.gone)})
        for one in standing if one.decision is NameDecision.DIFFERENT
    )  # fmt: skip


async def merged_into(session: Session) -> dict[str, str]:
    """Which organisation took the rows of which, by the key that is gone."""
    return _merged(await _standing(session))


async def _standing(session: Session) -> list[Decision]:
    return [one for one in await decisions(session) if one.undone_at is None]


def _merged(standing: Iterable[Decision]) -> dict[str, str]:
    return {one.gone: one.kept for one in standing if one.decision is NameDecision.SAME}


def followed(into: Mapping[str, str], key: str) -> str:
    """The key under which an organisation stands now, whatever it was merged into."""
    seen = set()
    while key in into and key not in seen:
        seen.add(key)
        key = into[key]
    return key


def naming_columns() -> list[tuple[str, str]]:
    """(table, field) of every content field that names an organisation."""
    return [
        (table, field) for table in CONTENT for field, target in references(table).items() if target == "organisations"
    ]


async def rows_naming(session: Session, table: str, field: str, key: str) -> list[str]:
    """Keys of the records of a table whose field names an organisation, in their order."""
    row = CONTENT[table].row
    column = getattr(row, field)
    return list(await session.scalars(select(row.key).where(column == key).order_by(row.position, row.key)))
