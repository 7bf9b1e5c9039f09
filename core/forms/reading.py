"""A typed answer as the fields that it fills, and what is said when it cannot be read."""

from collections.abc import Mapping
from typing import Any

from core.forms import questions
from core.forms.choices import choices_of, nearest, value_of_code
from core.forms.filling import Filling
from core.forms.layout import YEARLY, Step
from core.forms.questions import ask
from core.forms.spoken import cells_of_text, yearly
from core.imports.checking import Problem
from core.imports.layout import Kind
from core.imports.marking import reason
from core.imports.values import WrongCellError, value_of
from core.messages import Message
from core.rendering import render
from storage.terms import RuleField

_COUNTED = {RuleField.AGE_MONTHS, RuleField.PERSON_AGE, RuleField.STAFF}


def read(filling: Filling, step: Step, text: str) -> Mapping[str, Any]:
    """The fields that a typed answer fills. WrongCellError says what is wrong."""
    if step.kind == YEARLY:
        day, month = yearly(text, filling.today)
        return {step.field: day, "due_month": month}
    columns = filling.form.columns(step)
    found = choices_of(filling, step)
    if found.closed and found.options and not found.many:
        text = _choice(filling, step, text)
    cells = cells_of_text(columns, text, filling.today)
    value = value_of(columns, cells, filling.reading, filling.zone)
    if columns[0].kind is Kind.ANSWERS:
        _check_rule(filling, value or ())
    return {step.field: value}


def _choice(filling: Filling, step: Step, text: str) -> str:
    """A name typed in part stands for the one option that holds it."""
    options = choices_of(filling, step).options
    exact = [code for code, shown in options.items() if shown.casefold() == text.strip().casefold()]
    near = exact or nearest(options, text)
    if len(near) != 1:
        raise WrongCellError("choose", "", part=" ".join(near))
    return value_of_code(filling, step, near[0]) or text


def _check_rule(filling: Filling, value: tuple[str, ...]) -> None:
    about = filling.values.get("field")
    if about in _COUNTED and (len(value) != 1 or not value[0].isdigit()):
        raise WrongCellError("whole_only")
    if about is RuleField.FOUNDED_ON and (len(value) != 1 or value[0].count("-") != 2):
        raise WrongCellError("date")


def not_taken(filling: Filling, step: Step, text: str, wrong: WrongCellError) -> Message:
    """The question again, with what is wrong; a name typed in part narrows a long list."""
    if wrong.code == "reference":
        found = choices_of(filling, step)
        near = nearest(found.options, text)
        wrong = WrongCellError("choose", "", part="" if found.many else " ".join(near))
    if wrong.code in {"choose", "whole_only"}:
        only = tuple(wrong.part.split())
        sentence = render("admin/forms/wrong.html.j2", code=wrong.code, near=len(only), text=_quoted(text))
        return ask(filling, wrong=sentence, only=only)
    problem = Problem(
        wrong.code, "", title=questions.title_of(filling, step), found=_quoted(text), expected=wrong.expected
    )
    return ask(filling, wrong=render("admin/forms/plain.html.j2", text=reason(problem, marked=True)))


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
