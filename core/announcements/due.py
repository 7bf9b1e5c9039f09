"""The clock: what is due at a moment, for whom, written as deliveries with what they tell. Batches by person."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.announcements.awaiting import follow_entered
from core.announcements.board import Board, read_board
from core.announcements.events import Audience, Event, events_of_day, is_known, is_wanted, last_hours, only_asked
from core.announcements.hours import digest_day, digest_moment, is_quiet
from core.announcements.payloads import ALERT
from core.announcements.sessions import Sessions
from core.announcements.talking import AFTER_TALK, can_wait, talking
from core.announcements.weekly import newest_monday, weekly_job
from storage import Session, leases
from storage.audience import Hours, hours_in_use, people_after, wishes_of
from storage.bulk import BulkDelivery, enqueue_bulk
from storage.records.people import Subscription
from storage.terms import Pace, SubjectKind
from storage.told import AlreadyToldError

BATCH = 5000
"""People read and written at once."""

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Round:
    """One walk over the people who keep `hours`, done once: (`job`, `slot`) is written when it is finished.

    `also` are the slots of walks that were merged into this one.
    """

    job: str
    slot: datetime
    hours: Hours
    events: tuple[Event, ...]
    silent: bool = False
    also: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """One message that a person should get now."""

    person_id: int
    events: tuple[Event, ...]
    silent: bool


def digest_round(board: Board, hours: Hours, now: datetime, zone: ZoneInfo, day: date | None = None) -> Round | None:
    """The newest digest of people who keep `hours`; None while it is quiet: it is caught up afterwards.

    Whoever chose less than every day gets in it only what they tapped «Напомнить» on.
    """
    if is_quiet(hours, now, zone):
        return None
    of_day = day or digest_day(hours, now, zone)
    found = events_of_day(board, hours, of_day, now, zone)
    events = tuple(found if hours.pace is Pace.DAILY else only_asked(found))
    return Round(f"digest:{hours.name}", digest_moment(hours, of_day, zone), hours, events)


def weekly_round(board: Board, hours: Hours, now: datetime, zone: ZoneInfo) -> Round | None:
    """The newest Monday's digest of subscriptions, for people who chose one a week; an outage only delays it."""
    if hours.pace is not Pace.WEEKLY or is_quiet(hours, now, zone):
        return None
    of_day = digest_day(hours, now, zone)
    events = tuple(events_of_day(board, hours, of_day, now, zone, ahead=6 - of_day.weekday()))
    return Round(weekly_job(hours), newest_monday(hours, now, zone), hours, events)


def last_hours_rounds(board: Board, hours: Hours, now: datetime, zone: ZoneInfo) -> list[Round]:
    """A walk for each season in its last hours; in quiet hours (only after an outage) without sound."""
    silent = is_quiet(hours, now, zone)
    return [
        Round(f"last:{hours.name}:{event.item.subject}", event.until or now, hours, (event,), silent)
        for event in last_hours(board, hours, now, zone)
    ]


async def rounds_at(session: Session, board: Board, now: datetime, zone: ZoneInfo) -> list[Round]:
    """Every walk that stands at `now`, done already or not."""
    rounds: list[Round] = []
    for hours in await hours_in_use(session):
        rounds += last_hours_rounds(board, hours, now, zone)
        weekly = weekly_round(board, hours, now, zone)
        if weekly is not None:
            rounds.append(weekly)
        digest = digest_round(board, hours, now, zone)
        if digest is not None:
            rounds.append(digest)
    return rounds


def merged(walks: Sequence[Round]) -> list[Round]:
    """Walks over the same people as one, so that several things due make one message; last hours go first."""
    by_hours: dict[Hours, list[Round]] = {}
    for walk in walks:
        by_hours.setdefault(walk.hours, []).append(walk)
    whole: list[Round] = []
    for hours, same in by_hours.items():
        events: dict[tuple[SubjectKind, str], Event] = {}
        for walk in same:
            for event in walk.events:
                events.setdefault((event.item.subject_kind, event.item.subject), event)
        last = same[-1]
        also = tuple((walk.job, walk.slot) for walk in same[:-1])
        silent = all(walk.silent for walk in same)
        whole.append(Round(last.job, last.slot, hours, tuple(events.values()), silent, also))
    return whole


async def batches(session: Session, board: Board, walk: Round, after: int, zone: ZoneInfo) -> tuple[list[Due], int]:
    """What is due to the next people after id `after`, and the last id that was looked at (0 at the end)."""
    people = await people_after(session, after, BATCH, walk.hours)
    if not people:
        return [], 0
    events = sorted(walk.events, key=lambda one: one.order)
    kinds = {event.kind for event in events}
    wishes = await wishes_of(
        session, people[0][0], people[-1][0], kinds, sorted({event.item.subject for event in events})
    )
    by_subject = {(event.item.subject_kind, event.item.subject): at for at, event in enumerate(events)}
    asked_of: dict[tuple[int, str | None], frozenset[int]] = {}
    messages: dict[tuple[int, ...], tuple[Event, ...]] = {}

    def asked_by(subscription: Subscription, legal_form: str | None) -> frozenset[int]:
        key = (id(subscription), legal_form)
        if key not in asked_of:
            asked_of[key] = frozenset(
                at
                for at, event in enumerate(events)
                if event.audience is Audience.INTERESTED and event.fits(subscription, legal_form)
            )
        return asked_of[key]

    def news_of(person_id: int, legal_form: str | None, wanted: Sequence[Subscription]) -> tuple[int, ...]:
        asked = frozenset[int]().union(*(asked_by(one, legal_form) for one in wanted))
        watched = {
            at: one
            for one in wishes.watches.get(person_id, ())
            if (at := by_subject.get((one.subject_kind, one.subject))) is not None
        }
        told = wishes.told.get(person_id, ())
        return tuple(
            at
            for at in sorted(asked.union(watched))
            if is_wanted(board, events[at], watched.get(at), at in asked, zone) and not is_known(events[at], told)
        )

    due: list[Due] = []
    alike: dict[tuple[int, str | None], tuple[int, ...]] = {}
    for person_id, legal_form in people:
        wanted = wishes.subscriptions.get(person_id, ())
        if len(wanted) == 1 and person_id not in wishes.watches and person_id not in wishes.told:
            same = id(wanted[0]), legal_form
            if same not in alike:
                alike[same] = news_of(person_id, legal_form, wanted)
            news = alike[same]
        else:
            news = news_of(person_id, legal_form, wanted)
        if news:
            if news not in messages:
                messages[news] = tuple(events[at] for at in news)
            due.append(Due(person_id, messages[news], walk.silent))
    return due, people[-1][0]


async def what_is_due(session: Session, now: datetime, zone: ZoneInfo) -> AsyncIterator[Due]:
    """What a walk at `now` would send, without writing anything."""
    board = await read_board(session, now.astimezone(zone).date())
    for walk in merged(await rounds_at(session, board, now, zone)):
        after = 0
        while True:
            due, after = await batches(session, board, walk, after, zone)
            for one in due:
                yield one
            if not after:
                break


def deliveries_of(
    due: Sequence[Due], now: datetime, shown_at: datetime | None = None, held: frozenset[int] = frozenset()
) -> list[BulkDelivery]:
    """The rows of messages, those that say the same together; pointless when the last of what one tells has passed.

    `shown_at` sends at `now` what is due at another moment, worded for that moment (rehearsals). `held` are people to
    whom it goes AFTER_TALK.
    """
    same: dict[tuple[int, bool, bool], list[Due]] = {}
    for one in due:
        same.setdefault((id(one.events), one.silent, one.person_id in held and can_wait(one.events)), []).append(one)
    bulks: list[BulkDelivery] = []
    for (_, _, waits), alike in same.items():
        events, silent = alike[0].events, alike[0].silent
        ends = [event.until for event in events]
        bulks.append(
            BulkDelivery(
                person_ids=[one.person_id for one in alike],
                kind=events[0].item.subject_kind if len(events) == 1 else SubjectKind.SEASON,
                payload={"letter": ALERT} | ({} if shown_at is None else {"at": shown_at.isoformat()}),
                due_at=now + AFTER_TALK if waits else now,
                not_after=None if None in ends else max(end for end in ends if end is not None),
                silent=silent,
                tells=tuple(event.item for event in events),
            )
        )
    return bulks


async def walk_round(sessions: Sessions, board: Board, walk: Round, now: datetime, zone: ZoneInfo) -> int:
    """Write the deliveries of one walk and mark it as done; how many messages.

    While a batch is written, the next one is read. Who stops something in between is asked again when the message
    is made (`Desk.wants`).
    """

    async def read(after: int) -> tuple[list[Due], int]:
        async with sessions.reading() as session:
            return await batches(session, board, walk, after, zone)

    written = after = 0
    due, reached = await read(after) if walk.events else ([], 0)
    while reached:
        wrote, following = await asyncio.gather(
            _write(sessions, board, walk, due, after, now, zone), read(reached)
        )  # fmt: skip
        written, after, (due, reached) = written + wrote, reached, following
    async with sessions.writing() as session:
        for job, slot in (*walk.also, (walk.job, walk.slot)):
            await leases.claim_slot(session, job, slot, now)
        await session.commit()
    return written


async def _write(
    sessions: Sessions, board: Board, walk: Round, due: Sequence[Due], after: int, now: datetime, zone: ZoneInfo
) -> int:
    """Write what is due to the people after id `after`; where another process told some of it, look again first."""
    for again in range(_TRIES):
        async with sessions.writing() as session:
            try:
                if again:
                    due, _ = await batches(session, board, walk, after, zone)
                held = await talking(session, walk.hours, now, zone) if due else frozenset[int]()
                await enqueue_bulk(session, deliveries_of(due, now, held=held), now)
            except AlreadyToldError:
                if again == _TRIES - 1:
                    raise
                continue
            await session.commit()
        break
    return len(due)


async def rehearse(
    sessions: Sessions, walks: Sequence[Round], board: Board, moment: datetime, now: datetime, zone: ZoneInfo
) -> list[Due]:
    """Write at `now` what the walks find due at `moment`, marking none of them as done; what was written."""
    written: list[Due] = []
    for walk in walks:
        after = 0
        while True:
            async with sessions.writing() as session:
                due, after = await batches(session, board, walk, after, zone)
                await enqueue_bulk(session, deliveries_of(due, now, moment), moment)
                await session.commit()
            written += due
            if not after:
                break
    return written


async def write_due(sessions: Sessions, now: datetime, zone: ZoneInfo) -> int:
    """Do every walk that stands at `now` and was not done; how many messages were written.

    Catching up after an outage is the same walk: only the newest digest counts, and what has passed is no event.
    """
    async with sessions.reading() as session:
        board = await read_board(session, now.astimezone(zone).date())
    await follow_entered(sessions, board, now)
    async with sessions.reading() as session:
        waiting = [
            walk
            for walk in await rounds_at(session, board, now, zone)
            if not await leases.slot_taken(session, walk.job, walk.slot)
        ]
    return sum([await walk_round(sessions, board, walk, now, zone) for walk in merged(waiting)])
