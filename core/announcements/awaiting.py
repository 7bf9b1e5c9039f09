"""A contest without an intake that somebody waits for: its next intake is followed as soon as it is entered."""

from datetime import datetime

from core.announcements.board import Board
from core.announcements.sessions import Sessions
from core.catalogue.windows import WindowState, window_state
from storage.records.content import Season
from storage.subscriptions import awaited_contests, follow_season

_ORDER = (WindowState.OPEN, WindowState.CLOSING_SOON, WindowState.UPCOMING, WindowState.EXPECTED)


def season_of(board: Board, contest: str, now: datetime) -> Season | None:
    """The intake of a contest that is open or to come, the surest and soonest first; None when none is known."""
    found = [
        (_ORDER.index(state), season.opens_at or season.closes_at or now, season.key, season)
        for season in board.seasons.values()
        if season.contest == contest and (state := window_state(season, now)) in _ORDER
    ]
    return min(found)[3] if found else None


async def follow_entered(sessions: Sessions, board: Board, now: datetime) -> int:
    """Turn everybody's wait for a contest into «Напомнить» on its intake, where there is one by now; how many."""
    async with sessions.reading() as session:
        awaited = await awaited_contests(session)
    ready = {one: season.key for one in awaited if (season := season_of(board, one, now))}
    if not ready:
        return 0
    async with sessions.writing() as session:
        moved = sum([await follow_season(session, contest, season) for contest, season in ready.items()])
        await session.commit()
    return moved
