"""Filling a form in: an answer at a time, each checked at once, each kept in the base before the next is asked."""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.calling import Call
from core.catalogue.home import gone
from core.desk.refusing import refused
from core.desk.rights import Right
from core.forms.choices import choices_of, ticked, value_of_code
from core.forms.filling import Filling, filling_of
from core.forms.layout import PHOTOS, YEARLY, Step, forms
from core.forms.publishing import decided, no_draft, not_yours, preview
from core.forms.questions import BACK, CLEAR, DONE, KEEP, LATER, SKIP, ask
from core.forms.reading import not_taken, read
from core.forms.records import drafts_list, edit_screen, fix_screen
from core.forms.spoken import says
from core.imports.comparing import as_json
from core.imports.values import WrongCellError, value_of
from core.messages import Message
from core.rendering import render
from storage import Session, drafts, imports
from storage.records.drafts import Draft
from storage.terms import DraftState

PHOTO_LIMIT = 10
"""Pictures of one record: what fits one album."""


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


async def _opened(session: Session, call: Call, number: int) -> Filling | Message:
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


def _present(call: Call, filling: Filling, **told: Any) -> Outcome:
    """The question that is asked now, or the preview when all is answered."""
    if filling.step is None:
        return lambda: preview(call, filling)
    return Reply(ask(filling, **told), filling.draft.id)


async def _shown(found: Outcome) -> Reply:
    return found if isinstance(found, Reply) else Reply(await found())


async def resume(call: Call, number: int) -> Reply:
    """Go on where the draft stands."""
    async with call.reading() as session:
        found = await _opened(session, call, number)
    return Reply(found) if isinstance(found, Message) else await _shown(_present(call, found))


async def take_text(call: Call, number: int, text: str) -> Reply:
    """A typed answer: taken, or refused with what should stand there; then the next question."""
    async with call.writing() as session:
        filling = await _opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _said(session, call, filling, text)
    return await _shown(found)


async def _said(session: Session, call: Call, filling: Filling, text: str) -> Outcome:
    step = filling.step
    if step is None or filling.draft.answered_key == call.update_key:
        return _present(call, filling)
    if says(text, "back") and filling.record is None:
        return await _steer(session, call, filling, step, BACK)
    if says(text, "skip") and _may_skip(filling, step):
        return await _steer(session, call, filling, step, SKIP)
    if step.kind == PHOTOS:
        return _unfit(filling, "photo_wanted")
    try:
        values = read(filling, step, text)
    except WrongCellError as wrong:
        return Reply(not_taken(filling, step, text, wrong), filling.draft.id)
    return await _taken(session, call, filling, step, values)


def _may_skip(filling: Filling, step: Step) -> bool:
    """Whether a word such as «нет» may steer: not where it is an answer, and not where one is required."""
    return filling.record is None and not filling.form.required(step) and not step.vocabulary


async def _taken(
    session: Session, call: Call, filling: Filling, step: Step, values: Mapping[str, Any], *, stay: bool = False
) -> Outcome:
    """Keep an answer and go on; `stay` keeps asking the same (a tick, one of several photos)."""
    kept = dict(filling.draft.values) | {
        name: None if value in (None, "", ()) else as_json(value) for name, value in values.items()
    }
    if stay:
        following = step.name
    elif filling.record is not None:
        following = ""
    else:
        later = dataclasses.replace(filling, draft=dataclasses.replace(filling.draft, values=kept))
        following = _next_unanswered(later, step)
    draft = await drafts.keep_answer(session, filling.draft.id, kept, following, call.now, call.update_key)
    await session.commit()
    filling = dataclasses.replace(filling, draft=draft)
    if stay:
        return Reply(ask(filling), draft.id)
    return _present(call, filling, echo=step)


def _next_unanswered(filling: Filling, step: Step) -> str:
    """The next question without an answer: whoever went back to correct one does not answer the rest again."""
    name = filling.after(step, filling.values)
    while name:
        following = filling.form.step(name)
        assert following is not None
        if following.field not in filling.draft.values or (
            filling.draft.values[following.field] is None and (filling.form.required(following))
        ):
            return name
        name = filling.after(following, filling.values)
    first = next((one for one in filling.steps if one.field not in filling.draft.values), None)
    return first.name if first is not None else ""


async def pick(call: Call, number: int, name: str, code: str) -> Reply:
    """A tapped option: taken, or ticked where several may be. An old button shows the present question."""
    async with call.writing() as session:
        filling = await _opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _picked(session, call, filling, name, code)
    return await _shown(found)


async def _picked(session: Session, call: Call, filling: Filling, name: str, code: str) -> Outcome:
    step = filling.step
    if step is None or step.name != name or filling.draft.answered_key == call.update_key:
        return _present(call, filling)
    found = choices_of(filling, step)
    if code not in found.options:
        return _unfit(filling, "gone")
    if found.many:
        chosen = ticked(filling.values.get(step.field))
        now = tuple(one for one in chosen if one != code) if code in chosen else (*chosen, code)
        return await _taken(session, call, filling, step, {step.field: now}, stay=True)
    if step.vocabulary:
        return await _taken(session, call, filling, step, {step.field: (code,)})
    text = value_of_code(filling, step, code)
    assert text is not None
    columns = filling.form.columns(step)
    value = value_of(columns, [text] * len(columns), filling.reading, filling.zone)
    return await _taken(session, call, filling, step, {step.field: value})


async def steer(call: Call, number: int, name: str, what: str) -> Reply:
    """«Назад», «Пропустить», «Дальше», «Очистить», «Не менять», «В черновик», another page, or another question."""
    async with call.writing() as session:
        filling = await _opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _steered(session, call, filling, name, what)
    return await _shown(found)


async def _steered(session: Session, call: Call, filling: Filling, name: str, what: str) -> Outcome:
    draft, step = filling.draft, filling.step
    if draft.answered_key == call.update_key:
        return _present(call, filling)
    if what == "open":
        if filling.form.step(name) is None:
            return _present(call, filling)
        kept = await drafts.keep_answer(session, draft.id, draft.values, name, call.now, call.update_key)
        await session.commit()
        return _present(call, dataclasses.replace(filling, draft=kept))
    if step is None or step.name != name:
        return _present(call, filling)
    if what.startswith("p") and what[1:].isdigit():
        return Reply(ask(filling, page=int(what[1:4])), draft.id)
    return await _steer(session, call, filling, step, what)


async def _steer(session: Session, call: Call, filling: Filling, step: Step, what: str) -> Outcome:
    value = filling.values.get(step.field)
    if what == LATER:
        return lambda: drafts_list(call, 1, saved=True)
    if what == BACK:
        earlier = filling.before(step)
        name = step.name if earlier is None else earlier.name
        draft = await drafts.keep_answer(
            session, filling.draft.id, filling.draft.values, name, call.now, call.update_key
        )
        await session.commit()
        return _present(call, dataclasses.replace(filling, draft=draft))
    if what == KEEP:
        return await _keep(session, call, filling, step)
    if what == CLEAR and not filling.form.required(step):
        return await _taken(session, call, filling, step, {step.field: None})
    if what in {SKIP, DONE}:
        if value in (None, "", ()) and filling.form.required(step):
            return Reply(ask(filling, wrong=render("admin/forms/wrong.html.j2", code="required")), filling.draft.id)
        held = {step.field: value}
        if step.kind == YEARLY:
            held["due_month"] = filling.values.get("due_month")
        return await _taken(session, call, filling, step, held)
    return _present(call, filling)


async def _keep(session: Session, call: Call, filling: Filling, step: Step) -> Outcome:
    """The field stays as it is; what else was changed goes to its preview, else back to the fields."""
    kept = {name: value for name, value in filling.draft.values.items() if name != step.field}
    if kept:
        draft = await drafts.keep_answer(session, filling.draft.id, kept, "", call.now, call.update_key)
        await session.commit()
        return _present(call, dataclasses.replace(filling, draft=draft))
    await drafts.decide_draft(session, filling.draft.id, DraftState.DROPPED, call.now)
    await session.commit()
    return lambda: edit_screen(call, filling.form.table, filling.draft.key)


async def take_photo(call: Call, number: int, file_id: str, *, more: bool) -> Reply:
    """A picture where one is wanted. `more` says that it belongs to an album whose first one was answered."""
    async with call.writing() as session:
        filling = await _opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _pictured(session, call, filling, file_id)
    return dataclasses.replace(await _shown(found), asks=not more)


async def _pictured(session: Session, call: Call, filling: Filling, file_id: str) -> Outcome:
    step = filling.step
    if step is None:
        return _present(call, filling)
    if step.kind != PHOTOS:
        return _unfit(filling, "text_wanted")
    held = tuple(filling.values.get(step.field) or ())
    if file_id in held:
        return _present(call, filling)
    if len(held) >= PHOTO_LIMIT:
        return _unfit(filling, "photos_full")
    return await _taken(session, call, filling, step, {step.field: (*held, file_id)}, stay=True)


async def unfit(call: Call, number: int, code: str) -> Reply:
    """Something that no question asks for: a voice, a file, a place; the question stands."""
    async with call.reading() as session:
        filling = await _opened(session, call, number)
    if isinstance(filling, Message):
        return Reply(filling)
    if filling.step is None:
        return await _shown(_present(call, filling))
    return _unfit(filling, "photo_wanted" if filling.step.kind == PHOTOS and code == "not_text" else code)


def _unfit(filling: Filling, code: str) -> Reply:
    return Reply(ask(filling, wrong=render("admin/forms/wrong.html.j2", code=code)), filling.draft.id)


async def fix(call: Call, number: int) -> Reply:
    """All answers of a draft, each to be corrected."""
    async with call.reading() as session:
        filling = await _opened(session, call, number)
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
