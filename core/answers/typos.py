"""Misspelt words: trigrams choose candidates from the vocabulary, edit distance decides.

Only for words that neither the dictionary nor the base knows; the allowed distance grows with length.
"""

from collections import Counter

from rapidfuzz.distance import OSA


def _allowed(length: int) -> int:
    if length <= 3:
        return 0
    return 1 if length <= 5 else 2 if length <= 9 else 3


def _trigrams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


class Spelling:
    """Known word forms with their weights (how often the base says them)."""

    def __init__(self, weights: dict[str, int]) -> None:
        self._weights = {word: weight for word, weight in weights.items() if 3 <= len(word) <= 30}
        self._by_trigram: dict[str, list[str]] = {}
        for word in self._weights:
            for gram in _trigrams(word):
                self._by_trigram.setdefault(gram, []).append(word)
        self._sorted = sorted(self._weights)

    def nearest(self, word: str) -> str | None:
        """The closest known form within the allowed distance; the more frequent one of equals."""
        allowed = _allowed(len(word))
        if not allowed or len(word) > 30:
            return None
        shared: Counter[str] = Counter()
        for gram in _trigrams(word):
            shared.update(self._by_trigram.get(gram, ()))
        best: tuple[float, int, str] | None = None
        for candidate, _ in shared.most_common(120):
            distance = OSA.distance(word, candidate, score_cutoff=allowed)
            if distance <= allowed:
                bonus = 0.5 if candidate[0] != word[0] else 0.0
                rank = (distance + bonus, -self._weights[candidate], candidate)
                best = min(best, rank) if best else rank
        return best[2] if best else None

    def completed(self, start: str) -> str | None:
        """The most frequent form that begins so («муниц» is «муниципальный»)."""
        if len(start) < 3:
            return None
        from bisect import bisect_left

        first = bisect_left(self._sorted, start)
        found: list[str] = []
        for word in self._sorted[first : first + 400]:
            if not word.startswith(start):
                break
            found.append(word)
        return max(found, key=lambda word: (self._weights[word], -len(word)), default=None)

    def contracted(self, start: str, end: str) -> str | None:
        """The most frequent form with this beginning and end («фин-ие» is «финансирование»)."""
        fitting = [word for word in self._sorted if word.startswith(start) and word.endswith(end)]
        return max(fitting, key=lambda word: self._weights[word], default=None)

    def split(self, word: str) -> tuple[str, str] | None:
        """Two known forms written as one."""
        for spot in range(4, len(word) - 3):
            if word[:spot] in self._weights and word[spot:] in self._weights:
                return word[:spot], word[spot:]
        return None
