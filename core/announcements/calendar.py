"""One deadline as an .ics file: the organiser's zone, alarms, the same id when it is taken again."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from core.announcements.letters import read_desk
from core.announcements.watching import subject_of
from core.calling import Call
from core.catalogue.duties import next_due
from core.catalogue.home import gone
from core.messages import File, Message
from core.rendering import render
from storage.terms import SubjectKind

_ALARMS = (timedelta(days=3), timedelta(days=1), timedelta(hours=3))
_LENGTH = timedelta(hours=1)


async def calendar_entry(call: Call, kind: str, key: str) -> Message:
    """The subject's date as a file for the person's own calendar; a passed or unknown date says so."""
    subject = subject_of(kind, key)
    if subject is None:
        return gone()
    async with call.reading() as session:
        desk = await read_desk(session, call.now, call.zone)
    title = desk.board.title(*subject)
    if title is None:
        return gone()
    if subject[0] is SubjectKind.SEASON:
        season = desk.board.seasons[key]
        moment: datetime | date | None = season.closes_at
        if season.closes_at is not None and season.closes_at <= call.now:
            moment = None
        day = None if moment is None else desk.evening(season)
        zone = season.zone
    else:
        moment = day = next_due(desk.board.duties[key], call.today)
        zone = ""
    if moment is None or day is None:
        return Message(render("subscriber/no_calendar.html.j2", title=title))
    summary = render("subscriber/calendar_summary.html.j2", title=title, kind=kind)
    content = calendar_file(f"{kind}-{key}", summary, moment, zone, call.now)
    text = render("subscriber/calendar.html.j2", title=title, day=day, today=call.today)
    return Message(text, files=(File(f"{key}.ics", content),))


def calendar_file(uid: str, summary: str, moment: datetime | date, zone: str, now: datetime) -> bytes:
    """An event that ends at the deadline, or a whole day. Taken again it replaces itself (same UID, newer stamp)."""
    calendar = Calendar()
    calendar.add("prodid", "-//nko-navigator//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{uid}@nko-navigator")
    event.add("summary", summary)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    if isinstance(moment, datetime):
        local = moment.astimezone(ZoneInfo(zone))
        event.add("dtstart", local - _LENGTH)
        event.add("dtend", local)
    else:
        event.add("dtstart", moment)
        event.add("dtend", moment + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -before if not isinstance(moment, datetime) else _LENGTH - before)
        event.add_component(alarm)
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(now.year - 1, 1, 1), last_date=date(now.year + 3, 1, 1))
    content: bytes = calendar.to_ical()
    return content
