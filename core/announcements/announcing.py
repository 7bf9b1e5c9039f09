"""/announce: a text or a record, how it will look, who gets it, sending once. Rights are asked at each step."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from core.announcements.hours import is_quiet, quiet_end
from core.announcements.items import Standing
from core.announcements.letters import Desk, read_desk
from core.announcements.payloads import ANNOUNCEMENT
from core.announcements.reaching import gone, report, theirs
from core.calling import Call
from core.catalogue.home import home_button
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, length, render
from storage import Session, announcements
from storage.announcement_audience import audience_by_quiet_hours, write_audience
from storage.audience import Hours
from storage.content import all_of
from storage.records.content import Sphere
from storage.records.people import Announcement, Delivery, Filters
from storage.terms import AnnouncementState, SeasonStatus, SubjectKind
from storage.told import ToldItem

LONGEST = 3000
"""Telegram's own limit less the lines around the text."""

LONGEST_CAPTION = 850
"""The same for the words under a picture or a file."""

RECORDS = (SubjectKind.SEASON, SubjectKind.TRAINING, SubjectKind.PREMISES)

Kept = tuple[str, str]
"""A picture or a file as the messenger keeps it: (photo or document, its id)."""


def ask_for_text(call: Call) -> Message:
    """Asks for the text, with a picture or a file where there is one."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    text = render("admin/announce_ask.html.j2", longest=LONGEST, caption=LONGEST_CAPTION)
    return Message(text, rows_of(home_button()))


def fits(html: str, file: Kept | None = None) -> bool:
    """Whether there is a text, and it is short enough to be announced."""
    return 0 < length(html) <= (LONGEST_CAPTION if file else LONGEST)


async def take_text(call: Call, html: str, file: Kept | None = None, draft_id: int | None = None) -> Message:
    """Keep the text as a draft and ask whom it is for; or as the new text of the author's draft `draft_id`.

    `html` is Telegram's own markup of what was typed.
    """
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    if not fits(html, file):
        longest = LONGEST_CAPTION if file else LONGEST
        text = render("admin/announce_long.html.j2", size=length(html), longest=longest, file=file is not None)
        return Message(text, rows_of(Button(label("staff_announce"), Action.ANNOUNCE), home_button()))
    async with call.writing() as session:
        before = None if draft_id is None else await announcements.get(session, draft_id)
        if before is not None and theirs(call, before):
            limit = LONGEST_CAPTION if (file or before.file_id) else LONGEST
            if length(html) > limit:
                return Message(render("admin/announce_long.html.j2", size=length(html), longest=limit, file=True))
            await announcements.rewrite(session, before.id, html, file)
        else:
            await announcements.draft(session, call.person.id, html, call.now, call.update_key, file=file)
        spheres = await all_of(session, Sphere)
        await session.commit()
    if before is not None and before.audience is not None:
        return await preview(call, before.id)
    return whom(spheres)


async def take_record(call: Call, kind: str, key: str) -> Message:
    """A draft of a record, worded as its alert is: its card stands behind «Подробнее»."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    if kind not in set(RECORDS):
        return gone()
    async with call.writing() as session:
        desk = await read_desk(session, call.now, call.zone)
        subject = SubjectKind(kind), _current_season(desk, key) if kind == SubjectKind.SEASON else key
        words = record_words(desk, *subject)
        if words is None:
            return Message(render("admin/announce_no_record.html.j2"), rows_of(home_button()))
        await announcements.draft(session, call.person.id, words, call.now, call.update_key, about=subject)
        spheres = await all_of(session, Sphere)
        await session.commit()
    return whom(spheres)


def _current_season(desk: Desk, key: str) -> str:
    """The season itself, or the next of a contest that ends; never one whose dates are only expected."""
    ahead = [
        one for one in desk.board.seasons.values()
        if key in {one.key, one.contest} and one.status is not SeasonStatus.EXPECTED
        and one.closes_at is not None and one.closes_at > desk.now
    ]  # fmt: skip
    return min(ahead, key=lambda one: (one.key != key, one.closes_at or desk.now)).key if ahead else ""


def record_words(desk: Desk, kind: SubjectKind, key: str) -> str | None:
    """What is said of a record; None when it is gone or has passed."""
    item = desk.item(ToldItem(kind, key, "new", ""), Standing((), ()))
    return None if item is None else render("subscriber/announced_record.html.j2", one=item)


def whom(spheres: list[Sphere]) -> Message:
    """The first choice: everybody, one sphere, or filters."""
    buttons = rows_of(
        Button(label("announce_all"), Action.ANNOUNCE_SPHERE, ("all",)),
        Button(label("announce_filters"), Action.ANNOUNCE_FILTER, ("menu", "")),
        *(
            Button(label("contests_sphere", emoji=one.emoji, title=one.name), Action.ANNOUNCE_SPHERE, (one.key,))
            for one in spheres
        ),
    )
    return Message(render("admin/announce_whom.html.j2"), buttons)


async def choose_again(call: Call) -> Message:
    """The first choice once more, for the same draft."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.newest_draft(session, call.person.id)
        spheres = await all_of(session, Sphere)
    return gone() if found is None else whom(spheres)


async def aim(call: Call, sphere: str) -> Message:
    """Everybody («all») or one sphere, then the preview."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        found = await announcements.newest_draft(session, call.person.id)
        spheres = {one.key for one in await all_of(session, Sphere)}
        if found is None or (sphere != "all" and sphere not in spheres):
            return gone()
        await announcements.set_audience(session, found.id, Filters(spheres=() if sphere == "all" else (sphere,)))
        await session.commit()
    return await preview(call, found.id)


async def preview(call: Call, announcement_id: int) -> Message:
    """The draft as people will see it, who gets it and when."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        if found is None or not theirs(call, found) or found.audience is None:
            return gone()
        if found.state is not AnnouncementState.DRAFT:
            return await report(call, announcement_id)
        names = await names_of(session)
        sizes = await audience_by_quiet_hours(session, found.audience)
        everybody = await audience_by_quiet_hours(session, Filters())
    later: dict[int, int] = {}
    for (quiet_from, quiet_to), count in sizes.items():
        if is_quiet(Hours(quiet_from, quiet_to, 0), call.now, call.zone):
            later[quiet_to] = later.get(quiet_to, 0) + count
    text = render(
        "admin/announce_preview.html.j2",
        letter=Markup(letter_of(found, names).text), count=sum(sizes.values()), total=sum(everybody.values()),
        filters=found.audience, spheres=_named(found.audience, names), later=sorted(later.items()),
        file=found.file_kind,
    )  # fmt: skip
    own = (str(found.id),)
    ready = bool(sizes)
    return Message(
        text,
        rows_of(
            Button(label("announce_send"), Action.ANNOUNCE_SEND, own) if ready else None,
            Button(label("announce_later"), Action.ANNOUNCE_LATER, own) if ready else None,
            Button(label("announce_me"), Action.ANNOUNCE_ME, own),
            Button(label("announce_change"), Action.ANNOUNCE_CHANGE, (*own, "ask")),
        ),
    )


async def change(call: Call, announcement_id: int, what: str) -> Message:
    """What shall be different: the text (typed next), the audience, or nothing goes out."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
    if found is None or not theirs(call, found) or found.state is not AnnouncementState.DRAFT:
        return gone()
    own = (str(found.id),)
    back = Button(label("back"), Action.ANNOUNCE_CHANGE, (*own, "back"))
    if what == "text":
        longest = LONGEST_CAPTION if found.file_id else LONGEST
        return Message(render("admin/announce_rewrite.html.j2", longest=longest), rows_of(back))
    if what == "back":
        return await preview(call, announcement_id)
    buttons = rows_of(
        Button(label("announce_text"), Action.ANNOUNCE_CHANGE, (*own, "text")),
        Button(label("announce_other"), Action.ANNOUNCE_SPHERE, ("",)),
        Button(label("announce_drop"), Action.ANNOUNCE_DROP, own),
        back,
    )
    return Message(render("admin/announce_change.html.j2"), buttons)


async def first_to_me(call: Call, announcement_id: int) -> Message:
    """The letter of a draft exactly as people will get it, to its author alone; nothing is counted."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
        names = await names_of(session)
    if found is None or found.author_id != call.person.id or found.audience is None:
        return gone()
    return letter_of(found, names)


async def names_of(session: Session) -> dict[str, str]:
    """Spheres' names by key."""
    return {one.key: one.name for one in await all_of(session, Sphere)}


def _named(filters: Filters, names: dict[str, str]) -> list[str]:
    return [names[one] for one in filters.spheres if one in names]


def letter_of(found: Announcement, names: dict[str, str], *, silent: bool = False, amends: bool = False) -> Message:
    """The letter as people get it; `amends` is the one to whom the old text could not be changed."""
    filters = found.audience or Filters()
    text = render(
        "subscriber/announcement.html.j2",
        text=Markup(found.text), filters=filters, spheres=_named(filters, names), amends=amends,
    )  # fmt: skip
    own = (str(found.id),)
    more = Button(label("alert_more"), Action.ANNOUNCE_OPEN, own) if found.subject else None
    stop = Button(label("announce_mute"), Action.ANNOUNCE_MUTE, (*own, "1"))
    files: tuple[File, ...] = ()
    if found.file_id and found.file_kind and not amends:
        kind = "photo" if found.file_kind == "photo" else "document"
        files = (File("", kind=kind, reference=found.file_id, carries=True),)  # type: ignore[arg-type]
    return Message(text, rows_of(more, Button(label("menu_mine"), Action.MINE), stop), files, silent=silent)


async def announcement_message(session: Session, delivery: Delivery) -> Message | None:
    """The letter that one person gets, or its correction; None when it was stopped meanwhile."""
    found = None if delivery.announcement_id is None else await announcements.get(session, delivery.announcement_id)
    if found is None:
        raise LookupError(f"delivery {delivery.id} has no announcement")
    corrects = delivery.kind is SubjectKind.CORRECTION
    if found.state is AnnouncementState.CANCELLED and not corrects:
        return None
    amends = corrects and delivery.edits is None
    return letter_of(found, await names_of(session), silent=delivery.silent, amends=amends)


async def begin(
    session: Session, found: Announcement, before: AnnouncementState, now: datetime, zone: ZoneInfo
) -> bool:
    """From draft or scheduled to sending with its audience written, in one transaction; False when it was done."""
    if not await announcements.change_state(session, found.id, before, AnnouncementState.SENDING, now):
        return False
    await write_audience(session, found, {"letter": ANNOUNCEMENT}, lambda hours: quiet_end(hours, now, zone), now)
    return True


async def send(call: Call, announcement_id: int) -> Message:
    """Send the draft to its audience, once however often it is tapped; then its progress."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        found = await announcements.get(session, announcement_id)
        if found is None or not theirs(call, found) or found.audience is None:
            return gone()
        await begin(session, found, AnnouncementState.DRAFT, call.now, call.zone)
        await session.commit()
    return await report(call, announcement_id)


async def drop(call: Call, announcement_id: int) -> Message:
    """Throw the draft away; what is being sent stays."""
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.writing() as session:
        if not theirs(call, await announcements.get(session, announcement_id)):
            return gone()
        dropped = await announcements.change_state(
            session, announcement_id, AnnouncementState.DRAFT, AnnouncementState.CANCELLED, call.now
        )
        found = await announcements.get(session, announcement_id)
        await session.commit()
    if found is None:
        return gone()
    if not dropped and found.state is not AnnouncementState.CANCELLED:
        return await report(call, announcement_id)
    again = Button(label("staff_announce"), Action.ANNOUNCE)
    return Message(render("admin/announce_dropped.html.j2"), rows_of(again, home_button()))
