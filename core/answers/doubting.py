"""An answer that may be the wrong one: how likely it is right, and what is told or asked beside it.

What most surely tells a right answer is that the nearest known question («другими словами») has the same one. Where
the fitted scale (`calibration.py`) doubts, the other reading is told beside it in a few lines, as asking back would
only cost a tap; where there is nothing to tell, it is asked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.answers import calibration
from core.answers.answer import Answer, Context
from core.answers.choosing import Candidate
from core.answers.deciding import Deciding
from core.answers.lemmas import lemmas
from core.answers.plain import plain_text
from core.answers.plan import Plan, from_json
from core.answers.question import Question, Reader
from core.answers.showing import Showing
from core.answers.status import Moment
from core.answers.tokens import words
from core.messages import Message, rows_of
from core.rendering import render

_NUMBER = re.compile(r"\d[\d\u00a0,]*")
_YEAR = re.compile(r"20\d\d")
_DAY = re.compile(r"\b\d{1,2} (?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)\w*")
_STEM = 5
_CLOSE = 0.12
_ALIKE = 0.45
_NEAR = 0.6
_LINES = 8
_BESIDE = 3
_NO_MARGIN = 0.2
_WIDE = 0.6
_THIN = 0.05
_FULL = 0.995
_LOOKED_AT = 4
_JUDGED = frozenset(
    {"contests", "windows", "programmes", "projects", "subsidies", "support", "leases", "indicators", "levels"}
)
_RECORDS = frozenset({"facts", "organisations", "trainings", "measures", "contests", "part"})


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer and against it, as far as it is known when it is given."""

    confidence: float
    agrees: float
    """How like the nearest known question is whose answer is the same; 0 when its answer is another."""
    differs: float
    """How like the nearest known question is whose answer is another."""
    unsaid: float
    """The share of the question's weight that the answer's first line does not say."""
    margin: float
    thin: float
    """Whether another reading explains about as much."""
    full: float
    """Whether every word of the question is explained."""
    fact: float
    listed: float
    timed: float
    overview: float

    def values(self) -> tuple[float, ...]:
        """The signs as numbers, for the fitted scale."""
        return (
            self.confidence, float(self.agrees > 0), self.agrees, self.differs, self.unsaid, self.margin, self.thin,
            self.full, self.fact, self.listed, self.timed, self.overview,
        )  # fmt: skip


class Doubting:
    """Doubts over one base."""

    def __init__(self, reader: Reader, deciding: Deciding, showing: Showing) -> None:
        self._reader = reader
        self._deciding = deciding
        self._showing = showing

    def judged(self, text: str, before: Context, day: date, moment: Moment, answer: Answer) -> Answer:
        """The answer as it is where it is surely right; else with the other reading beside it."""
        if not answer.answered or not self.judges(answer):
            return answer
        question = self._reader.read(text, day)
        likeness, known = self._known(text, question, day, moment)
        listed = question.says("list") and not question.says("share", "max", "min", "amount_strong")
        if known is not None and likeness >= _ALIKE and not listed and _says_the_same(answer, known):
            return answer
        if calibration.right(_least(question, answer, likeness, known).values()) >= calibration.ALONE:
            return answer
        doubt = self.doubt(text, before, day, moment, answer)
        sure = calibration.right(doubt.signs.values())
        if sure >= calibration.ALONE or _fits(doubt, answer):
            return answer
        for other in self._others(doubt, moment):
            if told := _beside(answer, other):
                return replace(told, confidence=sure)
        return replace(answer, confidence=min(answer.confidence, max(sure, calibration.ANSWER)))

    @staticmethod
    def judges(answer: Answer) -> bool:
        """Whether the scale judges such an answer: no verdict, calendar or taught one."""
        plan = from_json(answer.context.plan) if answer.context.plan else None
        return plan is not None and (
            plan.table in _JUDGED
            or (plan.table == "record" and plan.op in _RECORDS)
            or (plan.table == "overview" and plan.op in {"premises", "coming"})
            or (plan.table == "status" and plan.op == "deadline")
        )

    def doubt(self, text: str, before: Context, day: date, moment: Moment, answer: Answer) -> "Doubt":
        """What an answer is judged by, and where other readings are found."""
        question = self._reader.read(text, day)
        inherit = from_json(before.plan) if before.plan else None
        candidates = self._deciding.weighing.candidates(question, before, inherit, False)
        likeness, known = self._known(text, question, day, moment)
        told = known if known is not None and likeness >= _ALIKE and known.answered else None
        return Doubt(question, _signs(question, answer, candidates, likeness, known), candidates, told)

    def _known(self, text: str, question: Question, day: date, moment: Moment) -> tuple[float, Answer | None]:
        """How like the nearest known question is, and its answer."""
        near = self._deciding.rephrased.nearest(text, question)
        return (near[1], self._deciding.known_answer(near[0], day, moment)) if near else (0.0, None)

    def _others(self, doubt: "Doubt", moment: Moment) -> Iterator[Answer]:
        if doubt.known is not None:
            yield doubt.known
        best = doubt.candidates[0].score if doubt.candidates else 0.0
        for candidate in doubt.candidates[:_LOOKED_AT]:
            if candidate.score < best - _CLOSE:
                break
            if candidate.plan.op == "contacts":
                continue
            shown = self._showing.show(candidate.plan, moment)
            if shown is not None and self._deciding.weighing.lacks(doubt.question, shown) is None:
                yield self._showing.answered(shown, doubt.question.text, candidate.score)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A judged answer's signs, the candidates for its question and the nearest known question's answer."""

    question: Question
    signs: Signs
    candidates: list[Candidate]
    known: Answer | None


def _fits(doubt: "Doubt", answer: Answer) -> bool:
    """Whether all is explained, nothing else of its kind explains as much and no close known question differs."""
    own = from_json(answer.context.plan or {}) or Plan("record")
    if not doubt.signs.full or doubt.signs.differs >= _NEAR or doubt.question.says("deadline", "times"):
        return False
    return not any(
        one.coverage >= _FULL and (one.plan.table, one.plan.op) == (own.table, own.op) and not _like(one.plan, own)
        for one in doubt.candidates
    )


def _signs(
    question: Question, answer: Answer, candidates: Sequence[Candidate], likeness: float, known: Answer | None
) -> Signs:
    plan = from_json(answer.context.plan or {}) or Plan("record")
    same = known is not None and (known.subject == answer.subject or _first(known) == _first(answer))
    own = next((one for one in candidates if _like(one.plan, plan)), None)
    others = [one.score for one in candidates if not _same_record(one.plan, plan)]
    margin = own.score - max(others, default=0.0) if own else None
    return Signs(
        min(answer.confidence, 1.0),
        likeness if same else 0.0,
        0.0 if same else likeness,
        _unsaid(question, _first(answer)),
        _NO_MARGIN if margin is None else max(0.0, min(margin, _WIDE)),
        float(margin is not None and margin < _THIN),
        float(own is not None and own.coverage >= _FULL),
        float(plan.table == "record" and plan.op == "facts"),
        float(plan.table == "projects" and plan.op == "list"),
        float(plan.table == "status"),
        float(plan.table == "overview"),
    )


def _least(question: Question, answer: Answer, likeness: float, known: Answer | None) -> Signs:
    """The signs as if nothing more spoke for the answer: where these suffice, no candidate is looked for."""
    return replace(_signs(question, answer, (), likeness, known), margin=0.0, thin=1.0, full=0.0)


def _beside(answer: Answer, other: Answer) -> Answer | None:
    """The answer with another reading under it, no more than a message's lines; None when both say the same."""
    own, more = answer.message.text.split("\n"), other.message.text.split("\n")
    if _first(other) in plain_text(answer.message.text) or other.subject == answer.subject:
        return None
    *body, source = more if len(more) > 1 else [*more, ""]
    room = max(1, min(_BESIDE, _LINES - 2 - len(own)))
    told = [line for line in body if line.strip()][:room]
    numbers = set(_NUMBER.findall(plain_text("\n".join(told))))
    if numbers and numbers <= set(_NUMBER.findall(plain_text(answer.message.text))):
        return None
    if not told or plain_text(told[-1]).rstrip().endswith(":"):
        return None
    text = render("ngo/answers/beside.html.j2", text=answer.message.text, lines=told, source=source)
    buttons = [button for one in (answer, other) for row in one.message.buttons[:1] for button in row[:2]]
    return replace(
        answer,
        message=Message(text, rows_of(*{button.label: button for button in buttons}.values())),
        figures=answer.figures + other.figures,
        sources=tuple(dict.fromkeys(answer.sources + other.sources)),
    )


def _first(answer: Answer) -> str:
    return plain_text(answer.message.text).split("\n", 1)[0]


def _says_the_same(answer: Answer, known: Answer) -> bool:
    """Whether the known answer states every figure of the first line, of which there is one; days are no figures."""
    figures = {one for one in _NUMBER.findall(_DAY.sub(" ", _first(answer))) if not _YEAR.fullmatch(one)}
    return bool(figures) and figures <= set(_NUMBER.findall(plain_text(known.message.text)))


def _like(one: Plan, other: Plan) -> bool:
    return one.table == other.table and one.op == other.op and one.keys[:1] == other.keys[:1]


def _same_record(one: Plan, other: Plan) -> bool:
    return one.table == other.table and one.keys[:1] == other.keys[:1]


def _unsaid(question: Question, line: str) -> float:
    said = frozenset(lemma for word in words(line) for lemma in lemmas(word))
    stems = {word[:_STEM] for word in words(line) if len(word) >= _STEM}
    weighed = [token for token in question.tokens if token.weight]
    whole = sum(token.weight for token in weighed)
    open_ = sum(
        token.weight
        for token in weighed
        if not token.lemmas & said and not (len(token.text) >= _STEM and token.text[:_STEM] in stems)
    )
    return open_ / whole if whole else 0.0
