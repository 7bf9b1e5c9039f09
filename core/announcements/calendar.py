"""One deadline, or everything that a person follows, as an .ics file; the same id when it is taken again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from core.announcements.events import Event, duty_event, season_event
from core.announcements.fitting import Judge
from core.announcements.letters import read_desk
from core.announcements.watching import standing_of, subject_of
from core.calling import Call
from core.catalogue.duties import next_due
from core.catalogue.home import gone, home_button
from core.catalogue.windows import WindowState, window_state
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, render
from storage.own_dates import own_date, own_dates_of
from storage.own_organisations import organisation_of
from storage.records.people import Organisation
from storage.terms import SubjectKind, WatchState
from storage.told import ToldItem

_ALARMS = (timedelta(days=3), timedelta(days=1), timedelta(hours=3))
_LENGTH = timedelta(hours=1)


async def calendar_entry(call: Call, kind: str, key: str) -> Message:
    """The subject's date as a file for the person's own calendar; a passed or unknown date says so."""
    if kind == SubjectKind.OWN_DATE:
        return await _own_entry(call, key)
    subject = (SubjectKind.TRAINING, key) if kind == SubjectKind.TRAINING else subject_of(kind, key)
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
    elif subject[0] is SubjectKind.TRAINING:
        training = desk.board.trainings[key]
        ahead = training.starts_at is not None and training.starts_at > call.now
        moment = training.starts_at if ahead else None
        day = None if moment is None else training.starts_at.astimezone(call.zone).date()  # type: ignore[union-attr]
        zone = training.zone
    else:
        moment = day = next_due(desk.board.duties[key], call.today)
        zone = ""
    if moment is None or day is None:
        return Message(render("subscriber/no_calendar.html.j2", title=title))
    summary = render("subscriber/calendar_summary.html.j2", title=title, kind=kind)
    content = calendar_file(f"{kind}-{key}", summary, moment, zone, call.now)
    text = render("subscriber/calendar.html.j2", title=title, day=day, today=call.today)
    return Message(text, files=(File(f"{key}.ics", content),))


async def _own_entry(call: Call, key: str) -> Message:
    async with call.reading() as session:
        own = await own_date(session, call.person.id, int(key)) if key.isdigit() else None
    if own is None:
        return gone()
    content = calendar_file(f"own-{own.id}", own.text, own.day, "", call.now)
    text = render("subscriber/calendar.html.j2", title=own.text, day=own.day, today=call.today)
    return Message(text, files=(File("napominanie.ics", content),))


async def whole_calendar(call: Call) -> Message:
    """Everything that the person follows with a day ahead, as one file: watched, subscribed to, own dates."""
    async with call.reading() as session:
        desk = await read_desk(session, call.now, call.zone)
        own = await own_dates_of(session, call.person.id, call.today)
        standing = await standing_of(session, call.person.id)
        known = await organisation_of(session, call.person.id)
    organisation = None if known is None else Organisation(known.form, known.founded_from, known.founded_to)
    wishes = [replace(one, organisation=organisation) for one in standing.subscriptions]
    entries = [Entry(f"own-{one.id}", one.text, one.day, "") for one in own]
    judge = Judge(desk.board.rules, desk.board.contests, desk.board.seasons, call.now, call.zone)

    def followed(kind: SubjectKind, key: str, event: Event) -> bool:
        watch = standing.watch(kind, key)
        if watch is not None:
            return watch.state is WatchState.WATCHING
        return any(event.fits(one, call.person.legal_form) for one in wishes)

    for season in desk.board.seasons.values():
        contest = desk.board.contests.get(season.contest)
        if contest is None or season.closes_at is None:
            continue
        if not (window_state(season, call.now).is_open or window_state(season, call.now) is WindowState.UPCOMING):
            continue
        event = season_event(season, contest, judge)
        if followed(SubjectKind.SEASON, season.key, event):
            summary = render("subscriber/calendar_summary.html.j2", title=contest.short_name, kind="season")
            entries.append(Entry(f"season-{season.key}", summary, season.closes_at, season.zone))
    for duty in desk.board.duties.values():
        due = next_due(duty, call.today)
        item = ToldItem(SubjectKind.DUTY, duty.key, "shown", due.isoformat())
        if followed(SubjectKind.DUTY, duty.key, duty_event(item, duty.legal_forms, call.now, call.now)):
            summary = render("subscriber/calendar_summary.html.j2", title=duty.title, kind="duty")
            entries.append(Entry(f"duty-{duty.key}", summary, due, ""))
    mine = rows_of(Button(label("menu_mine"), Action.MINE), home_button())
    if not entries:
        return Message(render("subscriber/calendar_empty.html.j2"), mine)
    text = render("subscriber/calendar_all.html.j2", count=len(entries))
    return Message(text, mine, (File("sroki.ics", calendar_of(entries, call.now)),))


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of a calendar: a moment in `zone`, or a whole day."""

    uid: str
    summary: str
    moment: datetime | date
    zone: str


def calendar_file(uid: str, summary: str, moment: datetime | date, zone: str, now: datetime) -> bytes:
    """A calendar of one date. Taken again it replaces itself (same UID, newer stamp)."""
    return calendar_of([Entry(uid, summary, moment, zone)], now)


def calendar_of(entries: Iterable[Entry], now: datetime) -> bytes:
    """Events that end at their deadlines, or whole days, with alarms and the zones that they name."""
    calendar = Calendar()
    calendar.add("prodid", "-//nko-navigator//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    calendar.add_missing_timezones(first_date=date(now.year - 1, 1, 1), last_date=date(now.year + 3, 1, 1))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, now: datetime) -> CalendarEvent:
    moment = entry.moment
    event = CalendarEvent()
    event.add("uid", f"{entry.uid}@nko-navigator")
    event.add("summary", entry.summary)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    if isinstance(moment, datetime):
        local = moment.astimezone(ZoneInfo(entry.zone))
        event.add("dtstart", local - _LENGTH)
        event.add("dtend", local)
    else:
        event.add("dtstart", moment)
        event.add("dtend", moment + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", -before if not isinstance(moment, datetime) else _LENGTH - before)
        event.add_component(alarm)
    return event
