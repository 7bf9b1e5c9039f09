"""Where a form goes next: to the question after an answer, back, past one, or out to the drafts."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from core.calling import Call
from core.forms.filling import Filling
from core.forms.layout import YEARLY, Step
from core.forms.opening import Outcome, Reply, opened, present, shown
from core.forms.questions import BACK, CLEAR, DONE, KEEP, LATER, SKIP, ask
from core.forms.records import drafts_list, edit_screen
from core.imports.comparing import as_json
from core.messages import Message
from core.rendering import render
from storage import Session, drafts
from storage.terms import DraftState


async def taken(
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
    return present(call, filling, echo=step)


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


async def steer(call: Call, number: int, name: str, what: str) -> Reply:
    """«Назад», «Пропустить», «Дальше», «Очистить», «Не менять», «В черновик», another page, or another question."""
    async with call.writing() as session:
        filling = await opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _steered(session, call, filling, name, what)
    return await shown(found)


async def _steered(session: Session, call: Call, filling: Filling, name: str, what: str) -> Outcome:
    draft, step = filling.draft, filling.step
    if draft.answered_key == call.update_key:
        return present(call, filling)
    if what == "open":
        if filling.form.step(name) is None:
            return present(call, filling)
        kept = await drafts.keep_answer(session, draft.id, draft.values, name, call.now, call.update_key)
        await session.commit()
        return present(call, dataclasses.replace(filling, draft=kept))
    if step is None or step.name != name:
        return present(call, filling)
    if what.startswith("p") and what[1:].isdigit():
        return Reply(ask(filling, page=int(what[1:4])), draft.id)
    return await turned(session, call, filling, step, what)


async def turned(session: Session, call: Call, filling: Filling, step: Step, what: str) -> Outcome:
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
        return present(call, dataclasses.replace(filling, draft=draft))
    if what == KEEP:
        return await _keep(session, call, filling, step)
    if what == CLEAR and not filling.form.required(step):
        return await taken(session, call, filling, step, {step.field: None})
    if what in {SKIP, DONE}:
        if value in (None, "", ()) and filling.form.required(step):
            return Reply(ask(filling, wrong=render("admin/forms/wrong.html.j2", code="required")), filling.draft.id)
        held = {step.field: value}
        if step.kind == YEARLY:
            held["due_month"] = filling.values.get("due_month")
        return await taken(session, call, filling, step, held)
    return present(call, filling)


async def _keep(session: Session, call: Call, filling: Filling, step: Step) -> Outcome:
    """The field stays as it is; what else was changed goes to its preview, else back to the fields."""
    kept = {name: value for name, value in filling.draft.values.items() if name != step.field}
    if kept:
        draft = await drafts.keep_answer(session, filling.draft.id, kept, "", call.now, call.update_key)
        await session.commit()
        return present(call, dataclasses.replace(filling, draft=draft))
    await drafts.decide_draft(session, filling.draft.id, DraftState.DROPPED, call.now)
    await session.commit()
    return lambda: edit_screen(call, filling.form.table, filling.draft.key)
