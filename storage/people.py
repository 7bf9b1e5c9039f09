"""People: found or created by channel and external id; seen, reachable or not."""

import dataclasses
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from storage import Session
from storage.leases import insert_into
from storage.models.people import PersonRow
from storage.records.people import Person
from storage.terms import Channel

_SEEN_EVERY = timedelta(minutes=5)


def to_person(row: PersonRow) -> Person:
    """The frozen record of a row."""
    return Person(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Person)})


async def find_person(session: Session, channel: Channel, external_id: str) -> Person | None:
    """The person with this id in this channel, or None."""
    query = select(PersonRow).where(PersonRow.channel == channel, PersonRow.external_id == external_id)
    row = await session.scalar(query)
    return None if row is None else to_person(row)


async def person_by_id(session: Session, person_id: int) -> Person | None:
    """One person by our own number, or None."""
    row = await session.get(PersonRow, person_id)
    return None if row is None else to_person(row)


def is_fresh(person: Person, name: str, now: datetime) -> bool:
    """Whether nothing about this person needs writing: same name, reachable, seen within five minutes."""
    return person.name == name and person.reachable and now - person.seen_at < _SEEN_EVERY


async def find_or_create(session: Session, channel: Channel, external_id: str, name: str, now: datetime) -> Person:
    """The person who speaks now: created at the first word, else marked as seen and reachable."""
    insert = insert_into(session, PersonRow).values(
        channel=channel, external_id=external_id, name=name, reachable=True, created_at=now, seen_at=now,
        quiet_from=21, quiet_to=9, digest_hour=10,
    )  # fmt: skip
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=[PersonRow.channel, PersonRow.external_id],
            set_={"name": name, "reachable": True, "seen_at": now},
        )
    )
    found = await find_person(session, channel, external_id)
    assert found is not None
    return found


async def set_reachable(session: Session, channel: Channel, external_id: str, reachable: bool) -> None:
    """Note that the person blocked or unblocked us; the row stays."""
    await session.execute(
        update(PersonRow)
        .where(PersonRow.channel == channel, PersonRow.external_id == external_id)
        .values(reachable=reachable)
    )


async def move_person(session: Session, channel: Channel, external_id: str, new_id: str) -> bool:
    """A group became a supergroup: it has another id now. False when that id is somebody's already."""
    if await find_person(session, channel, new_id) is not None:
        return False
    await session.execute(
        update(PersonRow)
        .where(PersonRow.channel == channel, PersonRow.external_id == external_id)
        .values(external_id=new_id)
    )
    return True


async def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """People's names by id; the external id where a name is empty."""
    found = await session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.external_id).where(PersonRow.id.in_(person_ids))
    )
    return {row.id: row.name or row.external_id for row in found}
