"""«Отправить позже»: a time in words, echoed before it counts; started by the clock, never long after its time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.announcements.announcing import begin, preview
from core.announcements.own_words import Trouble, read_date
from core.announcements.payloads import pack_buttons
from core.announcements.reaching import gone, report, theirs
from core.calling import Call
from core.catalogue.home import home_button
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import announcements
from storage.announcement_audience import audience_by_quiet_hours
from storage.deliveries import enqueue
from storage.engine import Database
from storage.records.people import Announcement, Filters
from storage.terms import AnnouncementState, SubjectKind

TOO_LATE = timedelta(hours=12)
"""So long after its time an announcement goes back to its author: an outage must not pour out what has passed."""

FARTHEST = timedelta(days=366)
_HOUR = 10
_I = re.IGNORECASE
_CLOCK = re.compile(r"(?:\b(?:в|к)\s*)?\b(?P<hour>\d{1,2}):(?P<minute>\d{2})\b", _I)
_HOURS = re.compile(
    r"\b(?:в|к)\s+(?P<hour>\d{1,2})(?:\.(?P<minute>[0-5]\d)(?![.\d]))?(?:\s*час\w*)?(?:\s+(?P<part>утра|дня|вечера))?"
    r"(?!\s*(?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|\.\d))",
    _I,
)
_AFTER = re.compile(r"\bчерез\s+(?:(?P<count>\d{1,3}|пол)\s*)?(?P<unit>час\w*|минут\w*)\b", _I)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that was typed; `trouble` is no_day, past, impossible or far."""

    at: datetime | None
    trouble: str = ""


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> Moment:
    """The time that a text names, in the people's zone; a day without an hour means ten o'clock."""
    after = _AFTER.search(text)
    if after is not None:
        return Moment(now + _span(after))
    clock = _CLOCK.search(text) or _HOURS.search(text)
    rest = text if clock is None else f"{text[: clock.start()]} {text[clock.end() :]}"
    local = now.astimezone(zone)
    asked = read_date(rest, local.date())
    if asked is None and clock is None:
        return Moment(None, "no_day")
    if asked is not None and asked.trouble in {Trouble.IMPOSSIBLE, Trouble.PAST}:
        return Moment(None, str(asked.trouble))
    hour, minute = _time_of(clock)
    if hour > 23 or minute > 59:
        return Moment(None, "impossible")
    day: date = local.date() if asked is None or asked.day is None else asked.day
    at = datetime.combine(day, time(hour, minute), zone)
    if at <= now and asked is None:
        at = datetime.combine(day + timedelta(days=1), time(hour, minute), zone)
    if at <= now:
        return Moment(None, "past")
    return Moment(None, "far") if at - now > FARTHEST else Moment(at)


def _time_of(clock: "re.Match[str] | None") -> tuple[int, int]:
    if clock is None:
        return _HOUR, 0
    found = clock.groupdict()
    hour = int(found["hour"])
    if (found.get("part") or "").lower() in {"дня", "вечера"} and hour < 12:
        hour += 12
    return hour, int(found["minute"] or 0)


def _span(after: "re.Match[str]") -> timedelta:
    said, hours = (after["count"] or "1").lower(), after["unit"].lower().startswith("час")
    count = 0.5 if said == "пол" else int(said)
    return timedelta(hours=count) if hours else timedelta(minutes=count)


async def ask_when(call: Call, announcement_id: int) -> Message:
    """Asks for a time."""
    found = await _draft(call, announcement_id)
    if isinstance(found, Message):
        return found
    back = Button(label("back"), Action.ANNOUNCE_CHANGE, (str(announcement_id), "back"))
    return Message(render("admin/announce_when.html.j2"), rows_of(back))


async def _draft(call: Call, announcement_id: int) -> Message | Announcement:
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
    if found is None or not theirs(call, found) or found.audience is None:
        return gone()
    if found.state is AnnouncementState.SCHEDULED:
        return _scheduled(call, found)
    return found if found.state is AnnouncementState.DRAFT else await report(call, announcement_id)


def _scheduled(call: Call, found: Announcement) -> Message:
    assert found.send_at is not None
    text = render("admin/announce_scheduled.html.j2", at=found.send_at.astimezone(call.zone), today=call.today)
    undo = Button(label("announce_unschedule"), Action.ANNOUNCE_UNSCHEDULE, (str(found.id),))
    return Message(text, rows_of(undo, home_button()))


async def take_when(call: Call, announcement_id: int, text: str) -> tuple[Message, bool]:
    """Keep the time of a draft and echo it; False when it has to be typed again."""
    found = await _draft(call, announcement_id)
    if isinstance(found, Message):
        return found, True
    moment = read_moment(text, call.now, call.zone)
    own = (str(announcement_id),)
    back = Button(label("back"), Action.ANNOUNCE_CHANGE, (*own, "back"))
    if moment.at is None:
        return Message(render("admin/announce_when_trouble.html.j2", what=moment.trouble), rows_of(back)), False
    async with call.writing() as session:
        await announcements.set_moment(session, announcement_id, moment.at)
        sizes = await audience_by_quiet_hours(session, found.audience or Filters())
        await session.commit()
    local = moment.at.astimezone(call.zone)
    words = render("admin/announce_echo.html.j2", at=local, today=call.today, count=sum(sizes.values()))
    confirm = Button(label("announce_at"), Action.ANNOUNCE_AT, own)
    other = Button(label("announce_when_other"), Action.ANNOUNCE_LATER, own)
    return Message(words, rows_of(confirm, other, back)), True


async def schedule(call: Call, announcement_id: int) -> Message:
    """Let the draft go out at the time that was echoed, once however often it is tapped."""
    found = await _draft(call, announcement_id)
    if isinstance(found, Message):
        return found
    if found.send_at is None or found.send_at <= call.now:
        back = Button(label("back"), Action.ANNOUNCE_CHANGE, (str(announcement_id), "back"))
        return Message(render("admin/announce_when_trouble.html.j2", what="past"), rows_of(back))
    async with call.writing() as session:
        await announcements.change_state(
            session, announcement_id, AnnouncementState.DRAFT, AnnouncementState.SCHEDULED, call.now
        )
        await session.commit()
    return _scheduled(call, found)


async def unschedule(call: Call, announcement_id: int) -> Message:
    """A draft again; what has begun is shown as it is."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        if not theirs(call, await announcements.get(session, announcement_id)):
            return gone()
        await announcements.change_state(
            session, announcement_id, AnnouncementState.SCHEDULED, AnnouncementState.DRAFT, call.now
        )
        await session.commit()
    return await preview(call, announcement_id)


async def start_scheduled(database: Database, now: datetime, zone: ZoneInfo) -> int:
    """Begin what is due; what is far too late goes back to its author instead. How many were begun."""
    async with database.reading() as session:
        if not await announcements.due_ones(session, now):
            return 0
    begun = 0
    async with database.writing() as session:
        for found in await announcements.due_ones(session, now):
            assert found.send_at is not None
            if now - found.send_at <= TOO_LATE:
                begun += await begin(session, found, AnnouncementState.SCHEDULED, now, zone)
                continue
            if await announcements.change_state(
                session, found.id, AnnouncementState.SCHEDULED, AnnouncementState.DRAFT, now
            ):
                values = {"planned": f"{found.send_at.astimezone(zone):%d.%m.%Y %H:%M}"}
                look = Button(label("announce_decide"), Action.ANNOUNCE_CHANGE, (str(found.id), "back"))
                await enqueue(
                    session, person_id=found.author_id, kind=SubjectKind.ANNOUNCEMENT, now=now,
                    payload={"template": "admin/announce_too_late.html.j2", "values": values,
                             "buttons": pack_buttons(rows_of(look))},
                )  # fmt: skip
        await session.commit()
    return begun
