"""BM25F over lemma postings in numpy: which record speaks of the question's words, and which words it explains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.answers.analysed import Analysed
from core.answers.closeness import closeness
from core.answers.documents import Document
from core.answers.lemmas import is_empty
from core.answers.postings import Postings, joined, number_of
from core.answers.question import Question
from core.answers.ranking import ranked, wanted
from core.answers.vocabulary import Vocabulary

_NEVER_SHARED = frozenset({"month"})
_K1 = 1.2
_B = 0.6
_RELATED = 0.7
_LIGHT = 0.5
_FIRST = 8
"""Records that are looked at closely, the best by their words."""
_SIDE_BY_SIDE = 0.3
Meanings = Mapping[str, Sequence[tuple[frozenset[str], ...]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A document with its score and the question's tokens that it explains."""

    document: Document
    score: float
    explained: frozenset[int]
    said: frozenset[int]


def by_explained(question: Question, found: Found) -> float:
    """Sorts records that explain more of a question before those that say its words more often."""
    return -question.coverage(found.explained) - 0.4 * found.score / (question.mass or 1.0)


class Index:
    """Immutable postings of all documents; `vocabulary` has read them; `synonyms` map a lemma to what the base
    calls it."""

    def __init__(self, documents: Sequence[Document], synonyms: Meanings, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.documents = tuple(documents)
        self._synonyms = {
            lemma: [tuple(part for part in meaning if not all(map(is_empty, part))) for meaning in meanings]
            for lemma, meanings in synonyms.items()
        }
        self._read = vocabulary.read
        self._places = {(one.table, one.key): number for number, one in enumerate(self.documents)}
        measures: dict[str, list[int]] = {}
        for number, document in enumerate(self.documents):
            measures.setdefault(document.measure, []).append(number)
        self._measures = {measure: np.array(rows, dtype=np.int32) for measure, rows in measures.items()}
        lengths = np.array([one.length for one in self._read], dtype=np.float32)
        average = float(lengths.mean()) if len(lengths) else 1.0
        norm = _K1 * (1 - _B + _B * lengths / (average or 1.0))
        said = np.concatenate([np.zeros(0, dtype=np.float32), *(one.weights for one in self._read)])
        values = said / (said + np.repeat(norm, [len(one.numbers) for one in self._read]))
        self._postings = Postings([one.numbers for one in self._read], values)

    def _readings(self, token: frozenset[str]) -> dict[str, float]:
        """A token's lemmas, synonyms and relatives, and what each is worth."""
        found = dict.fromkeys(token, 1.0)
        for lemma in token:
            for meaning in self._synonyms.get(lemma, ()):
                if len(meaning) == 1:
                    found |= {other: _RELATED for other in meaning[0] if other not in found}
            found |= {other: _RELATED for other in self._vocabulary.family(lemma) if other not in found}
        return found

    def search(self, question: Question, limit: int = 12, within: str = "") -> list[Found]:
        """The best documents; `within` restricts them to one measure's.

        Of twice as many by their words those are kept that explain most; the first of them are put in order by how
        close together they say what the question says side by side.
        """
        words = [
            wanted(
                self._postings, [(lemma, worth * token.weight) for lemma, worth in self._readings(token.lemmas).items()]
            )
            for token in question.tokens
            if token.weight and not token.empty
        ]
        allowed = self._measures.get(within, np.zeros(0, dtype=np.int32)) if within else None
        places, scores = ranked([word for word in words if word], len(self.documents), limit * 2, allowed)
        found = self._explained(question, places.tolist(), scores.tolist())
        mass = question.mass or 1.0
        kept = sorted(sorted(range(len(found)), key=lambda at: by_explained(question, found[at]))[:limit])
        said = [token.lemmas for token in question.tokens if not token.empty and token.weight > _LIGHT]
        near = closeness(said, [self._read[places[at]] for at in kept[:_FIRST]])
        first = [(-float(scores[at]) / mass - _SIDE_BY_SIDE * close, at) for at, close in zip(kept, near, strict=False)]
        return [found[at] for at in (*(at for _, at in sorted(first)), *kept[_FIRST:])]

    def _explained(self, question: Question, places: Sequence[int], scores: Sequence[float]) -> list[Found]:
        reading = _Reading(question, self._synonyms, self._vocabulary)
        masks = reading.masks([self._read[place] for place in places])
        found = []
        for place, score, (all_words, own_words) in zip(places, scores, masks, strict=True):
            document, features = self.documents[place], self._read[place].features
            explained, said = reading.explained(all_words), reading.said(own_words)
            for name, tokens in question.features.items():
                if name in features and name not in _NEVER_SHARED:
                    explained |= tokens
                if name in document.units:
                    said |= tokens
            found.append(Found(document, score, frozenset(explained), frozenset(said)))
        return found

    def explain(self, question: Question, keys: Iterable[tuple[str, str]]) -> list[Found]:
        """The named documents with what they explain, unscored."""
        places = sorted(self._places[key] for key in set(keys) if key in self._places)
        return self._explained(question, places, [0.0] * len(places))


class _Reading:
    """What a question's tokens may be called, as bits: a document's words give the bits that stand in it."""

    def __init__(self, question: Question, synonyms: Meanings, vocabulary: Vocabulary) -> None:
        self._bits: dict[int, int] = {}
        self._direct: list[tuple[int, int]] = []
        self._related: list[tuple[int, int]] = []
        self._meant: list[tuple[int, int]] = []
        self._empty = {index for index, token in enumerate(question.tokens) if token.empty}
        self._next = 1
        for index, token in enumerate(question.tokens):
            self._direct.append((index, self._bit(token.lemmas)))
            for lemma in token.lemmas:
                if family := vocabulary.family(lemma):
                    self._related.append((index, self._bit(family)))
                for meaning in filter(None, synonyms.get(lemma, ())):
                    self._meant.append((index, sum(self._bit(part) for part in meaning)))

    def _bit(self, lemmas: Iterable[str]) -> int:
        """A new bit that any of the lemmas gives."""
        bit, self._next = self._next, self._next << 1
        for lemma in lemmas:
            number = number_of(lemma)
            self._bits[number] = self._bits.get(number, 0) | bit
        return bit

    def masks(self, read: Sequence[Analysed]) -> list[tuple[int, int]]:
        """The bits of each document's words, and those of its own fields."""
        if not read:
            return []
        known = np.array(sorted(self._bits), dtype=np.int32)
        bits = [self._bits[number] for number in known.tolist()]
        numbers = joined([one.numbers for one in read])
        spots = np.searchsorted(known, numbers) if len(known) else np.zeros(len(numbers), dtype=np.intp)
        hits = np.flatnonzero(np.append(known, -1)[spots] == numbers)
        ends = np.cumsum([len(one.numbers) for one in read])
        holders = np.searchsorted(ends, hits, side="right")
        found = [(0, 0)] * len(read)
        for hit, spot, holder in zip(hits.tolist(), spots[hits].tolist(), holders.tolist(), strict=True):
            one = read[holder]
            every, own = found[holder]
            is_own = hit - int(ends[holder]) + len(one.numbers) < one.own
            found[holder] = (every | bits[spot], own | bits[spot] if is_own else own)
        return found

    def explained(self, mask: int) -> set[int]:
        """Tokens that a document's words explain; empty ones need no explaining."""
        return self._empty | self._of(mask, self._direct) | self._of(mask, self._related) | self._whole(mask)

    def said(self, mask: int) -> set[int]:
        """Tokens that a document's own words say."""
        return (self._of(mask, self._direct) | self._whole(mask)) - self._empty

    @staticmethod
    def _of(mask: int, bits: Sequence[tuple[int, int]]) -> set[int]:
        return {index for index, bit in bits if bit & mask}

    def _whole(self, mask: int) -> set[int]:
        return {index for index, bits in self._meant if bits & mask == bits}
