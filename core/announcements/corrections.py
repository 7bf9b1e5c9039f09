"""A date that moved: one correction to exactly those who were told another one."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.announcements.board import Board, read_board
from core.announcements.events import version_of
from core.announcements.hours import is_quiet, quiet_end
from core.announcements.payloads import ALERT
from core.announcements.sessions import Sessions
from storage import Session, told
from storage.audience import Hours
from storage.deliveries import NewDelivery, enqueue_telling
from storage.records.content import Season
from storage.terms import SeasonStatus, SubjectKind
from storage.told import AlreadyToldError, Misinformed, ToldItem

BATCH = 2000


async def moved_seasons(session: Session, board: Board, now: datetime) -> list[Season]:
    """Coming and open seasons whose deadline somebody was told otherwise."""
    standing = {
        season.key: season
        for season in board.seasons.values()
        if season.closes_at is not None and season.closes_at > now and season.status is not SeasonStatus.CLOSED
    }
    versions = await told.told_versions(session, SubjectKind.SEASON, sorted(standing))
    return [standing[key] for key, named in versions.items() if named - {version_of(standing[key].closes_at)}]


def correction_of(season: Season, one: Misinformed, now: datetime, zone: ZoneInfo) -> NewDelivery:
    """The row of one correction.

    A shorter term goes out at once, without sound in quiet hours. A longer one waits for their end, unless
    the date that the person believes in would come first.
    """
    assert season.closes_at is not None
    hours = Hours(one.quiet_from, one.quiet_to, one.digest_hour)
    believed = datetime.fromisoformat(one.version).astimezone(UTC)
    morning = quiet_end(hours, now, zone)
    waits = season.closes_at > believed and not now < believed <= morning
    return NewDelivery(
        person_id=one.person_id,
        kind=SubjectKind.SEASON,
        payload={"letter": ALERT},
        due_at=morning if waits else now,
        not_after=season.closes_at,
        silent=not waits and is_quiet(hours, now, zone),
        tells=(
            ToldItem(SubjectKind.SEASON, season.key, f"moved:{one.told_id}", version_of(season.closes_at)),
        ),
    )  # fmt: skip


async def next_misinformed(session: Session, season: Season, after: int) -> list[Misinformed]:
    """The next people who believe in another deadline of the season."""
    return await told.misinformed(
        session, SubjectKind.SEASON, season.key, version_of(season.closes_at), after, BATCH
    )  # fmt: skip


async def write_corrections(
    sessions: Sessions, now: datetime, zone: ZoneInfo, sent_at: datetime | None = None
) -> int:  # fmt: skip
    """Write every correction that is due at `now`; how many messages. Repeating it writes nothing new.

    `sent_at` sends at another moment what is due at `now`, worded for `now` (rehearsals).
    """
    async with sessions.reading() as session:
        board = await read_board(session)
        seasons = await moved_seasons(session, board, now)
    written = 0
    for season in seasons:
        after = 0
        while True:
            async with sessions.writing() as session:
                people = await next_misinformed(session, season, after)
                try:
                    news = [correction_of(season, one, now, zone) for one in people]
                    if sent_at is not None:
                        shown = {"letter": ALERT, "at": now.isoformat()}
                        news = [replace(new, due_at=sent_at, payload=shown) for new in news]
                    await enqueue_telling(session, news, now)
                except AlreadyToldError:
                    break  # another process is writing them; the next tick looks again
                await session.commit()
            written += len(people)
            if len(people) < BATCH:
                break
            after = people[-1].person_id
    return written
