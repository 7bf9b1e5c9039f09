"""A deadline as people read it: the last evening first, the organiser's clock and ours, what is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NIGHT_ENDS = 9
"""A deadline before this local hour is told as the evening before: nobody applies at night. Who asks in that very night
is told the day that has begun."""


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline for `templates/_macros/deadline.html.j2`.

    `evening` is the last local day on which a person can act; `there` and `here` are the same moment on the
    organiser's and on our clocks. `days_left` counts whole local days from `today` to `evening`.
    """

    moment: datetime
    evening: date
    night: bool
    there: datetime
    here: datetime
    zone: str
    same_clock: bool
    today: date
    days_left: int
    minutes_left: int
    passed: bool


def last_evening(moment: datetime, local_zone: ZoneInfo) -> date:
    """The local day on whose evening people act last, whenever it is asked: ladders count back from it."""
    here = moment.astimezone(local_zone)
    return here.date() - timedelta(days=1) if here.hour < NIGHT_ENDS else here.date()


def deadline_view(moment: datetime, zone: str, local_zone: ZoneInfo, now: datetime) -> DeadlineView:
    """Tell `moment`, a deadline set in `zone`, to people in `local_zone`."""
    there = moment.astimezone(ZoneInfo(zone))
    here = moment.astimezone(local_zone)
    today = now.astimezone(local_zone).date()
    night = here.hour < NIGHT_ENDS and here.date() != today
    evening = last_evening(moment, local_zone) if night else here.date()
    return DeadlineView(
        moment=moment,
        evening=evening,
        night=night,
        there=there,
        here=here,
        zone=zone,
        same_clock=there.utcoffset() == here.utcoffset(),
        today=today,
        days_left=(evening - today).days,
        minutes_left=max(0, int((moment - now).total_seconds() // 60)),
        passed=moment <= now,
    )
