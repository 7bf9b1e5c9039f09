"""What a reader does with an announcement: opens what stands behind it (counted once), or wants no more of them."""

from core.announcements.reaching import gone
from core.calling import Call
from core.catalogue.contests import contest_card
from core.catalogue.home import gone as record_gone
from core.catalogue.premises import premise_card
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.trainings.timetable import training_card
from storage import announcements, reach
from storage.announcement_audience import EVERYBODY, cancel_unwanted
from storage.content import get
from storage.records.content import Season
from storage.subscriptions import set_watch
from storage.terms import SubjectKind, WatchState


async def open_announcement(call: Call, announcement_id: int) -> Message:
    """The card of the record that an announcement is about."""
    async with call.writing() as session:
        found = await announcements.get(session, announcement_id)
        if found is None or found.subject is None:
            return gone() if call.is_admin else record_gone()
        await reach.note_tap(session, announcement_id, call.person.id, call.now)
        season = await get(session, Season, found.subject) if found.subject_kind is SubjectKind.SEASON else None
        await session.commit()
    if season is not None:
        return await contest_card(call, season.contest)
    if found.subject_kind is SubjectKind.PREMISES:
        return await premise_card(call, found.subject)
    if found.subject_kind is SubjectKind.TRAINING:
        return await training_card(call, found.subject)
    return record_gone()


async def mute(call: Call, announcement_id: int, muted: bool) -> Message:
    """No announcements any more, or again; holds at once, also for what is on its way."""
    async with call.writing() as session:
        state = WatchState.MUTED if muted else WatchState.WATCHING
        await set_watch(session, call.person.id, SubjectKind.ANNOUNCEMENT, EVERYBODY, call.now, state)
        if muted:
            await cancel_unwanted(session, call.person.id, call.now)
        await session.commit()
    back = Button(label("announce_unmute"), Action.ANNOUNCE_MUTE, (str(announcement_id), "0")) if muted else None
    text = render("subscriber/announcements_muted.html.j2", muted=muted)
    return Message(text, rows_of(back, Button(label("menu_mine"), Action.MINE)))
