"""How sure the engine is, and what it does with it: answer, ask back, or decline."""

import math
from collections.abc import Sequence

from core.answers.choosing import Candidate
from core.answers.question import Question

CERTAIN = 0.93
ANSWER = 0.66
PART = 0.72
CLARIFY = 0.45
ALONE = 0.9
"""From this probability on an answer stands alone; below it the other reading is told beside it."""

SCALE = (1.72, 1.16, 1.57, 0.94, -1.12, 0.77, -0.62, 0.7, -0.5, -1.26, -1.19, -0.82)
BIAS = 0.37


def right(signs: Sequence[float], scale: Sequence[float] = SCALE, bias: float = BIAS) -> float:
    """How likely an answer with these signs (`doubting.Signs`) is the right one."""
    value = bias + sum(weight * sign for weight, sign in zip(scale, signs, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def confidence(question: Question, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """The candidate's score, lowered when the noun that «сколько» counts is not explained."""
    score = candidate.score
    if question.asked and not question.asked & candidate.explained:
        score -= 0.15
    return max(0.0, min(1.0, score))
