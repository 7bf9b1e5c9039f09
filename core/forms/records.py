"""What there is to keep: the tables, their records, the fields of one, and one's own drafts."""

from datetime import timedelta

from core.calling import Call
from core.catalogue.editing import record_history
from core.catalogue.home import home_button
from core.catalogue.paging import page_of, pager
from core.desk.owning import Owning, owning
from core.desk.refusing import refused
from core.desk.rights import Right
from core.forms.filling import Filling, filling_of
from core.forms.layout import Form, forms
from core.forms.publishing import card_button, content_menu_button, decide_button, name_of
from core.forms.questions import said, title_of
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, drafts, packs
from storage.people import names_of
from storage.records.content import Content
from storage.records.drafts import Draft
from storage.terms import DraftState

AT_WORK = timedelta(hours=4)
"""Another editor's draft that was touched within this long is work under way."""

CUT = 60
SHOWN = 8
"""Fields of a record in its message; each of them has a button."""


async def menu(call: Call) -> Message:
    """Which records can be written here, one's drafts, and what wants checking. A stranger gets the staff screen."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        waiting = await drafts.count_drafts(session, call.person.id)
    buttons = [Button(form.button, Action.FORM_TABLE, (table, "1")) for table, form in forms().items()]
    tail = rows_of(
        Button(label("forms_drafts", count=waiting), Action.DRAFTS, ("1",)) if waiting else None,
        Button(label("forms_check"), Action.STALE, ("1",)),
        Button(label("imports_menu"), Action.DATA),
        Button(label("menu_staff"), Action.STAFF),
    )
    return Message(render("admin/forms/menu.html.j2"), (*rows_of(*buttons), *tail))


async def table_screen(call: Call, table: str, number: int) -> Message:
    """The records of a table that this person may edit, the newest first, and the way to add one."""
    form = forms().get(table)
    if form is None or not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        whose = await owning(session)
        records = await packs.current_records(session, table)
        filling = await blank_filling(session, call, table)
    assert filling is not None
    if not call.desk.may_for(Right.EDIT, whose.of_records(table)):
        return table_closed(whose, form)
    mine = [one for one in records.values() if call.desk.may_for(Right.EDIT, whose.of(table, one))]
    mine.sort(key=lambda one: _order(table, one), reverse=True)
    page = page_of(mine, number, 6)
    text = render("admin/forms/table.html.j2", form=form, page=page, every=len(records))
    rows = [
        (Button(label("named", title=_label(filling, one)), Action.EDIT, (table, one.key)),) for one in page.items
    ]  # fmt: skip
    add = Button(label("form_add"), Action.FORM_NEW, (table,))
    return Message(
        text, ((add,), *rows, pager(page, Action.FORM_TABLE, table), *rows_of(content_menu_button(), home_button()))
    )


def table_closed(whose: Owning, form: Form) -> Message:
    """All records of a table are another department's: said before the first question, not after the last."""
    names = [one.short_name for key in whose.of_records(form.table) if (one := whose.department(key)) is not None]
    text = render("admin/forms/table_closed.html.j2", form=form, departments=names)
    return Message(text, rows_of(content_menu_button(), home_button()))


def _order(table: str, record: Content) -> tuple[str, int]:
    """What an editor works on now comes first: the latest window, year or addition."""
    moment = getattr(record, "closes_at", None) or getattr(record, "starts_at", None)
    return (
        (f"{getattr(record, 'year', 0)}{moment or ''}", record.position)
        if table != "measures"
        else ("", -record.position)
    )


def _label(filling: Filling, record: Content) -> str:
    return name_of(filling, {name: getattr(record, name) for name in filling.form.sheet.fields})


async def blank_filling(session: Session, call: Call, table: str, key: str = "") -> Filling | None:
    """A record read as forms do, with a draft that stands in no table."""
    draft = Draft(0, call.person.id, table, key, {}, "", DraftState.OPEN, 0, (), "", call.now, call.now)
    return await filling_of(session, call, draft)


async def edit_screen(call: Call, table: str, key: str) -> Message:
    """One record: its fields as they stand, each to be changed; who else is at it; the card."""
    if table not in forms() or not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        filling = await blank_filling(session, call, table, key)
        others = await drafts.others_at(session, table, key, call.person.id, call.now - AT_WORK)
        names = await names_of(session, {one.author_id for one in others})
    if filling is None or filling.record is None:
        return Message(render("admin/forms/record_gone.html.j2"), rows_of(content_menu_button(), home_button()))
    if not filling.may(table, filling.record):
        return closed(filling)
    record = filling.record
    name = _label(filling, record)
    lines = [
        (title_of(filling, step), _cut(shown)) for step in filling.steps
        if filling.values.get(step.field) is not False
        and (shown := said(filling, step, filling.values.get(step.field))) not in {"", "0", name}
    ]  # fmt: skip
    text = render(
        "admin/forms/edit.html.j2", name=name, lines=lines[:SHOWN], more=len(lines[SHOWN:]),
        checked_on=record.checked_on, today=call.today, others=list(dict.fromkeys(names.values())),
    )  # fmt: skip
    every = list(filling.form.steps)
    fields = [
        Button(label("named", title=title_of(filling, step)), Action.EDIT_FIELD, (table, key, str(every.index(step))))
        for step in filling.steps
    ]  # fmt: skip
    check = Button(label("checked"), Action.CHECKED, (table, key)) if record.checked_on != call.today else None
    gone = Button(label("form_remove"), Action.REMOVE_ASK, (table, key))
    back = Button(label("to_list"), Action.FORM_TABLE, (table, "1"))
    return Message(text, (*rows_of(*fields), *rows_of(
        check, card_button(table, record), record_history(table, key), gone, back,
    )))  # fmt: skip


def closed(filling: Filling) -> Message:
    """The record is another department's: who keeps it."""
    assert filling.record is not None
    owners = filling.owning.of(filling.form.table, filling.record)
    names = [one.short_name for key in owners if (one := filling.owning.department(key)) is not None]
    text = render("admin/forms/closed.html.j2", departments=names)
    return Message(text, rows_of(card_button(filling.form.table, filling.record), content_menu_button()))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CUT else line[: CUT - 1].rstrip() + "…"


def fix_screen(filling: Filling) -> Message:
    """All answers of a draft, each to be corrected."""
    values = filling.values
    lines = [(title_of(filling, step), _cut(said(filling, step, values.get(step.field)))) for step in filling.steps]
    text = render("admin/forms/fix.html.j2", form=filling.form, lines=lines)
    number = str(filling.draft.id)
    steps = [
        Button(label("named", title=title_of(filling, step)), Action.FORM_STEP, (number, step.name, "open"))
        for step in filling.steps
    ]  # fmt: skip
    return Message(text, (*rows_of(*steps), *rows_of(
        decide_button("form_preview", filling.draft, "show"), decide_button("form_drop", filling.draft, "no"),
    )))  # fmt: skip


async def drafts_list(call: Call, number: int, *, saved: bool = False) -> Message:
    """One's drafts with how far each is; `saved` says that the last one has just been put there."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    async with call.reading() as session:
        found = await drafts.drafts_of(session, call.person.id)
        page = page_of(found, number)
        lines = [await _draft_line(session, call, one) for one in page.items]
    text = render("admin/forms/drafts.html.j2", page=page, lines=lines, saved=saved, today=call.today, zone=call.zone)
    rows = [
        (Button(label("named", title=name), Action.FORM_DECIDE, (str(one.id), "show")),)
        for one, (name, _, _) in zip(page.items, lines, strict=True)
    ]  # fmt: skip
    return Message(text, (*rows, pager(page, Action.DRAFTS), *rows_of(content_menu_button(), home_button())))


async def _draft_line(session: Session, call: Call, draft: Draft) -> tuple[str, str, Draft]:
    """A draft's name, what it waits for, and itself."""
    filling = await filling_of(session, call, draft)
    if filling is None:
        return forms()[draft.table].one if draft.table in forms() else draft.table, "gone", draft
    values = filling.values
    first = next((step for step in filling.steps if values.get(step.field)), None)
    made = name_of(filling, values)
    name = made if made != filling.form.one or first is None else said(filling, first, values.get(first.field))
    shown = name if filling.form.one in name else f"{filling.form.one}: {name}"
    return (
        shown if name != filling.form.one else name,
        "ready" if not draft.step else title_of(filling, filling.step) if filling.step else "",
        draft,
    )
