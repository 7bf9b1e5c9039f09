"""/announce: a text, whom it is for, how it will look, sending once, and a report that adds up to the audience."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from core.announcements.hours import is_quiet, quiet_end
from core.announcements.payloads import ANNOUNCEMENT, payload
from core.calling import Call
from core.catalogue.home import home_button
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, length, render
from storage import Session, announcements
from storage.announcements import ALL
from storage.audience import Hours
from storage.content import all_of
from storage.deliveries import enqueue
from storage.engine import Database
from storage.records.content import Sphere
from storage.records.people import Announcement, Delivery
from storage.terms import AnnouncementState, DeliveryState, SubjectKind

LONGEST = 3000
"""Telegram's own limit less the lines around the text."""


def _closed(call: Call) -> Message:
    return refused(call, Right.ANNOUNCE)


def _theirs(call: Call, found: Announcement | None) -> bool:
    """An announcement is its author's, and the administrators'."""
    return found is not None and (call.is_admin or found.author_id == call.person.id)


def _gone() -> Message:
    again = Button(label("staff_announce"), Action.ANNOUNCE)
    return Message(render("admin/announce_gone.html.j2"), rows_of(again, home_button()))


def ask_for_text(call: Call) -> Message:
    """Asks an administrator for the text."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    return Message(render("admin/announce_ask.html.j2", longest=LONGEST), rows_of(home_button()))


async def take_text(call: Call, html: str) -> Message:
    """Keep the text as a draft and ask whom it is for. `html` is Telegram's own markup of what was typed."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    if not fits(html):
        text = render("admin/announce_long.html.j2", size=length(html), longest=LONGEST)
        return Message(text, rows_of(Button(label("staff_announce"), Action.ANNOUNCE), home_button()))
    async with call.writing() as session:
        await announcements.draft(session, call.person.id, html, call.now, call.update_key)
        spheres = await all_of(session, Sphere)
        await session.commit()
    return _whom(spheres)


def _whom(spheres: list[Sphere]) -> Message:
    buttons = rows_of(
        Button(label("announce_all"), Action.ANNOUNCE_SPHERE, (ALL,)),
        *(
            Button(label("contests_sphere", emoji=one.emoji, title=one.name), Action.ANNOUNCE_SPHERE, (one.key,))
            for one in spheres
        ),
    )
    return Message(render("admin/announce_whom.html.j2"), buttons)


def fits(html: str) -> bool:
    """Whether a text is short enough to be announced."""
    return length(html) <= LONGEST


async def preview(call: Call, sphere: str) -> Message:
    """The draft as people will see it, who gets it and when."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.writing() as session:
        found = await announcements.newest_draft(session, call.person.id)
        spheres = {one.key: one for one in await all_of(session, Sphere)}
        if found is None or (sphere != ALL and sphere not in spheres):
            return _gone()
        await announcements.set_audience(session, found.id, {"sphere": sphere})
        sizes = await announcements.audience_by_quiet_hours(session, sphere)
        everybody = await announcements.audience_by_quiet_hours(session, ALL)
        await session.commit()
    later: dict[int, int] = {}
    for (quiet_from, quiet_to), count in sizes.items():
        if is_quiet(Hours(quiet_from, quiet_to, 0), call.now, call.zone):
            later[quiet_to] = later.get(quiet_to, 0) + count
    name = spheres[sphere].name if sphere in spheres else ""
    text = render(
        "admin/announce_preview.html.j2",
        letter=Markup(_letter(found.text, name)), count=sum(sizes.values()), total=sum(everybody.values()), sphere=name,
        later=sorted(later.items()),
    )  # fmt: skip
    send = Button(label("announce_send"), Action.ANNOUNCE_SEND, (str(found.id),)) if sizes else None
    me = Button(label("announce_me"), Action.ANNOUNCE_ME, (str(found.id),))
    drop = Button(label("announce_drop"), Action.ANNOUNCE_DROP, (str(found.id),))
    return Message(text, rows_of(send, me, drop, Button(label("announce_other"), Action.ANNOUNCE_SPHERE, ("",))))


async def first_to_me(call: Call, announcement_id: int) -> Message:
    """The letter of a draft exactly as people will get it, to its author alone; nothing is counted."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        names = {one.key: one.name for one in await all_of(session, Sphere)}
    if found is None or found.author_id != call.person.id or "sphere" not in found.audience:
        return _gone()
    return _as_sent(found, names)


def _as_sent(found: Announcement, names: dict[str, str], *, silent: bool = False) -> Message:
    text = _letter(found.text, names.get(str(found.audience.get("sphere")), ""))
    return Message(text, rows_of(Button(label("menu_mine"), Action.MINE)), silent=silent)


async def choose_again(call: Call) -> Message:
    """The spheres once more, for the same draft."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.reading() as session:
        found = await announcements.newest_draft(session, call.person.id)
        spheres = await all_of(session, Sphere)
    return _gone() if found is None else _whom(spheres)


def _letter(html: str, sphere: str) -> str:
    return render("subscriber/announcement.html.j2", text=Markup(html), sphere=sphere)


async def announcement_message(session: Session, delivery: Delivery) -> Message | None:
    """The letter that one person gets; None when it was stopped meanwhile."""
    found = None if delivery.announcement_id is None else await announcements.get(session, delivery.announcement_id)
    if found is None:
        raise LookupError(f"delivery {delivery.id} has no announcement")
    if found.state is AnnouncementState.CANCELLED:
        return None
    names = {one.key: one.name for one in await all_of(session, Sphere)}
    return _as_sent(found, names, silent=delivery.silent)


async def send(call: Call, announcement_id: int) -> Message:
    """Send the draft to its audience, once however often it is tapped; then its progress."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.writing() as session:
        found = await announcements.get(session, announcement_id)
        if found is None or not _theirs(call, found) or "sphere" not in found.audience:
            return _gone()
        ours = await announcements.change_state(
            session, found.id, AnnouncementState.DRAFT, AnnouncementState.SENDING, call.now
        )
        if ours:
            await announcements.write_audience(
                session,
                found,
                {"letter": ANNOUNCEMENT},
                lambda hours: quiet_end(hours, call.now, call.zone),
                call.now,
            )
        await session.commit()
    return await report(call, announcement_id)


async def drop(call: Call, announcement_id: int) -> Message:
    """Throw the draft away; what is being sent stays."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.writing() as session:
        if not _theirs(call, await announcements.get(session, announcement_id)):
            return _gone()
        dropped = await announcements.change_state(
            session, announcement_id, AnnouncementState.DRAFT, AnnouncementState.CANCELLED, call.now
        )
        found = await announcements.get(session, announcement_id)
        await session.commit()
    if found is None:
        return _gone()
    if not dropped and found.state is not AnnouncementState.CANCELLED:
        return await report(call, announcement_id)
    again = Button(label("staff_announce"), Action.ANNOUNCE)
    return Message(render("admin/announce_dropped.html.j2"), rows_of(again, home_button()))


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of an announcement, in people; the parts add up to `total`."""

    total: int
    sent: int
    blocked: int
    failed: int
    unknown: int
    waiting: int
    stopped: int = 0


async def reach_of(session: Session, announcement_id: int) -> Reach:
    """Count an announcement's deliveries by what became of them."""
    states = await announcements.counts(session, announcement_id)

    def count(*wanted: DeliveryState) -> int:
        return sum(states.get(state, 0) for state in wanted)

    return Reach(
        total=sum(states.values()),
        sent=count(DeliveryState.SENT),
        blocked=count(DeliveryState.BLOCKED),
        failed=count(DeliveryState.FAILED),
        unknown=count(DeliveryState.UNKNOWN),
        waiting=count(DeliveryState.PENDING, DeliveryState.SENDING),
        stopped=count(DeliveryState.CANCELLED),
    )


async def report(call: Call, announcement_id: int) -> Message:
    """How far it is, or how it ended."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        reach = await reach_of(session, announcement_id)
    if found is None or not _theirs(call, found) or found.state is AnnouncementState.DRAFT:
        return _gone()
    return _progress(found, reach)


def _progress(found: Announcement, reach: Reach) -> Message:
    stopped = found.state is AnnouncementState.CANCELLED
    dropped = stopped and not reach.total
    text = render("admin/announce_report.html.j2", reach=reach, dropped=dropped, stopped=stopped)
    runs = reach.waiting and not stopped
    stop_it = Button(label("announce_stop"), Action.ANNOUNCE_STOP, (str(found.id),)) if runs else None
    look = Button(label("announce_look"), Action.ANNOUNCE_REPORT, (str(found.id),)) if reach.waiting else None
    return Message(text, rows_of(stop_it, look, home_button()))


async def stop(call: Call, announcement_id: int) -> Message:
    """Send it to nobody else, and say how far it came."""
    if not call.desk.may(Right.ANNOUNCE):
        return _closed(call)
    async with call.writing() as session:
        if not _theirs(call, await announcements.get(session, announcement_id)):
            return _gone()
        await announcements.stop(session, announcement_id, call.now)
        await session.commit()
    return await report(call, announcement_id)


async def follow(call: Call, announcement_id: int, message_id: str) -> None:
    """Let this message of the author show how far it is, until it is over."""
    if not call.desk.may(Right.ANNOUNCE):
        return
    async with call.writing() as session:
        found = await announcements.get(session, announcement_id)
        if found is not None and found.author_id == call.person.id and found.state is AnnouncementState.SENDING:
            await announcements.follow(session, announcement_id, message_id)
        await session.commit()


async def progress(database: Database) -> list[tuple[str, str, Message]]:
    """Messages that show how far something is, as they should read now: (external id, message id, message).

    What is over is shown once more and then left.
    """
    async with database.reading() as session:
        followed = await announcements.followed(session)
        shown = [(found, who, at, await reach_of(session, found.id)) for found, who, at in followed]
    over = [found.id for found, _, _, reach in shown if not reach.waiting]
    if over:
        async with database.writing() as session:
            for one in over:
                await announcements.follow(session, one, None)
            await session.commit()
    return [(who, at, _progress(found, reach)) for found, who, at, reach in shown]


async def close_finished(database: Database, now: datetime) -> int:
    """Call sent what has nothing left to send, and tell its author how it ended; how many."""
    closed = 0
    async with database.writing() as session:
        for found in await announcements.finished(session):
            if not await announcements.change_state(
                session, found.id, AnnouncementState.SENDING, AnnouncementState.SENT, now
            ):
                continue
            reach = await reach_of(session, found.id)
            values = {
                "reach": {name: getattr(reach, name) for name in Reach.__slots__},
                "dropped": False,
                "stopped": False,
            }
            await enqueue(
                session,
                person_id=found.author_id,
                kind=SubjectKind.ANNOUNCEMENT,
                payload=payload("admin/announce_report.html.j2", values),
                now=now,
            )
            closed += 1
        await session.commit()
    return closed
