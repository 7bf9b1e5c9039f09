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


def counts(rows: Sequence[Numbers]) -> dict[str, int]:
    """In how many rows each word stands; a row holds a word once."""
    numbers, found = np.unique(_joined(rows), return_counts=True)
    return {_WORDS[number]: count for number, count in zip(numbers.tolist(), found.tolist(), strict=True)}


class Postings:
    """Rows by word, in ascending order, with the value that each row gives the word."""

    def __init__(self, rows: Sequence[Numbers], values: Sequence[Values] = ()) -> None:
        words = _joined(rows)
        places = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row) for row in rows])
        order = np.argsort(words, kind="stable")
        self._places = places[order]
        self._values = np.concatenate(values)[order] if values else np.zeros(0, dtype=np.float32)
        numbers, starts = np.unique(words[order], return_index=True)
        ends = np.append(starts, len(words))[1:]
        self._spans = dict(zip(numbers.tolist(), zip(starts.tolist(), ends.tolist(), strict=True), strict=True))

    def rows(self, word: str) -> Numbers:
        """The rows that hold a word; none for an unknown one."""
        start, end = self._spans.get(_NUMBERS.get(word, -1), (0, 0))
        return self._places[start:end]

    def values(self, word: str) -> Values:
        """What each of its rows gives the word."""
        start, end = self._spans.get(_NUMBERS.get(word, -1), (0, 0))
        return self._values[start:end]


def _joined(rows: Sequence[Numbers]) -> Numbers:
    return np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
