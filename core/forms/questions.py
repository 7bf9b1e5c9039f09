"""The form's messages: a question with what was understood before it, its buttons, and what is wrong."""

from collections.abc import Sequence
from typing import Any

from core.catalogue.paging import page_of
from core.forms.choices import choices_of, ticked
from core.forms.filling import Filling
from core.forms.layout import PHOTOS, YEARLY, Step
from core.imports.cells import worded
from core.imports.layout import words
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, render

PAGE = 8
"""Options on a page of a long list."""

BACK, SKIP, DONE, KEEP, LATER, CLEAR = "back", "skip", "done", "keep", "later", "clear"
"""What a step's other buttons do."""

ECHO_LIMIT = 90


def said(filling: Filling, step: Step, value: Any) -> str:
    """An answer as it was understood: a day with its weekday, a sum with its unit, names as people know them."""
    if step.kind == PHOTOS:
        return str(len(value)) if value else ""
    if value is None or value in ("", ()):
        return ""
    if step.kind == YEARLY:
        return render("admin/forms/yearly.html.j2", day=value, month=filling.values.get("due_month"))
    if step.vocabulary:
        known = choices_of(filling, step).options
        return ", ".join(known.get(str(one), str(one)) for one in value)
    return worded(filling.form.columns(step), value, filling.zone, filling.reading)


def title_of(filling: Filling, step: Step) -> str:
    """What the field is called in tables and cards."""
    columns = filling.form.columns(step)
    if step.kind == PHOTOS or not columns:
        return words("fields")["photos"]
    if step.kind == YEARLY:
        return words("fields")["yearly"]
    return columns[0].title


def ask(
    filling: Filling, *, echo: Step | None = None, wrong: str = "", note: str = "", page: int = 1,
    only: Sequence[str] = (), began: bool = False,
) -> Message:  # fmt: skip
    """The present question. `echo` is the step answered last, `wrong` says why an answer was not taken.

    `only` narrows a long list to some options; `note` is a sentence of its own.
    """
    step = filling.step
    assert step is not None
    values = filling.values
    steps = filling.steps
    shown = "" if echo is None else said(filling, echo, values.get(echo.field))
    text = render(
        "admin/forms/question.html.j2",
        form=filling.form, step=step, number=steps.index(step) + 1 if step in steps else 1, total=len(steps),
        changing=filling.record is not None, echo=_cut(shown), echo_title=title_of(filling, echo) if echo else "",
        past=echo is not None and _past(filling, echo, values.get(echo.field)), wrong=wrong, note=note, began=began,
        stands=_cut(said(filling, step, values.get(step.field))), photos=step.kind == PHOTOS,
        required=filling.form.required(step), narrowed=bool(only),
    )  # fmt: skip
    return Message(text, (*_options(filling, step, page, only), *_steering(filling, step)))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ECHO_LIMIT else line[: ECHO_LIMIT - 1].rstrip() + "…"


def _past(filling: Filling, step: Step, value: Any) -> bool:
    """Whether a day that people still have to meet has passed already."""
    if step.field == "offered_until" and value is not None:
        return bool(value < filling.today)
    if step.field in {"closes_at", "starts_at"} and value is not None:
        return bool(value < filling.now)
    return False


def _options(filling: Filling, step: Step, number: int, only: Sequence[str]) -> Buttons:
    found = choices_of(filling, step)
    codes = [code for code in only if code in found.options] or list(found.options)
    if not codes:
        return ()
    chosen = ticked(filling.values.get(step.field)) if found.many else ()
    page = page_of(codes, number, PAGE if not found.many else 14)
    draft = str(filling.draft.id)
    buttons = [
        Button(
            label("form_tick", chosen=code in chosen, title=found.options[code])
            if found.many else label("named", title=found.options[code]),
            Action.FORM_PICK, (draft, step.name, code),
        )
        for code in page.items
    ]  # fmt: skip
    short = all(len(button.label) <= 17 for button in buttons)
    rows = rows_of(*buttons, per_row=2 if short or found.many else 1)
    if page.count == 1:
        return rows
    earlier, later = (
        Button(sign, Action.FORM_STEP, (draft, step.name, f"p{to}")) if 1 <= to <= page.count else None
        for sign, to in (("‹", page.number - 1), ("›", page.number + 1))
    )
    at = Button(label("page", number=page.number, count=page.count))
    return (*rows, tuple(one for one in (earlier, at, later) if one is not None))


def _steering(filling: Filling, step: Step) -> Buttons:
    """«Назад», «Пропустить» and «Дальше»; while a published record is changed: leave it as it is, or empty it."""
    draft, value = str(filling.draft.id), filling.values.get(step.field)
    required, has = filling.form.required(step), value not in (None, "", ())

    def button(name: str, what: str) -> Button:
        return Button(label(name), Action.FORM_STEP, (draft, step.name, what))

    done = choices_of(filling, step).many or step.kind == PHOTOS
    if filling.record is not None:
        return rows_of(
            button("form_done", DONE) if done else None,
            button("form_clear", CLEAR) if has and not required and not done else None,
            button("form_remove_photos", CLEAR) if has and step.kind == PHOTOS else None,
            button("form_keep", KEEP),
        )
    first = filling.before(step) is None
    forward = None
    if done:
        forward = button("form_done", DONE)
    elif has:
        forward = button("form_leave", SKIP)
    elif not required:
        forward = button("form_skip", SKIP)
    return rows_of(None if first else button("back", BACK), forward, button("form_later", LATER))
