"""What two do at once at the desk, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from storage import desk, invitations
from storage.engine import Database
from storage.people import find_or_create
from storage.records.desk import Invitation
from storage.terms import Channel, Role
from tests.conftest import TODAY

pytestmark = pytest.mark.asyncio


async def person(database: Database, name: str) -> int:
    async with database.writing() as session:
        found = await find_or_create(session, Channel.TELEGRAM, name, name, TODAY)
        await session.commit()
    return found.id


async def invitation(database: Database, author: int) -> Invitation:
    async with database.writing() as session:
        made = await invitations.add_invitation(
            session, author_id=author, department="education", role=Role.EDITOR, word_hash="f" * 64, now=TODAY,
            expires_at=TODAY + timedelta(days=3), update_key="telegram:1",
        )  # fmt: skip
        await session.commit()
    return made


async def test_of_two_people_on_one_link_at_once_one_gets_in(migrated: Database) -> None:
    author, *guests = [await person(migrated, name) for name in ("author", "one", "two", "three")]
    made = await invitation(migrated, author)

    async def use(guest: int) -> bool:
        async with migrated.writing() as session:
            taken = await invitations.use_invitation(session, made.id, guest, TODAY)
            await session.commit()
        return taken

    assert sorted(await asyncio.gather(*map(use, guests))) == [False, False, True]


async def test_a_link_is_over_on_its_last_moment(migrated: Database) -> None:
    author, guest = await person(migrated, "author"), await person(migrated, "guest")
    made = await invitation(migrated, author)
    async with migrated.writing() as session:
        assert not await invitations.use_invitation(session, made.id, guest, made.expires_at)
        assert await invitations.open_invitations(session, "education", made.expires_at) == []


async def test_two_owners_who_leave_at_once_leave_one_owner(migrated: Database) -> None:
    owners = [await person(migrated, name) for name in ("one", "two")]
    async with migrated.writing() as session:
        numbers = [(await desk.join(session, one, "education", Role.OWNER, None, TODAY)).id for one in owners]
        await session.commit()

    async def leave(number: int, who: int) -> bool:
        async with migrated.writing() as session:
            if len(await desk.hold_owners(session, "education")) == 1:
                return False
            await desk.end_membership(session, number, who, TODAY)
            await session.commit()
        return True

    left = await asyncio.gather(*(leave(number, who) for number, who in zip(numbers, owners, strict=True)))
    assert sorted(left) == [False, True]
    async with migrated.reading() as session:
        assert len(await desk.members(session, "education")) == 1


async def test_one_person_has_one_role_in_a_department_and_one_over_all(migrated: Database) -> None:
    who = await person(migrated, "one")
    async with migrated.writing() as session:
        await desk.join(session, who, "education", Role.EDITOR, None, TODAY)
        await desk.join(session, who, "education", Role.OWNER, None, TODAY)
        await desk.join(session, who, None, Role.STATISTICIAN, None, TODAY)
        await desk.join(session, who, None, Role.STATISTICIAN, None, TODAY)
        await session.commit()
    async with migrated.reading() as session:
        held = await desk.memberships_of(session, who)
    assert [(one.department, one.role) for one in held] == [(None, Role.STATISTICIAN), ("education", Role.OWNER)]
