"""Everything that an alert can speak of, read at once: seasons with their contests, duties, premises, trainings."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from storage import Session
from storage.content import all_of
from storage.own_dates import own_dates_between
from storage.records.content import Contest, Duty, Premises, Season, Sphere, Training
from storage.records.eligibility import Rule
from storage.records.people import OwnDate
from storage.terms import ContestKind, SubjectKind, SubscriptionKind

OWN_AHEAD = timedelta(days=4)
"""How far ahead people's own dates are read: one day more than the first reminder comes before the day."""


_WISHES = {
    SubjectKind.DUTY: SubscriptionKind.DUTIES,
    SubjectKind.PREMISES: SubscriptionKind.PREMISES,
    SubjectKind.TRAINING: SubscriptionKind.TRAININGS,
}


def wish_of(contest: Contest) -> SubscriptionKind:
    """The subscription that brings a contest's seasons."""
    return SubscriptionKind.SUBSIDIES if contest.kind is ContestKind.SUBSIDY else SubscriptionKind.CONTESTS


@dataclass(frozen=True, slots=True)
class Board:
    """Records by key."""

    seasons: dict[str, Season]
    contests: dict[str, Contest]
    duties: dict[str, Duty]
    premises: dict[str, Premises]
    trainings: dict[str, Training]
    spheres: dict[str, Sphere]
    own_dates: dict[str, OwnDate] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def contest_of(self, season_key: str) -> Contest | None:
        """The contest of a season, None when either is gone."""
        season = self.seasons.get(season_key)
        return None if season is None else self.contests.get(season.contest)

    def wish(self, kind: SubjectKind, key: str) -> SubscriptionKind | None:
        """The subscription that brings a subject; None for what is nobody's to subscribe to, or is gone."""
        if kind is SubjectKind.SEASON:
            contest = self.contest_of(key)
            return None if contest is None else wish_of(contest)
        return _WISHES.get(kind)

    def title(self, kind: SubjectKind, key: str) -> str | None:
        """The name under which people know a subject; None when it is gone."""
        if kind is SubjectKind.SEASON:
            contest = self.contest_of(key)
            return None if contest is None else contest.short_name
        if kind is SubjectKind.CONTEST:
            return self.contests[key].short_name if key in self.contests else None
        if kind is SubjectKind.OWN_DATE:
            own = self.own_dates.get(key)
            return None if own is None else own.text
        shelves: dict[SubjectKind, dict[str, Duty] | dict[str, Premises] | dict[str, Training]] = {
            SubjectKind.DUTY: self.duties,
            SubjectKind.PREMISES: self.premises,
            SubjectKind.TRAINING: self.trainings,
        }
        record = shelves.get(kind, {}).get(key)
        return None if record is None else record.title


async def read_board(session: Session, today: date | None = None) -> Board:
    """Read the board as the base stands; with `today`, also people's own dates that reminders may be due of."""
    own = [] if today is None else await own_dates_between(session, today, today + OWN_AHEAD)
    return Board(
        rules=tuple(await all_of(session, Rule)),
        own_dates={str(one.id): one for one in own},
        seasons={one.key: one for one in await all_of(session, Season)},
        contests={one.key: one for one in await all_of(session, Contest)},
        duties={one.key: one for one in await all_of(session, Duty)},
        premises={one.key: one for one in await all_of(session, Premises)},
        trainings={one.key: one for one in await all_of(session, Training)},
        spheres={one.key: one for one in await all_of(session, Sphere)},
    )
