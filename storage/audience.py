"""Who may have to hear of something: read in batches by person, each query by an index, memory flat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import Session
from storage.models.people import PersonRow, SubscriptionRow, ToldRow, WatchRow
from storage.records.people import Subscription, Watch
from storage.subscriptions import to_subscription, to_watch
from storage.terms import SubjectKind, SubscriptionKind


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person is written to: quiet hours [from, to) and the digest's hour, all local."""

    quiet_from: int
    quiet_to: int
    digest: int


async def hours_in_use(session: Session) -> list[Hours]:
    """The different hours that reachable people keep; there are few, however many people there are."""
    columns = (PersonRow.quiet_from, PersonRow.quiet_to, PersonRow.digest_hour)
    found = await session.execute(select(*columns).where(PersonRow.reachable).distinct().order_by(*columns))
    return [Hours(*row) for row in found]


async def people_after(session: Session, after: int, limit: int, hours: Hours | None) -> list[tuple[int, str | None]]:
    """The next reachable people by id, of some hours when given: (id, legal form)."""
    query = select(PersonRow.id, PersonRow.legal_form).where(PersonRow.id > after, PersonRow.reachable)
    if hours is not None:
        query = query.where(
            PersonRow.quiet_from == hours.quiet_from,
            PersonRow.quiet_to == hours.quiet_to,
            PersonRow.digest_hour == hours.digest,
        )
    found = await session.execute(query.order_by(PersonRow.id).limit(limit))
    return [(person_id, legal_form) for person_id, legal_form in found]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a batch of people want and know, by person."""

    subscriptions: dict[int, list[Subscription]]
    watches: dict[int, list[Watch]]
    told: dict[int, list[tuple[SubjectKind, str, str, str, datetime]]]


async def wishes_of(
    session: Session,
    first: int,
    last: int,
    kinds: Collection[SubscriptionKind],
    subjects: Sequence[str],
) -> Wishes:
    """Subscriptions of `kinds`, and watches and told rows of `subjects`, of people with ids in [first, last]."""
    wishes = Wishes({}, {}, {})
    rows = await session.execute(
        select(
            SubscriptionRow.id,
            SubscriptionRow.person_id,
            SubscriptionRow.kind,
            SubscriptionRow.spheres,
            SubscriptionRow.levels,
            SubscriptionRow.created_at,
        ).where(SubscriptionRow.person_id.between(first, last), SubscriptionRow.kind.in_(kinds))
    )
    for row in rows:
        wishes.subscriptions.setdefault(row.person_id, []).append(Subscription(*row))
    watched = await session.scalars(
        select(WatchRow).where(WatchRow.person_id.between(first, last), WatchRow.subject.in_(subjects))
    )
    for watch in watched:
        wishes.watches.setdefault(watch.person_id, []).append(to_watch(watch))
    known = await session.execute(
        select(
            ToldRow.person_id, ToldRow.subject_kind, ToldRow.subject, ToldRow.event, ToldRow.version, ToldRow.told_at
        ).where(ToldRow.person_id.between(first, last), ToldRow.subject.in_(subjects))
    )
    for person_id, kind, subject, event, version, at in known:
        wishes.told.setdefault(person_id, []).append((kind, subject, event, version, at))
    return wishes


async def standings_of(
    session: Session, person_ids: Sequence[int], subjects: Sequence[str]
) -> dict[int, tuple[tuple[Subscription, ...], tuple[Watch, ...]]]:
    """People's subscriptions, and their watches of `subjects`."""
    subscriptions: dict[int, list[Subscription]] = {}
    for row in await session.scalars(select(SubscriptionRow).where(SubscriptionRow.person_id.in_(person_ids))):
        subscriptions.setdefault(row.person_id, []).append(to_subscription(row))
    watches: dict[int, list[Watch]] = {}
    for watch in await session.scalars(
        select(WatchRow).where(WatchRow.person_id.in_(person_ids), WatchRow.subject.in_(subjects))
    ):
        watches.setdefault(watch.person_id, []).append(to_watch(watch))
    return {
        person_id: (tuple(subscriptions.get(person_id, ())), tuple(watches.get(person_id, ())))
        for person_id in person_ids
    }
