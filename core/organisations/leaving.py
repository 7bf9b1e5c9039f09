"""Leaving an organisation: what colleagues said for the person is taken back, the last one takes it all along."""

from core.calling import Call
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.join_requests import withdraw_all
from storage.own_organisations import colleague_ids, leave, organisation_of
from storage.preferences import prefer
from storage.records.people import OwnOrganisation
from storage.shared_watches import part


async def part_with(session: Session, person_id: int, call: Call) -> OwnOrganisation | None:
    """Take a person out; None when they were in none."""
    await part(session, person_id, call.now)
    return await leave(session, person_id)


async def ask_to_leave(call: Call) -> Message:
    """What happens to what is kept, before it does."""
    async with call.reading() as session:
        own = await organisation_of(session, call.person.id)
        others = len(await colleague_ids(session, call.person.id))
    text = render("ngo/organisation/leave.html.j2", own=own, others=others)
    leave_button = Button(label("our_leave_yes"), Action.OUR_LEAVE, ("yes",)) if own else None
    return Message(text, rows_of(leave_button, Button(label("our_stay"), Action.OUR)))


async def leave_organisation(call: Call) -> Message:
    """Leave at once, and drop the person's legal form where it is the organisation's."""
    async with call.writing() as session:
        others = len(await colleague_ids(session, call.person.id))
        left = await part_with(session, call.person.id, call)
        await withdraw_all(session, call.person.id, call.now)
        if left is not None and left.form is not None and left.form.value == call.person.legal_form:
            await prefer(session, call.person.id, legal_form=None)
        await session.commit()
    text = render("ngo/organisation/left.html.j2", own=left, others=others)
    return Message(text, rows_of(Button(label("our_keep"), Action.OUR_ASK, ("who", "1")), home_button()))
