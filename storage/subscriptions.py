"""What people want to hear of: standing subscriptions by kind, and watches of single seasons and duties."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from storage import Session
from storage.models.people import PersonRow, SubscriptionRow, ToldRow, WatchRow
from storage.records.people import Subscription, Watch
from storage.terms import SubjectKind, SubscriptionKind, WatchState


def _subscription(row: SubscriptionRow) -> Subscription:
    return Subscription(row.id, row.person_id, row.kind, row.spheres, row.levels, row.created_at)


def _watch(row: WatchRow) -> Watch:
    return Watch(
        row.id, row.person_id, row.subject_kind, row.subject, row.state, row.previous_state, row.changed_at
    )  # fmt: skip


async def subscriptions_of(session: Session, person_id: int) -> list[Subscription]:
    """A person's subscriptions, in the order of their kinds."""
    found = await session.scalars(select(SubscriptionRow).where(SubscriptionRow.person_id == person_id))
    return sorted(map(_subscription, found), key=lambda one: list(SubscriptionKind).index(one.kind))


async def set_subscription(
    session: Session,
    person_id: int,
    kind: SubscriptionKind,
    spheres: Collection[str],
    levels: Collection[str],
    now: datetime,
) -> Subscription:
    """Subscribe a person to a kind, or change the filters; empty `spheres` or `levels` mean any."""
    row = await session.scalar(
        select(SubscriptionRow).where(SubscriptionRow.person_id == person_id, SubscriptionRow.kind == kind)
    )
    if row is None:
        row = SubscriptionRow(person_id=person_id, kind=kind, created_at=now)
        session.add(row)
    row.spheres = tuple(sorted(spheres))
    row.levels = tuple(sorted(levels))
    await session.flush()
    return _subscription(row)


async def drop_subscription(session: Session, person_id: int, kind: SubscriptionKind) -> bool:
    """Unsubscribe a person from a kind; False when there was nothing to drop."""
    gone = await session.scalars(
        delete(SubscriptionRow)
        .where(SubscriptionRow.person_id == person_id, SubscriptionRow.kind == kind)
        .returning(SubscriptionRow.id)
        .execution_options(synchronize_session=False)
    )
    return gone.first() is not None


async def watches_of(session: Session, person_id: int) -> list[Watch]:
    """Everything that a person tapped «Напомнить», «Подали» or «Не напоминать» on."""
    found = await session.scalars(select(WatchRow).where(WatchRow.person_id == person_id).order_by(WatchRow.id))
    return [_watch(row) for row in found]


async def _watch_row(session: Session, person_id: int, kind: SubjectKind, subject: str) -> WatchRow | None:
    found: WatchRow | None = await session.scalar(
        select(WatchRow).where(
            WatchRow.person_id == person_id, WatchRow.subject_kind == kind, WatchRow.subject == subject
        )
    )
    return found


async def watch_of(session: Session, person_id: int, kind: SubjectKind, subject: str) -> Watch | None:
    """A person's standing towards one subject."""
    row = await _watch_row(session, person_id, kind, subject)
    return None if row is None else _watch(row)


async def set_watch(
    session: Session, person_id: int, kind: SubjectKind, subject: str, state: WatchState, now: datetime
) -> Watch:
    """Set a person's standing towards a subject, keeping the former one for `restore_watch`; twice is once."""
    row = await _watch_row(session, person_id, kind, subject)
    if row is None:
        row = WatchRow(person_id=person_id, subject_kind=kind, subject=subject, previous_state=None)
        session.add(row)
    elif row.state is state:
        row.changed_at = now
        await session.flush()
        return _watch(row)
    else:
        row.previous_state = row.state
    row.state, row.changed_at = state, now
    await session.flush()
    return _watch(row)


async def restore_watch(
    session: Session, person_id: int, kind: SubjectKind, subject: str, now: datetime
) -> Watch | None:
    """Take the last tap back: the standing before it, or none."""
    row = await _watch_row(session, person_id, kind, subject)
    if row is None:
        return None
    if row.previous_state is None:
        await session.delete(row)
        await session.flush()
        return None
    row.state, row.previous_state, row.changed_at = row.previous_state, None, now
    await session.flush()
    return _watch(row)


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


@dataclass(frozen=True, slots=True)
class Listener:
    """A person with what they want to hear of and what they know, as the finder reads them in batches."""

    person_id: int
    legal_form: str | None
    hours: Hours
    subscriptions: tuple[Subscription, ...]
    watches: tuple[Watch, ...]
    told: tuple[tuple[SubjectKind, str, str, str, datetime], ...]


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
    rows = await session.scalars(
        select(SubscriptionRow).where(
            SubscriptionRow.person_id.between(first, last), SubscriptionRow.kind.in_(kinds)
        )
    )
    for row in rows:
        wishes.subscriptions.setdefault(row.person_id, []).append(_subscription(row))
    watched = await session.scalars(
        select(WatchRow).where(WatchRow.person_id.between(first, last), WatchRow.subject.in_(subjects))
    )
    for watch in watched:
        wishes.watches.setdefault(watch.person_id, []).append(_watch(watch))
    known = await session.execute(
        select(
            ToldRow.person_id, ToldRow.subject_kind, ToldRow.subject, ToldRow.event, ToldRow.version, ToldRow.told_at
        ).where(ToldRow.person_id.between(first, last), ToldRow.subject.in_(subjects))
    )
    for person_id, kind, subject, event, version, at in known:
        wishes.told.setdefault(person_id, []).append((kind, subject, event, version, at))
    return wishes


async def count_subscribers(session: Session) -> int:
    """Reachable people with at least one subscription."""
    found = await session.scalar(
        select(func.count(func.distinct(SubscriptionRow.person_id)))
        .join(PersonRow, PersonRow.id == SubscriptionRow.person_id)
        .where(PersonRow.reachable)
    )
    return found or 0
