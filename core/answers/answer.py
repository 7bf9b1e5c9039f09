"""What the engine gives back: a message, what became of the question, its figures and its memory for follow-ups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.messages import Message
from storage.terms import Unit


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a reply: a cell (formula «cell») or a named computation over cells. Money in roubles."""

    value: Decimal
    unit: Unit
    formula: str = "cell"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up may lean on; JSON both ways.

    `saved` is what the person let us remember of their organisation (core.eligibility.profile); it is read anew for
    each question and never kept in a talk. `form` is the legal form that the person named in this talk. `told` are the
    plans of single records that earlier turns answered, the oldest first.
    """

    plan: Mapping[str, Any] | None = None
    measure: str = ""
    question: str = ""
    subject: str = ""
    saved: str = ""
    form: str = ""
    told: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the dialogue's state."""
        return {
            "plan": dict(self.plan) if self.plan else None,
            "measure": self.measure,
            "question": self.question,
            "subject": self.subject,
            "form": self.form,
            "told": [dict(plan) for plan in self.told],
        }

    @classmethod
    def from_json(cls, stored: object) -> "Context | None":
        """The stored context, or None when it is not one."""
        if not isinstance(stored, Mapping):
            return None
        plan, told = stored.get("plan"), stored.get("told")
        return cls(
            plan if isinstance(plan, Mapping) else None,
            str(stored.get("measure", "")),
            str(stored.get("question", "")),
            str(stored.get("subject", "")),
            form=str(stored.get("form", "")),
            told=tuple(one for one in told if isinstance(one, Mapping)) if isinstance(told, list) else (),
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply. `subject` names what it is about for the question log (a table or record, never a person)."""

    message: Message
    outcome: Outcome
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)
    subject: str = ""
    confidence: float = 1.0

    @property
    def answered(self) -> bool:
        """Whether the person got what they asked for."""
        return self.outcome is Outcome.ANSWERED
