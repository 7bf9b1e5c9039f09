"""A past season makes the next one «ожидается» with the same window, and who keeps it is asked for the dates once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.announcements.payloads import payload
from core.catalogue.home import home_button
from core.desk.owning import owning
from core.desk.rights import RIGHTS, Right
from core.messages import rows_of
from storage import Session, desk
from storage.content import all_of
from storage.deliveries import enqueue
from storage.engine import Database
from storage.expected import add_expected
from storage.people import find_person
from storage.records.content import Contest, Season
from storage.terms import Channel, SubjectKind

SHOWN = 5


def years_on(moment: datetime, years: int, zone: str) -> datetime:
    """The same day and hour of another year on the organiser's calendar; 29 February becomes the 28th."""
    local = moment.astimezone(ZoneInfo(zone))
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)


async def expect_next(database: Database, now: datetime, admins: Collection[str]) -> list[str]:
    """Write what is expected after each contest's newest season when that is past; keys of what was written.

    Repeating it writes nothing. A season without a last day says nothing of the next one.
    """
    async with database.writing() as session:
        contests = {one.key: one for one in await all_of(session, Contest)}
        newest: dict[str, Season] = {}
        for season in await all_of(session, Season):
            known = newest.get(season.contest)
            if known is None or _end(season) > _end(known):
                newest[season.contest] = season
        written: dict[str, Contest] = {}
        for contest, past in newest.items():
            if contest not in contests or past.closes_at is None or past.closes_at > now:
                continue
            years = 1
            while years_on(past.closes_at, years, past.zone) <= now:
                years += 1
            opens = None if past.opens_at is None else years_on(past.opens_at, years, past.zone)
            year = past.year + years
            key = f"{contest[:35].rstrip('-')}-{year}"
            if await add_expected(session, past, key, year, opens, years_on(past.closes_at, years, past.zone)):
                written[key] = contests[contest]
        for person_id, names in (await _asked(session, list(written.values()), admins)).items():
            values = {"names": names[:SHOWN], "more": max(0, len(names) - SHOWN)}
            news = payload("admin/season_expected.html.j2", values, rows_of(home_button()))
            await enqueue(session, person_id=person_id, kind=SubjectKind.SEASON, payload=news, now=now)
        await session.commit()
    return list(written)


async def _asked(session: Session, expected: Sequence[Contest], admins: Collection[str]) -> dict[int, list[str]]:
    """Whom to ask for which dates: everybody who edits for the owning departments, without them the administrators."""
    whose = await owning(session)
    found = [await find_person(session, Channel.TELEGRAM, one) for one in sorted(admins)]
    asked: dict[int, list[str]] = {}
    for contest in expected:
        members = [one for key in whose.of("contests", contest) for one in await desk.members(session, key)]
        editors = {who.id for one, who in members if Right.EDIT in RIGHTS[one.role] and who.reachable}
        for person_id in sorted(editors) or [one.id for one in found if one is not None]:
            asked.setdefault(person_id, []).append(contest.short_name)
    return asked


def _end(season: Season) -> tuple[int, date]:
    return season.year, season.closes_at.date() if season.closes_at is not None else date.min
