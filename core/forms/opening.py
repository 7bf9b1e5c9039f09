"""A draft begun, taken up again, looked at as a whole, dropped; what is shown where it stands."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from core.calling import Call
from core.catalogue.home import gone
from core.desk.owning import owning
from core.desk.refusing import refused
from core.desk.rights import Right
from core.forms.filling import Filling, filling_of
from core.forms.layout import forms
from core.forms.publishing import decided, no_draft, not_yours, preview
from core.forms.questions import ask
from core.forms.records import fix_screen, table_closed
from core.messages import Message
from core.rendering import render
from storage import Session, drafts, imports
from storage.records.drafts import Draft
from storage.terms import DraftState


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say, and the draft whose answer is waited for (0: none). `asks` is False where nothing is said."""

    message: Message
    draft: int = 0
    asks: bool = True


async def begin(call: Call, table: str) -> Reply:
    """A new record: its first question."""
    form = forms().get(table)
    if not call.desk.may(Right.EDIT):
        return Reply(refused(call, Right.EDIT))
    if form is None:
        return Reply(gone())
    async with call.writing() as session:
        whose = await owning(session)
        if not call.desk.may_for(Right.EDIT, whose.of_records(table)):
            return Reply(table_closed(whose, form))
        since = await imports.last_change(session)
        draft = await drafts.add_draft(
            session, author_id=call.person.id, table=table, key="", step=form.steps[0].name, since=since, now=call.now,
            update_key=call.update_key,
        )  # fmt: skip
        filling = await filling_of(session, call, draft)
        await session.commit()
    assert filling is not None
    return Reply(ask(filling, began=True), draft.id)


async def change(call: Call, table: str, key: str, number: int) -> Reply:
    """One field of a published record. Several fields go into one draft; whoever else is at it is named."""
    form = forms().get(table)
    if not call.desk.may(Right.EDIT):
        return Reply(refused(call, Right.EDIT))
    if form is None or not 0 <= number < len(form.steps):
        return Reply(gone())
    async with call.writing() as session:
        open_ones = [
            one for one in await drafts.drafts_of(session, call.person.id) if (one.table, one.key) == (table, key)
        ]
        step = form.steps[number].name
        if open_ones:
            draft = await drafts.keep_answer(session, open_ones[0].id, open_ones[0].values, step, call.now)
        else:
            since = await imports.last_change(session)
            draft = await drafts.add_draft(
                session, author_id=call.person.id, table=table, key=key, step=step, since=since, now=call.now,
                update_key=call.update_key,
            )  # fmt: skip
        filling = await filling_of(session, call, draft)
        if filling is None or filling.record is None:
            return Reply(no_draft())
        if not filling.may(table, filling.record):
            return Reply(not_yours(filling, filling.record))
        await session.commit()
    return Reply(ask(filling), draft.id)


async def opened(session: Session, call: Call, number: int) -> Filling | Message:
    """One's own open draft, with the right to it asked again; else what to say instead."""
    draft = await drafts.find_draft(session, number, call.person.id)
    if draft is None:
        return no_draft()
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    if draft.state is not DraftState.OPEN:
        return decided(draft)
    filling = await filling_of(session, call, draft)
    if filling is None:
        return Message(render("admin/forms/record_gone.html.j2"), no_draft().buttons)
    if filling.record is not None and not filling.may(draft.table, filling.record):
        return not_yours(filling, filling.record)
    return filling


Screen = Callable[[], Awaitable[Message]]
"""What is shown after the transaction: a preview writes into one of its own."""

Outcome = Reply | Screen


def present(call: Call, filling: Filling, **told: Any) -> Outcome:
    """The question that is asked now, or the preview when all is answered."""
    if filling.step is None:
        return lambda: preview(call, filling)
    return Reply(ask(filling, **told), filling.draft.id)


async def shown(found: Outcome) -> Reply:
    return found if isinstance(found, Reply) else Reply(await found())


async def resume(call: Call, number: int) -> Reply:
    """Go on where the draft stands."""
    async with call.reading() as session:
        found = await opened(session, call, number)
    return Reply(found) if isinstance(found, Message) else await shown(present(call, found))


async def fix(call: Call, number: int) -> Reply:
    """All answers of a draft, each to be corrected."""
    async with call.reading() as session:
        filling = await opened(session, call, number)
    return Reply(filling if isinstance(filling, Message) else fix_screen(filling))


async def drop(call: Call, number: int) -> Message:
    """«Не надо»: the draft goes; what is published stays."""
    async with call.writing() as session:
        draft: Draft | None = await drafts.find_draft(session, number, call.person.id)
        if draft is None:
            return no_draft()
        if draft.state is not DraftState.OPEN:
            return decided(draft)
        await drafts.decide_draft(session, number, DraftState.DROPPED, call.now)
        await session.commit()
    text = render("admin/forms/dropped.html.j2", changing=bool(draft.key))
    return Message(text, no_draft().buttons)
