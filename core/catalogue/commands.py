"""The bot's commands: one list for the filters, /help and Telegram's menu."""

from dataclasses import dataclass
from functools import cache

import yaml

from core.rendering import TEMPLATES


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what it does, in a few words."""

    name: str
    description: str


@cache
def commands(audience: str) -> tuple[Command, ...]:
    """The commands of `people`, `administrators` or `demo` (administrators of a demo base), in menu order."""
    listed: dict[str, dict[str, str]] = yaml.safe_load((TEMPLATES / "commands.yaml").read_text(encoding="utf-8"))
    return tuple(Command(name, text) for name, text in listed[audience].items())


def commands_for(is_admin: bool, demo: bool) -> tuple[Command, ...]:
    """Everything that this person may use."""
    admin = commands("administrators") if is_admin else ()
    return (*commands("people"), *admin, *(commands("demo") if is_admin and demo else ()))
