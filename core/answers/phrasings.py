"""Other words of a question: the nearest known phrasing, found by lemmas, stems and pieces of words.

Records hold a question in the document's words and its phrasings as people say it. Likeness alone decides nothing:
`core.answers.agreeing` reads both questions as slots and refuses what contradicts.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.answers import lexicon
from core.answers.lemmas import is_empty, lemmas
from core.answers.postings import Postings, numbered
from core.answers.snapshot import Snapshot
from core.answers.tokens import words
from storage.records.learning import Phrasing

_STEM = 5
_PIECE = 4
_STEM_WEIGHT = 0.6
_PIECE_WEIGHT = 0.25
_COMMON = 8
Texts = tuple[tuple[str, tuple[str, ...]], ...]
"""Each canonical question with all its phrasings."""


@dataclass(frozen=True, slots=True)
class Near:
    """A canonical question (by its number), its nearest phrasing and how alike that is (0 to 1)."""

    number: int
    phrasing: str
    likeness: float


@lru_cache(maxsize=60_000)
def _features(word: str) -> tuple[tuple[str, float], ...]:
    """What a word shares with others: its lemmas, its beginning, its pieces; nothing for an empty word."""
    if is_empty(word) or (len(word) == 1 and not word.isdigit()):
        return ()
    found = {f"={lemma}": 1 / math.sqrt(len(lemmas(word))) for lemma in lemmas(word)}
    if word.isalpha():
        found[f"^{word[:_STEM]}"] = _STEM_WEIGHT
        edged = f"^{word}$"
        for at in range(len(edged) - _PIECE + 1):
            piece = f"~{edged[at : at + _PIECE]}"
            found[piece] = found.get(piece, 0.0) + _PIECE_WEIGHT
    return tuple(found.items())


def features(said: Iterable[str]) -> dict[str, float]:
    """A text's features by its words."""
    found: dict[str, float] = {}
    for word in said:
        for name, weight in _features(word):
            whole = name[0] == "~"
            found[name] = found.get(name, 0.0) + weight if whole else max(found.get(name, 0.0), weight)
    return found


def read(text: str) -> list[str]:
    """A phrasing's words as questions are read."""
    return list(lexicon.spelled(words(text)))


class Phrasings:
    """Immutable; built once for the same texts (`of`)."""

    def __init__(self, texts: Texts) -> None:
        self.questions = tuple(question for question, _ in texts)
        said = [(number, one) for number, (question, own) in enumerate(texts) for one in (question, *own)]
        self._said = [one for _, one in said]
        self._owner = np.array([number for number, _ in said], dtype=np.int32)
        found = [features(read(one)) for _, one in said]
        held = Counter(name for one in found for name in one)
        size = len(found)
        self._unknown = math.log(size + 1)
        self._rarity = {name: math.log((size + 1) / (count + 0.5)) for name, count in held.items()}
        weights = [np.zeros(0, dtype=np.float32)]
        for one in found:
            values = np.array([weight * self._rarity[name] for name, weight in one.items()], dtype=np.float32)
            length = float(np.sqrt((values**2).sum())) or 1.0
            weights.append((values / np.float32(length)).astype(np.float32))
        self._postings = Postings([numbered(one) for one in found], np.concatenate(weights))
        self._own = [self._words_of((question, *own)) for question, own in texts]
        spread = Counter(lemma for own in self._own for lemma in own)
        self._common = frozenset(lemma for lemma, count in spread.items() if count >= _COMMON)

    @staticmethod
    def _words_of(texts: Iterable[str]) -> frozenset[str]:
        return frozenset(lemma for text in texts for word in read(text) for lemma in lemmas(word))

    def nearest(self, readings: Sequence[Sequence[str]], limit: int = 5) -> list[Near]:
        """The nearest canonical questions, the best first, by the best of several readings of the asked words."""
        if not self._said:
            return []
        scores = np.zeros(len(self._said), dtype=np.float32)
        for reading in readings:
            own = np.zeros(len(self._said), dtype=np.float32)
            found = features(reading)
            valued = {name: weight * self._rarity.get(name, self._unknown) for name, weight in found.items()}
            length = math.sqrt(sum(value**2 for value in valued.values())) or 1.0
            for name, value in valued.items():
                rows = self._postings.rows(name)
                if len(rows):
                    own[rows] += self._postings.values(name) * np.float32(value / length)
            scores = np.maximum(scores, own)
        best = np.zeros(len(self.questions), dtype=np.float32)
        np.maximum.at(best, self._owner, scores)
        order = np.argsort(-best, kind="stable")[:limit]
        near = []
        for number in order:
            if best[number] <= 0:
                break
            place = int(np.argmax(np.where(self._owner == number, scores, np.float32(-1))))
            near.append(Near(int(number), self._said[place], float(best[number])))
        return near

    def rarity(self, said: frozenset[str]) -> float:
        """How rare the most frequent of a word's lemmas is among phrasings."""
        return min((self._rarity.get(f"={lemma}", self._unknown) for lemma in said), default=self._unknown)

    def says(self, number: int, said: frozenset[str]) -> bool:
        """Whether any phrasing of a canonical question has one of the lemmas."""
        return bool(said & self._own[number])

    def common(self, said: frozenset[str]) -> bool:
        """Whether many different questions are asked with one of the lemmas: it says nothing of the subject."""
        return bool(said & self._common)


@lru_cache(maxsize=4)
def of(texts: Texts) -> Phrasings:
    """The index over texts, remembered: a base that changes elsewhere keeps it."""
    return Phrasings(texts)


def held_in(base: Snapshot) -> Phrasings:
    """The index over a base's phrasings."""
    return of(tuple((one.question, one.phrasings) for one in base.all(Phrasing)))
