"""«Исправить текст»: what was sent is edited in place; whose message cannot be changed gets the correction."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from core.announcements.announcing import LONGEST, LONGEST_CAPTION, letter_of, names_of
from core.announcements.reaching import gone, reach_of, report, theirs
from core.calling import Call
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, length, render
from storage import announcement_edits, announcements
from storage.engine import Database
from storage.records.people import Announcement
from storage.terms import AnnouncementState


async def _sent(call: Call, announcement_id: int) -> Announcement | Message:
    if not call.desk.may(Right.ANNOUNCE):
        return refused(call, Right.ANNOUNCE)
    async with call.reading() as session:
        found = await announcements.get(session, announcement_id)
    unsent = {AnnouncementState.DRAFT, AnnouncementState.SCHEDULED}
    return gone() if found is None or not theirs(call, found) or found.state in unsent else found


async def ask_for_correction(call: Call, announcement_id: int) -> Message:
    """Asks for the whole text as it should read, with the old one to copy."""
    found = await _sent(call, announcement_id)
    if isinstance(found, Message):
        return found
    longest = LONGEST_CAPTION if found.file_id else LONGEST
    text = render("admin/announce_fix_ask.html.j2", old=Markup(found.text), longest=longest)
    return Message(text, rows_of(Button(label("back"), Action.ANNOUNCE_REPORT, (str(found.id),))))


async def take_correction(call: Call, announcement_id: int, html: str) -> tuple[Message, bool]:
    """Show what people will read; False when the text has to be sent again."""
    found = await _sent(call, announcement_id)
    if isinstance(found, Message):
        return found, True
    back = Button(label("back"), Action.ANNOUNCE_REPORT, (str(found.id),))
    longest = LONGEST_CAPTION if found.file_id else LONGEST
    if not 0 < length(html) <= longest:
        text = render("admin/announce_long.html.j2", size=length(html), longest=longest, file=bool(found.file_id))
        return Message(text, rows_of(back)), False
    async with call.writing() as session:
        await announcement_edits.propose_text(session, found.id, html)
        names = await names_of(session)
        became = await reach_of(session, found.id)
        proposed = await announcements.get(session, found.id)
        await session.commit()
    assert proposed is not None
    letter = letter_of(replace_text(proposed), names).text
    text = render("admin/announce_fix_preview.html.j2", letter=Markup(letter), count=became.sent)
    confirm = Button(label("announce_fix_ok"), Action.ANNOUNCE_FIX_OK, (str(found.id),))
    again = Button(label("announce_fix_again"), Action.ANNOUNCE_FIX, (str(found.id),))
    return Message(text, rows_of(confirm, again, back)), True


def replace_text(found: Announcement) -> Announcement:
    """The announcement as it would read corrected."""
    return replace(found, text=found.new_text or found.text)


async def correct(call: Call, announcement_id: int) -> Message:
    """Change the text for everybody, once however often it is tapped; then how far it is."""
    found = await _sent(call, announcement_id)
    if isinstance(found, Message):
        return found
    async with call.writing() as session:
        await announcement_edits.take_correction(session, found.id, call.now)
        await session.commit()
    return await report(call, announcement_id)


async def correct_late(database: Database, now: datetime) -> int:
    """Edit what was on its way with the old text while the new one was confirmed; how many messages."""
    async with database.reading() as session:
        if not await announcement_edits.corrected_on_their_way(session, now):
            return 0
    async with database.writing() as session:
        written = await announcement_edits.write_late_edits(session, now)
        await session.commit()
    return written
