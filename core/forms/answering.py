"""Filling a form in: an answer at a time, each checked at once, each kept in the base before the next is asked."""

import dataclasses

from core.calling import Call
from core.forms.choices import choices_of, ticked, value_of_code
from core.forms.filling import Filling
from core.forms.layout import PHOTOS, Step
from core.forms.opening import Outcome, Reply, opened, present, shown
from core.forms.questions import BACK, SKIP, ask
from core.forms.reading import not_taken, read
from core.forms.spoken import says
from core.forms.steering import taken, turned
from core.imports.values import WrongCellError, value_of
from core.messages import Message
from core.rendering import render
from storage import Session

PHOTO_LIMIT = 10
"""Pictures of one record: what fits one album."""


async def take_text(call: Call, number: int, text: str) -> Reply:
    """A typed answer: taken, or refused with what should stand there; then the next question."""
    async with call.writing() as session:
        filling = await opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _said(session, call, filling, text)
    return await shown(found)


async def _said(session: Session, call: Call, filling: Filling, text: str) -> Outcome:
    step = filling.step
    if step is None or filling.draft.answered_key == call.update_key:
        return present(call, filling)
    if says(text, "back") and filling.record is None:
        return await turned(session, call, filling, step, BACK)
    if says(text, "skip") and _may_skip(filling, step):
        return await turned(session, call, filling, step, SKIP)
    if step.kind == PHOTOS:
        return _unfit(filling, "photo_wanted")
    try:
        values = read(filling, step, text)
    except WrongCellError as wrong:
        return Reply(not_taken(filling, step, text, wrong), filling.draft.id)
    return await taken(session, call, filling, step, values)


def _may_skip(filling: Filling, step: Step) -> bool:
    """Whether a word such as «нет» may steer: not where it is an answer, and not where one is required."""
    return filling.record is None and not filling.form.required(step) and not step.vocabulary


async def pick(call: Call, number: int, name: str, code: str) -> Reply:
    """A tapped option: taken, or ticked where several may be. An old button shows the present question."""
    async with call.writing() as session:
        filling = await opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _picked(session, call, filling, name, code)
    return await shown(found)


async def _picked(session: Session, call: Call, filling: Filling, name: str, code: str) -> Outcome:
    step = filling.step
    if step is None or step.name != name or filling.draft.answered_key == call.update_key:
        return present(call, filling)
    found = choices_of(filling, step)
    if code not in found.options:
        return _unfit(filling, "gone")
    if found.many:
        chosen = ticked(filling.values.get(step.field))
        now = tuple(one for one in chosen if one != code) if code in chosen else (*chosen, code)
        return await taken(session, call, filling, step, {step.field: now}, stay=True)
    if step.vocabulary:
        return await taken(session, call, filling, step, {step.field: (code,)})
    text = value_of_code(filling, step, code)
    assert text is not None
    columns = filling.form.columns(step)
    value = value_of(columns, [text] * len(columns), filling.reading, filling.zone)
    return await taken(session, call, filling, step, {step.field: value})


async def take_photo(call: Call, number: int, file_id: str, *, more: bool) -> Reply:
    """A picture where one is wanted. `more` says that it belongs to an album whose first one was answered."""
    async with call.writing() as session:
        filling = await opened(session, call, number)
        if isinstance(filling, Message):
            return Reply(filling)
        found = await _pictured(session, call, filling, file_id)
    return dataclasses.replace(await shown(found), asks=not more)


async def _pictured(session: Session, call: Call, filling: Filling, file_id: str) -> Outcome:
    step = filling.step
    if step is None:
        return present(call, filling)
    if step.kind != PHOTOS:
        return _unfit(filling, "text_wanted")
    held = tuple(filling.values.get(step.field) or ())
    if file_id in held:
        return present(call, filling)
    if len(held) >= PHOTO_LIMIT:
        return _unfit(filling, "photos_full")
    return await taken(session, call, filling, step, {step.field: (*held, file_id)}, stay=True)


async def unfit(call: Call, number: int, code: str) -> Reply:
    """Something that no question asks for: a voice, a file, a place; the question stands."""
    async with call.reading() as session:
        filling = await opened(session, call, number)
    if isinstance(filling, Message):
        return Reply(filling)
    if filling.step is None:
        return await shown(present(call, filling))
    return _unfit(filling, "photo_wanted" if filling.step.kind == PHOTOS and code == "not_text" else code)


def _unfit(filling: Filling, code: str) -> Reply:
    return Reply(ask(filling, wrong=render("admin/forms/wrong.html.j2", code=code)), filling.draft.id)
