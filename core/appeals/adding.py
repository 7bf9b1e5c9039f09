"""What a person says after an appeal was sent: added to it, opening it again, or thanks."""

from collections.abc import Collection

from core.appeals import parts, placing
from core.appeals.buttons import own_button
from core.appeals.drafts import LIMIT, Said
from core.appeals.hearing import tell, tell_desk
from core.appeals.working_days import due_day
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.content import get
from storage.desk_groups import group_of
from storage.people import names_of
from storage.records.appeals import Appeal
from storage.records.desk import Department
from storage.terms import AppealOutcome, AppealState, AppealTurn

GOES_ON = 30
"""Seconds of the messenger's clock within which the next message belongs to what was being written."""

PAGE = 3
THREAD_PAGE = 4

_HIDDEN = frozenset({AppealTurn.NOTE, AppealTurn.HELD})
"""Rows of a thread that are never the person's to read."""


async def own(session: Session, call: Call, appeal_id: int) -> Appeal | None:
    """The person's own appeal; another's reads the same as none."""
    appeal = await appeals.appeal_of(session, appeal_id)
    return appeal if appeal is not None and appeal.person_id == call.person.id and appeal.text else None


async def ask_for_addition(call: Call, appeal_id: int) -> tuple[Message, bool]:
    """What to write; True when words are awaited now."""
    async with call.reading() as session:
        appeal = await own(session, call, appeal_id)
    if appeal is None:
        return gone(), False
    return Message(render("ngo/appeals/add.html.j2", appeal=appeal), rows_of(_done())), True


def _done() -> Button:
    return Button(label("appeal_done"), Action.APPEAL_DONE)


def add_button(appeal: Appeal) -> Button:
    """«Дополнить», or «Ещё вопрос» where it was answered."""
    word = label("appeal_add" if appeal.state is AppealState.OPEN else "appeal_again")
    return Button(word, Action.APPEAL_ADD, (str(appeal.id),))


async def add(call: Call, appeal_id: int, said: Said, admins: Collection[str]) -> tuple[Message, bool]:
    """Store what was said and tell those who answer; an appeal that was over opens again with a new day.

    False when nothing was stored.
    """
    if len(said.text) > LIMIT:
        values = {"length": len(said.text), "limit": LIMIT, "files": 0, "most": 0}
        return Message(render("ngo/appeals/long.html.j2", **values), rows_of(_done())), False
    async with call.writing() as session:
        appeal = await own(session, call, appeal_id)
        if appeal is None:
            return gone(), False
        entry, new = await appeals.add_entry(
            session, appeal.id, AppealTurn.ADDITION, author_id=call.person.id, text=said.text, files=said.files,
            now=call.now, update_key=f"{call.update_key}:said",
        )  # fmt: skip
        if new:
            if said.message:
                own_one = [str(said.message)]
                await appeals.note_copies(session, call.person.id, own_one, appeal.id, call.now, entry.id)
            again = await appeals.reopen_appeal(session, appeal.id, due_on=due_day(call.today))
            if again:
                await appeals.add_entry(
                    session, appeal.id, AppealTurn.REOPENED, author_id=call.person.id, now=call.now, update_key=None
                )
            appeal = await appeals.appeal_of(session, appeal.id) or appeal
            view = "reopened" if again else "addition"
            await tell_desk(session, appeal, view, entry=entry.id, admins=admins, now=call.now)
        await session.commit()
    text = render("ngo/appeals/added.html.j2", appeal=appeal, today=call.today)
    return Message(text, rows_of(_done(), own_button())), True


def done() -> Message:
    """Nothing more is added."""
    return Message(render("ngo/appeals/done.html.j2"), rows_of(own_button(), home_button()))


async def thank(call: Call, appeal_id: int, admins: Collection[str]) -> Message:
    """«Понятно, спасибо»: the person closes an answered appeal; asked on, it opens again. The group reads it."""
    async with call.writing() as session:
        appeal = await own(session, call, appeal_id)
        if appeal is None:
            return gone()
        if appeal.state is AppealState.ANSWERED:
            await appeals.close_appeal(session, appeal.id, AppealOutcome.RESOLVED, call.now)
            await appeals.add_entry(
                session, appeal.id, AppealTurn.CLOSED, author_id=call.person.id, text=AppealOutcome.RESOLVED,
                now=call.now, update_key=f"{call.update_key}:thanks",
            )  # fmt: skip
            await placing.by_profile(session, appeal)
            group = await group_of(session, appeal.department)
            if group is not None:
                await tell(session, appeal, group.group_id, "thanked", call.now, admins=sorted(admins))
        appeal = await appeals.appeal_of(session, appeal.id) or appeal
        await session.commit()
    again = Button(label("appeal_again"), Action.APPEAL_ADD, (str(appeal.id),))
    text = render("ngo/appeals/thanks.html.j2", appeal=appeal, today=call.today)
    return Message(text, rows_of(again, own_button()))


async def own_appeals(call: Call, number: int) -> Message:
    """The person's appeals: waiting, answered or closed; each opens as a thread."""
    async with call.reading() as session:
        found = [one for one in await appeals.appeals_of(session, call.person.id) if one.text]
    page = page_of(found, number, PAGE)
    text = render("ngo/appeals/own.html.j2", page=page, today=call.today, zone=call.zone, excerpt=parts.excerpt)
    opened = [
        Button(label("appeal_number", number=one.number), Action.APPEAL_THREAD, (str(one.id), "0"))
        for one in page.items
    ]  # fmt: skip
    ask = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
    return Message(text, (*rows_of(*opened, per_row=3), pager(page, Action.APPEALS), *rows_of(ask, home_button())))


async def own_thread(call: Call, appeal_id: int, number: int) -> Message:
    """One appeal with everything that both sides said, the newest page first (0)."""
    async with call.reading() as session:
        appeal = await own(session, call, appeal_id)
        if appeal is None:
            return gone(own_button())
        entries = [one for one in await appeals.thread_of(session, appeal.id) if one.turn not in _HIDDEN]
        names = await names_of(session, {one.author_id for one in entries if one.author_id})
        department = await get(session, Department, appeal.department) if appeal.department else None
    last = max(1, -(-len(entries) // THREAD_PAGE))
    page = page_of(entries, number or last, THREAD_PAGE)
    text = render(
        "ngo/appeals/thread.html.j2", appeal=appeal, page=page, names=names, today=call.today, zone=call.zone,
        short=parts.excerpt, department=department, me=call.person.id,
    )  # fmt: skip
    buttons = rows_of(add_button(appeal), own_button())
    turning = pager(page, Action.APPEAL_THREAD, str(appeal.id)) if page.count > 1 else ()
    return Message(text, (turning, *buttons) if turning else buttons)
