"""Days that people asked to be reminded of; each has a watch, by which the finder knows whom to tell."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select

from storage import Session
from storage.models.people import OwnDateRow, WatchRow
from storage.records.people import OwnDate
from storage.subscriptions import set_watch
from storage.terms import SubjectKind


def _to_own_date(row: OwnDateRow) -> OwnDate:
    return OwnDate(row.id, row.person_id, row.day, row.text)


async def add_own_date(session: Session, person_id: int, day: date, text: str, now: datetime, key: str) -> OwnDate:
    """Keep a date and watch it; a repeated update (`key`) adds nothing."""
    row = await session.scalar(select(OwnDateRow).where(OwnDateRow.update_key == key))
    if row is None:
        row = OwnDateRow(person_id=person_id, day=day, text=text, created_at=now, update_key=key)
        session.add(row)
        await session.flush()
        await set_watch(session, person_id, SubjectKind.OWN_DATE, str(row.id), now)
    return _to_own_date(row)


async def own_dates_of(session: Session, person_id: int, since: date) -> list[OwnDate]:
    """A person's own dates from a day on, the nearest first."""
    query = select(OwnDateRow).where(OwnDateRow.person_id == person_id, OwnDateRow.day >= since)
    return [_to_own_date(row) for row in await session.scalars(query.order_by(OwnDateRow.day, OwnDateRow.id))]


async def own_dates_between(session: Session, first: date, last: date) -> list[OwnDate]:
    """Everybody's own dates in [first, last]."""
    query = select(OwnDateRow).where(OwnDateRow.day.between(first, last)).order_by(OwnDateRow.id)
    return [_to_own_date(row) for row in await session.scalars(query)]


async def own_dates_by_id(session: Session, ids: Collection[int]) -> dict[str, OwnDate]:
    """Own dates by id as text, as told rows name them."""
    found = await session.scalars(select(OwnDateRow).where(OwnDateRow.id.in_(ids)))
    return {str(row.id): _to_own_date(row) for row in found}


async def own_date(session: Session, person_id: int, own_id: int) -> OwnDate | None:
    """One own date of this person; somebody else's is None."""
    row = await session.get(OwnDateRow, own_id)
    return None if row is None or row.person_id != person_id else _to_own_date(row)


async def change_own_date(session: Session, person_id: int, own_id: int, day: date, text: str) -> OwnDate | None:
    """Another day or other words; None when there is no such date of this person."""
    row = await session.get(OwnDateRow, own_id)
    if row is None or row.person_id != person_id:
        return None
    row.day, row.text = day, text
    await session.flush()
    return _to_own_date(row)


async def drop_own_date(session: Session, person_id: int, own_id: int) -> None:
    """Delete a date of this person and its watch."""
    owned = OwnDateRow.id == own_id, OwnDateRow.person_id == person_id
    await session.execute(delete(OwnDateRow).where(*owned))
    await session.execute(
        delete(WatchRow).where(
            WatchRow.person_id == person_id,
            WatchRow.subject_kind == SubjectKind.OWN_DATE,
            WatchRow.subject == str(own_id),
        )
    )
