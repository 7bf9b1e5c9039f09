"""A publication taken back: whole, unless somebody changed the same since."""

from core.calling import Call
from core.catalogue.home import home_button
from core.forms.filling import Filling, filling_of
from core.forms.publishing import SHOW, content_menu_button, decide_button, decided, no_draft, not_yours
from core.forms.removing import bring_back
from core.imports.applying import in_the_way, take_back
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, content, drafts, imports
from storage.imports import Writer
from storage.records.work import Change
from storage.terms import DraftState


async def undo(call: Call, number: int) -> Message:
    """Take a publication back whole, unless somebody changed the same since; a new record becomes a draft again."""
    async with call.writing() as session:
        draft = await drafts.find_draft(session, number, call.person.id)
        if draft is None:
            return no_draft()
        if draft.state is not DraftState.PUBLISHED:
            return decided(draft)
        await imports.hold_content(session)
        back = await bring_back(session, call, draft)
        if back is not None:
            await session.commit()
            return back
        filling = await filling_of(session, call, draft)
        if filling is None or filling.record is None:
            return Message(render("admin/forms/record_gone.html.j2"), rows_of(content_menu_button(), home_button()))
        if not filling.may(draft.table, filling.record):
            return not_yours(filling, filling.record)
        changes = await imports.changes_by_id(session, draft.change_ids)
        later = await in_the_way(session, filling.form.book, filling.stand, changes)
        if later:
            text = render("admin/forms/blocked.html.j2", later=later[:3], zone=call.zone)
            return Message(text, rows_of(content_menu_button(), home_button()))
        added = next((change for change in changes if change.field == "" and change.before is None), None)
        writer = Writer.of(session, call.person.id, call.now)
        for change in reversed(changes):
            await take_back(writer, filling.stand, change)
        await content.raise_version(session)
        await _reopen(session, call, filling, added, changes)
        await session.commit()
    text = render("admin/forms/undone.html.j2", added=added is not None)
    edit = None if added is not None else Button(label("form_fields"), Action.EDIT, (draft.table, draft.key))
    again = decide_button("form_continue", draft, SHOW) if added is not None else None
    return Message(text, rows_of(again, edit, content_menu_button()))


async def _reopen(session: Session, call: Call, filling: Filling, added: Change | None, changes: list[Change]) -> None:
    draft = filling.draft
    if added is None:
        await drafts.decide_draft(session, draft.id, DraftState.UNDONE, call.now)
        return
    fields = {step.field for step in filling.form.steps} | {"due_month"}
    values = {name: value for name, value in added.after.items() if name in fields}
    for change in changes:
        if change.field:
            values[change.field] = change.after
    await drafts.reopen_draft(session, draft.id, values, call.now)
