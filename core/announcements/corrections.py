"""A date that moved: one correction to exactly those who were told another one."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.announcements.board import Board, read_board
from core.announcements.events import day_ends, version_of
from core.announcements.hours import is_quiet, quiet_end
from core.announcements.payloads import ALERT
from core.announcements.sessions import Sessions
from core.catalogue.duties import next_due
from storage import Session, told
from storage.audience import Hours
from storage.deliveries import NewDelivery, enqueue_telling
from storage.records.content import Season
from storage.terms import SeasonStatus, SubjectKind
from storage.told import AlreadyToldError, Misinformed, ToldItem

BATCH = 2000

_SAME_YEAR = timedelta(days=180)


async def moved_seasons(session: Session, board: Board, now: datetime) -> list[Season]:
    """Coming and open seasons whose deadline somebody was told otherwise."""
    standing = {
        season.key: season
        for season in board.seasons.values()
        if season.closes_at is not None and season.closes_at > now and season.status is not SeasonStatus.CLOSED
    }
    versions = await told.told_versions(session, SubjectKind.SEASON, sorted(standing))
    return [standing[key] for key, named in versions.items() if named - {version_of(standing[key].closes_at)}]


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject's date as it stands now: `version` as it is told, `moment` when it has passed."""

    kind: SubjectKind
    key: str
    version: str
    moment: datetime


async def moved_others(session: Session, board: Board, now: datetime, zone: ZoneInfo) -> list[Moved]:
    """Duties and trainings whose day somebody was told otherwise; what was told of a day that is over is history."""
    today = now.astimezone(zone).date()
    dues = {key: next_due(duty, today) for key, duty in board.duties.items()}
    standing = [
        Moved(SubjectKind.DUTY, key, version_of(due), day_ends(due, zone)) for key, due in dues.items()
    ] + [
        Moved(SubjectKind.TRAINING, key, version_of(one.starts_at), one.starts_at)
        for key, one in board.trainings.items()
        if one.starts_at is not None and one.starts_at > now
    ]  # fmt: skip
    found: list[Moved] = []
    for kind in (SubjectKind.DUTY, SubjectKind.TRAINING):
        of_kind = {one.key: one for one in standing if one.kind is kind}
        versions = await told.told_versions(session, kind, sorted(of_kind))
        found += [
            of_kind[key]
            for key, named in versions.items()
            if any(_believed(of_kind[key], version, now, zone) for version in named - {of_kind[key].version})
        ]
    return found


def _believed(moved: Moved, version: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether somebody may still count on the date that was told: a duty's other year is another date."""
    believed = moment_of(version, zone)
    return believed > now and abs(moved.moment - believed) < _SAME_YEAR


def moment_of(version: str, zone: ZoneInfo) -> datetime:
    """When a date has passed, as it was told: a moment, or the end of a day."""
    if "T" in version:
        return datetime.fromisoformat(version).astimezone(UTC)
    return day_ends(date.fromisoformat(version), zone)


def correction_of(moved: Moved, one: Misinformed, now: datetime, zone: ZoneInfo) -> NewDelivery:
    """The row of one correction.

    A shorter term goes out at once, without sound in quiet hours. A longer one waits for their end, unless
    the date that the person believes in would come first.
    """
    hours = Hours(one.quiet_from, one.quiet_to, one.digest_hour)
    believed = moment_of(one.version, zone)
    morning = quiet_end(hours, now, zone)
    waits = moved.moment > believed and not now < believed <= morning
    return NewDelivery(
        person_id=one.person_id,
        kind=moved.kind,
        payload={"letter": ALERT},
        due_at=morning if waits else now,
        not_after=moved.moment,
        silent=not waits and is_quiet(hours, now, zone),
        tells=(ToldItem(moved.kind, moved.key, f"moved:{one.told_id}", moved.version),),
    )


async def next_misinformed(session: Session, season: Season, after: int) -> list[Misinformed]:
    """The next people who believe in another deadline of the season."""
    return await _next(session, _of_season(season), after)


def _of_season(season: Season) -> Moved:
    assert season.closes_at is not None
    return Moved(SubjectKind.SEASON, season.key, version_of(season.closes_at), season.closes_at)


async def _next(session: Session, moved: Moved, after: int) -> list[Misinformed]:
    return await told.misinformed(session, moved.kind, moved.key, moved.version, after, BATCH)


async def write_corrections(
    sessions: Sessions, now: datetime, zone: ZoneInfo, sent_at: datetime | None = None
) -> int:  # fmt: skip
    """Write every correction that is due at `now`; how many messages. Repeating it writes nothing new.

    `sent_at` sends at another moment what is due at `now`, worded for `now` (rehearsals).
    """
    async with sessions.reading() as session:
        board = await read_board(session)
        moved = [_of_season(season) for season in await moved_seasons(session, board, now)]
        moved += await moved_others(session, board, now, zone)
    written = 0
    for subject in moved:
        after = 0
        while True:
            async with sessions.writing() as session:
                people = await _next(session, subject, after)
                try:
                    news = [
                        correction_of(subject, one, now, zone)
                        for one in people
                        if subject.kind is SubjectKind.SEASON or _believed(subject, one.version, now, zone)
                    ]
                    if sent_at is not None:
                        shown = {"letter": ALERT, "at": now.isoformat()}
                        news = [replace(new, due_at=sent_at, payload=shown) for new in news]
                    await enqueue_telling(session, news, now)
                except AlreadyToldError:
                    break  # another process is writing them; the next tick looks again
                await session.commit()
            written += len(news)
            if len(people) < BATCH:
                break
            after = people[-1].person_id
    return written
