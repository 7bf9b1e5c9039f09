"""Phrases over lemmas: which of many short phrases stand in a question, and where."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.answers.lemmas import lemmas
from core.answers.tokens import words

T = TypeVar("T")
Lemmas = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found at tokens [start, end)."""

    start: int
    end: int
    payload: T


class Phrases(Generic[T]):
    """Phrases matched word by word in order; each word matches when it shares a lemma."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[Lemmas, ...], T]]] = {}

    def add(self, phrase: str, payload: T) -> None:
        """Index a phrase as people write it; one that begins with «=» matches these word forms only."""
        exact = phrase.strip().startswith("=")
        parts = tuple(frozenset((f"={word}",)) if exact else lemmas(word) for word in words(phrase))
        if not parts:
            return
        for lemma in parts[0]:
            self._by_first.setdefault(lemma, []).append((parts, payload))

    def find(self, tokens: Sequence[Lemmas]) -> Iterator[Hit[T]]:
        """All places where a phrase stands."""
        for start, token in enumerate(tokens):
            for lemma in token:
                for parts, payload in self._by_first.get(lemma, ()):
                    end = start + len(parts)
                    if end <= len(tokens) and all(part & tokens[start + shift] for shift, part in enumerate(parts)):
                        yield Hit(start, end, payload)


def phrases_of(entries: Iterable[tuple[str, T]]) -> Phrases[T]:
    """Index many phrases, comma-separated lists among them."""
    index: Phrases[T] = Phrases()
    for text, payload in entries:
        for phrase in text.split(","):
            index.add(phrase, payload)
    return index
