"""A draft together with the base: what is answered, what is asked next, and the record that it would become."""

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.calling import Call
from core.desk.owning import Owning, owning
from core.desk.rights import Desk, Right
from core.forms.layout import YEARLY, Form, Step, forms
from core.imports.cells import Reading
from core.imports.layout import Sheet
from core.imports.names import made_of, new_key, plain
from core.imports.pending import Stand, stand_of
from storage import Session
from storage.packs import adapter
from storage.records.content import Content
from storage.records.drafts import Draft
from storage.terms import SeasonStatus


class NotWholeError(Exception):
    """The answers make no record. `code` names the sentence, `step` the question to go back to."""

    def __init__(self, code: str, step: str = "", value: str = "") -> None:
        super().__init__(code)
        self.code, self.step, self.value = code, step, value


@cache
def _adapters(table: str) -> dict[str, TypeAdapter[Any]]:
    hints = typing.get_type_hints(forms()[table].sheet.record, include_extras=True)
    return {name: TypeAdapter(hint) for name, hint in hints.items()}


@dataclass(frozen=True, slots=True)
class Filling:
    """A draft being filled in. `record` is the published one that it changes, None for a new one."""

    form: Form
    draft: Draft
    stand: Stand
    reading: Reading
    record: Content | None
    now: datetime
    today: date
    desk: Desk
    owning: Owning

    def may(self, table: str, record: Content) -> bool:
        """Whether its author may edit a record."""
        return self.desk.may_for(Right.EDIT, self.owning.of(table, record))

    @property
    def values(self) -> dict[str, Any]:
        """Every answered field as the record would hold it; of a changed record also what stands in it.

        A field or a word that a later version no longer has is no answer: the draft goes on without it.
        """
        found = {} if self.record is None else {n: getattr(self.record, n) for n in self.record.__dataclass_fields__}
        types = _adapters(self.form.table)
        for name, kept in self.draft.values.items():
            if name in types:
                with suppress(ValidationError):
                    found[name] = (
                        default_of(self.form.sheet, name) if kept is None else types[name].validate_python(kept)
                    )
        return found

    @property
    def steps(self) -> list[Step]:
        """The questions that make sense with what is answered, in order."""
        values = self.values
        return [step for step in self.form.steps if step.wanted(values)]

    @property
    def step(self) -> Step | None:
        """The question that is asked now."""
        return self.form.step(self.draft.step) if self.draft.step else None

    @property
    def zone(self) -> str:
        """By whose clocks hours are told."""
        return str(self.values.get("zone") or self.reading.zone.key)

    def after(self, step: Step, values: Mapping[str, Any]) -> str:
        """The name of the next question; empty after the last one."""
        rest = self.form.steps[self.form.steps.index(step) + 1 :]
        return next((one.name for one in rest if one.wanted(values)), "")

    def before(self, step: Step) -> Step | None:
        """The question before this one."""
        steps = self.steps
        at = steps.index(step) if step in steps else 0
        return steps[at - 1] if at else None

    @property
    def others(self) -> Mapping[str, Content]:
        """The records of the same table."""
        return self.stand.current[self.form.table]


async def filling_of(session: Session, call: Call, draft: Draft) -> Filling | None:
    """Read what a draft needs; None when its form or its record is gone."""
    form = forms().get(draft.table)
    if form is None:
        return None
    stand = await stand_of(session, form.book, call.zone)
    record = stand.current[draft.table].get(draft.key) if draft.key else None
    if draft.key and record is None:
        return None
    whose = await owning(session)
    return Filling(form, draft, stand, stand.reading(form.book), record, call.now, call.today, call.desk, whose)


def default_of(sheet: Sheet, name: str) -> Any:
    """What a field holds when nothing is said."""
    found = next(field for field in dataclasses.fields(sheet.record) if field.name == name)
    return None if found.default is dataclasses.MISSING else found.default


def record_of(filling: Filling) -> Content:
    """The record that the answers make. NotWholeError names what is missing, wrong together, or there already."""
    values = filling.values
    wanted = {step.field for step in filling.steps}
    for step in filling.form.steps:
        if step.field not in wanted and filling.record is None:
            values.pop(step.field, None)
    for step in filling.steps:
        if filling.form.required(step) and values.get(step.field) in (None, "", ()):
            raise NotWholeError("missing", step.name)
    _complete(filling, values)
    _check_together(filling, values)
    if filling.record is None:
        twin = _twin(filling, values)
        if twin is not None and filling.form.table == "seasons" and values.get("closes_at") is not None:
            values["title"] = f"{values['title']}, {values['closes_at'].astimezone(filling.reading.zone):%d.%m.%Y}"
            twin = _twin(filling, values)
        if twin is not None:
            raise NotWholeError("twice", "", twin.key)
        values["key"] = new_key(made_of(filling.form.sheet.slug, values), filling.others)
        values["checked_on"] = filling.today
    try:
        return adapter(filling.form.sheet.record).validate_python(values)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        name = str(place[0]) if place else "value"
        wrong = next((step for step in filling.steps if step.field == name), None)
        raise NotWholeError("wrong", wrong.name if wrong else "") from None


def _complete(filling: Filling, values: dict[str, Any]) -> None:
    """What the form does not ask because it follows from the answers."""
    table = filling.form.table
    if table in {"seasons", "trainings"}:
        values["zone"] = values.get("zone") or filling.reading.zone.key
        moments = [values.get(name) for name in ("closes_at", "opens_at", "starts_at")]
        moment = next((one for one in moments if one is not None), filling.now)
        if filling.record is None:
            values["year"] = moment.astimezone(filling.reading.zone).year
    if table == "seasons" and filling.record is None:
        contest = filling.stand.current["contests"].get(values["contest"])
        named = getattr(contest, "short_name", values["contest"])
        values["title"] = f"{named}, {values['year']}"


def _check_together(filling: Filling, values: Mapping[str, Any]) -> None:
    for first, second in filling.form.sheet.order:
        if values.get(first) is not None and values.get(second) is not None and values[first] > values[second]:
            raise NotWholeError("order", next(step.name for step in filling.steps if step.field == second))
    if filling.form.table == "seasons" and filling.record is None:
        announced = values.get("status") is SeasonStatus.ANNOUNCED
        if announced and values.get("closes_at") is None and values.get("opens_at") is None:
            raise NotWholeError("no_dates", "closes_at")


def _twin(filling: Filling, values: Mapping[str, Any]) -> Content | None:
    """The record that is the same by what identifies it."""
    names = filling.form.sheet.identity

    def identity(found: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(plain(str(found.get(name) or "")) for name in names)

    wanted = identity(values)
    same = (one for one in filling.others.values() if identity({n: getattr(one, n) for n in names}) == wanted)
    return next(same, None)


def changed_fields(filling: Filling, record: Content) -> dict[str, tuple[Any, Any]]:
    """Field by field, what the draft changes in its record: before and after."""
    assert filling.record is not None
    known = set(filling.record.__dataclass_fields__) & set(filling.draft.values)
    names = known | ({"due_month"} if any(s.kind == YEARLY for s in filling.form.steps) else set())
    return {
        name: (getattr(filling.record, name), getattr(record, name))
        for name in sorted(names)
        if getattr(filling.record, name) != getattr(record, name)
    }


def answered(steps: Sequence[Step], draft: Draft) -> list[Step]:
    """The steps that have an answer in the draft, skipped ones included."""
    return [step for step in steps if step.field in draft.values]
