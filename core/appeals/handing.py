"""An appeal leaves its department, or ends: handed over with its thread, closed with an outcome."""

from collections.abc import Collection
from datetime import timedelta

from core.appeals import placing
from core.appeals.answering import found, may_answer
from core.appeals.hearing import settle_topic, tell, tell_desk
from core.calling import Call
from core.catalogue.home import gone
from core.desk.owning import owning
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.own_organisations import organisation_of
from storage.records.appeals import Appeal, Entry
from storage.records.desk import Department
from storage.terms import AppealOutcome, AppealState, AppealTurn

TAKEN_BACK_WITHIN = timedelta(minutes=1)
"""What is tapped by mistake is taken back before the person hears of it."""


def _card(appeal_id: int) -> Button:
    return Button(label("appeal_card"), Action.APPEAL_CARD, (str(appeal_id),))


async def ask_where(call: Call, appeal_id: int) -> Message:
    """The other departments."""
    async with call.reading() as session:
        appeal = await found(session, call, appeal_id)
        departments = (await owning(session)).departments
    if appeal is None:
        return gone()
    if appeal.state is not AppealState.OPEN:
        return Message(render("admin/appeals/over.html.j2", appeal=appeal), rows_of(_card(appeal.id)))
    there = [
        Button(label("named", title=one.short_name), Action.APPEAL_HAND, (str(appeal.id), one.key))
        for one in departments
        if one.key != appeal.department
    ]
    return Message(render("admin/appeals/ask_hand.html.j2", appeal=appeal), rows_of(*there))


async def hand_over(call: Call, appeal_id: int, department: str, admins: Collection[str]) -> Message:
    """Give the appeal to another department: its day stays, the person is told, the new department reads everything.

    Whoever handed it over last may take it back.
    """
    async with call.writing() as session:
        appeal = await appeals.appeal_of(session, appeal_id)
        departments = {one.key: one for one in (await owning(session)).departments}
        if appeal is None or not appeal.text or department not in departments:
            return gone()
        given = await _last_given(session, appeal)
        mine = given is not None and given.author_id == call.person.id
        if not may_answer(call, appeal) and not mine:
            return gone()
        at_once = mine and given is not None and call.now - given.created_at < TAKEN_BACK_WITHIN
        before = appeal.department
        sphere = await _sphere(session, appeal, departments[department])
        if before != department and await appeals.hand_over(session, appeal.id, before, department, sphere):
            await appeals.add_entry(
                session, appeal.id, AppealTurn.HANDED_OVER, author_id=call.person.id, now=call.now,
                text=departments[department].short_name, update_key=f"{call.update_key}:hand",
            )  # fmt: skip
            left = appeal
            appeal = await appeals.appeal_of(session, appeal.id) or appeal
            await tell_desk(
                session, left, "handed_away", admins=admins, now=call.now, but=call.person.id,
                where=departments[department].short_name,
            )  # fmt: skip
            await tell_desk(session, appeal, "card", admins=admins, now=call.now, but=call.person.id)
            if not at_once:
                due_at = call.now + TAKEN_BACK_WITHIN
                await tell(session, appeal, appeal.person_id, "handed", call.now, due_at=due_at, to=department)
        await session.commit()
    return _handed(call, appeal, departments, before)


async def _sphere(session: Session, appeal: Appeal, there: Department) -> str | None:
    """The appeal's sphere in another department: table 2 counts it where it was answered."""
    if not there.spheres or appeal.sphere in there.spheres:
        return appeal.sphere
    own = await organisation_of(session, appeal.person_id)
    if own is not None and own.sphere in there.spheres:
        return own.sphere
    return there.spheres[0] if len(there.spheres) == 1 else None


async def _last_given(session: Session, appeal: Appeal) -> Entry | None:
    given = [one for one in await appeals.thread_of(session, appeal.id) if one.turn is AppealTurn.HANDED_OVER]
    return given[-1] if given else None


def _handed(call: Call, appeal: Appeal, departments: dict[str, Department], before: str | None) -> Message:
    now = departments.get(appeal.department or "")
    over = appeal.state is not AppealState.OPEN
    text = render("admin/appeals/handed_over.html.j2", appeal=appeal, department=now, over=over, today=call.today)
    back = (
        Button(label("appeal_hand_back"), Action.APPEAL_HAND, (str(appeal.id), before))
        if before and before != appeal.department and not over and call.desk.may(Right.ANSWER, before)
        else None
    )
    return Message(text, rows_of(back, Button(label("appeal_queue"), Action.APPEAL_QUEUE, ("1",))))


async def ask_outcome(call: Call, appeal_id: int) -> Message:
    """How it ended."""
    async with call.reading() as session:
        appeal = await found(session, call, appeal_id)
    if appeal is None:
        return gone()
    ends = [
        Button(label("appeal_outcome", outcome=str(one)), Action.APPEAL_CLOSE, (str(appeal.id), one))
        for one in AppealOutcome
    ]
    return Message(render("admin/appeals/ask_outcome.html.j2", appeal=appeal), rows_of(*ends))


async def close(
    call: Call, appeal_id: int, outcome: str, admins: Collection[str], *, in_group: bool = False
) -> Message:  # fmt: skip
    """Close the appeal with an outcome, once; the person is told and may open it again. A topic is closed with it.

    Where nothing tells in which sphere it counts, that is asked with the same message.
    """
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None or outcome not in list(AppealOutcome):
            return gone()
        if await appeals.close_appeal(session, appeal.id, AppealOutcome(outcome), call.now):
            entry, _ = await appeals.add_entry(
                session, appeal.id, AppealTurn.CLOSED, author_id=call.person.id, text=outcome, now=call.now,
                update_key=f"{call.update_key}:close",
            )  # fmt: skip
            appeal = await appeals.appeal_of(session, appeal.id) or appeal
            due_at = call.now + TAKEN_BACK_WITHIN
            await tell(session, appeal, appeal.person_id, "closed", call.now, entry=entry.id, due_at=due_at)
            await tell_desk(
                session, appeal, "closed_desk", admins=admins, now=call.now, but=call.person.id, group=not in_group
            )  # fmt: skip
            await settle_topic(session, appeal, call.now, due_at)
        appeal = await placing.by_profile(session, appeal)
        asks = await placing.lacks_sphere(session, appeal)
        spheres = await placing.choices(session, appeal) if asks else ()
        await session.commit()
    text = render("admin/appeals/closed_desk.html.j2", appeal=appeal, names={}, by=True, asks=asks)
    reopen = Button(label("appeal_reopen"), Action.APPEAL_CLOSE, (str(appeal.id), "reopen"))
    return Message(text, (*spheres, *rows_of(reopen, Button(label("appeal_queue"), Action.APPEAL_QUEUE, ("1",)))))


async def take_back(call: Call, appeal_id: int) -> Message:
    """A closing by mistake: the appeal waits again, with the day it had."""
    async with call.writing() as session:
        appeal = await found(session, call, appeal_id)
        if appeal is None:
            return gone()
        told = appeal.closed_at is not None and call.now - appeal.closed_at >= TAKEN_BACK_WITHIN
        if await appeals.reopen_appeal(session, appeal.id, due_on=appeal.due_on):
            await appeals.add_entry(
                session, appeal.id, AppealTurn.REOPENED, author_id=call.person.id, now=call.now, update_key=None
            )
            appeal = await appeals.appeal_of(session, appeal.id) or appeal
            if told:
                await tell(session, appeal, appeal.person_id, "reopened_told", call.now)
                await settle_topic(session, appeal, call.now)
        await session.commit()
    text = render("admin/appeals/taken_back.html.j2", appeal=appeal, told=told)
    return Message(text, rows_of(_card(appeal.id)))
