"""What a letter is about, as templates and buttons read it, and what its reader follows."""

from dataclasses import dataclass
from datetime import date, datetime

from core.announcements.events import LADDER
from core.catalogue.deadlines import DeadlineView
from storage.audience import Hours
from storage.records.content import Contest, Document, Duty, Premises, Season, Source, Training
from storage.records.people import Subscription, Watch
from storage.terms import Pace, SubjectKind, SubscriptionKind, WatchState


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
