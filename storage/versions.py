"""Signed versions of a year, and years that are being collected."""

import dataclasses
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from storage import Session
from storage.leases import insert_into
from storage.models.years import RoundUpRow, SignedVersionRow
from storage.records.years import RoundUp, SignedVersion


def _version(row: SignedVersionRow) -> SignedVersion:
    return SignedVersion(**{field.name: getattr(row, field.name) for field in dataclasses.fields(SignedVersion)})


def _round_up(row: RoundUpRow) -> RoundUp:
    return RoundUp(**{field.name: getattr(row, field.name) for field in dataclasses.fields(RoundUp)})


async def versions_of(session: Session, year: int) -> list[SignedVersion]:
    """All signed versions of a year, oldest first."""
    rows = await session.scalars(
        select(SignedVersionRow).where(SignedVersionRow.year == year).order_by(SignedVersionRow.version)
    )
    return [_version(row) for row in rows]


async def newest_version(session: Session, year: int) -> SignedVersion | None:
    """The version signed last, None when the year never was."""
    row = await session.scalar(
        select(SignedVersionRow).where(SignedVersionRow.year == year).order_by(SignedVersionRow.version.desc()).limit(1)
    )
    return None if row is None else _version(row)


async def add_version(
    session: Session, *, year: int, snapshot: dict[str, Any], fingerprint: str, author_id: int | None, now: datetime,
    update_key: str | None,
) -> SignedVersion:  # fmt: skip
    """The next version of a year; the same update finds the version that it made."""
    if update_key is not None:
        row = await session.scalar(select(SignedVersionRow).where(SignedVersionRow.update_key == update_key))
        if row is not None:
            return _version(row)
    newest = await newest_version(session, year)
    number = 1 if newest is None else newest.version + 1
    row = SignedVersionRow(
        year=year, version=number, snapshot=snapshot, fingerprint=fingerprint, author_id=author_id, signed_at=now,
        update_key=update_key,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return _version(row)


async def round_up(session: Session, year: int) -> RoundUp | None:
    """The collecting of a year, locked until the transaction ends."""
    row = await session.get(RoundUpRow, year, with_for_update=True, populate_existing=True)
    return None if row is None else _round_up(row)


async def round_ups(session: Session) -> list[RoundUp]:
    """All years that were or are collected, oldest first."""
    return [_round_up(row) for row in await session.scalars(select(RoundUpRow).order_by(RoundUpRow.year))]


async def start_round_up(session: Session, year: int, due_on: date, author_id: int, now: datetime) -> RoundUp:
    """Begin collecting a year, or give a running round-up another last day."""
    insert = insert_into(session, RoundUpRow).values(year=year, due_on=due_on, author_id=author_id, started_at=now)
    await session.execute(
        insert.on_conflict_do_update(index_elements=[RoundUpRow.year], set_={"due_on": due_on, "reminded_on": None})
    )
    found = await round_up(session, year)
    assert found is not None
    return found


async def note_reminded(session: Session, year: int, day: date) -> bool:
    """Claim a day's reminders; False when another process has them."""
    done = await session.execute(
        update(RoundUpRow)
        .where(RoundUpRow.year == year, (RoundUpRow.reminded_on.is_(None)) | (RoundUpRow.reminded_on < day))
        .values(reminded_on=day)
        .returning(RoundUpRow.year)
    )
    return done.scalar() is not None


async def years_in_work(session: Session) -> tuple[int, ...]:
    """Years that are collected and not signed: their figures are nobody's answer yet."""
    signed = select(SignedVersionRow.year)
    return tuple(await session.scalars(select(RoundUpRow.year).where(RoundUpRow.year.not_in(signed))))
