"""All that a verdict needs at one moment: rules, contests, their windows and the documents behind the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.catalogue.windows import Window, WindowState, urgency, window_of
from core.eligibility.profile import Profile
from core.eligibility.verdict import Days, Kind, Verdict, judge
from storage import Session
from storage.content import all_of
from storage.records.content import Contest, Document, Season
from storage.records.eligibility import Rule
from storage.terms import RuleField


@dataclass(frozen=True, slots=True)
class Fit:
    """Another contest that fits, with its window and the verdict that says so."""

    contest: Contest
    window: Window | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Book:
    """Immutable; pure computations over it need no base."""

    rules: Mapping[str, tuple[Rule, ...]]
    contests: Mapping[str, Contest]
    windows: Mapping[str, tuple[Window, ...]]
    documents: Mapping[str, Document]
    today: date

    def window(self, contest: str) -> Window | None:
        """The window that is asked about: an open one, else a coming one, else the newest past one."""
        return min(self.windows.get(contest, ()), key=urgency, default=None)

    def coming(self, contest: str) -> Window | None:
        """The next window after the open one, announced or expected."""
        now = self.window(contest)
        later = (
            window for window in self.windows.get(contest, ())
            if window.state in {WindowState.UPCOMING, WindowState.EXPECTED} and window is not now
        )  # fmt: skip
        return min(later, key=urgency, default=None)

    def days(self, contest: str) -> Days:
        """The days that ages are counted to, on the organiser's calendar; guessed days do not count."""
        window = self.window(contest)
        if window is None or not (window.state.is_open or window.state is WindowState.UPCOMING):
            return Days(self.today)
        opens, closes = window.opens, window.deadline
        return Days(
            self.today, opens.there.date() if opens else None, closes.there.date() if closes else None
        )  # fmt: skip

    def verdict(self, contest: str, profile: Profile) -> Verdict:
        """What the contest's rules say of the applicant."""
        return judge(self.rules.get(contest, ()), profile, self.days(contest))

    def fits(self, profile: Profile, but: str = "") -> list[Fit]:
        """Contests whose rules say yes, open and urgent ones first; not those for a sphere that nobody named."""
        found = [
            Fit(self.contests[key], self.window(key), self.verdict(key, profile))
            for key in self.rules
            if key != but and key in self.contests
        ]
        fitting = [
            one for one in found
            if one.verdict.kind is Kind.YES
            and all(other.rule.field is not RuleField.SPHERE for other in one.verdict.unknown)
        ]  # fmt: skip
        return sorted(fitting, key=lambda one: urgency(one.window) if one.window else (99, 0.0))

    def instead(self, contest: str, verdict: Verdict, profile: Profile) -> list[Fit]:
        """The one contest that fits where this one does not: open, with a day to spare, free of what was in the way."""
        if verdict.kind not in {Kind.NO, Kind.NOT_YET}:
            return []
        fields = {one.rule.field for one in verdict.broken}

        def worse(fit: Fit) -> tuple[int, bool, bool]:
            rank = urgency(fit.window)[0] if fit.window else 99
            hurried = bool(fit.window and fit.window.deadline and fit.window.deadline.days_left < 1)
            return rank, hurried, not any(one.rule.field in fields for one in fit.verdict.passed)

        return sorted(self.fits(profile, but=contest), key=worse)[:1]


def book_of(
    rules: Iterable[Rule], contests: Iterable[Contest], seasons: Iterable[Season], documents: Iterable[Document],
    zone: ZoneInfo, now: datetime,
) -> Book:  # fmt: skip
    """The book as of `now` for people in `zone`."""
    by_contest: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_contest[rule.contest].append(rule)
    windows: dict[str, list[Window]] = defaultdict(list)
    for season in sorted(seasons, key=lambda one: one.year, reverse=True):
        windows[season.contest].append(window_of(season, zone, now))
    return Book(
        {key: tuple(found) for key, found in by_contest.items()},
        {contest.key: contest for contest in contests},
        {key: tuple(found) for key, found in windows.items()},
        {document.key: document for document in documents},
        now.astimezone(zone).date(),
    )


async def read_book(session: Session, zone: ZoneInfo, now: datetime) -> Book:
    """The book of a base."""
    return book_of(
        await all_of(session, Rule), await all_of(session, Contest), await all_of(session, Season),
        await all_of(session, Document), zone, now,
    )  # fmt: skip
