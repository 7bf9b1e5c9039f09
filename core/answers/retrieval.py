"""BM25F over lemma postings in numpy: which record speaks of the question's words, and which words it explains."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.answers import lexicon
from core.answers.documents import Document
from core.answers.lemmas import is_empty, lemmas
from core.answers.question import Question
from core.answers.tokens import words
from core.answers.vocabulary import Vocabulary

_WEIGHTS = (3.0, 2.5, 1.0, 0.6)
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
        self._terms: list[frozenset[str]] = []
        self._own: list[frozenset[str]] = []
        self._features: list[frozenset[str]] = []
        postings: dict[str, list[tuple[int, float]]] = {}
        lengths = np.zeros(len(self.documents), dtype=np.float32)
        for number, document in enumerate(self.documents):
            weighted: Counter[str] = Counter()
            for field, weight in zip(document.fields, _WEIGHTS, strict=True):
                for word in lexicon.spelled(words(field)):
                    if is_empty(word):
                        continue
                    lengths[number] += 1
                    for lemma in lemmas(word):
                        weighted[lemma] += weight  # type: ignore[assignment]
            self._terms.append(frozenset(weighted))
            own_fields = " ".join(document.fields[:3])
            self._own.append(frozenset(lemma for word in lexicon.spelled(words(own_fields)) for lemma in lemmas(word)))
            own = {hit.payload for hit in lexicon.asking().find([lemmas(word) for word in words(document.text)])}
            self._features.append(frozenset(own) | document.units)
            for lemma, value in weighted.items():
                postings.setdefault(lemma, []).append((number, float(value)))
        average = float(lengths.mean()) if len(lengths) else 1.0
        self._norm = 1 - _B + _B * lengths / (average or 1.0)
        self._postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {
            lemma: (
                np.fromiter((number for number, _ in found), dtype=np.int32),
                np.fromiter((value for _, value in found), dtype=np.float32),
            )
            for lemma, found in postings.items()
        }

    def _expanded(self, token: frozenset[str]) -> frozenset[str]:
        meanings = [meaning for lemma in token for meaning in self._synonyms.get(lemma, ()) if len(meaning) == 1]
        return token.union(*(meaning[0] for meaning in meanings), *(self._vocabulary.family(lemma) for lemma in token))

    def _meant(self, token: frozenset[str], terms: frozenset[str]) -> bool:
        """Whether all words of some meaning of the token stand in a document."""
        return any(
            all(part & terms for part in meaning) for lemma in token for meaning in self._synonyms.get(lemma, ())
        )

    def search(self, question: Question, limit: int = 8, within: str = "") -> list[Found]:
        """The best documents; `within` restricts them to one measure's."""
        scores = np.zeros(len(self.documents), dtype=np.float32)
        for token in question.tokens:
            if token.empty or not token.weight:
                continue
            best = np.zeros(len(self.documents), dtype=np.float32)
            for lemma in self._expanded(token.lemmas):
                posting = self._postings.get(lemma)
                if posting is None:
                    continue
                numbers, values = posting
                part = values / (values + _K1 * self._norm[numbers])
                discount = 1.0 if lemma in token.lemmas else 0.7
                np.maximum.at(best, numbers, (part * token.weight * discount).astype(np.float32))
            scores += best
        if within:
            mask = np.array([document.measure == within for document in self.documents])
            scores = np.where(mask, scores, 0)
        order = np.argsort(-scores, kind="stable")[: limit * 2]
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
        wanted = set(keys)
        return [
            self._explain(question, number, 0.0)
            for number, document in enumerate(self.documents)
            if (document.table, document.key) in wanted
        ]
