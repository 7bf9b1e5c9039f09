"""The organisations that people are from: one row shared by its colleagues, gone with the last of them."""

import dataclasses
import secrets
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from storage import Session
from storage.models.colleagues import ColleagueRow, JoinRequestRow, OwnOrganisationRow
from storage.models.people import PersonRow
from storage.naming import followed, merged_into
from storage.people import to_person
from storage.records.people import Colleague, OwnOrganisation, Person
from storage.terms import Applicant


def _record(row: OwnOrganisationRow) -> OwnOrganisation:
    return OwnOrganisation(
        **{field.name: getattr(row, field.name) for field in dataclasses.fields(OwnOrganisation)}
    )  # fmt: skip


async def organisation_of(session: Session, person_id: int, *, lock: bool = False) -> OwnOrganisation | None:
    """The organisation that a person is in, or None; `lock` keeps it until the transaction ends."""
    query = (
        select(OwnOrganisationRow)
        .join(ColleagueRow, ColleagueRow.organisation_id == OwnOrganisationRow.id)
        .where(ColleagueRow.person_id == person_id)
    )
    row = await session.scalar(query.with_for_update(of=OwnOrganisationRow) if lock else query)
    return None if row is None else _record(row)


async def organisation_by_inn(session: Session, inn: str) -> OwnOrganisation | None:
    """The organisation under an INN, locked until the transaction ends."""
    row = await session.scalar(select(OwnOrganisationRow).where(OwnOrganisationRow.inn == inn).with_for_update())
    return None if row is None else _record(row)


async def organisation_by_id(session: Session, number: int) -> OwnOrganisation | None:
    """One organisation, locked until the transaction ends."""
    row = await session.get(OwnOrganisationRow, number, with_for_update=True)
    return None if row is None else _record(row)


async def colleagues_of(session: Session, organisation_id: int) -> list[Colleague]:
    """Everybody who is in it, the longest there first."""
    found = await session.execute(
        select(ColleagueRow.person_id, PersonRow.name, ColleagueRow.joined_at)
        .join(PersonRow, PersonRow.id == ColleagueRow.person_id)
        .where(ColleagueRow.organisation_id == organisation_id)
        .order_by(ColleagueRow.joined_at, ColleagueRow.person_id)
    )
    return [Colleague(*row) for row in found]


async def colleague_ids(session: Session, person_id: int) -> list[int]:
    """The people who share the person's organisation, without the person."""
    own = select(ColleagueRow.organisation_id).where(ColleagueRow.person_id == person_id).scalar_subquery()
    found = await session.scalars(
        select(ColleagueRow.person_id)
        .where(ColleagueRow.organisation_id == own, ColleagueRow.person_id != person_id)
        .order_by(ColleagueRow.person_id)
    )
    return list(found)


async def enter(session: Session, person_id: int, organisation_id: int, now: datetime) -> None:
    """Put a person into an organisation; they leave the one that they are in."""
    current = await organisation_of(session, person_id)
    if current is not None and current.id == organisation_id:
        return
    await leave(session, person_id)
    session.add(ColleagueRow(person_id=person_id, organisation_id=organisation_id, joined_at=now))
    await session.flush()


async def leave(session: Session, person_id: int) -> OwnOrganisation | None:
    """Take a person out of their organisation, which goes when it was the last one; what it was, None when none."""
    left = await organisation_of(session, person_id, lock=True)
    if left is None:
        return None
    await session.execute(
        delete(ColleagueRow).where(ColleagueRow.person_id == person_id).execution_options(synchronize_session=False)
    )
    await drop_empty(session, left.id)
    return left


async def drop_empty(session: Session, organisation_id: int) -> None:
    """Delete an organisation that nobody is in, with the wishes to join it."""
    people = select(func.count()).select_from(ColleagueRow).where(ColleagueRow.organisation_id == organisation_id)
    if await session.scalar(people):
        return
    for table, column in (
        (JoinRequestRow, JoinRequestRow.organisation_id),
        (OwnOrganisationRow, OwnOrganisationRow.id),
    ):
        await session.execute(
            delete(table).where(column == organisation_id).execution_options(synchronize_session=False)
        )


async def create(session: Session, person_id: int, now: datetime, **values: Any) -> OwnOrganisation:
    """A new organisation with one person in it, who leaves the one that they are in."""
    await leave(session, person_id)
    row = OwnOrganisationRow(mark=secrets.token_hex(8), created_at=now, changed_at=now, **values)
    session.add(row)
    await session.flush()
    session.add(ColleagueRow(person_id=person_id, organisation_id=row.id, joined_at=now))
    await session.flush()
    return _record(row)


async def change(session: Session, organisation_id: int, now: datetime, **values: Any) -> None:
    """Set fields of an organisation."""
    row = await session.get_one(OwnOrganisationRow, organisation_id)
    for name, value in {**values, "changed_at": now}.items():
        setattr(row, name, value)
    await session.flush()


async def keep_profile(
    session: Session, person_id: int, form: Applicant | None, founded: tuple[date, date] | None, now: datetime
) -> None:
    """Remember form and founding of the person's organisation, in place of what was remembered before."""
    first, last = founded or (None, None)
    own = await organisation_of(session, person_id, lock=True)
    if own is None:
        await create(session, person_id, now, form=form, founded_from=first, founded_to=last)
    else:
        await change(session, own.id, now, form=form, founded_from=first, founded_to=last)


async def claim_inn(session: Session, organisation_id: int, inn: str, now: datetime) -> bool:
    """Give an organisation an INN; False when another has taken it meanwhile (the transaction goes on)."""
    try:
        async with session.begin_nested():
            await change(session, organisation_id, now, inn=inn)
    except IntegrityError:
        return False
    return True


async def holders_of(session: Session, record: str) -> list[Person]:
    """Reachable people who said that an organisation of the base is theirs, also under a name merged into it."""
    into = await merged_into(session)
    keys = {record, followed(into, record)} | {gone for gone in into if followed(into, gone) == followed(into, record)}
    query = (
        select(PersonRow)
        .join(ColleagueRow, ColleagueRow.person_id == PersonRow.id)
        .join(OwnOrganisationRow, OwnOrganisationRow.id == ColleagueRow.organisation_id)
        .where(OwnOrganisationRow.record.in_(keys), PersonRow.reachable)
        .order_by(PersonRow.id)
    )
    return [to_person(row) for row in await session.scalars(query)]


async def names_of_organisations(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """How people's organisations are called: by name, else by INN; who has none is left out."""
    found = await session.execute(
        select(ColleagueRow.person_id, OwnOrganisationRow.name, OwnOrganisationRow.inn)
        .join(OwnOrganisationRow, OwnOrganisationRow.id == ColleagueRow.organisation_id)
        .where(ColleagueRow.person_id.in_(person_ids))
    )
    return {row.person_id: row.name or row.inn or "" for row in found}
