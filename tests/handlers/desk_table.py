"""Every way into the bot, read from its routers, and what docs/desk.md says of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.fsm.state import State

import handlers
from core.desk.rights import Right

DOC = Path(__file__).parents[2] / "docs" / "desk.md"
EVERYONE, ADMIN = "everyone", "ADMIN"
WHO = {EVERYONE, ADMIN, *(right.name for right in Right)}
STRANGER = {"the same", "closed", "not found", "a question", "nothing"}
_ROW = re.compile(r"^\| `(?P<key>[^`]+)` \| (?P<what>[^|]+) \| (?P<who>[^|]+) \| (?P<stranger>[^|]+) \|$")


@dataclass(frozen=True, slots=True)
class Way:
    """A command (`/stats`), a button (its prefix), or what else a router takes (`router.function`), in which state."""

    key: str
    what: str
    button: type[CallbackData] | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: who may, and what a stranger gets (its first words count, the rest explains)."""

    key: str
    what: str
    who: str
    stranger: str


def ways() -> Iterator[Way]:
    """All of them, as the dispatcher has them."""
    for router in handlers.routers():
        for kind, observer in router.observers.items():
            for handler in observer.handlers:
                filters = [one.callback for one in handler.filters or []]
                commands = [one for one in filters if isinstance(one, Command)]
                buttons = [one for one in filters if isinstance(one, CallbackQueryFilter)]
                named = (handler.callback.__doc__ or "").strip().splitlines() or [kind]
                for command in commands:
                    yield from (Way(f"/{name}", named[0]) for name in command.commands)
                for button in buttons:
                    data = button.callback_data
                    yield Way(str(data.__prefix__), (data.__doc__ or "").strip().splitlines()[0], data)
                if not commands and not buttons:
                    states = [str(one.state) for one in filters if isinstance(one, State)]
                    yield Way(f"{router.name}.{handler.callback.__name__}", named[0], None, states[0] if states else "")


def rows() -> dict[str, Row]:
    """The table's lines by key; a line that cannot be read is the document's fault."""
    found: dict[str, Row] = {}
    for line in DOC.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| `"):
            continue
        match = _ROW.match(line)
        assert match is not None, f"docs/desk.md: four columns, please: {line}"
        assert match["key"] not in found, f"docs/desk.md: twice: {match['key']}"
        found[match["key"]] = Row(match["key"], match["what"].strip(), match["who"].strip(), match["stranger"].strip())
    return found


def first(words: str, known: set[str]) -> str:
    """The known word that a cell begins with; empty when there is none."""
    return next((one for one in sorted(known, key=len, reverse=True) if words.startswith(one)), "")


_REAL = {"table": "contacts", "place": "education"}
"""What a field of a button must hold so that the press is about something at all."""


def data_of(button: type[CallbackData]) -> str:
    """A press that fits the button's type and names no record that exists."""
    values: dict[str, Any] = {}
    for name, field in button.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            values[name] = next(iter(kind))
        else:
            values[name] = {int: 987654, bool: False}.get(kind, _REAL.get(name, "-"))  # type: ignore[call-overload]
    return button(**values).pack()
