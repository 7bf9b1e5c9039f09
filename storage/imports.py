"""Pending workbooks, and writing content with its history: every add, change and removal leaves a row in `changes`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from storage import Session
from storage.leases import insert_into
from storage.models import CONTENT
from storage.models.imports import ImportRow
from storage.models.people import PersonRow
from storage.models.work import ChangeRow, VersionRow
from storage.packs import values_of
from storage.records.content import Content
from storage.records.imports import Import
from storage.records.work import Change
from storage.terms import ImportState


def to_import(row: ImportRow) -> Import:
    """The frozen record of a row."""
    return Import(
        row.id, row.author_id, row.book, row.file_name, row.state, dict(row.content), row.fingerprint,
        tuple(row.change_ids), row.created_at, row.decided_at,
    )  # fmt: skip


async def add_import(
    session: Session, author_id: int, book: str, file_name: str, content: dict[str, Any], fingerprint: str,
    now: datetime, update_key: str,
) -> Import:  # fmt: skip
    """A checked workbook waits for its decision; the same update finds the row that it made.

    Older ones of the same book and author that wait are dropped: their «Применить» would bring back the older file.
    """
    await session.execute(
        update(ImportRow)
        .where(
            ImportRow.author_id == author_id, ImportRow.book == book, ImportRow.state == ImportState.PREVIEW,
            ImportRow.update_key != update_key,
        )
        .values(state=ImportState.DROPPED, decided_at=now, content={}, file_name="")
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    insert = insert_into(session, ImportRow).values(
        author_id=author_id, book=book, file_name=file_name, state=ImportState.PREVIEW, content=content,
        fingerprint=fingerprint, change_ids=[], created_at=now, update_key=update_key,
    )  # fmt: skip
    await session.execute(insert.on_conflict_do_nothing(index_elements=[ImportRow.update_key]))
    row = await session.scalar(select(ImportRow).where(ImportRow.update_key == update_key))
    assert row is not None
    return to_import(row)


async def find_import(session: Session, number: int) -> Import | None:
    """One workbook, locked until the transaction ends; None when there is none."""
    row = await session.get(ImportRow, number, with_for_update=True)
    return None if row is None else to_import(row)


async def hold_content(session: Session) -> None:
    """Let other imports wait until this transaction ends, so that each compares with what the last one wrote."""
    await session.get(VersionRow, "content", with_for_update=True)


async def set_fingerprint(session: Session, number: int, fingerprint: str) -> None:
    """Another difference was shown."""
    row = await session.get_one(ImportRow, number)
    row.fingerprint = fingerprint
    await session.flush()


async def decide_import(
    session: Session, number: int, state: ImportState, now: datetime, change_ids: Iterable[int] = ()
) -> None:
    """The workbook was applied, dropped or undone; its rows are no longer kept."""
    row = await session.get_one(ImportRow, number)
    row.state, row.decided_at, row.content = state, now, {}
    row.change_ids = list(change_ids) or row.change_ids
    await session.flush()


async def last_change(session: Session) -> int:
    """The number of the newest change, 0 when there is none."""
    return await session.scalar(select(func.max(ChangeRow.id))) or 0


def to_change(row: ChangeRow) -> Change:
    return Change(row.id, row.at, row.author_id, row.table, row.key, row.field, row.before, row.after, row.undoes)


async def changes_after(session: Session, number: int, tables: Iterable[str]) -> list[Change]:
    """Changes of some tables that are newer than a change, oldest first."""
    query = select(ChangeRow).where(ChangeRow.id > number, ChangeRow.table.in_(tuple(tables))).order_by(ChangeRow.id)
    return [to_change(row) for row in await session.scalars(query)]


async def changes_by_id(session: Session, numbers: Iterable[int]) -> list[Change]:
    """Some changes, oldest first."""
    wanted, found = list(numbers), []
    for start in range(0, len(wanted), 500):
        query = select(ChangeRow).where(ChangeRow.id.in_(wanted[start : start + 500]))
        found += [to_change(row) for row in await session.scalars(query)]
    return sorted(found, key=lambda change: change.id)


async def authors(session: Session, numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of people, by number."""
    wanted = {number for number in numbers if number is not None}
    rows = await session.scalars(select(PersonRow).where(PersonRow.id.in_(wanted)))
    return {row.id: row.name for row in rows}


@dataclass(slots=True)
class Writer:
    """Writes content in somebody's name and remembers the changes it made, oldest first.

    `undoing` is the change that the next ones take back.
    """

    session: Session
    author_id: int | None
    at: datetime
    rows: list[ChangeRow]
    undoing: int | None = None

    @classmethod
    def of(cls, session: Session, author_id: int | None, at: datetime) -> "Writer":
        """A writer that has written nothing yet."""
        return cls(session, author_id, at, [])

    async def add(self, table: str, record: Content) -> None:
        """Insert a record; an editor's stands after the others of its pack."""
        row = CONTENT[table].row
        values = {name: getattr(record, name) for name in record.__dataclass_fields__}
        if not record.position:
            last = await self.session.scalar(select(func.max(row.position)).where(row.pack == record.pack))
            values["position"] = (last or 0) + 1
        self.session.add(row(**values))
        whole = values_of(record) | {"pack": record.pack, "position": values["position"]}
        self._note(table, record.key, "", None, whole)
        await self.session.flush()

    async def change(self, table: str, key: str, fields: Mapping[str, tuple[Any, Any, Any]]) -> None:
        """Set fields; each holds the new value, and before and after as history keeps them."""
        row = await self.session.get_one(CONTENT[table].row, key)
        for name, (value, before, after) in fields.items():
            setattr(row, name, value)
            self._note(table, key, name, before, after)
        await self.session.flush()

    async def remove(self, table: str, record: Content) -> None:
        """Take a record out. What its pack once wrote is remembered, so the pack does not bring it back."""
        row = await self.session.get_one(CONTENT[table].row, record.key)
        await self.session.delete(row)
        whole = values_of(record) | {"pack": record.pack, "position": record.position}
        self._note(table, record.key, "", whole, None)
        await self.session.flush()

    async def numbers(self) -> list[int]:
        """The changes made so far."""
        await self.session.flush()
        return [row.id for row in self.rows]

    def _note(self, table: str, key: str, field: str, before: Any, after: Any) -> None:
        row = ChangeRow(
            at=self.at, author_id=self.author_id, table=table, key=key, field=field, before=before, after=after,
            undoes=self.undoing,
        )  # fmt: skip
        self.session.add(row)
        self.rows.append(row)
