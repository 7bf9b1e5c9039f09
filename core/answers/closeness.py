"""How close together a record says what a question says side by side («снежный калейдоскоп»)."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.answers.analysed import Analysed
from core.answers.postings import joined, number_of


def closeness(words: Sequence[frozenset[str]], read: Sequence[Analysed]) -> list[float]:
    """From 0 to 1 for each record: neighbours of the question that stand side by side count 1, k words apart 1/k."""
    askers: dict[int, list[int]] = {}
    for index, lemmas in enumerate(words):
        for lemma in lemmas:
            askers.setdefault(number_of(lemma), []).append(index)
    if len(words) < 2 or not read:
        return [0.0] * len(read)
    known = np.array(sorted(askers), dtype=np.int32)
    spoken = joined([one.spoken for one in read])
    hits = np.flatnonzero(np.append(known, -1)[np.searchsorted(known, spoken)] == spoken)
    holders = np.searchsorted(np.cumsum([len(one.spoken) for one in read]), hits, side="right")
    places: list[dict[int, list[int]]] = [{} for _ in read]
    spots = joined([one.places for one in read])[hits]
    for number, spot, holder in zip(spoken[hits].tolist(), spots.tolist(), holders.tolist(), strict=True):
        for index in askers[number]:
            places[holder].setdefault(index, []).append(spot)
    pairs = list(pairwise(range(len(words))))
    return [sum(_near(one.get(first), one.get(then)) for first, then in pairs) / len(pairs) for one in places]


def _near(first: list[int] | None, then: list[int] | None) -> float:
    if not first or not then:
        return 0.0
    return 1 / max(1, min(abs(one - other) for one in first for other in then))
