"""The best rows for weighted words without scoring every row: rare words choose the rows, usual ones only add to them.

A word cannot give a row more than a bound. Words are taken by their bounds, the highest first; as soon as the bounds
of those left add up to less than the score of the row that would come last, no new row can come in, and only the rows
already found are looked up («MaxScore»). What is found is what scoring all rows would find.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from core.answers.postings import Numbers, Postings, Values

_BLOCKS = 256
_ROUNDING = 1 - 1e-5
_SOMETHING = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of a question: its rows by each of its readings with what the reading is worth, and the most it gives."""

    readings: tuple[tuple[Numbers, Values, float], ...]
    bound: float


def wanted(postings: Postings, lemmas: Iterable[tuple[str, float]]) -> Wanted | None:
    """A word by its lemmas and what each is worth; None when no row holds any."""
    readings, bound = [], 0.0
    for lemma, worth in lemmas:
        rows = postings.rows(lemma)
        if len(rows):
            readings.append((rows, postings.values(lemma), worth))
            bound = max(bound, postings.highest(lemma) * worth)
    return Wanted(tuple(readings), bound) if readings else None


def ranked(words: Sequence[Wanted], size: int, count: int, allowed: Numbers | None = None) -> tuple[Numbers, Values]:
    """The `count` best of `size` rows with their scores, best first, the earlier of equals first; `allowed` are the
    only rows that may come in. A row scores by its best reading of each word."""
    ordered = sorted(words, key=lambda word: -word.bound)
    left = [*accumulate((word.bound for word in reversed(ordered)), initial=0.0)][::-1]
    scores = np.zeros(size, dtype=np.float32)
    floor, taken = 0.0, 0
    if allowed is None:
        for taken, word in enumerate(ordered):
            if left[taken] < floor:
                break
            rows = _add(scores, word)
            floor = max(floor, _at_least(scores[rows], count))
        else:
            taken = len(ordered)
        places = np.flatnonzero(scores >= max(floor - left[taken], _SOMETHING)).astype(np.int32)
    else:
        places = allowed
    found = scores[places]
    for number in range(taken, len(ordered)):
        found = found + _looked_up(ordered[number], places)
        floor = max(floor, _at_least(found, count))
        kept = found >= floor - left[number + 1]
        places, found = places[kept], found[kept]
    held = found > 0
    places, found = places[held], found[held]
    best = np.argsort(-found, kind="stable")[:count]
    return places[best], found[best]


def _add(scores: Values, word: Wanted) -> Numbers:
    """Add a word to its rows' scores; the rows, some of them several times."""
    if len(word.readings) == 1:
        rows, values, worth = word.readings[0]
        scores[rows] += values * np.float32(worth)
        return rows
    best = np.zeros(len(scores), dtype=np.float32)
    for rows, values, worth in word.readings:
        best[rows] = np.maximum(best[rows], values * np.float32(worth))
    scores += best
    return max((rows for rows, _, _ in word.readings), key=len)


def _looked_up(word: Wanted, places: Numbers) -> Values:
    """What a word gives to some rows; both are of one type, or a long list would be copied for each search."""
    best = np.zeros(len(places), dtype=np.float32)
    for rows, values, worth in word.readings:
        spots = np.minimum(np.searchsorted(rows, places), len(rows) - 1)
        given = np.where(rows[spots] == places, values[spots] * np.float32(worth), np.float32(0))
        np.maximum(best, given, out=best)
    return best


def _at_least(scores: Values, count: int) -> float:
    """A bound that at least `count` different rows reach; 0 when there are fewer. The best of each block stand for
    all, so that a long list is not sorted."""
    if len(scores) < count:
        return 0.0
    blocks = max(_BLOCKS, 8 * count)
    width = len(scores) // blocks
    if width > 1:
        scores = scores[: width * blocks].reshape(blocks, width).max(axis=1)
    return float(np.partition(scores, len(scores) - count)[len(scores) - count]) * _ROUNDING
