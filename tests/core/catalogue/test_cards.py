"""Cards of seasons that the shipped packs do not have: closed early, closed and waiting for results."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.catalogue.windows import window_of
from core.rendering import render
from storage.records.content import Contest, Season
from storage.terms import ContestKind, Level, MoneySource, SeasonStatus

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
HOME = ZoneInfo("Asia/Novokuznetsk")
CONTEST = Contest(
    key="warm-city", kind=ContestKind.CONTEST, name="Тёплый город", short_name="«Тёплый город»",
    level=Level.REGIONAL, money_source=MoneySource.REGIONAL,
)  # fmt: skip


def card(**values: Any) -> str:
    """The card of one season of 2026."""
    season = Season(key="warm-city-2026", contest="warm-city", year=2026, zone="Europe/Moscow", **values)
    text = render(
        "ngo/contest.html.j2",
        contest=CONTEST, window=window_of(season, HOME, NOW), past=[], source=None, document=None,
        today=date(2026, 11, 22), unverified=False, spheres=[],
    )  # fmt: skip
    return text.replace("\u00a0", " ")


def test_a_season_closed_before_its_day_names_no_day_that_is_still_to_come() -> None:
    text = card(status=SeasonStatus.CLOSED, closes_at=datetime(2026, 12, 18, 20, 59, tzinfo=UTC))
    assert "приём закрыт раньше срока" in text
    assert "18 декабря" not in text


def test_results_that_are_still_to_come_are_awaited() -> None:
    closed = datetime(2026, 11, 1, 20, 59, tzinfo=UTC)
    waiting = card(status=SeasonStatus.ANNOUNCED, closes_at=closed, results_on=date(2027, 1, 20))
    assert "принимали до 1 ноября" in waiting
    assert "Итоги ждём 20 января 2027" in waiting
    told = card(status=SeasonStatus.CLOSED, closes_at=closed, results_on=date(2026, 11, 20))
    assert "Итоги подвели 20 ноября 2026" in told


def test_an_open_season_without_a_last_day_says_so() -> None:
    text = card(status=SeasonStatus.ANNOUNCED, opens_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert "приём открыт" in text
    assert "Последний день организатор не назвал" in text
