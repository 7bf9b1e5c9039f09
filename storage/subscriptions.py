"""What people want to hear of: standing subscriptions by kind, and watches of single seasons and duties."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select

from storage import Session
from storage.models.people import PersonRow, SubscriptionRow, WatchRow
from storage.records.people import Subscription, Watch
from storage.records.premises import ANY_PREMISES, PremisesWish
from storage.terms import SubjectKind, SubscriptionKind, WatchState


def to_subscription(row: SubscriptionRow) -> Subscription:
    """The frozen record of a row."""
    return Subscription(
        row.id, row.person_id, row.kind, row.spheres, row.levels, row.created_at, row.fitting,
        wishes=PremisesWish.from_json(row.wishes),
    )  # fmt: skip


def to_watch(row: WatchRow) -> Watch:
    """The frozen record of a row."""
    return Watch(
        row.id, row.person_id, row.subject_kind, row.subject, row.state, row.previous_state, row.changed_at, row.done_by
    )  # fmt: skip


async def subscriptions_of(session: Session, person_id: int) -> list[Subscription]:
    """A person's subscriptions, in the order of their kinds."""
    found = await session.scalars(select(SubscriptionRow).where(SubscriptionRow.person_id == person_id))
    return sorted(map(to_subscription, found), key=lambda one: list(SubscriptionKind).index(one.kind))


async def set_subscription(
    session: Session,
    person_id: int,
    kind: SubscriptionKind,
    spheres: Collection[str],
    levels: Collection[str],
    now: datetime,
    fitting: bool = False,
    wishes: PremisesWish = ANY_PREMISES,
) -> Subscription:
    """Subscribe a person to a kind, or change the filters; empty `spheres` or `levels` mean any.

    `fitting` leaves out what the rules deny the person's remembered organisation.
    """
    row = await session.scalar(
        select(SubscriptionRow).where(SubscriptionRow.person_id == person_id, SubscriptionRow.kind == kind)
    )
    if row is None:
        row = SubscriptionRow(person_id=person_id, kind=kind, created_at=now)
        session.add(row)
    row.spheres = tuple(sorted(spheres))
    row.levels = tuple(sorted(levels))
    row.fitting = fitting
    row.wishes = wishes.as_json()
    await session.flush()
    return to_subscription(row)


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
    return [to_watch(row) for row in found]


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
    return None if row is None else to_watch(row)


async def set_watch(
    session: Session,
    person_id: int,
    kind: SubjectKind,
    subject: str,
    now: datetime,
    state: WatchState = WatchState.WATCHING,
    done_by: int | None = None,
) -> Watch:
    """Set a person's standing towards a subject, keeping the former one for `restore_watch`; twice is once.

    `done_by` is who says that it is done, the person or a colleague.
    """
    row = await _watch_row(session, person_id, kind, subject)
    if row is None:
        row = WatchRow(person_id=person_id, subject_kind=kind, subject=subject, previous_state=None)
        session.add(row)
    elif row.state is state:
        row.changed_at, row.done_by = now, done_by
        await session.flush()
        return to_watch(row)
    else:
        row.previous_state = row.state
    row.state, row.changed_at, row.done_by = state, now, done_by
    await session.flush()
    return to_watch(row)


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
    row.state, row.previous_state, row.changed_at, row.done_by = row.previous_state, None, now, None
    await session.flush()
    return to_watch(row)


async def awaited_contests(session: Session) -> list[str]:
    """Keys of contests whose next intake somebody waits for."""
    found = await session.scalars(
        select(WatchRow.subject)
        .where(WatchRow.subject_kind == SubjectKind.CONTEST, WatchRow.state == WatchState.WATCHING)
        .distinct()
    )
    return sorted(found)


async def follow_season(session: Session, contest: str, season: str) -> int:
    """Let everybody who waits for a contest follow this season of it; who has a standing to it keeps that."""
    waiting = await session.scalars(
        select(WatchRow).where(
            WatchRow.subject_kind == SubjectKind.CONTEST,
            WatchRow.subject == contest,
            WatchRow.state == WatchState.WATCHING,
        )
    )
    rows = list(waiting)
    known = set(
        await session.scalars(
            select(WatchRow.person_id).where(WatchRow.subject_kind == SubjectKind.SEASON, WatchRow.subject == season)
        )
    )
    for row in rows:
        if row.person_id in known:
            await session.delete(row)
        else:
            row.subject_kind, row.subject = SubjectKind.SEASON, season
    await session.flush()
    return len(rows)


async def count_subscribers(session: Session) -> int:
    """Reachable people with at least one subscription."""
    found = await session.scalar(
        select(func.count(func.distinct(SubscriptionRow.person_id)))
        .join(PersonRow, PersonRow.id == SubscriptionRow.person_id)
        .where(PersonRow.reachable)
    )
    return found or 0
