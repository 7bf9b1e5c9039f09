"""Who may have to hear of something: read in batches by person, each query by an index, memory flat."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, String, Text, cast, select, type_coerce

from storage import Session
from storage.models.colleagues import ColleagueRow, OwnOrganisationRow
from storage.models.people import LADDER, PersonRow, SubscriptionRow, ToldRow, WatchRow
from storage.records.people import Organisation, Person, Subscription, Watch
from storage.records.premises import PremisesWish
from storage.subscriptions import to_subscription, to_watch
from storage.terms import Pace, SubjectKind, SubscriptionKind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a shared record of filters was made: nobody asks."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person is written to: local quiet hours [from, to) and the digest's hour; how often, and the ladder."""

    quiet_from: int
    quiet_to: int
    digest: int
    pace: Pace = Pace.DAILY
    ladder: str = LADDER

    @property
    def name(self) -> str:
        """Under which walks over the people who keep these hours are written down."""
        return f"{self.quiet_from}-{self.quiet_to}-{self.digest}-{self.pace}-{self.ladder}"

    @property
    def steps(self) -> tuple[int, ...]:
        """The ladder's days before the end, the nearest first; 0 stands for the last hours."""
        return tuple(sorted(int(step) for step in self.ladder.split("-") if step))


def hours_of(person: Person) -> Hours:
    """When this person is written to."""
    return Hours(person.quiet_from, person.quiet_to, person.digest_hour, person.pace, person.ladder)


async def hours_in_use(session: Session) -> list[Hours]:
    """The different hours that reachable people keep; there are few, however many people there are."""
    columns = (
        PersonRow.quiet_from, PersonRow.quiet_to, PersonRow.digest_hour, PersonRow.pace, PersonRow.ladder
    )  # fmt: skip
    found = await session.execute(select(*columns).where(PersonRow.reachable).distinct().order_by(*columns))
    return [Hours(*row) for row in found]


async def hours_of_people(session: Session, person_ids: Sequence[int]) -> dict[int, Hours]:
    """When these people are written to."""
    found = await session.execute(
        select(
            PersonRow.id, PersonRow.quiet_from, PersonRow.quiet_to, PersonRow.digest_hour, PersonRow.pace,
            PersonRow.ladder,
        ).where(PersonRow.id.in_(person_ids))
    )  # fmt: skip
    return {row[0]: Hours(*row[1:]) for row in found}


def _keeping(hours: Hours) -> tuple[ColumnElement[bool], ...]:
    return (
        PersonRow.quiet_from == hours.quiet_from,
        PersonRow.quiet_to == hours.quiet_to,
        PersonRow.digest_hour == hours.digest,
        PersonRow.pace == hours.pace,
        PersonRow.ladder == hours.ladder,
    )


async def somebody_keeps(session: Session, hours: Hours, *, but: int) -> bool:
    """Whether another reachable person keeps exactly these hours."""
    query = select(PersonRow.id).where(PersonRow.reachable, *_keeping(hours), PersonRow.id != but)
    return await session.scalar(query.limit(1)) is not None


async def people_after(session: Session, after: int, limit: int, hours: Hours | None) -> list[tuple[int, str | None]]:
    """The next reachable people by id, of some hours when given: (id, legal form)."""
    query = select(PersonRow.id, PersonRow.legal_form).where(PersonRow.id > after, PersonRow.reachable)
    if hours is not None:
        query = query.where(*_keeping(hours))
    found = await session.execute(query.order_by(PersonRow.id).limit(limit))
    return [(person_id, legal_form) for person_id, legal_form in found]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a batch of people want and know, by person. The same filters are one record, whoever keeps them."""

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
            SubscriptionRow.person_id,
            type_coerce(SubscriptionRow.kind, String),
            cast(SubscriptionRow.spheres, Text),
            cast(SubscriptionRow.levels, Text),
            cast(SubscriptionRow.wishes, Text),
            SubscriptionRow.fitting,
        ).where(SubscriptionRow.person_id.between(first, last), SubscriptionRow.kind.in_(kinds))
    )
    same: dict[tuple[str, str, str, str], Subscription] = {}
    some_fitting = False
    for person_id, *filters, fitting in rows:
        key = (filters[0], filters[1], filters[2], filters[3])
        some_fitting |= fitting
        if key not in same:
            kind, spheres, levels, premises = key
            same[key] = Subscription(
                0, 0, SubscriptionKind(kind), tuple(json.loads(spheres)), tuple(json.loads(levels)), EPOCH,
                wishes=PremisesWish.from_json(json.loads(premises or "{}")),
            )  # fmt: skip
        wishes.subscriptions.setdefault(person_id, []).append(same[key])
    if some_fitting:
        await _fitting(session, first, last, kinds, wishes.subscriptions)
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


async def _fitting(
    session: Session, first: int, last: int, kinds: Collection[SubscriptionKind], found: dict[int, list[Subscription]]
) -> None:
    """Put subscriptions to what fits an organisation in place of the plain ones; one without it is as plain."""
    rows = await session.execute(
        select(
            SubscriptionRow.person_id,
            SubscriptionRow.kind,
            OwnOrganisationRow.form,
            OwnOrganisationRow.founded_from,
            OwnOrganisationRow.founded_to,
        )
        .join(ColleagueRow, ColleagueRow.person_id == SubscriptionRow.person_id)
        .join(OwnOrganisationRow, OwnOrganisationRow.id == ColleagueRow.organisation_id)
        .where(SubscriptionRow.person_id.between(first, last), SubscriptionRow.kind.in_(kinds), SubscriptionRow.fitting)
    )
    same: dict[tuple[int, Organisation], Subscription] = {}
    for person_id, kind, form, founded_from, founded_to in rows:
        organisation = Organisation(form, founded_from, founded_to)
        for at, one in enumerate(found.get(person_id, ())):
            if one.kind is kind:
                fitting = replace(one, fitting=True, organisation=organisation)
                found[person_id][at] = same.setdefault((id(one), organisation), fitting)


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
