"""Members of the departments' desk."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from storage import Session
from storage.leases import insert_into
from storage.models.desk import MembershipRow
from storage.models.people import PersonRow
from storage.people import to_person
from storage.records.desk import Membership
from storage.records.people import Person
from storage.terms import Role


def to_membership(row: MembershipRow) -> Membership:
    """The frozen record of a row."""
    return Membership(
        row.id, row.person_id, row.department or None, row.role, row.invited_by, row.since, row.ended_at, row.ended_by
    )


async def memberships_of(session: Session, person_id: int) -> tuple[Membership, ...]:
    """What a person is and was, by department; ended ones hold `ended_at`."""
    query = select(MembershipRow).where(MembershipRow.person_id == person_id)
    rows = await session.scalars(query.order_by(MembershipRow.department))
    return tuple(to_membership(row) for row in rows)


async def was_member(session: Session, person_id: int) -> bool:
    """Whether a person was ever let in, also when it has ended."""
    query = select(MembershipRow.id).where(MembershipRow.person_id == person_id).limit(1)
    return await session.scalar(query) is not None


async def members(
    session: Session, department: str | None = None, *, everywhere: bool = False
) -> list[tuple[Membership, Person]]:
    """Who is in one department (None: those over all departments), or in any; oldest first."""
    query = select(MembershipRow, PersonRow).join(PersonRow, PersonRow.id == MembershipRow.person_id)
    query = query.where(MembershipRow.ended_at.is_(None))
    if not everywhere:
        query = query.where(MembershipRow.department == (department or ""))
    rows = await session.execute(query.order_by(MembershipRow.department, MembershipRow.since, MembershipRow.id))
    return [(to_membership(membership), to_person(person)) for membership, person in rows]


async def join(
    session: Session, person_id: int, department: str | None, role: Role, invited_by: int | None, now: datetime
) -> Membership:
    """Make a person a member; a role held before in the department is written over."""
    insert = insert_into(session, MembershipRow).values(
        person_id=person_id, department=department or "", role=role, invited_by=invited_by, since=now
    )
    set_ = {"role": role, "invited_by": invited_by, "since": now, "ended_at": None, "ended_by": None}
    await session.execute(
        insert.on_conflict_do_update(index_elements=[MembershipRow.person_id, MembershipRow.department], set_=set_)
    )
    query = select(MembershipRow).where(
        MembershipRow.person_id == person_id, MembershipRow.department == (department or "")
    )
    return to_membership((await session.scalars(query.execution_options(populate_existing=True))).one())


async def end_memberships(session: Session, person_id: int, ended_by: int | None, now: datetime) -> None:
    """Withdraw every role of a person; the rows stay, so that it can be taken back."""
    await session.execute(
        update(MembershipRow)
        .where(MembershipRow.person_id == person_id, MembershipRow.ended_at.is_(None))
        .values(ended_at=now, ended_by=ended_by)
    )


async def membership_of(session: Session, number: int) -> tuple[Membership, Person] | None:
    """One membership, ended or not, with its person."""
    query = select(MembershipRow, PersonRow).join(PersonRow, PersonRow.id == MembershipRow.person_id)
    found = (await session.execute(query.where(MembershipRow.id == number))).first()
    return None if found is None else (to_membership(found[0]), to_person(found[1]))


async def hold_owners(session: Session, department: str | None) -> list[int]:
    """The numbers of a department's owners' memberships, locked, so that two of them cannot leave at once."""
    query = select(MembershipRow.id).where(
        MembershipRow.department == (department or ""), MembershipRow.role == Role.OWNER,
        MembershipRow.ended_at.is_(None),
    )  # fmt: skip
    return list(await session.scalars(query.order_by(MembershipRow.id).with_for_update()))


async def end_membership(session: Session, number: int, ended_by: int, now: datetime) -> bool:
    """Withdraw one role; False when it has ended before."""
    result = await session.execute(
        update(MembershipRow)
        .where(MembershipRow.id == number, MembershipRow.ended_at.is_(None))
        .values(ended_at=now, ended_by=ended_by)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], result).rowcount == 1


async def restore_membership(session: Session, number: int) -> bool:
    """Take a withdrawal back; False when the role is held."""
    result = await session.execute(
        update(MembershipRow)
        .where(MembershipRow.id == number, MembershipRow.ended_at.is_not(None))
        .values(ended_at=None, ended_by=None)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], result).rowcount == 1


async def set_role(session: Session, number: int, role: Role) -> None:
    """Another role in the same department."""
    await session.execute(
        update(MembershipRow)
        .where(MembershipRow.id == number)
        .values(role=role)
        .execution_options(synchronize_session=False)
    )
