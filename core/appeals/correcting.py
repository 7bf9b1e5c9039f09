"""Messages of an appeal that were edited after they went: a person's become a clarification, an answer is corrected."""

from collections.abc import Collection
from datetime import timedelta

from core.appeals.adding import add_button, own
from core.appeals.answering import found, is_note, missing, said_by_stranger, without_mark
from core.appeals.buttons import own_button
from core.appeals.drafts import Said
from core.appeals.hearing import tell, tell_desk
from core.calling import Call
from core.catalogue.home import gone
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.desk_groups import departments_of
from storage.records.appeals import Entry
from storage.terms import AppealState, AppealTurn

_OF_PERSON = frozenset({AppealTurn.QUESTION, AppealTurn.ADDITION})
_OF_DESK = frozenset({AppealTurn.ANSWER, AppealTurn.NOTE, AppealTurn.HELD})

SETTLES = timedelta(seconds=3)
"""An answer that is on its way goes first, and its correction then finds the message that it became."""


async def of_person(call: Call, message_id: int) -> int | None:
    """The row of the speaker's own appeal that a message of theirs became."""
    entry = await _said(call, message_id, "")
    return entry.id if entry is not None and entry.turn in _OF_PERSON else None


async def of_desk(call: Call, message_id: int, group: str = "") -> int | None:
    """The row of somebody's appeal that a specialist's message became, in private or in a group."""
    entry = await _said(call, message_id, group)
    return entry.id if entry is not None and entry.turn in _OF_DESK else None


async def _said(call: Call, message_id: int, group: str) -> Entry | None:
    async with call.reading() as session:
        place: int | None = call.person.id
        if group:
            place = next((one.group_id for one in await departments_of(session, group)), None)
        entry = None if place is None else await appeals.entry_of_copy(session, place, str(message_id))
    return entry if entry is not None and entry.author_id == call.person.id else None


async def clarify(call: Call, entry_id: int, said: Said, admins: Collection[str]) -> Message | None:
    """Tell those who answer what the person has changed; None when nothing has. What is over stays so."""
    key = f"{call.update_key}:said"
    async with call.writing() as session:
        entry = await appeals.entry_of(session, entry_id)
        appeal = await own(session, call, entry.appeal_id) if entry is not None else None
        if entry is None or appeal is None:
            return gone()
        if await appeals.entry_by_key(session, key) is None:
            if await _same(session, call, entry, said):
                return None
            files = () if said.files == entry.files else said.files
            changed, _ = await appeals.add_entry(
                session, appeal.id, AppealTurn.ADDITION, author_id=call.person.id, text=said.text, files=files,
                now=call.now, update_key=key,
            )  # fmt: skip
            await appeals.note_copies(session, call.person.id, [str(said.message)], appeal.id, call.now, changed.id)
            await tell_desk(session, appeal, "clarified", entry=changed.id, admins=admins, now=call.now)
            await session.commit()
    text = render("ngo/appeals/clarified.html.j2", appeal=appeal, today=call.today)
    again = add_button(appeal) if appeal.state is not AppealState.OPEN else None
    return Message(text, rows_of(again, own_button()))


async def _same(session: Session, call: Call, entry: Entry, said: Said) -> bool:
    """Whether the words stand there already: the messenger reports edits that change nothing to read."""
    if said.files and not set(said.files) <= set(entry.files):
        return False
    if not said.text or said.text == entry.text:
        return True
    pieces = await appeals.copies_of_entry(session, call.person.id, entry.id)
    return len(pieces) > 1 and f"\n{said.text}\n" in f"\n{entry.text}\n"


async def correct(call: Call, entry_id: int, said: Said, *, in_group: bool = False) -> Message | None:
    """Other words in an answer, a note or what waits; the person gets the answer corrected. None: nothing changed."""
    async with call.writing() as session:
        entry = await appeals.entry_of(session, entry_id)
        appeal = await found(session, call, entry.appeal_id) if entry is not None else None
        if entry is None:
            return gone()
        if appeal is None:
            nobody = await missing(session, call, entry.appeal_id)
            return nobody if nobody.text != gone().text else await said_by_stranger(session, entry.appeal_id)
        answered = entry.turn is AppealTurn.ANSWER
        marked = answered and is_note(said.text)
        if not marked:
            text = without_mark(said.text) if entry.turn is AppealTurn.NOTE else said.text
            other = bool(said.files) and said.files != entry.files
            if text == entry.text and not other:
                return None
            await appeals.correct_entry(session, entry, text, said.files if other else entry.files)
            if answered:
                went = await appeals.copies_of_entry(session, appeal.person_id, entry.id)
                due_at = None if went else call.now + SETTLES
                await tell(
                    session, appeal, appeal.person_id, "fixed", call.now, entry=entry.id, due_at=due_at, files=other
                )
            await session.commit()
    shown = render("admin/appeals/fixed.html.j2", appeal=appeal, turn=str(entry.turn), marked=marked)
    opened = Button(label("appeal_card"), Action.APPEAL_CARD, (str(appeal.id),))
    return Message(shown, () if in_group else rows_of(opened))
