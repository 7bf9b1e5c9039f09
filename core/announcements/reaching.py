"""What became of an announcement: counts that add up, who did not get it, its progress, and the plan's evidence."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.announcements.payloads import pack_buttons
from core.calling import Call
from core.catalogue.home import home_button
from core.catalogue.paging import page_of, pager
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, plain, render
from storage import Session, announcements, reach
from storage.deliveries import enqueue
from storage.engine import Database
from storage.records.people import Announcement, Evidence
from storage.terms import AnnouncementState, DeliveryState, SubjectKind

MEASURE = "4.2"
"""The plan's measure that announcements are evidence of: the information campaign."""

_TITLE = 120


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of an announcement, in people; the parts add up to `total`. `again` is a local «11:20»."""

    total: int
    sent: int
    blocked: int
    failed: int
    unknown: int
    waiting: int
    stopped: int = 0
    opened: int | None = None
    again: str = ""
    edited: int = 0
    amended: int = 0
    correcting: int = 0
    not_corrected: int = 0
    year: int = 0
    quiet: int = 0
    quiet_until: str = ""


def theirs(call: Call, found: Announcement | None) -> bool:
    """An announcement is its author's, and the administrators'."""
    return found is not None and (call.is_admin or found.author_id == call.person.id)


def gone() -> Message:
    """There is no such announcement, or not for this person."""
    again = Button(label("staff_announce"), Action.ANNOUNCE)
    return Message(render("admin/announce_gone.html.j2"), rows_of(again, home_button()))


async def reach_of(session: Session, announcement_id: int, zone: ZoneInfo | None = None) -> Reach:
    """Count an announcement's deliveries by what became of them."""
    states = await reach.counts(session, announcement_id)
    fixed = await reach.corrected(session, announcement_id)
    found = await announcements.get(session, announcement_id)
    again = await reach.tried_again_at(session, announcement_id) if zone is not None else None
    quiet = await reach.quiet_until(session, announcement_id) if zone is not None else None
    begun = None if found is None else found.started_at

    def count(*wanted: DeliveryState) -> int:
        return sum(states.get(state, 0) for state in wanted)

    waiting = (DeliveryState.PENDING, DeliveryState.SENDING)
    lost = (DeliveryState.BLOCKED, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED)
    return Reach(
        total=sum(states.values()),
        sent=count(DeliveryState.SENT),
        blocked=count(DeliveryState.BLOCKED),
        failed=count(DeliveryState.FAILED),
        unknown=count(DeliveryState.UNKNOWN),
        waiting=count(*waiting),
        stopped=count(DeliveryState.CANCELLED),
        opened=await reach.taps(session, announcement_id) if found is not None and found.subject else None,
        again=f"{again.astimezone(zone):%H:%M}" if again is not None else "",
        edited=fixed.get((DeliveryState.SENT, True), 0),
        amended=fixed.get((DeliveryState.SENT, False), 0),
        correcting=sum(fixed.get((state, place), 0) for state in waiting for place in (True, False)),
        not_corrected=sum(fixed.get((state, place), 0) for state in lost for place in (True, False)),
        quiet=quiet[0] if quiet is not None else 0,
        quiet_until=f"{quiet[1].astimezone(zone):%H:%M}" if quiet is not None else "",
        year=begun.astimezone(zone).year if begun is not None else 0,
    )


async def report(call: Call, announcement_id: int) -> Message:
    """How far it is, or how it ended."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        became = await reach_of(session, announcement_id, call.zone)
    if (
        found is None
        or not theirs(call, found)
        or found.state in {AnnouncementState.DRAFT, AnnouncementState.SCHEDULED}
    ):
        return gone()
    return shown(found, became)


def shown(found: Announcement, became: Reach) -> Message:
    """The report as a message of its author."""
    return Message(render("admin/announce_report.html.j2", **_values(found, became)), _buttons(found, became))


def _values(found: Announcement, became: Reach) -> dict[str, object]:
    stopped = found.state is AnnouncementState.CANCELLED
    return {
        "reach": {name: getattr(became, name) for name in Reach.__slots__},
        "dropped": stopped and not became.total,
        "stopped": stopped,
        "corrected": found.corrected_at is not None,
    }


def _buttons(found: Announcement, became: Reach) -> Buttons:
    own = (str(found.id),)
    stopped = found.state is AnnouncementState.CANCELLED
    runs = became.waiting and not stopped
    lost = became.total - became.sent - became.waiting + bool(became.again)
    return rows_of(
        Button(label("announce_stop"), Action.ANNOUNCE_STOP, own) if runs else None,
        Button(label("announce_look"), Action.ANNOUNCE_REPORT, own) if became.waiting or became.correcting else None,
        Button(label("announce_fix"), Action.ANNOUNCE_FIX, own) if became.sent else None,
        Button(label("announce_missed"), Action.ANNOUNCE_MISSED, (*own, "1")) if lost else None,
        home_button() if not runs else None,
    )


async def stop(call: Call, announcement_id: int) -> Message:
    """Send it to nobody else, and say how far it came."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        if not theirs(call, await announcements.get(session, announcement_id)):
            return gone()
        if await announcements.stop(session, announcement_id, call.now):
            found = await announcements.get(session, announcement_id)
            assert found is not None
            await _keep_evidence(session, found, await reach_of(session, found.id, call.zone), call.zone)
        await session.commit()
    return await report(call, announcement_id)


async def missed(call: Call, announcement_id: int, number: int) -> Message:
    """Who did not get it and why, five a page."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        people = await reach.missed(session, announcement_id)
    if found is None or not theirs(call, found):
        return gone()
    page = page_of(people, number)
    text = render("admin/announce_missed.html.j2", people=page.items, total=page.total, zone=call.zone)
    back = Button(label("back"), Action.ANNOUNCE_REPORT, (str(found.id),))
    return Message(text, (pager(page, Action.ANNOUNCE_MISSED, str(found.id)), *rows_of(back)))


async def follow(call: Call, announcement_id: int, message_id: str) -> None:
    """Let this message of the author show how far it is, until it is over."""
    if not call.desk.may(Right.ANNOUNCE):
        return
    async with call.writing() as session:
        found = await announcements.get(session, announcement_id)
        if found is not None and found.author_id == call.person.id:
            became = await reach_of(session, announcement_id)
            if found.state is AnnouncementState.SENDING or became.correcting:
                await announcements.follow(session, announcement_id, message_id)
        await session.commit()


async def progress(database: Database, zone: ZoneInfo) -> list[tuple[str, str, Message]]:
    """Messages that show how far something is, as they should read now: (external id, message id, message).

    What is over is shown once more and then left.
    """
    async with database.reading() as session:
        followed = await announcements.followed(session)
        seen = [(found, who, at, await reach_of(session, found.id, zone)) for found, who, at in followed]
    over = [found.id for found, _, _, became in seen if not became.waiting and not became.correcting]
    if over:
        async with database.writing() as session:
            for one in over:
                await announcements.follow(session, one, None)
            await session.commit()
    return [(who, at, shown(found, became)) for found, who, at, became in seen]


async def close_finished(database: Database, now: datetime, zone: ZoneInfo) -> int:
    """Call sent what has nothing left to send, keep its evidence, and tell its author how it ended; how many."""
    closed = 0
    async with database.reading() as session:
        if not await announcements.finished(session):
            return 0
    async with database.writing() as session:
        for found in await announcements.finished(session):
            if not await announcements.change_state(
                session, found.id, AnnouncementState.SENDING, AnnouncementState.SENT, now
            ):
                continue
            became = await reach_of(session, found.id, zone)
            await _keep_evidence(session, found, became, zone)
            buttons = pack_buttons(_buttons(found, became))
            await enqueue(
                session,
                person_id=found.author_id,
                kind=SubjectKind.ANNOUNCEMENT,
                payload={"template": "admin/announce_report.html.j2", "values": _values(found, became),
                         "buttons": buttons},
                now=now,
            )  # fmt: skip
            closed += 1
        await session.commit()
    return closed


async def _keep_evidence(session: Session, found: Announcement, became: Reach, zone: ZoneInfo) -> None:
    if not became.sent or found.started_at is None:
        return
    title = plain(found.text).split("\n")[0][:_TITLE]
    year = found.started_at.astimezone(zone).year
    await reach.keep_evidence(
        session, Evidence(found.id, MEASURE, year, title, found.started_at, became.total, became.sent, 0)
    )
