"""What became of the check's findings: corrected, accepted with a reason, asked of a department."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from storage import Session
from storage.leases import insert_into
from storage.models.years import SettlementRow
from storage.records.years import Settlement
from storage.terms import SettlementKind


def _record(row: SettlementRow) -> Settlement:
    values = {field.name: getattr(row, field.name) for field in dataclasses.fields(Settlement)}
    return Settlement(**{**values, "change_ids": tuple(row.change_ids)})


async def settlements_of(session: Session, year: int) -> dict[str, list[Settlement]]:
    """What stands for a year's findings, by code, oldest first; what was taken back is left out."""
    rows = await session.scalars(
        select(SettlementRow)
        .where(SettlementRow.year == year, SettlementRow.undone_at.is_(None))
        .order_by(SettlementRow.id)
    )
    found: dict[str, list[Settlement]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(_record(row))
    return found


async def settle(
    session: Session, *, year: int, code: str, kind: SettlementKind, figures: str, author_id: int, now: datetime,
    update_key: str, note: str = "", department: str = "", change_ids: Iterable[int] = (),
) -> tuple[Settlement, bool]:  # fmt: skip
    """Write down what was done, and whether it is new: the same update finds the row that it made."""
    insert = insert_into(session, SettlementRow).values(
        year=year, code=code, kind=kind, figures=figures, note=note, department=department,
        change_ids=list(change_ids), answer="", author_id=author_id, at=now, update_key=update_key,
    )  # fmt: skip
    done = await session.execute(
        insert.on_conflict_do_nothing(index_elements=[SettlementRow.update_key]).returning(SettlementRow.id)
    )
    new = done.scalar() is not None
    row = (await session.scalars(select(SettlementRow).where(SettlementRow.update_key == update_key))).one()
    return _record(row), new


async def settlement(session: Session, number: int) -> Settlement | None:
    """One settlement, locked until the transaction ends."""
    row = await session.get(SettlementRow, number, with_for_update=True, populate_existing=True)
    return None if row is None else _record(row)


async def settled_by(session: Session, update_key: str) -> Settlement | None:
    """What an update has already done."""
    row = await session.scalar(select(SettlementRow).where(SettlementRow.update_key == update_key))
    return None if row is None else _record(row)


async def take_back(session: Session, number: int, now: datetime) -> None:
    """It no longer counts; the row stays."""
    await session.execute(update(SettlementRow).where(SettlementRow.id == number).values(undone_at=now))


async def answer(session: Session, number: int, text: str, author_id: int, now: datetime) -> bool:
    """A department's answer; False when there is one already or the question was taken back."""
    done = await session.execute(
        update(SettlementRow)
        .where(SettlementRow.id == number, SettlementRow.answered_at.is_(None), SettlementRow.undone_at.is_(None))
        .values(answer=text, answered_by=author_id, answered_at=now)
        .returning(SettlementRow.id)
    )
    return done.scalar() is not None
