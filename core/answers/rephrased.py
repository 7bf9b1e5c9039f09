"""A question that the engine is not sure of, answered as the known question that people ask in these words.

The known question's answer is what the engine itself gives, read against the person's own words: a phrasing brings no
fact, and what the answer does not say is still declined.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from core.answers import attributes, phrasings
from core.answers.agreeing import Agreeing, probability
from core.answers.answer import Answer, Outcome
from core.answers.gates import gate_of
from core.answers.lemmas import lemmas
from core.answers.names import Names
from core.answers.phrasings import Near
from core.answers.plain import plain_text
from core.answers.plan import from_json
from core.answers.question import Question, Reader
from core.answers.snapshot import Snapshot
from core.answers.tokens import words

_SCALE = (1.61, 4.95, -0.98, -1.63, 0.39, -1.27, -0.57, -0.35, 0.0, -0.03, -0.06, -1.16, -0.62, -1.5)
_BIAS = 1.04
"""Fitted on the questions of six blind sets; judged with each set left out of its own fit (docs/answers.md)."""

_LIKE = 0.3
_LOOKED_AT = 4
_UNSAID = 0.65
_HALF = 0.5
_NOUNS = 0.75
_DECLINED = 0.6
_LACKING = 0.65
_GATED = 0.75
_ASKED_BACK = 0.7
_UNSURE = ((0.85, 0.7), (0.95, 0.8))
"""Below the first confidence of the engine's own answer, a phrasing that is at least so surely meant goes before it; a
sum that the engine itself computed stands from the first bound on."""
UNSURE = 0.85
_PLACE = 4
_SURE = 0.92
_LEAST = 0.66


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    sure: float
    gated: bool


class Rephrased:
    """The phrasings of one base. `answering` gives the engine's own answer to a known question."""

    def __init__(self, base: Snapshot, reader: Reader, names: Names) -> None:
        self._index = phrasings.held_in(base)
        self._agreeing = Agreeing(self._index, names)
        self._names = names
        self._read = lru_cache(maxsize=4_000)(lambda text: reader.read(text, date.min))
        self.held = bool(self._index.questions)

    def instead(
        self, text: str, question: Question, own: Answer, answering: Callable[[str], Answer], leaning: bool
    ) -> Answer | None:
        """What to answer instead of the engine's `own` reply; None when that stands.

        `leaning` questions stand in a talk: they may mean its subject, so a phrasing must say nearly all of them.
        """
        needed = self._needed(own, leaning) if self.held else None
        if needed is None:
            return None
        best: _Found | None = None
        for found in self._found(text, question, answering):
            if own.answered and found.answer.subject == own.subject:
                return None
            if best is None or found.sure > best.sure:
                best = found
        if best is None or best.sure < (max(needed, _GATED) if best.gated else needed):
            return None
        return replace(best.answer, confidence=min(_SURE, max(_LEAST, best.sure)))

    def nearest(self, text: str, question: Question) -> tuple[str, float] | None:
        """The known question that people ask in the likest words, with that likeness; None when none is held."""
        found = self._index.nearest([[token.text for token in question.tokens], phrasings.read(text)], 1)
        return (self._index.questions[found[0].number], found[0].likeness) if found else None

    @staticmethod
    def _needed(own: Answer, leaning: bool) -> float | None:
        """How sure a phrasing must be, by what the engine made of the question; None: nothing is put instead."""
        more = 0.2 if leaning else 0.0
        if own.answered:
            bounds = _UNSURE[:1] if own.subject.endswith("/total") else _UNSURE
            return next((needed + more for below, needed in bounds if own.confidence < below), None)
        if own.outcome is Outcome.CLARIFY and own.confidence < UNSURE:
            return _ASKED_BACK + more
        if own.subject == "declined/unknown":
            return _DECLINED + more
        if own.subject == "declined/lacking":
            return _LACKING + more
        gates = {"gate/place", "gate/general", "gate/personal"}
        return _GATED + more if own.subject in gates else None

    def _found(self, text: str, question: Question, answering: Callable[[str], Answer]) -> list[_Found]:
        near = self._index.nearest([[token.text for token in question.tokens], phrasings.read(text)], _LOOKED_AT + 1)
        found = []
        for place, one in enumerate(near[:_LOOKED_AT]):
            if one.likeness < _LIKE:
                break
            behind = near[place + 1].likeness if place + 1 < len(near) else 0.0
            if checked := self._checked(question, one, behind, answering):
                found.append(checked)
        return found

    def _checked(
        self, question: Question, near: Near, behind: float, answering: Callable[[str], Answer]
    ) -> _Found | None:
        """A known question's answer with how sure it is meant; None when something contradicts."""
        known = self._index.questions[near.number]
        answer = answering(known)
        if not answer.answered:
            return None
        phrasing, canonical = self._read(near.phrasing), self._read(known)
        text = plain_text(answer.message.text)
        if self._agreeing.contradicts(question, near.number, phrasing, canonical, text):
            return None
        gated = gate_of(question)
        if gated and not self._speaks(question, gated.tokens, near.phrasing, f"{known} {text}"):
            return None
        plan = from_json(answer.context.plan) if answer.context.plan else None
        if attributes.lacks(question, plan, text, self._names):
            return None
        signs = self._agreeing.signs(question, near, behind, phrasing, canonical, text)
        if signs.unsaid > _UNSAID:
            return None
        sure = probability(signs, _SCALE, _BIAS)
        if (signs.nouns > _NOUNS or signs.unsaid > _HALF) and sure < _GATED:
            return None
        return _Found(answer, sure, gated is not None)

    @staticmethod
    def _speaks(question: Question, at: frozenset[int], phrasing: str, told: str) -> bool:
        """Whether the words that closed a gate stand in the phrasing, and in the known question or its answer."""
        own = frozenset(lemma for word in phrasings.read(phrasing) for lemma in lemmas(word))
        stems = {word[:_PLACE] for word in words(told)}
        return all(
            question.tokens[place].lemmas & own and question.tokens[place].text[:_PLACE] in stems for place in at
        )
