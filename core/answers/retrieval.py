"""BM25F over lemma postings in numpy: which record speaks of the question's words, and which words it explains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.answers.analysed import analysed
from core.answers.documents import Document
from core.answers.postings import Postings
from core.answers.question import Question
from core.answers.vocabulary import Vocabulary

_NEVER_SHARED = frozenset({"month"})
_K1 = 1.2
_B = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """A document with its score and the question's tokens that it explains."""

    document: Document
    score: float
    explained: frozenset[int]
    said: frozenset[int]


def _highest(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Places of the highest scores, best first, the earlier of equals first."""
    if len(scores) > count:
        bound = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= max(bound, np.finfo(np.float32).tiny))
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:count]


class Index:
    """Immutable postings of all documents; `synonyms` map a lemma to what the base calls it."""

    def __init__(
        self,
        documents: Sequence[Document],
        synonyms: Mapping[str, Sequence[tuple[frozenset[str], ...]]],
        vocabulary: Vocabulary,
    ) -> None:
        self._vocabulary = vocabulary
        self.documents = tuple(documents)
        self._synonyms = synonyms
        read = [analysed(document) for document in self.documents]
        self._measures = np.array([document.measure for document in self.documents])
        self._terms = [one.terms for one in read]
        self._own = [one.own for one in read]
        self._features = [one.features for one in read]
        self._places = {(one.table, one.key): number for number, one in enumerate(self.documents)}
        lengths = np.array([one.length for one in read], dtype=np.float32)
        average = float(lengths.mean()) if len(lengths) else 1.0
        self._norm = 1 - _B + _B * lengths / (average or 1.0)
        self._postings = Postings([one.numbers for one in read], [one.weights for one in read])

    def _expanded(self, token: frozenset[str]) -> frozenset[str]:
        meanings = [meaning for lemma in token for meaning in self._synonyms.get(lemma, ()) if len(meaning) == 1]
        return token.union(*(meaning[0] for meaning in meanings), *(self._vocabulary.family(lemma) for lemma in token))

    def _meant(self, token: frozenset[str], terms: frozenset[str]) -> bool:
        """Whether all words of some meaning of the token stand in a document."""
        return any(
            all(part & terms for part in meaning) for lemma in token for meaning in self._synonyms.get(lemma, ())
        )

    def search(self, question: Question, limit: int = 12, within: str = "") -> list[Found]:
        """The best documents; `within` restricts them to one measure's."""
        scores = np.zeros(len(self.documents), dtype=np.float32)
        for token in question.tokens:
            if token.empty or not token.weight:
                continue
            best = np.zeros(len(self.documents), dtype=np.float32)
            for lemma in self._expanded(token.lemmas):
                numbers = self._postings.rows(lemma)
                if not len(numbers):
                    continue
                values = self._postings.values(lemma)
                part = values / (values + _K1 * self._norm[numbers])
                discount = 1.0 if lemma in token.lemmas else 0.7
                best[numbers] = np.maximum(best[numbers], part * np.float32(token.weight * discount))
            scores += best
        if within:
            scores = np.where(self._measures == within, scores, np.float32(0))
        order = _highest(scores, limit * 2)
        found = [self._explain(question, int(number), float(scores[number])) for number in order if scores[number] > 0]
        found.sort(key=lambda one: -(question.coverage(one.explained) + 0.4 * one.score / (question.mass or 1.0)))
        return found[:limit]

    def _explain(self, question: Question, number: int, score: float) -> Found:
        terms, own, features = self._terms[number], self._own[number], self._features[number]
        said: set[int] = set()
        explained: set[int] = set()
        for index, token in enumerate(question.tokens):
            meant = token.empty or bool(token.lemmas & terms) or self._meant(token.lemmas, terms)
            if not token.empty and (token.lemmas & own or self._meant(token.lemmas, own)):
                said.add(index)
            if meant or any(self._vocabulary.family(lemma) & terms for lemma in token.lemmas):
                explained.add(index)
        for name in features - _NEVER_SHARED:
            explained |= question.features.get(name, frozenset())
        for name in self.documents[number].units:
            said |= question.features.get(name, frozenset())
        return Found(self.documents[number], score, frozenset(explained), frozenset(said))

    def explain(self, question: Question, keys: Iterable[tuple[str, str]]) -> list[Found]:
        """The named documents with what they explain, unscored."""
        places = sorted(self._places[key] for key in set(keys) if key in self._places)
        return [self._explain(question, number, 0.0) for number in places]
