"""What the bot is taught: specialists' answers, other wordings of questions, and examples to be scored on."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.content import Content
from storage.terms import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq(Content):
    """A question with a specialist's answer; `aliases` are other wordings, `checked_on` the day of the answer."""

    question: str
    answer: str
    spheres: tuple[Key, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Content):
    """A whole question (`text`) and what answers it (`means`: a plan of core.answers, at most 60 bytes)."""

    text: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing(Content):
    """A question that the base answers, in its own words, and how else people ask it (`phrasings`)."""

    question: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question that waits for an employee's word on what it means.

    `turns` are the last questions and replies of the talk, `guesses` the engine's plans, the best first.
    `made_table` and `made_key` name the record that the lesson became.
    """

    id: int
    person_id: int
    appeal_id: int | None
    question: str
    turns: tuple[tuple[str, str], ...]
    guesses: tuple[str, ...]
    made_table: str
    made_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LabelledExample:
    """A question and the plan that must answer it, scored by `python -m bot evaluate`."""

    id: int
    lesson_id: int
    question: str
    expected: str
    kind: str
    outcome: str
    origin: str
    created_at: datetime
