"""Specialists answer: one answer goes, what comes after it may be sent too; notes stay at the desk."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from core.answers.loading import EngineHolder
from core.appeals.drafts import LIMIT, Said
from core.appeals.hearing import tell, tell_desk
from core.appeals.parts import excerpt
from core.appeals.telling import around
from core.appeals.telling import card as appeal_card
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.desk.rights import Right
from core.learning.teaching import card
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.desk_groups import group_of
from storage.learning import lesson_of_appeal
from storage.people import names_of
from storage.records.appeals import Appeal, Entry
from storage.records.learning import Lesson
from storage.terms import AppealState, AppealTurn

_NOTE = re.compile(r"^\s*(?:#+|//|заметка\b\s*[:.,—-]?)\s*", re.IGNORECASE)
"""How a note begins that never goes to the person."""


class Came(StrEnum):
    """What became of a specialist's words. ASKED is a row that waits for its author's tap."""

    SENT = "sent"
    NOTED = "noted"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it, what the specialist reads, what can be learned of the answer, and the row of the thread."""

    came: Came
    screen: Message
    teach: Message | None = None
    entry: int = 0


def may_answer(call: Call, appeal: Appeal) -> bool:
    """Whether this person answers for the appeal's department; what is nobody's is every specialist's."""
    return call.desk.may(Right.ANSWER, appeal.department)


async def found(session: Session, call: Call, appeal_id: int) -> Appeal | None:
    """The appeal, for those who answer for it alone: to anybody else it does not exist, nor when it was deleted."""
    appeal = await appeals.appeal_of(session, appeal_id)
    return appeal if appeal is not None and appeal.text and may_answer(call, appeal) else None


async def missing(session: Session, call: Call, appeal_id: int) -> Message:
    """Nothing here; those who answered for a deleted appeal read that there is nobody to answer any more."""
    appeal = await appeals.appeal_of(session, appeal_id)
    if appeal is None or appeal.text or not may_answer(call, appeal):
        return gone()
    return Message(render("admin/appeals/erased.html.j2", appeal=appeal), rows_of(_queue(), home_button()))


def is_note(text: str) -> bool:
    """Whether words begin with a note's mark."""
    return bool(_NOTE.match(text))


def without_mark(text: str) -> str:
    """A note's words without its mark."""
    return _NOTE.sub("", text, count=1)


async def open_card(call: Call, appeal_id: int, *, in_group: bool = False) -> Message:
    """The appeal with its thread and what may be done about it."""
    async with call.reading() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None:
            return await missing(session, call, appeal_id)
        about = await around(session, appeal, call.now, call.zone)
        return await appeal_card(session, appeal, about, {}, in_group=in_group)


async def ask_for_answer(call: Call, appeal_id: int) -> tuple[Message, bool]:
    """The appeal with a word on what happens next; True when an answer is awaited now. Others see that it is taken."""
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None:
            return await missing(session, call, appeal_id), False
        taken = await appeals.take_appeal(session, appeal_id, call.person.id)
        names = await names_of(session, {one for one in (taken, appeal.answered_by) if one})
        await session.commit()
    waits = appeal.state is AppealState.OPEN
    by = names.get(taken, "") if taken is not None and taken != call.person.id and waits else ""
    text = render(
        "admin/appeals/ask_answer.html.j2", appeal=appeal, waits=waits, by=by, text=excerpt(appeal.text),
        answered=excerpt(appeal.answer or ""), who=names.get(appeal.answered_by or 0, ""),
    )  # fmt: skip
    return Message(text, rows_of(Button(label("appeal_card"), Action.APPEAL_CARD, (str(appeal.id),)))), True


async def ask_for_note(call: Call, appeal_id: int) -> tuple[Message, bool]:
    """What a note is; True when it is awaited now."""
    async with call.reading() as session:
        appeal = await found(session, call, appeal_id)
    if appeal is None:
        return gone(), False
    text = render("admin/appeals/ask_note.html.j2", appeal=appeal)
    return Message(text, rows_of(Button(label("appeal_card"), Action.APPEAL_CARD, (str(appeal.id),)))), True


async def answer(
    call: Call, engines: EngineHolder, appeal_id: int, said: Said, admins: Collection[str], *, sure: bool = True,
    in_group: bool = False,
) -> Heard:  # fmt: skip
    """Store a specialist's words and a message to the person, in one transaction; a repeated update changes nothing.

    Words with a note's mark are a note. Without `sure`, or when somebody else answered before, they are held until
    their author says whom they are for.
    """
    if len(said.text) > LIMIT:
        return Heard(Came.REFUSED, _long(said))
    if is_note(said.text):
        return await note(call, appeal_id, said, admins, in_group=in_group)
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None:
            nobody = await missing(session, call, appeal_id)
            stranger = in_group and nobody.text == gone().text
            return Heard(Came.REFUSED, await said_by_stranger(session, appeal_id) if stranger else nobody)
        words = said.text or _NO_WORDS
        first = sure and await appeals.answer_appeal(
            session, appeal.id, answer=words, author_id=call.person.id, now=call.now
        )
        appeal = await appeals.appeal_of(session, appeal.id) or appeal
        goes = sure and appeal.answered_by == call.person.id and appeal.state is AppealState.ANSWERED
        entry, new = await appeals.add_entry(
            session, appeal.id, AppealTurn.ANSWER if goes else AppealTurn.HELD, author_id=call.person.id,
            text=said.text, files=said.files, now=call.now, update_key=f"{call.update_key}:said",
        )  # fmt: skip
        await _remember(session, call, appeal, entry, said, in_group=in_group)
        if new and goes:
            await _send(session, call, appeal, entry, admins, first=first, in_group=in_group)
        names = await names_of(session, {appeal.answered_by} if appeal.answered_by else set())
        lesson = await lesson_of_appeal(session, appeal.id)
        await session.commit()
    if entry.turn is AppealTurn.HELD:
        return Heard(Came.ASKED, _held(call, appeal, entry, names), entry=entry.id)
    shown = render("admin/appeals/sent.html.j2", appeal=appeal, first=first or appeal.answer == words)
    if lesson is None or not (first or appeal.answer == words) or not said.text:
        return Heard(Came.SENT, Message(shown, rows_of(_queue(), home_button())))
    if in_group:
        return Heard(Came.SENT, Message(shown), await _taps(call, engines, lesson))
    return Heard(Came.SENT, await card(call, engines, lesson, above=shown))


async def _taps(call: Call, engines: EngineHolder, lesson: Lesson) -> Message | None:
    """The lesson's card for a group; None when nothing of it can be done by a tap there."""
    screen = tapped(await card(call, engines, lesson))
    return screen if screen.buttons and not lesson.made_key else None


def tapped(screen: Message) -> Message:
    """A lesson's screen with those buttons alone that ask for no text: a group's talk is not listened to."""
    kept = [button for row in screen.buttons for button in row if button.action in _TAPS]
    return replace(screen, buttons=rows_of(*kept))


_TAPS = {Action.LESSON_ALIAS, Action.LESSON_FAQ, Action.LESSON_BACK}


_NO_WORDS = "📎"


async def said_by_stranger(session: Session, appeal_id: int) -> Message:
    """Somebody writes in an appeal's topic who may not answer: said, so that nobody takes it for sent."""
    appeal = await appeals.appeal_of(session, appeal_id)
    return Message(render("admin/appeals/stranger.html.j2", number=appeal.number if appeal else ""))


async def _send(
    session: Session, call: Call, appeal: Appeal, entry: Entry, admins: Collection[str], *, first: bool, in_group: bool
) -> None:  # fmt: skip
    await tell(session, appeal, appeal.person_id, "answer", call.now, entry=entry.id)
    await tell_desk(
        session, appeal, "answered", entry=entry.id, admins=admins, now=call.now, but=call.person.id,
        group=not in_group, first=first,
    )  # fmt: skip


async def _remember(
    session: Session, call: Call, appeal: Appeal, entry: Entry, said: Said, *, in_group: bool
) -> None:  # fmt: skip
    """Which message said it: an edit of that message is a correction."""
    bound = await group_of(session, appeal.department) if in_group else None
    place = call.person.id if not in_group else bound.group_id if bound is not None else None
    if place is not None and said.message:
        await appeals.note_copies(session, place, [str(said.message)], appeal.id, call.now, entry.id)


def _held(call: Call, appeal: Appeal, entry: Entry, names: dict[int, str]) -> Message:
    other = appeal.answered_by is not None and appeal.answered_by != call.person.id
    text = render(
        "admin/appeals/held.html.j2", appeal=appeal, who=names.get(appeal.answered_by or 0, "") if other else "",
        answered=excerpt(appeal.answer or ""), closed=appeal.state is AppealState.CLOSED,
    )  # fmt: skip
    late = other and appeal.state is not AppealState.OPEN
    send = Button(label("appeal_held_add" if late else "appeal_held_send"), Action.APPEAL_HELD, (str(entry.id), "send"))
    keep = Button(label("appeal_held_note"), Action.APPEAL_HELD, (str(entry.id), "note"))
    return Message(text, rows_of(send, keep))


async def hold_more(call: Call, entry_id: int, said: Said) -> bool:
    """One more picture of an album that waits for its author's word; False when that was given meanwhile."""
    async with call.writing() as session:
        entry = await appeals.entry_of(session, entry_id)
        if entry is None or entry.turn is not AppealTurn.HELD or entry.author_id != call.person.id:
            return False
        more = tuple(one for one in said.files if one not in entry.files)
        await appeals.correct_entry(session, entry, entry.text or said.text, (*entry.files, *more))
        await session.commit()
    return True


async def decide(
    call: Call, engines: EngineHolder, entry_id: int, send: bool, admins: Collection[str], *, in_group: bool = False
) -> Heard:  # fmt: skip
    """A held row goes to the person or becomes a note, once and by its author's word alone."""
    async with call.writing() as session:
        entry = await appeals.entry_of(session, entry_id)
        appeal = await found(session, call, entry.appeal_id) if entry is not None else None
        if entry is None or appeal is None or entry.author_id != call.person.id:
            return Heard(Came.REFUSED, gone())
        turned = await appeals.turn_held(
            session, entry.id, AppealTurn.ANSWER if send else AppealTurn.NOTE, call.person.id
        )
        if turned and send:
            first = await appeals.answer_appeal(
                session, appeal.id, answer=entry.text or _NO_WORDS, author_id=call.person.id, now=call.now
            )
            appeal = await appeals.appeal_of(session, appeal.id) or appeal
            await _send(session, call, appeal, entry, admins, first=first, in_group=in_group)
        entry = await appeals.entry_of(session, entry_id) or entry
        lesson = await lesson_of_appeal(session, appeal.id)
        await session.commit()
    went = entry.turn is AppealTurn.ANSWER
    screen = Message(render("admin/appeals/decided.html.j2", appeal=appeal, went=went, text=excerpt(entry.text)))
    if not went or lesson is None or not entry.text or appeal.answer != entry.text:
        return Heard(Came.SENT if went else Came.NOTED, screen)
    teach = await _taps(call, engines, lesson) if in_group else await card(call, engines, lesson)
    return Heard(Came.SENT, screen, teach)


async def note(call: Call, appeal_id: int, said: Said, admins: Collection[str], *, in_group: bool = False) -> Heard:
    """Keep words at the desk; colleagues in private read them, a group has them already."""
    if len(said.text) > LIMIT:
        return Heard(Came.REFUSED, _long(said))
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None:
            return Heard(Came.REFUSED, await missing(session, call, appeal_id))
        text = without_mark(said.text)
        entry, new = await appeals.add_entry(
            session, appeal.id, AppealTurn.NOTE, author_id=call.person.id, text=text, files=said.files, now=call.now,
            update_key=f"{call.update_key}:said",
        )  # fmt: skip
        await _remember(session, call, appeal, entry, said, in_group=in_group)
        if new:
            await tell_desk(
                session, appeal, "note", entry=entry.id, admins=admins, now=call.now, but=call.person.id,
                group=not in_group,
            )  # fmt: skip
        await session.commit()
    opened = Button(label("appeal_card"), Action.APPEAL_CARD, (str(appeal.id),))
    return Heard(Came.NOTED, Message(render("admin/appeals/noted.html.j2", appeal=appeal), rows_of(opened, _queue())))


def _queue() -> Button:
    return Button(label("appeal_queue"), Action.APPEAL_QUEUE, ("1",))


def _long(said: Said) -> Message:
    values = {"length": len(said.text), "limit": LIMIT, "files": 0, "most": 0}
    return Message(render("ngo/appeals/long.html.j2", **values), rows_of(home_button()))
