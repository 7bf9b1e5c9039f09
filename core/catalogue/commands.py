"""The bot's commands: one list for the filters, /help and Telegram's menu."""

from dataclasses import dataclass
from functools import cache

import yaml

from core.desk.rights import Desk, Right
from core.rendering import TEMPLATES


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what it does, in a few words."""

    name: str
    description: str


@cache
def commands(audience: str) -> tuple[Command, ...]:
    """The commands of `people`, of a right, or of `demo` (administrators of a demo base), in menu order."""
    listed: dict[str, dict[str, str] | None] = yaml.safe_load((TEMPLATES / "commands.yaml").read_text(encoding="utf-8"))
    return tuple(Command(name, text) for name, text in (listed.get(audience) or {}).items())


def staff_commands(desk: Desk, demo: bool) -> tuple[Command, ...]:
    """What an employee may use beside the people's commands, by the rights held now."""
    held = [one for right in Right if desk.may(right) for one in commands(right)]
    return (*held, *(commands("demo") if desk.is_admin and demo else ()))


def commands_for(desk: Desk, demo: bool) -> tuple[Command, ...]:
    """Everything that this person may use."""
    return (*commands("people"), *staff_commands(desk, demo))
