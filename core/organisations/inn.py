"""An INN as somebody types it: ten digits of an organisation, twelve of a person, or what is wrong with it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from storage.terms import inn_holds

ORGANISATION, PERSON = 10, 12
_TYPED = re.compile(r"(?:инн)?[\s:№-]*((?:\d[\s-]?){5,20})", re.IGNORECASE)


class Trouble(StrEnum):
    """Why digits are no organisation's INN."""

    LENGTH = "length"
    CHECK = "check"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Typed:
    """The digits, and what is wrong with them (None: an organisation's INN)."""

    digits: str
    trouble: Trouble | None


def read_inn(text: str) -> Typed | None:
    """The INN that a text consists of; None when it is something else, such as a name."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    digits = re.sub(r"\D", "", found[1])
    if len(digits) not in {ORGANISATION, PERSON}:
        return Typed(digits, Trouble.LENGTH)
    if not inn_holds(digits):
        return Typed(digits, Trouble.CHECK)
    return Typed(digits, Trouble.PERSON if len(digits) == PERSON else None)
