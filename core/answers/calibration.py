"""How sure the engine is, and what it does with it: answer, ask back, or decline."""

from collections.abc import Sequence

from core.answers.choosing import Candidate
from core.answers.question import Question

CERTAIN = 0.93
ANSWER = 0.66
PART = 0.72
CLARIFY = 0.45


def confidence(question: Question, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """The candidate's score, lowered when the noun that «сколько» counts is not explained."""
    score = candidate.score
    if question.asked and not question.asked & candidate.explained:
        score -= 0.15
    return max(0.0, min(1.0, score))
