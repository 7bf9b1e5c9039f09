"""An administrator's answer to an appeal: asked for, stored once, on its way to the person."""

from core.announcements.payloads import payload
from core.answers.loading import EngineHolder
from core.appeals.asking import LIMIT
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.desk.rights import Right
from core.learning.teaching import card
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import appeals
from storage.deliveries import enqueue
from storage.learning import lesson_of_appeal
from storage.records.people import Appeal
from storage.terms import AppealState, SubjectKind


async def _found(call: Call, appeal_id: int) -> Appeal | None:
    """The appeal, for those who may answer: to anybody else it does not exist, nor when its text was deleted."""
    if not call.desk.may(Right.ANSWER):
        return None
    async with call.reading() as session:
        found = await appeals.appeal_of(session, appeal_id)
    return found if found is not None and found.text else None


async def ask_for_answer(call: Call, appeal_id: int) -> tuple[Message, bool]:
    """The appeal with a word on what happens next; True when an answer is awaited now."""
    appeal = await _found(call, appeal_id)
    if appeal is None:
        return gone(), False
    waits = appeal.state is AppealState.OPEN
    text = render("admin/appeal_answer.html.j2", appeal=appeal, waits=waits)
    return Message(text, rows_of(home_button())), waits


async def answer(call: Call, engines: EngineHolder, appeal_id: int, text: str) -> Message:
    """Store the answer and a message to the person, in one transaction. The second answer changes nothing."""
    if await _found(call, appeal_id) is None:
        return gone()
    if len(text) > LIMIT:
        return Message(render("ngo/appeal_long.html.j2", length=len(text), limit=LIMIT), rows_of(home_button()))
    async with call.writing() as session:
        first = await appeals.answer_appeal(
            session, appeal_id, answer=text, author_id=call.person.id, now=call.now
        )  # fmt: skip
        appeal = await appeals.appeal_of(session, appeal_id)
        assert appeal is not None
        if first:
            ask = Button(label("appeal_ask_again"), Action.ASK_SPECIALIST)
            values = {"number": appeal.number, "answer": text}
            await enqueue(
                session, person_id=appeal.person_id, kind=SubjectKind.APPEAL, now=call.now,
                payload=payload("ngo/appeal_answer.html.j2", values, rows_of(ask)),
            )  # fmt: skip
        await session.commit()
    repeated = appeal.answered_by == call.person.id and appeal.answer == text
    shown = render("admin/appeal_answered.html.j2", appeal=appeal, accepted=first or repeated)
    async with call.reading() as session:
        lesson = await lesson_of_appeal(session, appeal_id)
    if lesson is None or not (first or repeated):
        return Message(shown, rows_of(home_button()))
    return await card(call, engines, lesson, above=shown)
