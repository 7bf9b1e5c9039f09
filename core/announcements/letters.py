"""Letters, made when they are sent, so that dates and days left are true at that moment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.announcements.board import Board, read_board
from core.announcements.events import evening_of, is_still_wanted, version_of
from core.announcements.items import Item, Standing, Why
from core.announcements.letter_buttons import SHOWN, card_buttons, digest_buttons
from core.catalogue.deadlines import DeadlineView, deadline_view
from core.catalogue.duties import due_duty, next_due
from core.catalogue.places import documents_of, is_unverified
from core.messages import Message
from core.rendering import render
from storage import Session
from storage.records.content import Document, Season
from storage.records.people import OwnDate
from storage.terms import SubjectKind, WatchState
from storage.told import ToldItem

LAST_WEEK = 7
"""From so many days before the end the card carries the usual reasons for refusal."""


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
