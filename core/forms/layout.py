"""The chat's forms: which fields are asked in which words, read from templates/admin/forms/forms.yaml."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from core.imports.layout import Book, Column, Sheet, books
from core.rendering import TEMPLATES

ANYTHING = "*"
"""In a step's condition: any value at all."""

PHOTOS, YEARLY = "photos", "yearly"


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a form. `name` tells it from others of the same field; `options` are words to choose from.

    `vocabulary` offers the words of a closed list for a field that holds a rule's value. Asked only `when` other
    fields hold one of some values.
    """

    name: str
    field: str
    ask: str
    hint: str = ""
    kind: str = ""
    options: tuple[str, ...] = ()
    suggest: bool = False
    vocabulary: str = ""
    single: bool = False
    required: bool = False
    when: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def wanted(self, values: Mapping[str, Any]) -> bool:
        """Whether the question makes sense with what is answered so far."""
        return all(
            bool(values.get(name)) if ANYTHING in allowed else str(values.get(name)) in allowed
            for name, allowed in self.when.items()
        )


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one table. `sheet` says what its fields may hold, `book` which names they refer to."""

    table: str
    button: str
    one: str
    count: tuple[str, str, str]
    sheet: Sheet
    book: Book
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """A step by its name."""
        return next((step for step in self.steps if step.name == name), None)

    def columns(self, step: Step) -> tuple[Column, ...]:
        """The columns of a step's field; photos have none."""
        return self.sheet.of(step.field)

    def required(self, step: Step) -> bool:
        """Whether a record cannot do without this answer."""
        return step.required or any(column.required for column in self.columns(step))


@cache
def forms() -> dict[str, Form]:
    """All forms by table, in menu order."""
    text = (TEMPLATES / "admin" / "forms" / "forms.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["forms"]
    return {table: _form(table, entry) for table, entry in found.items()}


def _form(table: str, entry: dict[str, Any]) -> Form:
    book = next(book for book in books().values() if table in book.tables)
    seen: dict[str, int] = {}
    steps = []
    for given in entry["steps"]:
        name = given["field"]
        seen[name] = seen.get(name, 0) + 1
        steps.append(_step(name if seen[name] == 1 else f"{name}-{seen[name]}", given))
    one, few, many = entry["count"]
    return Form(table, entry["button"], entry["one"], (one, few, many), book.sheet(table), book, tuple(steps))


def _step(name: str, given: dict[str, Any]) -> Step:
    return Step(
        name, given["field"], given["ask"], given.get("hint", ""), given.get("kind", ""),
        tuple(given.get("options", ())), given.get("suggest", False), given.get("vocabulary", ""),
        given.get("single", False), given.get("required", False),
        {key: tuple(values) for key, values in given.get("when", {}).items()},
    )  # fmt: skip
