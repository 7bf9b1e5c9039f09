"""«Что подходит нам»: whether the rules of a contest deny a remembered organisation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from core.eligibility.book import Book, book_of
from core.eligibility.forms import ALL
from core.eligibility.periods import Period
from core.eligibility.profile import Profile
from core.eligibility.verdict import Kind
from storage.records.content import Contest, Season
from storage.records.eligibility import Rule
from storage.records.people import Organisation


class Judge:
    """Reads the rules when somebody asks first; each organisation and contest is judged once."""

    def __init__(
        self, rules: Sequence[Rule], contests: Mapping[str, Contest], seasons: Mapping[str, Season], now: datetime,
        zone: ZoneInfo,
    ) -> None:  # fmt: skip
        self._rules, self._contests, self._seasons = rules, contests, seasons
        self._now, self._zone = now, zone
        self._known: dict[tuple[str, Organisation], bool] = {}

    @cached_property
    def _book(self) -> Book:
        return book_of(self._rules, self._contests.values(), self._seasons.values(), (), self._zone, self._now)

    def denies(self, contest: str, organisation: Organisation) -> bool:
        """Whether a rule says no, or not yet; what is not known never leaves a contest out."""
        asked = contest, organisation
        if asked not in self._known:
            verdict = self._book.verdict(contest, profile_of(organisation))
            self._known[asked] = verdict.kind in {Kind.NO, Kind.NOT_YET}
        return self._known[asked]


def profile_of(organisation: Organisation) -> Profile:
    """What the verdict reads of a remembered organisation."""
    first, last = organisation.founded_from, organisation.founded_to
    founded = Period(first, last) if first is not None and last is not None else None
    return Profile(frozenset({organisation.form}) if organisation.form else ALL, founded)
