"""Preview, publication and taking it back. Nothing is written before the editor's word, and each word counts once."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.announcements.reach import Reach, reach_of
from core.calling import Call
from core.catalogue.home import home_button
from core.forms.cards import CARDS, card_of, make_current, rehearsal, write_record
from core.forms.filling import Filling, NotWholeError, changed_fields, filling_of, record_of
from core.forms.layout import Step
from core.forms.questions import said, title_of
from core.imports.comparing import label_of
from core.messages import Action, Button, Message, rows_of
from core.rendering import MESSAGE_LIMIT, label, length, render
from storage import Session, content, drafts, imports
from storage.imports import Writer
from storage.records.content import Content
from storage.records.drafts import Draft
from storage.records.work import Change
from storage.terms import DraftState, SignupState
from storage.trainings import standing

PUBLISH, DROP, SAVE, FIX, MINE, THEIRS, UNDO, SHOW, REMOVE = (
    "pub", "no", "save", "fix", "mine", "base", "undo", "show", "rm",
)  # fmt: skip
"""What the buttons under a preview do."""

ROOM = 700
"""Characters around the card in a preview."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed since the draft was begun."""

    title: str
    theirs: str
    mine: str
    author: str
    change: Change


def content_menu_button() -> Button:
    """«✏️ Записи»."""
    return Button(label("forms_menu"), Action.FORMS)


def decide_button(name: str, draft: Draft, what: str, **values: Any) -> Button:
    """A button that decides about a draft."""
    return Button(label(name, **values), Action.FORM_DECIDE, (str(draft.id), what))


def name_of(filling: Filling, values: Mapping[str, Any]) -> str:
    """How a list calls the record."""
    found = {name: values.get(name) for name in filling.form.sheet.fields}
    shown = label_of(filling.form.sheet, found, filling.reading).strip(" ,")
    return shown if shown and shown != "?" else filling.form.one


def missing(filling: Filling, error: NotWholeError) -> Message:
    """What keeps the answers from being a record, and the way to mend it."""
    step = filling.form.step(error.step) if error.step else None
    twin = filling.others.get(error.value) if error.code == "twice" else None
    text = render(
        "admin/forms/not_whole.html.j2", code=error.code, form=filling.form,
        title=title_of(filling, step) if step else "",
        twin=name_of(filling, {n: getattr(twin, n) for n in filling.form.sheet.fields}) if twin else "",
    )  # fmt: skip
    mend = Button(label("form_mend"), Action.FORM_STEP, (str(filling.draft.id), step.name, "open")) if step else None
    other = Button(label("form_edit_twin"), Action.EDIT, (filling.form.table, error.value)) if twin else None
    return Message(text, rows_of(
        mend, other, decide_button("form_fix", filling.draft, FIX), decide_button("form_drop", filling.draft, DROP),
    ))  # fmt: skip


async def preview(call: Call, filling: Filling) -> Message:
    """The card as its reader will see it, whom it reaches, and the decision."""
    try:
        record = record_of(filling)
    except NotWholeError as error:
        return missing(filling, error)
    if filling.record is not None and not changed_fields(filling, record):
        return nothing_changed(filling)
    async with rehearsal(call, filling, record) as (session, rehearsing):
        hidden = filling.form.table == "seasons" and await make_current(session, call, record)
        card = await card_of(rehearsing, filling.form.table, record.key)
        reach = await reach_of(session, filling.form.table, record.key, call.now, call.zone)
        signed = await _signed(session, filling, record)
    clashes = await _clashes(call, filling, record)
    head = render("admin/forms/preview_head.html.j2", lines=_differences(filling, record), hidden=hidden)
    foot = render(
        "admin/forms/preview_foot.html.j2", reach=reach, clashes=clashes, changing=filling.record is not None,
        form=filling.form.table, signed=signed,
    )  # fmt: skip
    if length(card.text) > MESSAGE_LIMIT - ROOM:
        longest = max(filling.steps, key=lambda step: len(str(filling.values.get(step.field) or "")))
        return missing(filling, NotWholeError("too_long", longest.name))
    text = f"{head}\n\n{card.text}\n\n{foot}" if foot else f"{head}\n\n{card.text}"
    return dataclasses.replace(card, text=text, buttons=_decision(filling, clashes), more=())


def _decision(filling: Filling, clashes: list[Clash]) -> Any:
    draft = filling.draft
    later = Button(label("form_save"), Action.FORM_DECIDE, (str(draft.id), SAVE))
    if clashes:
        return rows_of(
            decide_button("form_mine", draft, MINE), decide_button("form_theirs", draft, THEIRS), later,
            decide_button("form_drop", draft, DROP),
        )  # fmt: skip
    return rows_of(
        decide_button("form_publish", draft, PUBLISH), later, decide_button("form_fix", draft, FIX),
        decide_button("form_drop", draft, DROP),
    )  # fmt: skip


def _differences(filling: Filling, record: Content) -> list[tuple[str, str, str]]:
    """A changed record's fields: what they are called, before and after."""
    if filling.record is None:
        return []
    changes = changed_fields(filling, record)
    found = []
    for step in _one_per_field(filling):
        if step.field in changes:
            before, after = changes[step.field]
            found.append(
                (title_of(filling, step), _short(said(filling, step, before)), _short(said(filling, step, after)))
            )
    return found


def _one_per_field(filling: Filling) -> list[Step]:
    return list({step.field: step for step in reversed(filling.steps)}.values())[::-1]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


async def _clashes(call: Call, filling: Filling, record: Content) -> list[Clash]:
    async with call.reading() as session:
        return await clashes_of(session, call, filling, record)


async def clashes_of(session: Session, call: Call, filling: Filling, record: Content) -> list[Clash]:
    """Fields of the draft that others changed since it was begun, with both values."""
    if filling.record is None:
        return []
    since = await imports.changes_after(session, filling.draft.since, [filling.form.table])
    last = {one.field: one for one in since if one.key == filling.draft.key and one.author_id != call.person.id}
    names = await imports.authors(session, (one.author_id for one in last.values()))
    mine = changed_fields(filling, record)
    found = []
    for step in _one_per_field(filling):
        change = last.get(step.field)
        if change is None or step.field not in mine:
            continue
        theirs, own = mine[step.field]
        author = names.get(change.author_id or 0, "")
        found.append(
            Clash(title_of(filling, step), said(filling, step, theirs), said(filling, step, own), author, change)
        )
    return found


async def publish(call: Call, number: int, *, take: str = "") -> Message:
    """«Опубликовать», once. In a clash the editor says whose value counts; before that nothing is written."""
    async with call.writing() as session:
        await imports.hold_content(session)  # before the others' changes are looked for, or two could pass at once
        draft = await drafts.find_draft(session, number, call.person.id)
        filling = await filling_of(session, call, draft) if draft is not None else None
        refused = _refused(call, draft, filling)
        if refused is not None:
            return refused
        assert draft is not None
        assert filling is not None
        try:
            record = record_of(filling)
        except NotWholeError as error:
            return missing(filling, error)
        if not filling.may(draft.table, filling.record or record):
            return not_yours(filling, record)
        clashes = await clashes_of(session, call, filling, record)
        if clashes and take == THEIRS:
            return await _give_way(session, call, filling, clashes)
        if clashes and take != MINE:
            await session.rollback()
            return await preview(call, filling)
        writer = Writer.of(session, call.person.id, call.now)
        await write_record(writer, filling, record)
        done = await writer.numbers()
        await drafts.decide_draft(session, number, DraftState.PUBLISHED, call.now, record.key, done)
        await content.raise_version(session)
        reach = await reach_of(session, draft.table, record.key, call.now, call.zone)
        signed = await _signed(session, filling, record)
        await session.commit()
    return published(filling, record, reach, signed)


def _refused(call: Call, draft: Draft | None, filling: Filling | None) -> Message | None:
    """Why a draft cannot be published; None when it can."""
    if draft is None:
        return no_draft()
    if draft.state is not DraftState.OPEN:
        return decided(draft)
    if filling is None:
        return Message(render("admin/forms/record_gone.html.j2"), rows_of(content_menu_button(), home_button()))
    return None


async def _signed(session: Session, filling: Filling, record: Content) -> int:
    """How many have or wait for a place at a training whose hour or place changes: each gets a correction."""
    if filling.form.table != "trainings" or filling.record is None:
        return 0
    if not {"starts_at", "venue", "url", "called_off"} & set(changed_fields(filling, record)):
        return 0
    return len(await standing(session, record.key, (SignupState.SIGNED, SignupState.WAITING)))


def published(filling: Filling, record: Content, reach: Reach | None, signed: int = 0) -> Message:
    """Published: whom it reaches, the card, and the way back."""
    values = {name: getattr(record, name) for name in filling.form.sheet.fields}
    text = render(
        "admin/forms/published.html.j2", name=name_of(filling, values), reach=reach,
        changing=filling.record is not None, form=filling.form.table, unchecked=record.checked_on is None,
        signed=signed,
    )  # fmt: skip
    check = None
    if filling.record is not None and record.checked_on != filling.today:
        check = Button(label("checked"), Action.CHECKED, (filling.form.table, record.key))
    again = Button(label("form_another"), Action.FORM_NEW, (filling.form.table,)) if filling.record is None else None
    return Message(text, rows_of(
        decide_button("form_undo", filling.draft, UNDO), card_button(filling.form.table, record), check, again,
        content_menu_button(),
    ))  # fmt: skip


def card_button(table: str, record: Content) -> Button | None:
    """The way to the record's card, where it has one."""
    if table in {"seasons", "rules"}:
        return Button(label("form_card"), Action.CONTEST, (str(getattr(record, "contest", "")),))
    return Button(label("form_card"), CARDS[table], (record.key,)) if table in CARDS else None


def decided(draft: Draft) -> Message:
    """The second of two presses, or an old button."""
    text = render("admin/forms/decided.html.j2", state=str(draft.state))
    back = decide_button("form_undo", draft, UNDO) if draft.state is DraftState.PUBLISHED else None
    return Message(text, rows_of(back, content_menu_button(), home_button()))


def no_draft() -> Message:
    """There is no such draft for this person."""
    return Message(render("admin/forms/no_draft.html.j2"), rows_of(content_menu_button(), home_button()))


def nothing_changed(filling: Filling) -> Message:
    """The answers are what stands in the record."""
    text = render("admin/forms/nothing_changed.html.j2")
    edit = Button(label("form_fields"), Action.EDIT, (filling.form.table, filling.draft.key))
    return Message(text, rows_of(edit, decide_button("form_drop", filling.draft, DROP)))


def not_yours(filling: Filling, record: Content) -> Message:
    """Another department owns it: the draft stays, nothing is published."""
    owners = filling.owning.of(filling.form.table, filling.record or record)
    names = [one.short_name for key in owners if (one := filling.owning.department(key)) is not None]
    text = render("admin/forms/not_yours.html.j2", departments=names)
    return Message(text, rows_of(
        decide_button("form_fix", filling.draft, FIX), decide_button("form_drop", filling.draft, DROP),
        content_menu_button(),
    ))  # fmt: skip


async def _give_way(session: Session, call: Call, filling: Filling, clashes: list[Clash]) -> Message:
    """The others' values stay; what is left of the draft goes on to its preview."""
    lost = {one.change.field for one in clashes}
    kept = {name: value for name, value in filling.draft.values.items() if name not in lost}
    newest = max(one.change.id for one in clashes)
    if not kept:
        await drafts.decide_draft(session, filling.draft.id, DraftState.DROPPED, call.now)
        await session.commit()
        return Message(render("admin/forms/gave_way.html.j2"), rows_of(content_menu_button(), home_button()))
    await drafts.rebase_draft(session, filling.draft.id, newest)
    draft = await drafts.keep_answer(session, filling.draft.id, kept, "", call.now)
    await session.commit()
    return await preview(call, dataclasses.replace(filling, draft=draft))
