"""Who hears of an appeal: the department's group, else its specialists, else its owners, else the administrators."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from core.announcements.payloads import APPEAL
from core.desk.rights import RIGHTS, Right
from storage import Session
from storage.deliveries import enqueue
from storage.desk import members
from storage.desk_groups import group_of
from storage.people import find_or_create, find_person
from storage.records.appeals import Appeal
from storage.records.desk import Membership
from storage.records.people import Person
from storage.terms import Channel, Role, SubjectKind


async def specialists(session: Session, department: str | None, admins: Collection[str], now: datetime) -> list[int]:
    """People who answer for a department, without its group."""
    answering = [one for one in await _members(session, department) if Right.ANSWER in RIGHTS[one[0].role]]
    chosen = [who for one, who in answering if one.role is not Role.OWNER] or [who for _, who in answering]
    return list(dict.fromkeys(who.id for who in chosen if who.reachable)) or await _people(session, admins, now)


async def owners(session: Session, department: str | None, admins: Collection[str], now: datetime) -> list[int]:
    """Who is told when an answer is late."""
    found = [who.id for one, who in await _members(session, department) if one.role is Role.OWNER and who.reachable]
    return list(dict.fromkeys(found)) or await _people(session, admins, now)


async def _members(session: Session, department: str | None) -> list[tuple[Membership, Person]]:
    """A department's people, then those over all departments; of what is nobody's, the latter alone."""
    own = await members(session, department) if department else []
    return [*own, *await members(session, None)]


async def _people(session: Session, admins: Collection[str], now: datetime) -> list[int]:
    ids = []
    for external_id in sorted(admins):
        found = await find_person(session, Channel.TELEGRAM, external_id)
        if found is None:
            found = await find_or_create(session, Channel.TELEGRAM, external_id, "", now)
        ids.append(found.id)
    return ids


async def tell_desk(
    session: Session, appeal: Appeal, view: str, *, admins: Collection[str], now: datetime, entry: int | None = None,
    but: int | None = None, group: bool = True, **values: Any,
) -> None:  # fmt: skip
    """Write the message for those who answer. `but` leaves out who did it; without `group` a group is left alone."""
    bound = await group_of(session, appeal.department)
    if bound is not None:
        people = [bound.group_id] if group else []
    else:
        people = [one for one in await specialists(session, appeal.department, admins, now) if one != but]
    if bound is not None:
        values["admins"] = sorted(admins)
    for person_id in people:
        await tell(session, appeal, person_id, view, now, entry=entry, **values)


async def settle_topic(session: Session, appeal: Appeal, now: datetime, due_at: datetime | None = None) -> None:
    """The appeal's topic in its department's group is closed or opened with the appeal; nothing is said there."""
    bound = await group_of(session, appeal.department)
    if bound is not None:
        await tell(session, appeal, bound.group_id, "topic", now, due_at=due_at)


async def tell(
    session: Session, appeal: Appeal, person_id: int, view: str, now: datetime, *, entry: int | None = None,
    due_at: datetime | None = None, **values: Any,
) -> None:  # fmt: skip
    """Write one message about an appeal; its words are read from the thread when it is sent."""
    await enqueue(
        session, person_id=person_id, kind=SubjectKind.APPEAL, now=now, due_at=due_at,
        payload=letter(appeal, view, entry, values),
    )  # fmt: skip


def letter(appeal: Appeal, view: str, entry: int | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a delivery about an appeal holds: no words of people."""
    return {
        "letter": APPEAL, "view": view, "appeal": appeal.id, "entry": entry,
        "values": {"number": appeal.number, **values},
    }  # fmt: skip
