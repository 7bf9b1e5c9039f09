"""Which rows hold which word, in numpy: built by one sort, read by slices.

Words have a number each for the process's life, so that what was read of a record stays usable in every later index.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Values = NDArray[np.float32]

_NUMBERS: dict[str, int] = {}
_WORDS: list[str] = []


def numbered(words: Iterable[str]) -> Numbers:
    """The words' numbers; new words get the next ones."""
    found = []
    for word in words:
        number = _NUMBERS.get(word)
        if number is None:
            number = _NUMBERS[word] = len(_WORDS)
            _WORDS.append(word)
        found.append(number)
    return np.array(found, dtype=np.int32)


def number_of(word: str) -> int:
    """A word's number; -1 when no record and no question of the process held it."""
    return _NUMBERS.get(word, -1)


def counts(rows: Sequence[Numbers]) -> dict[str, int]:
    """In how many rows each word stands; a row holds a word once."""
    found = np.bincount(joined(rows))
    held = np.flatnonzero(found)
    return {_WORDS[number]: count for number, count in zip(held.tolist(), found[held].tolist(), strict=True)}


class Postings:
    """Rows by word, in ascending order, with the value that each row gives the word."""

    def __init__(self, rows: Sequence[Numbers], values: Values | None = None) -> None:
        words = joined(rows)
        places = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
        order: NDArray[np.int64] = np.sort(words.astype(np.int64) << 32 | np.arange(len(words))) & 0xFFFFFFFF
        self._places: Numbers = places[order]
        self._values = values[order] if values is not None else np.zeros(0, dtype=np.float32)
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(words))])
        held = np.flatnonzero(np.diff(self._starts)) if values is not None else np.zeros(0, dtype=np.intp)
        self._highest = np.zeros(len(self._starts), dtype=np.float32)
        if len(held):
            self._highest[held] = np.maximum.reduceat(self._values, self._starts[held])

    def _span(self, word: str) -> tuple[int, int]:
        number = number_of(word)
        if not 0 <= number < len(self._starts) - 1:
            return 0, 0
        return int(self._starts[number]), int(self._starts[number + 1])

    def rows(self, word: str) -> Numbers:
        """The rows that hold a word; none for an unknown one."""
        start, end = self._span(word)
        return self._places[start:end]

    def values(self, word: str) -> Values:
        """What each of its rows gives the word."""
        start, end = self._span(word)
        return self._values[start:end]

    def highest(self, word: str) -> float:
        """The most that any row gives the word."""
        number = number_of(word)
        return float(self._highest[number]) if 0 <= number < len(self._highest) else 0.0


def joined(rows: Sequence[Numbers]) -> Numbers:
    """Rows one after another."""
    return np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
