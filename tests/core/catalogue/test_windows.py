"""Open or closed follows from the status and the clock; a past window never reads as a present one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.catalogue.windows import WindowState, current_window, window_state
from storage.records.content import Season
from storage.terms import SeasonStatus

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
HOME = ZoneInfo("Asia/Novokuznetsk")


def season(status: str, opens: float | None = None, closes: float | None = None, year: int = 2026) -> Season:
    """A season that opens and closes so many days from now."""
    return Season(
        key=f"{status}-{year}-{opens}-{closes}", contest="warm-city", year=year, status=SeasonStatus(status),
        zone="Europe/Moscow",
        opens_at=None if opens is None else NOW + timedelta(days=opens),
        closes_at=None if closes is None else NOW + timedelta(days=closes),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (season("announced", -1, 19), WindowState.OPEN),
        (season("announced", -1, 3), WindowState.CLOSING_SOON),
        (season("announced", 1, 19), WindowState.UPCOMING),
        (season("announced", -9, -0.001), WindowState.CLOSED),
        (season("announced", None, 19), WindowState.OPEN),
        (season("announced"), WindowState.EXPECTED),
        (season("announced", -1), WindowState.OPEN),
        (season("extended", -9, 9), WindowState.OPEN),
        (season("extended", -9, -1), WindowState.CLOSED),
        (season("shortened", -9, 1), WindowState.CLOSING_SOON),
        (season("expected", 9, 30), WindowState.EXPECTED),
        (season("expected", -9, 30), WindowState.EXPECTED),
        (season("expected", -30, -9), WindowState.CLOSED),
        (season("closed", -9, 9), WindowState.CLOSED),
        (season("announced", -900, None, 2023), WindowState.CLOSED),
        (season("expected", None, None, 2023), WindowState.CLOSED),
    ],
)
def test_the_state_follows_from_status_and_clock(found: Season, state: WindowState) -> None:
    assert window_state(found, NOW) is state


def test_a_window_is_closed_from_its_very_last_moment() -> None:
    found = season("announced", -1, 3)
    assert found.closes_at is not None
    assert window_state(found, found.closes_at - timedelta(seconds=1)).is_open
    assert window_state(found, found.closes_at) is WindowState.CLOSED


def test_people_ask_about_the_open_season_then_the_coming_one_then_the_newest_past_one() -> None:
    past, older = season("closed", -300, -200, 2025), season("closed", -800, -700, 2023)
    coming, opened = season("announced", 5, 30), season("announced", -5, 5)

    def chosen(*seasons: Season) -> Season:
        window = current_window(seasons, HOME, NOW)
        assert window is not None
        return window.season

    assert chosen(older, past, coming, opened) is opened
    assert chosen(older, past, coming) is coming
    assert chosen(older, past) is past
    assert chosen(season("closed", -300, -250, 2025), past) is past
    assert current_window((), HOME, NOW) is None
