"""Open or not: one function tells a season's state from its status and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.catalogue.deadlines import DeadlineView, deadline_view
from storage.records.content import Season
from storage.terms import SeasonStatus

SOON = timedelta(days=7)
"""A window with less than this left is closing soon."""


class WindowState(StrEnum):
    """What a person can do about a season now."""

    CLOSING_SOON = "closing_soon"
    OPEN = "open"
    UPCOMING = "upcoming"
    EXPECTED = "expected"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether applications are taken now."""
        return self in {WindowState.OPEN, WindowState.CLOSING_SOON}


_ORDER = tuple(WindowState)


def window_state(season: Season, now: datetime) -> WindowState:
    """The state of a season at `now`. Whatever its status says, a window whose end has passed is closed.

    A season of an earlier year without an end never reads as open, and one that is only expected is never
    open: its dates are guesses.
    """
    if season.status is SeasonStatus.CLOSED:
        return WindowState.CLOSED
    if season.closes_at is not None and season.closes_at <= now:
        return WindowState.CLOSED
    if season.closes_at is None and season.year < now.year:
        return WindowState.CLOSED
    if season.status is SeasonStatus.EXPECTED:
        return WindowState.EXPECTED
    if season.opens_at is not None and season.opens_at > now:
        return WindowState.UPCOMING
    if season.closes_at is None:
        return WindowState.OPEN if season.opens_at is not None else WindowState.EXPECTED
    return WindowState.CLOSING_SOON if season.closes_at - now <= SOON else WindowState.OPEN


@dataclass(frozen=True, slots=True)
class Window:
    """A season as it stands now. `deadline` and `opens` are for the states that have them."""

    season: Season
    state: WindowState
    deadline: DeadlineView | None
    opens: DeadlineView | None
    previous_deadline: DeadlineView | None

    @property
    def results(self) -> bool:
        """Whether the season holds figures of what it brought."""
        season = self.season
        return any((season.amount, season.winners, season.winners_text, season.applicants, season.applicants_text))


def window_of(season: Season, local_zone: ZoneInfo, now: datetime) -> Window:
    """A season with its state and its moments told for people in `local_zone`."""

    def told(moment: datetime | None) -> DeadlineView | None:
        return None if moment is None else deadline_view(moment, season.zone, local_zone, now)

    return Window(
        season, window_state(season, now), told(season.closes_at), told(season.opens_at),
        told(season.previous_closes_at),
    )  # fmt: skip


def current_window(seasons: Iterable[Season], local_zone: ZoneInfo, now: datetime) -> Window | None:
    """The season that a person asks about: an open one, else a coming one, else the newest past one."""
    newest_first = sorted(seasons, key=_end, reverse=True)
    return min((window_of(season, local_zone, now) for season in newest_first), key=urgency, default=None)


def _end(season: Season) -> tuple[int, float]:
    return season.year, season.closes_at.timestamp() if season.closes_at is not None else 0.0


def urgency(window: Window) -> tuple[int, float]:
    """A sort key: what is open and ends first, then what comes, then what is past (in its given order)."""
    moment = window.season.closes_at if window.state.is_open else window.season.opens_at
    known = window.state is not WindowState.CLOSED and moment is not None
    rank = 0 if window.state.is_open else _ORDER.index(window.state)
    return rank, moment.timestamp() if known and moment is not None else float("inf")
