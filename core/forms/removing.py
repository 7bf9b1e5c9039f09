"""Taking a record out in two steps, with the way back under the message."""

from core.calling import Call
from core.catalogue.home import home_button
from core.desk.owning import owner_of
from core.desk.refusing import refused
from core.desk.rights import Right
from core.forms.filling import Filling
from core.forms.layout import forms
from core.forms.publishing import UNDO, content_menu_button, decide_button, name_of
from core.forms.records import blank_filling, closed
from core.imports.applying import used
from core.imports.pending import stand_of
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, content, drafts, imports
from storage.imports import Writer
from storage.packs import adapter
from storage.records.content import Content
from storage.records.drafts import Draft
from storage.terms import DraftState


def _back(table: str, key: str) -> Button:
    return Button(label("back"), Action.EDIT, (table, key))


async def _allowed(session: Session, call: Call, table: str, key: str) -> Filling | Message:
    filling = await blank_filling(session, call, table, key)
    if filling is None or filling.record is None:
        return Message(render("admin/forms/record_gone.html.j2"), rows_of(content_menu_button(), home_button()))
    if not filling.may(table, filling.record):
        return closed(filling)
    if used(filling.stand, table, key, set()):
        text = render("admin/forms/still_used.html.j2", name=_named(filling, filling.record))
        return Message(text, rows_of(_back(table, key), content_menu_button()))
    return filling


def _named(filling: Filling, record: Content) -> str:
    return name_of(filling, {name: getattr(record, name) for name in filling.form.sheet.fields})


async def ask_to_remove(call: Call, table: str, key: str) -> Message:
    """What goes, before it goes; a record that others name stays."""
    if table not in forms() or not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        found = await _allowed(session, call, table, key)
    if isinstance(found, Message):
        return found
    assert found.record is not None
    text = render("admin/forms/remove_ask.html.j2", name=_named(found, found.record))
    return Message(text, rows_of(Button(label("form_remove_sure"), Action.REMOVE, (table, key)), _back(table, key)))


async def remove(call: Call, table: str, key: str) -> Message:
    """Take it out, in history's sight. A draft remembers the change, so that it can be taken back."""
    if table not in forms() or not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.writing() as session:
        found = await _allowed(session, call, table, key)
        if isinstance(found, Message):
            return found
        assert found.record is not None
        await imports.hold_content(session)
        since = await imports.last_change(session)
        writer = Writer.of(session, call.person.id, call.now)
        await writer.remove(table, found.record)
        draft = await drafts.add_draft(
            session, author_id=call.person.id, table=table, key=key, step="", since=since, now=call.now,
            update_key=call.update_key,
        )  # fmt: skip
        await drafts.decide_draft(session, draft.id, DraftState.PUBLISHED, call.now, key, await writer.numbers())
        await content.raise_version(session)
        await session.commit()
    text = render("admin/forms/removed.html.j2", name=_named(found, found.record))
    every = Button(label("to_list"), Action.FORM_TABLE, (table, "1"))
    return Message(text, rows_of(decide_button("form_undo", draft, UNDO), every))


async def bring_back(session: Session, call: Call, draft: Draft) -> Message | None:
    """Undo a removal; None when the draft was none. Does not commit."""
    changes = await imports.changes_by_id(session, draft.change_ids)
    if len(changes) != 1 or changes[0].field or changes[0].after is not None:
        return None
    form = forms()[draft.table]
    record = adapter(form.sheet.record).validate_python(changes[0].before)
    stand = await stand_of(session, form.book, call.zone)
    if not call.desk.may_for(Right.EDIT, await owner_of(session, draft.table, record)):
        return refused(call, Right.EDIT)
    if draft.key in stand.current[draft.table]:
        return Message(render("admin/forms/decided.html.j2", state="undone"), rows_of(content_menu_button()))
    await Writer.of(session, call.person.id, call.now).add(draft.table, record)
    await drafts.decide_draft(session, draft.id, DraftState.UNDONE, call.now)
    await content.raise_version(session)
    edit = Button(label("form_fields"), Action.EDIT, (draft.table, draft.key))
    return Message(render("admin/forms/brought_back.html.j2"), rows_of(edit, content_menu_button()))
