"""A lease that ends: its holder and its department hear of it ahead, once a step, by the day that stands."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.announcements.hours import digest_moment
from core.announcements.payloads import payload
from core.catalogue.contacts import contact_for
from core.catalogue.home import specialist_button
from core.catalogue.premises import SUBJECT
from core.desk.owning import owning
from core.desk.rights import Desk, Right
from core.messages import Action, Button, rows_of
from core.rendering import figure, label, weekday_day
from storage import Session, desk
from storage.audience import hours_of
from storage.content import all_of
from storage.deliveries import NewDelivery, enqueue_telling
from storage.engine import Database
from storage.own_organisations import holders_of
from storage.people import find_or_create
from storage.records.content import Contact, Lease, Organisation
from storage.records.people import Person
from storage.terms import Channel, SubjectKind
from storage.told import AlreadyToldError, ToldItem, told_of

STEPS = (90, 30, 7)
"""Days before a lease's end on which it is told of; a missed step gives way to the next."""


def step_of(ends_on: date | None, today: date) -> int | None:
    """The step that stands; None while there is time, or when the day has passed."""
    if ends_on is None or ends_on < today:
        return None
    return min((step for step in STEPS if (ends_on - today).days <= step), default=None)


async def write_lease_ends(database: Database, now: datetime, zone: ZoneInfo, admins: Collection[str]) -> int:
    """Write what is due of leases that end; how many messages. Repeating it writes nothing new."""
    today = now.astimezone(zone).date()
    written = 0
    async with database.reading() as session:
        ending = [one for one in await all_of(session, Lease) if step_of(one.ends_on, today) is not None]
    for lease in ending:
        async with database.writing() as session:
            try:
                news = await _news(session, lease, now, zone, admins)
                await enqueue_telling(session, news, now)
            except AlreadyToldError:
                continue
            await session.commit()
            written += len(news)
    return written


async def _news(
    session: Session, lease: Lease, now: datetime, zone: ZoneInfo, admins: Collection[str]
) -> list[NewDelivery]:
    today = now.astimezone(zone).date()
    step = step_of(lease.ends_on, today)
    assert lease.ends_on is not None
    item = ToldItem(SubjectKind.LEASE, lease.key, f"ends:{step}", lease.ends_on.isoformat())
    holders = await holders_of(session, lease.organisation)
    known = {one.id for one in holders}
    keepers = [one for one in await _keepers(session, lease, now, admins) if one.id not in known]
    values = await _values(session, lease, today)
    news = []
    for person, holds in (*((one, True) for one in holders), *((one, False) for one in keepers)):
        if _knows(await told_of(session, person.id), item, step or 0):
            continue
        list_of_leases = Button(label("menu_premises"), Action.PREMISES, ("1",))
        news.append(
            NewDelivery(
                person.id, SubjectKind.LEASE,
                payload("subscriber/lease_ends.html.j2", values | {"holds": holds},
                        rows_of(specialist_button() if holds else None, list_of_leases)),
                due_at=max(now, digest_moment(hours_of(person), today, zone)), tells=(item,),
            )
        )  # fmt: skip
    return news


def _knows(told: Iterable[ToldItem], item: ToldItem, step: int) -> bool:
    """Whether this step, or a nearer one, was told of the same day."""
    same = (
        one for one in told
        if (one.subject_kind, one.subject, one.version) == (item.subject_kind, item.subject, item.version)
    )  # fmt: skip
    return any(int(one.event.split(":")[1]) <= step for one in same if one.event.startswith("ends:"))


async def _keepers(session: Session, lease: Lease, now: datetime, admins: Collection[str]) -> list[Person]:
    """The department's editors; without any, the administrators."""
    owners = (await owning(session)).of("leases", lease)
    found: dict[int, Person] = {}
    for membership, person in await desk.members(session, everywhere=True):
        if owners and Desk(memberships=(membership,)).may_for(Right.EDIT, owners):
            found[person.id] = person
    if not found:
        for admin in sorted(admins):
            person = await find_or_create(session, Channel.TELEGRAM, admin, "", now)
            found[person.id] = person
    return list(found.values())


async def _values(session: Session, lease: Lease, today: date) -> dict[str, Any]:
    contact: Contact | None = await contact_for(session, SUBJECT)
    organisation = next((one for one in await all_of(session, Organisation) if one.key == lease.organisation), None)
    assert lease.ends_on is not None
    return {
        "organisation": organisation.short_name if organisation else lease.name_as_printed,
        "kind": str(lease.kind), "address": lease.address, "area": figure(lease.area) if lease.area else "",
        "day": weekday_day(lease.ends_on, today), "left": (lease.ends_on - today).days,
        "office": contact.short_name if contact else "",
    }  # fmt: skip
