"""Letters, made when they are sent, so that dates and days left are true at that moment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.announcements.board import Board, read_board
from core.announcements.events import LADDER, evening_of, is_still_wanted, version_of
from core.catalogue.deadlines import DeadlineView, deadline_view
from core.catalogue.duties import due_duty, next_due
from core.catalogue.places import documents_of, is_unverified
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.audience import Hours
from storage.records.content import Contest, Document, Duty, Premises, Season, Source, Training
from storage.records.people import OwnDate, Subscription, Watch
from storage.terms import Pace, SubjectKind, SubscriptionKind, WatchState
from storage.told import ToldItem

SHOWN = 5
"""Lines of a digest; the rest is counted."""

LAST_WEEK = 7
"""From so many days before the end the card carries the usual reasons for refusal."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a letter came: `kind` is own, watch, applied, colleague (who applied), subscription or asked.

    «asked» is a wish that is gone by now.
    """

    kind: str
    today: date
    day: date | None = None
    subscription: SubscriptionKind | None = None
    spheres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One subject as the templates of letters read it. `event` is opens, closes, moved, results, announced or new."""

    kind: SubjectKind
    key: str
    event: str
    title: str
    today: date
    why: Why
    day: date | None = None
    moved_from: date | None = None
    was: date | None = None
    was_starting: datetime | None = None
    deadline: DeadlineView | None = None
    opens: DeadlineView | None = None
    previous: DeadlineView | None = None
    starts: datetime | None = None
    shortened: bool = False
    steps_left: tuple[int, ...] = ()
    last_hours: bool = False
    checklist: tuple[str, ...] = ()
    unverified: bool = False
    season: Season | None = None
    contest: Contest | None = None
    duty: Duty | None = None
    premises: Premises | None = None
    training: Training | None = None
    source: Source | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person follows, for saying why a letter came and what comes next."""

    subscriptions: tuple[Subscription, ...]
    watches: tuple[Watch, ...]
    hours: Hours | None = None
    """When the person is written to, for saying what is still to come; None is the default ladder."""

    def steps(self, kind: SubjectKind, key: str) -> tuple[int, ...]:
        """The days on which this person is reminded of the subject; none where only the week's digest comes."""
        if self.hours is None:
            return (0, *LADDER)
        watch = self.watch(kind, key)
        asked = watch is not None and watch.state is WatchState.WATCHING
        return self.hours.steps if asked or self.hours.pace is Pace.DAILY else ()

    def watch(self, kind: SubjectKind, key: str) -> Watch | None:
        """The standing towards one subject."""
        return next((one for one in self.watches if one.subject_kind is kind and one.subject == key), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all letters of a moment are made from."""

    board: Board
    documents: dict[str, Document]
    now: datetime
    zone: ZoneInfo

    def at(self, moment: datetime) -> "Desk":
        """The same records at another moment."""
        return Desk(self.board, self.documents, moment, self.zone)

    def with_own_dates(self, own: Mapping[str, OwnDate]) -> "Desk":
        """The same records with these own dates of people."""
        return replace(self, board=replace(self.board, own_dates=dict(own)))

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()

    def evening(self, season: Season) -> date | None:
        """The last local day on which a person can apply."""
        return evening_of(season, self.zone)

    def wants(self, told_item: ToldItem, standing: Standing) -> bool:
        """Whether the person still wants to hear this: who stopped it after it was written gets it no more."""
        kind, key = told_item.subject_kind, told_item.subject
        wish = self.board.wish(kind, key)
        subscribed = any(one.kind is wish for one in standing.subscriptions)
        return is_still_wanted(self.board, told_item, standing.watch(kind, key), subscribed, self.zone)

    def item(self, told_item: ToldItem, standing: Standing, previous: str = "") -> Item | None:
        """One subject as it stands now; None when it is gone or has passed. `previous` is the date told before."""
        kind, key = told_item.subject_kind, told_item.subject
        title = self.board.title(kind, key)
        if title is None:
            return None
        event = told_item.event.split(":")[0]
        common: dict[str, Any] = {"kind": kind, "key": key, "event": event, "title": title, "today": self.today}
        common["why"] = self._why(kind, key, event, standing)
        if kind is SubjectKind.SEASON:
            return self._season(common, key, event, previous, standing.steps(kind, key))
        if kind is SubjectKind.DUTY:
            duty = self.board.duties[key]
            found = due_duty(duty, self.today)
            due = found.day
            document = self.documents.get(duty.source.document) if duty.source else None
            unverified = is_unverified(duty.source, document, duty.checked_on is not None)
            if event == "moved" and not previous:
                return None
            was = date.fromisoformat(previous) if event == "moved" else None
            return Item(
                **common, duty=duty, day=due, moved_from=found.moved_from, unverified=unverified, was=was,
                shortened=was is not None and due < was, source=duty.source, document=document,
                steps_left=tuple(step for step in reversed(standing.steps(kind, key)) if step),
            )  # fmt: skip
        if kind is SubjectKind.OWN_DATE:
            own = self.board.own_dates[key]
            return None if own.day < self.today else Item(**common, day=own.day)
        if kind is SubjectKind.PREMISES:
            premises = self.board.premises[key]
            if premises.offered_until is not None and premises.offered_until < self.today:
                return None
            return Item(**common, premises=premises)
        if kind is SubjectKind.TRAINING:
            training = self.board.trainings[key]
            if training.starts_at is None or training.starts_at <= self.now:
                return None
            starts = training.starts_at.astimezone(self.zone)
            before = datetime.fromisoformat(previous).astimezone(self.zone) if event == "moved" and previous else None
            if event == "moved" and before is None:
                return None
            return Item(**common, training=training, starts=starts, day=starts.date(), was_starting=before)
        return None

    def _season(
        self, common: dict[str, Any], key: str, event: str, previous: str, steps: tuple[int, ...]
    ) -> Item | None:
        season, contest = self.board.seasons[key], self.board.contest_of(key)
        if event != "results" and season.closes_at is not None and season.closes_at <= self.now:
            return None
        view = self._view(season, season.closes_at)
        old = self._view(season, datetime.fromisoformat(previous) if previous else season.previous_closes_at)
        if event == "moved" and (view is None or old is None):
            return None
        in_last_week = view is not None and view.days_left <= LAST_WEEK
        return Item(
            **common,
            season=season,
            contest=contest,
            deadline=view,
            opens=self._view(season, season.opens_at),
            previous=old,
            shortened=view is not None and old is not None and view.moment < old.moment,
            steps_left=steps_left(view, steps),
            last_hours=0 in steps,
            checklist=contest.refusal_reasons if contest is not None and in_last_week else (),
            day=None if view is None else view.evening,
            source=season.source,
            document=self.documents.get(season.source.document) if season.source else None,
        )

    def _view(self, season: Season, moment: datetime | None) -> DeadlineView | None:
        return None if moment is None else deadline_view(moment, season.zone, self.zone, self.now)

    def _why(self, kind: SubjectKind, key: str, event: str, standing: Standing) -> Why:
        watch = standing.watch(kind, key)
        if watch is not None and watch.state is not WatchState.MUTED:
            done = event == "results" and watch.state is WatchState.DONE
            day = watch.changed_at.astimezone(self.zone).date()
            if kind is SubjectKind.OWN_DATE:
                return Why("own", self.today, day)
            own = watch.done_by in {None, watch.person_id}
            return Why(("applied" if own else "colleague") if done else "watch", self.today, day)
        wanted = self.board.wish(kind, key)
        found = next((one for one in standing.subscriptions if one.kind is wanted), None)
        if found is None:
            return Why("asked", self.today)
        names = tuple(self.board.spheres[one].name for one in found.spheres if one in self.board.spheres)
        return Why("subscription", self.today, subscription=wanted, spheres=names)


def steps_left(view: DeadlineView | None, steps: tuple[int, ...]) -> tuple[int, ...]:
    """The rungs that are still to come, the farthest first."""
    return () if view is None else tuple(step for step in reversed(steps) if 0 < step < view.days_left)


async def read_desk(session: Session, now: datetime, zone: ZoneInfo) -> Desk:
    """Everything that letters are made from, as the base stands."""
    return Desk(await read_board(session), await documents_of(session), now, zone)


def letter(items: list[Item], *, silent: bool = False) -> Message | None:
    """One message for everything that is due: a card for one subject, a list for several; None for nothing."""
    if not items:
        return None
    if len(items) == 1:
        return Message(render("subscriber/alert.html.j2", one=items[0]), card_buttons(items[0]), silent=silent)
    text = render("subscriber/digest.html.j2", items=items, total=len(items), shown=SHOWN)
    return Message(text, digest_buttons(items), silent=silent)


def card_buttons(one: Item) -> Buttons:
    """What a person can do about one subject: say that it is done, read on, keep the date, stop this."""
    subject = (str(one.kind), one.key)
    moved, season = one.event == "moved", one.kind is SubjectKind.SEASON
    done = None
    if season and one.event != "results":
        open_now = one.opens is None or one.opens.passed
        name = "alert_applied_already" if moved else "alert_applied"
        done = Button(label(name), Action.DONE, subject) if open_now else None
    elif one.kind is SubjectKind.DUTY:
        done = Button(label("alert_handed_in"), Action.DONE, subject)
    dated = one.deadline is not None or one.day is not None
    calendar = label("alert_calendar_update" if moved else "alert_calendar")
    if one.kind is SubjectKind.OWN_DATE:
        return own_buttons(one.key)
    stop = _stop_button(one, subject)
    return rows_of(
        done,
        None if moved else more_button(one),
        Button(calendar, Action.CALENDAR, subject) if dated and one.event != "results" else None,
        stop,
    )


def _stop_button(one: Item, subject: tuple[str, str]) -> Button:
    """The tap that stops exactly this: the subject, or the subscription where a subject is told of only once."""
    if one.event == "results":
        return Button(label("menu_mine"), Action.MINE)
    if one.kind in {SubjectKind.SEASON, SubjectKind.DUTY}:
        return Button(label("alert_mute"), Action.MUTE, subject)
    kind = SubscriptionKind.PREMISES if one.kind is SubjectKind.PREMISES else SubscriptionKind.TRAININGS
    return Button(label("alert_stop_kind", kind=str(kind)), Action.UNSUBSCRIBE, (kind,))


def own_buttons(key: str) -> Buttons:
    """What can be done about an own date."""
    return rows_of(
        Button(label("own_change"), Action.OWN_DATE, (key, "change")),
        Button(label("own_drop"), Action.OWN_DATE, (key, "drop")),
        Button(label("alert_calendar"), Action.CALENDAR, (str(SubjectKind.OWN_DATE), key)),
        Button(label("menu_mine"), Action.MINE),
    )


def more_button(one: Item, name: str = "") -> Button | None:
    """The way to the record's own card."""
    text = name or label("alert_more")
    if one.contest is not None:
        return Button(text, Action.CONTEST, (one.contest.key,))
    if one.kind is SubjectKind.DUTY:
        return Button(text, Action.DUTY, (one.key,))
    if one.kind is SubjectKind.PREMISES:
        return Button(text, Action.PREMISE, (one.key,))
    if one.kind is SubjectKind.TRAINING:
        return Button(text, Action.TRAINING, (one.key,))
    return None


def digest_buttons(items: list[Item]) -> Buttons:
    """The first subjects' cards, everything that is open when not all was shown, and the screen that stops all."""
    rest = Button(label("contests_open"), Action.CONTESTS, ("open", "1")) if len(items) > SHOWN else None
    cards = [more_button(one, label("named", title=one.title)) for one in items]
    shown = [card for card in cards if card is not None][: 2 if rest else 3]
    return rows_of(*shown, rest, Button(label("menu_mine"), Action.MINE))


def current_version(board: Board, item: ToldItem, today: date) -> str:
    """The version under which a subject's date stands now; the told one where it has no date of its own."""
    if item.subject_kind is SubjectKind.SEASON and item.event != "results":
        season = board.seasons.get(item.subject)
        return item.version if season is None else version_of(season.closes_at)
    if item.subject_kind is SubjectKind.OWN_DATE:
        own = board.own_dates.get(item.subject)
        return item.version if own is None else version_of(own.day)
    if item.subject_kind is SubjectKind.TRAINING and item.subject in board.trainings:
        return version_of(board.trainings[item.subject].starts_at)
    if item.subject_kind is SubjectKind.DUTY and item.subject in board.duties:
        return version_of(next_due(board.duties[item.subject], today))
    return item.version
