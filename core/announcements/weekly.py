"""The week's digest: which Monday is its newest, when the next one comes, and where it begins for a newcomer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.announcements.hours import digest_day, digest_moment
from storage import Session, leases
from storage.audience import Hours, hours_of, somebody_keeps
from storage.records.people import Person
from storage.terms import Pace


def weekly_job(hours: Hours) -> str:
    """The walk's name: one for all people who keep the same hours."""
    return f"weekly:{hours.name}"


def newest_monday(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """When the newest digest of the week was due."""
    day = digest_day(hours, now, zone)
    return digest_moment(hours, day - timedelta(days=day.weekday()), zone)


def next_monday(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """When the next digest of the week comes."""
    day = digest_day(hours, now, zone)
    return digest_moment(hours, day + timedelta(days=7 - day.weekday()), zone)


async def begin_week(session: Session, person: Person, now: datetime, zone: ZoneInfo) -> None:
    """Whoever has just chosen Mondays, or another hour for them, missed none: the first one is the next.

    What is open they were told when they subscribed. Where others keep the same hours, their own digest decides.
    """
    hours = hours_of(person)
    if person.pace is Pace.WEEKLY and not await somebody_keeps(session, hours, but=person.id):
        await leases.claim_slot(session, weekly_job(hours), newest_monday(hours, now, zone), now)
