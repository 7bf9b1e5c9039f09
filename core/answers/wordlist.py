"""Words in the order of the alphabet, kept from one base to the next: a change of one record sorts nothing anew."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterator

FEW = 500
"""Words that may come and go before a list is made anew."""


class WordList:
    """Different words in order; `before` is the list of an earlier base."""

    def __init__(self, words: Collection[str], before: "WordList | None" = None) -> None:
        self._held = frozenset(words)
        self._all: list[str] = []
        if before is not None:
            come, gone = self.difference(before)
            if len(come) + len(gone) <= FEW:
                self._all = [word for word in before._all if word not in gone] if gone else list(before._all)
                for word in come:
                    insort(self._all, word)
        if len(self._all) != len(self._held):
            self._all = sorted(self._held)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __contains__(self, word: str) -> bool:
        return word in self._held

    def __len__(self) -> int:
        return len(self._all)

    def difference(self, before: "WordList") -> tuple[frozenset[str], frozenset[str]]:
        """The words that came and those that went."""
        return self._held - before._held, before._held - self._held

    def beginning(self, start: str) -> Iterator[str]:
        """The words that begin so, in order."""
        for place in range(bisect_left(self._all, start), len(self._all)):
            if not self._all[place].startswith(start):
                return
            yield self._all[place]
