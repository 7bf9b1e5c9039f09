"""How many people a record will reach, counted before it is published by the same rules that alerts follow."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.announcements.board import Board, read_board, wish_of
from core.announcements.corrections import moved_seasons, next_misinformed
from core.announcements.due import BATCH
from core.announcements.events import Audience, Event, day_ends, duty_event
from core.announcements.fitting import Judge
from core.catalogue.duties import next_due
from core.catalogue.windows import WindowState, window_state
from storage import Session
from storage.audience import people_after, wishes_of
from storage.terms import SubjectKind, SubscriptionKind, WatchState
from storage.told import ToldItem


@dataclass(frozen=True, slots=True)
class Reach:
    """`fitting` of `subscribed` people asked for it; `corrected` know another date and get a correction.

    `waits` says that nothing goes out yet: the season is only expected, or has not begun.
    """

    fitting: int
    subscribed: int
    corrected: int = 0
    waits: str = ""


async def reach_of(session: Session, table: str, key: str, now: datetime, zone: ZoneInfo) -> Reach | None:
    """Whom a record of this base would reach; None for what is never announced, or is over."""
    board = await read_board(session)
    event = _event(board, table, key, now, zone)
    if event is None:
        return None
    fitting = subscribed = after = 0
    while people := await people_after(session, after, BATCH, None):
        wishes = await wishes_of(session, people[0][0], people[-1][0], [event.kind], [key])
        for person_id, legal_form in people:
            mine = wishes.subscriptions.get(person_id, [])
            watch = next(
                (w for w in wishes.watches.get(person_id, ()) if w.subject_kind is event.item.subject_kind), None
            )
            watching = watch is not None and watch.state is WatchState.WATCHING
            stopped = watch is not None and not watching
            subscribed += bool(mine) or watching
            fitting += not stopped and (watching or any(event.fits(one, legal_form) for one in mine))
        after = people[-1][0]
    waits = ""
    if table == "seasons":
        state = window_state(board.seasons[key], now)
        waits = str(state) if state in {WindowState.EXPECTED, WindowState.UPCOMING} else ""
    return Reach(fitting, subscribed, await _corrected(session, board, table, key, now), waits)


async def _corrected(session: Session, board: Board, table: str, key: str, now: datetime) -> int:
    if table != "seasons":
        return 0
    count = 0
    for season in [one for one in await moved_seasons(session, board, now) if one.key == key]:
        after = 0
        while people := await next_misinformed(session, season, after):
            count, after = count + len(people), people[-1].person_id
    return count


def _event(board: Board, table: str, key: str, now: datetime, zone: ZoneInfo) -> Event | None:
    if table == "seasons":
        return _season(board, key, now, zone)
    if table == "premises":
        premises = board.premises[key]
        if premises.offered_until is not None and premises.offered_until < now.astimezone(zone).date():
            return None
        item = ToldItem(SubjectKind.PREMISES, key, "new", "")
        return Event(item, Audience.INTERESTED, SubscriptionKind.PREMISES, now, None, premises=premises)
    if table == "trainings":
        starts = board.trainings[key].starts_at
        if starts is None or starts <= now:
            return None
        item = ToldItem(SubjectKind.TRAINING, key, "new", "")
        return Event(item, Audience.INTERESTED, SubscriptionKind.TRAININGS, now, starts)
    if table == "duties":
        duty = board.duties[key]
        due = next_due(duty, now.astimezone(zone).date())
        item = ToldItem(SubjectKind.DUTY, key, "shown", due.isoformat())
        return duty_event(item, duty.legal_forms, now, day_ends(due, zone))
    return None


def _season(board: Board, key: str, now: datetime, zone: ZoneInfo) -> Event | None:
    season, contest = board.seasons[key], board.contest_of(key)
    if contest is None or window_state(season, now) is WindowState.CLOSED:
        return None
    kind = wish_of(contest)
    judge = Judge(board.rules, board.contests, board.seasons, now, zone)
    item = ToldItem(SubjectKind.SEASON, key, "opens", "")
    return Event(
        item, Audience.INTERESTED, kind, now, season.closes_at, frozenset(contest.spheres), contest.level,
        contest=contest.key, judge=judge,
    )  # fmt: skip
