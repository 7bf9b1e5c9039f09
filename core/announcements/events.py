"""What is worth telling on a day: the one event that stands for each subject, and whom it fits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from core.announcements.board import Board, wish_of
from core.announcements.fitting import Judge
from core.announcements.hours import digest_moment, earlier
from core.catalogue.deadlines import last_evening
from core.catalogue.duties import next_due
from storage.audience import Hours
from storage.records.content import Contest, Premises, Season
from storage.records.people import Subscription, Watch
from storage.terms import LegalForm, Pace, SeasonStatus, SubjectKind, SubscriptionKind, WatchState
from storage.told import ToldItem

LADDER = (1, 3, 7, 14)
"""Days before the last evening on which a reminder is due, for people who chose no others."""

OWN_LADDER = (0, 3)
"""Days before an own date on which a person is reminded of it."""

LAST_HOURS = timedelta(hours=3)
"""How long before the deadline the last reminder is due, earlier where quiet hours are in the way."""

DONE_COUNTS = timedelta(days=60)
"""«Сдали» up to this long after a due day is said of that day, not of next year's."""

_NGO_FORMS = frozenset(LegalForm) - {LegalForm.COMPANY, LegalForm.ENTREPRENEUR}


class Audience(Enum):
    """Whom an event is for, apart from the filters."""

    INTERESTED = "interested"  # subscribers whom it fits, and whoever tapped «Напомнить»
    WATCHING = "watching"  # whoever tapped «Напомнить»
    APPLIED = "applied"  # whoever tapped «Подали»


@dataclass(frozen=True, slots=True)
class Event:
    """What stands for a subject. `since` is when it became due, `until` when it becomes pointless.

    Empty `spheres`, `legal_forms` and no `level` fit everybody.
    """

    item: ToldItem
    audience: Audience
    kind: SubscriptionKind
    since: datetime
    until: datetime | None
    spheres: frozenset[str] = frozenset()
    level: str | None = None
    legal_forms: frozenset[LegalForm] = frozenset()
    contest: str = ""
    judge: Judge | None = field(default=None, compare=False, repr=False)
    premises: Premises | None = field(default=None, compare=False, repr=False)

    @property
    def order(self) -> tuple[datetime, str]:
        """The most urgent first; news that a person waited for come before all that has more than a day left."""
        if self.item.event in {"results", "announced"}:
            return self.since + timedelta(days=1), self.item.subject
        return self.until or datetime.max.replace(tzinfo=UTC), self.item.subject

    def fits(self, subscription: Subscription, legal_form: str | None) -> bool:
        """Whether a subscription asks for this. An unknown legal form gets the duties of all."""
        if subscription.kind is not self.kind:
            return False
        if subscription.levels and self.level is not None and self.level not in subscription.levels:
            return False
        if subscription.spheres and self.spheres and not self.spheres.intersection(subscription.spheres):
            return False
        if self.premises is not None and not subscription.wishes.fits(self.premises):
            return False
        organisation = subscription.organisation if subscription.fitting else None
        if organisation is not None and self.judge is not None and self.judge.denies(self.contest, organisation):
            return False
        return not self.legal_forms or legal_form is None or legal_form in self.legal_forms


def version_of(moment: datetime | date | None) -> str:
    """A date as it is told: ISO text, a moment in UTC; empty when there is none."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="minutes")
    return "" if moment is None else moment.isoformat()


def evening_of(season: Season, zone: ZoneInfo) -> date | None:
    """The last local day on which a person can apply."""
    if season.closes_at is None:
        return None
    return last_evening(season.closes_at, zone)


def rung(days_left: int, ladder: Iterable[int] = LADDER) -> int | None:
    """The rung of the ladder that stands at so many days left; a missed one gives way to the next."""
    return next((step for step in ladder if step and days_left <= step), None)


def only_asked(events: Iterable[Event]) -> Iterator[Event]:
    """The same events for people whose subscriptions are silent now: only those who tapped «Напомнить» hear them."""
    for event in events:
        yield replace(event, audience=Audience.WATCHING) if event.audience is Audience.INTERESTED else event


def events_of_day(
    board: Board, hours: Hours, day: date, now: datetime, zone: ZoneInfo, ahead: int = 0
) -> Iterator[Event]:  # fmt: skip
    """What people who keep `hours` should know on `day`, known already or not. What has passed at `now` is left out.

    `ahead` counts what opens within so many days as open (a weekly digest comes too late for it otherwise).
    """
    judge = Judge(board.rules, board.contests, board.seasons, now, zone)
    for season in board.seasons.values():
        event = _season_event(board, season, hours, day, now, zone, ahead)
        if event is not None:
            yield replace(event, contest=season.contest, judge=judge)
    yield from _duty_events(board, hours, day, now, zone)
    yield from _own_events(board, hours, day, now, zone)
    for premises in board.premises.values():
        if premises.offered_until is None or premises.offered_until >= day:
            item = ToldItem(SubjectKind.PREMISES, premises.key, "new", "")
            until = None if premises.offered_until is None else day_ends(premises.offered_until, zone)
            yield Event(item, Audience.INTERESTED, SubscriptionKind.PREMISES, now, until, premises=premises)
    for training in board.trainings.values():
        if training.starts_at is None or training.starts_at <= now:
            continue
        starts_on = training.starts_at.astimezone(zone).date()
        tomorrow = (starts_on - day).days <= 1
        since = digest_moment(hours, starts_on - timedelta(days=1), zone) if tomorrow else now
        item = ToldItem(
            SubjectKind.TRAINING, training.key, "starts:1" if tomorrow else "new", version_of(training.starts_at)
        )
        yield Event(item, Audience.INTERESTED, SubscriptionKind.TRAININGS, since, training.starts_at)


def _season_event(
    board: Board, season: Season, hours: Hours, day: date, now: datetime, zone: ZoneInfo, ahead: int
) -> Event | None:  # fmt: skip
    contest = board.contests.get(season.contest)
    if contest is None:
        return None
    version = version_of(season.closes_at)
    kind = wish_of(contest)

    def event(name: str, since: datetime, audience: Audience, told: str = version) -> Event:
        item = ToldItem(SubjectKind.SEASON, season.key, name, told)
        until = season.closes_at if name != "results" else None
        return Event(item, audience, kind, since, until, frozenset(contest.spheres), contest.level)

    if season.winners is not None or season.winners_text:
        return event("results", now, Audience.APPLIED, "")
    if season.status in {SeasonStatus.CLOSED, SeasonStatus.EXPECTED}:
        return None
    if season.closes_at is not None and season.closes_at <= now:
        return None
    if season.opens_at is not None and season.opens_at.astimezone(zone).date() > day + timedelta(days=ahead):
        return event("announced", now, Audience.WATCHING)
    evening = evening_of(season, zone)
    step = None if evening is None else rung((evening - day).days, hours.steps)
    if evening is None and (season.opens_at is None or season.year < day.year):
        return None
    if evening is None or step is None:
        return event("opens", now, Audience.INTERESTED)
    return event(
        f"closes:{step}", digest_moment(hours, evening - timedelta(days=step), zone), Audience.INTERESTED
    )  # fmt: skip


def season_event(season: Season, contest: Contest, judge: Judge) -> Event:
    """An open or coming season as subscriptions look at it, apart from any day."""
    assert season.closes_at is not None
    kind = wish_of(contest)
    item = ToldItem(SubjectKind.SEASON, season.key, "shown", version_of(season.closes_at))
    return Event(
        item, Audience.INTERESTED, kind, season.closes_at, season.closes_at, frozenset(contest.spheres), contest.level,
        contest=contest.key, judge=judge,
    )  # fmt: skip


def last_hours(board: Board, hours: Hours, now: datetime, zone: ZoneInfo) -> Iterator[Event]:
    """Seasons whose last hours have come for people who keep `hours`, if their ladder has that step."""
    if 0 not in hours.steps:
        return
    audience = Audience.INTERESTED if hours.pace is Pace.DAILY else Audience.WATCHING
    judge = Judge(board.rules, board.contests, board.seasons, now, zone)
    for season in board.seasons.values():
        contest = board.contests.get(season.contest)
        if contest is None or season.closes_at is None or not now < season.closes_at <= now + timedelta(days=2):
            continue
        if season.status in {SeasonStatus.CLOSED, SeasonStatus.EXPECTED}:
            continue
        if season.opens_at is not None and season.opens_at > now:
            continue
        since = earlier(hours, season.closes_at - LAST_HOURS, zone)
        if since <= now:
            item = ToldItem(SubjectKind.SEASON, season.key, "closes:0", version_of(season.closes_at))
            kind = wish_of(contest)
            spheres = frozenset(contest.spheres)
            yield Event(
                item, audience, kind, since, season.closes_at, spheres, contest.level, contest=contest.key, judge=judge
            )  # fmt: skip


def _duty_events(board: Board, hours: Hours, day: date, now: datetime, zone: ZoneInfo) -> Iterator[Event]:
    for duty in board.duties.values():
        due = next_due(duty, day)
        step = rung((due - day).days, hours.steps)
        until = day_ends(due, zone)
        if step is None or until <= now:
            continue
        item = ToldItem(SubjectKind.DUTY, duty.key, f"closes:{step}", version_of(due))
        yield duty_event(item, duty.legal_forms, digest_moment(hours, due - timedelta(days=step), zone), until)


def _own_events(board: Board, hours: Hours, day: date, now: datetime, zone: ZoneInfo) -> Iterator[Event]:
    """Everybody's own dates: each has a watch of its one person."""
    for own in board.own_dates.values():
        left = (own.day - day).days
        until = day_ends(own.day, zone)
        if not 0 <= left <= max(OWN_LADDER) or until <= now:
            continue
        step = min(one for one in OWN_LADDER if left <= one)
        item = ToldItem(SubjectKind.OWN_DATE, str(own.id), f"closes:{step}", version_of(own.day))
        since = digest_moment(hours, own.day - timedelta(days=step), zone)
        yield Event(item, Audience.WATCHING, SubscriptionKind.DUTIES, since, until)


def duty_event(item: ToldItem, legal_forms: Iterable[LegalForm], since: datetime, until: datetime) -> Event:
    """A duty's event; one for every NGO concerns all forms but business."""
    forms = frozenset(legal_forms)
    if LegalForm.NGO in forms:
        forms |= _NGO_FORMS
    return Event(item, Audience.INTERESTED, SubscriptionKind.DUTIES, since, until, legal_forms=forms)


def day_ends(day: date, zone: ZoneInfo) -> datetime:
    """The local midnight after a day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def done_for(board: Board, watch: Watch, zone: ZoneInfo) -> str | None:
    """The version that a «Сдали» was said of; None for a season, where it holds for all versions."""
    duty = board.duties.get(watch.subject)
    if watch.subject_kind is not SubjectKind.DUTY or duty is None:
        return None
    return version_of(next_due(duty, (watch.changed_at - DONE_COUNTS).astimezone(zone).date()))


def is_known(event: Event, told: Iterable[tuple[SubjectKind, str, str, str, datetime]]) -> bool:
    """Whether what a person was told makes the event superfluous.

    A rung is told once a version, and not at all when the same date was told after the rung was due; a
    beginning only to whoever heard nothing of the subject.
    """
    item = event.item
    for kind, subject, name, version, at in told:
        if kind is not item.subject_kind or subject != item.subject:
            continue
        if name == item.event and version == item.version:
            return True
        if item.event in {"opens", "new"} or (item.event == "announced" and version == item.version):
            return True
        if item.event.startswith(("closes:", "starts:")) and version == item.version and at >= event.since:
            return True
    return False


def is_wanted(board: Board, event: Event, watch: Watch | None, subscribed: bool, zone: ZoneInfo) -> bool:
    """Whether a person's standing towards the subject lets the event through."""
    return _lets_through(board, event.item, event.audience, watch, subscribed, zone)


def is_still_wanted(board: Board, item: ToldItem, watch: Watch | None, subscribed: bool, zone: ZoneInfo) -> bool:
    """Whether a message that was written before may still say this: a person may have stopped it meanwhile.

    A correction is wanted by whoever did not stop the subject itself.
    """
    audience = Audience.INTERESTED
    if item.event == "results":
        audience = Audience.APPLIED
    elif item.event == "announced" or item.subject_kind is SubjectKind.OWN_DATE:
        audience = Audience.WATCHING
    return _lets_through(board, item, audience, watch, subscribed or item.event.startswith("moved:"), zone)


def _lets_through(
    board: Board, item: ToldItem, audience: Audience, watch: Watch | None, subscribed: bool, zone: ZoneInfo
) -> bool:
    state = None if watch is None else watch.state
    if watch is not None and state is WatchState.DONE:
        said_of = done_for(board, watch, zone)
        if said_of is not None and said_of != item.version:
            state = WatchState.WATCHING
    if audience is Audience.APPLIED:
        return state is WatchState.DONE
    if state in {WatchState.DONE, WatchState.MUTED}:
        return False
    return state is WatchState.WATCHING or (subscribed and audience is Audience.INTERESTED)
