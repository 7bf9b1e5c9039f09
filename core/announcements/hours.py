"""When people are written to: what would fall into quiet hours moves earlier, never later."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.audience import Hours


def is_quiet(hours: Hours, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether `moment` falls into a person's quiet hours; equal ends mean that there are none."""
    hour = moment.astimezone(zone).hour
    if hours.quiet_from <= hours.quiet_to:
        return hours.quiet_from <= hour < hours.quiet_to
    return hour >= hours.quiet_from or hour < hours.quiet_to


def earlier(hours: Hours, moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment`, or an hour before the quiet hours that it falls into began."""
    if not is_quiet(hours, moment, zone):
        return moment
    local = moment.astimezone(zone)
    began = datetime.combine(local.date(), time(hours.quiet_from), zone)
    if began > local:
        began -= timedelta(days=1)
    return began - timedelta(hours=1)


def quiet_end(hours: Hours, moment: datetime, zone: ZoneInfo) -> datetime:
    """When the quiet hours that `moment` falls into end; `moment` itself outside them."""
    if not is_quiet(hours, moment, zone):
        return moment
    local = moment.astimezone(zone)
    end = datetime.combine(local.date(), time(hours.quiet_to), zone)
    return end if end > local else end + timedelta(days=1)


def digest_moment(hours: Hours, day: date, zone: ZoneInfo) -> datetime:
    """When the alerts of a local day go out."""
    return earlier(hours, datetime.combine(day, time(hours.digest), zone), zone)


def digest_day(hours: Hours, now: datetime, zone: ZoneInfo) -> date:
    """The newest local day whose alerts are due at `now`: tomorrow's, when its hour moved to this evening."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=1), today, today - timedelta(days=1))
    return next((day for day in days if digest_moment(hours, day, zone) <= now), days[-1])
