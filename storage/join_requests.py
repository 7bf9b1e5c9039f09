"""Wishes to join an organisation that has people: one per organisation and person, decided once."""

import dataclasses
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update

from storage import Session
from storage.models.colleagues import JoinRequestRow
from storage.records.people import JoinRequest
from storage.terms import RequestState


def _record(row: JoinRequestRow) -> JoinRequest:
    return JoinRequest(**{field.name: getattr(row, field.name) for field in dataclasses.fields(JoinRequest)})


async def request_by_id(session: Session, number: int) -> JoinRequest | None:
    """One request, locked until the transaction ends."""
    row = await session.get(JoinRequestRow, number, with_for_update=True)
    return None if row is None else _record(row)


async def request_of(session: Session, organisation_id: int, person_id: int) -> JoinRequest | None:
    """What a person asked of an organisation."""
    row = await session.scalar(
        select(JoinRequestRow).where(
            JoinRequestRow.organisation_id == organisation_id, JoinRequestRow.person_id == person_id
        )
    )
    return None if row is None else _record(row)


async def waiting_of(session: Session, person_id: int) -> JoinRequest | None:
    """The person's newest request that nobody has decided yet."""
    row = await session.scalar(
        select(JoinRequestRow)
        .where(JoinRequestRow.person_id == person_id, JoinRequestRow.state == RequestState.WAITING)
        .order_by(JoinRequestRow.asked_at.desc())
        .limit(1)
    )
    return None if row is None else _record(row)


async def waiting_at(session: Session, organisation_id: int) -> list[JoinRequest]:
    """Requests that an organisation's people have not decided yet, the oldest first."""
    rows = await session.scalars(
        select(JoinRequestRow)
        .where(JoinRequestRow.organisation_id == organisation_id, JoinRequestRow.state == RequestState.WAITING)
        .order_by(JoinRequestRow.asked_at, JoinRequestRow.id)
    )
    return [_record(row) for row in rows]


async def asked_since(session: Session, person_id: int, since: datetime) -> int:
    """How many organisations a person asked since a moment."""
    query = select(func.count()).select_from(JoinRequestRow)
    return (
        await session.scalar(query.where(JoinRequestRow.person_id == person_id, JoinRequestRow.asked_at > since)) or 0
    )


async def ask(session: Session, organisation_id: int, person_id: int, now: datetime) -> JoinRequest:
    """Write the wish down, or wake the one that was withdrawn or refused before."""
    row = await session.scalar(
        select(JoinRequestRow).where(
            JoinRequestRow.organisation_id == organisation_id, JoinRequestRow.person_id == person_id
        )
    )
    if row is None:
        row = JoinRequestRow(organisation_id=organisation_id, person_id=person_id)
        session.add(row)
    row.state, row.asked_at, row.decided_at, row.decided_by = RequestState.WAITING, now, None, None
    await session.flush()
    return _record(row)


async def decide(session: Session, number: int, state: RequestState, by: int, now: datetime) -> None:
    """Accepted, refused or withdrawn."""
    row = await session.get_one(JoinRequestRow, number)
    row.state, row.decided_at, row.decided_by = state, now, by
    await session.flush()


async def withdraw_all(session: Session, person_id: int, now: datetime, but: Collection[int] = ()) -> None:
    """A person who is in an organisation now, or wants none, asks no other."""
    await session.execute(
        update(JoinRequestRow)
        .where(
            JoinRequestRow.person_id == person_id, JoinRequestRow.state == RequestState.WAITING,
            JoinRequestRow.id.not_in(tuple(but)),
        )
        .values(state=RequestState.WITHDRAWN, decided_at=now, decided_by=person_id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
