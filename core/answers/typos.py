"""Misspelt words: words that sound the same first, then trigrams choose candidates and edit distance decides.

The allowed distance grows with length. Ties are broken by sound, then by how often the base says a word, then by
the alphabet, so that one question is always repaired to the same words.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

import numpy as np
from rapidfuzz.distance import OSA

from core.answers.lemmas import lemmas
from core.answers.postings import Numbers, Postings, numbered
from core.answers.wordlist import FEW, WordList

_CANDIDATES = 120
_COMPLETIONS = 400

_VOICED = str.maketrans("бвгджз", "пфктшс")
_VOWELS = str.maketrans("оеяэыю", "аииииу")
_GROUPS = (
    (re.compile("стн"), "сн"),
    (re.compile("вств"), "ств"),
    (re.compile("т[ьъ]?с"), "ц"),
    (re.compile("сч"), "щ"),
)
_SAME_SOUND = 0.4
_OTHER_FIRST = 0.5
_SAID = 2
_SPOKEN = frozenset("аоеиэыяю")


@lru_cache(maxsize=150_000)
def sound(word: str) -> str:
    """How a word sounds, roughly: unstressed vowels, voiced and double consonants and soft signs told alike."""
    said = word.replace("ё", "е").translate(_VOICED)
    for group, heard in _GROUPS:
        said = group.sub(heard, said)
    said = said.replace("ь", "").replace("ъ", "").translate(_VOWELS)
    return re.sub(r"(.)\1+", r"\1", said)


def _allowed(length: int) -> int:
    if length <= 3:
        return 0
    return 1 if length <= 5 else 2 if length <= 9 else 3


def _alike(first: str, other: str) -> bool:
    return first == other or (first in _SPOKEN and other in _SPOKEN)


def _trigrams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


@lru_cache(maxsize=150_000)
def _numbered_trigrams(word: str) -> Numbers:
    return numbered(_trigrams(word))


class _Table:
    """Word forms by their sound and by their trigrams; slow to make."""

    def __init__(self, words: WordList) -> None:
        self.words = words
        self.order = list(words)
        self.by_sound: dict[str, list[str]] = {}
        for word in self.order:
            self.by_sound.setdefault(sound(word), []).append(word)
        self.by_trigram = Postings([_numbered_trigrams(word) for word in self.order])


class Spelling:
    """Known word forms with their weights (how often the base says them).

    `before` is an earlier base's: its table serves until some hundred words came and went.
    """

    def __init__(self, weights: Mapping[str, int], before: "Spelling | None" = None) -> None:
        self._weights = weights
        self._words: WordList = WordList(
            {word for word in weights if 3 <= len(word) <= 30}, before._words if before else None
        )
        table = before._table if before else None
        come, gone = self._words.difference(table.words) if table else (frozenset(self._words), frozenset())
        if table is None or len(come) + len(gone) > FEW:
            table, come, gone = _Table(self._words), frozenset(), frozenset()
        self._table: _Table = table
        self._come, self._gone = sorted(come), gone

    def _sounding(self, said: str) -> list[str]:
        """The known forms of a sound, in the order of the alphabet."""
        found = [word for word in self._table.by_sound.get(said, ()) if word not in self._gone]
        come = [word for word in self._come if sound(word) == said]
        return sorted([*found, *come]) if come else found

    def heard(self, word: str) -> str | None:
        """The known form that sounds like the word; the closest in letters, then the more frequent one."""
        alike = [one for one in self._sounding(sound(word)) if self._weights[one] >= _SAID and _alike(one[0], word[0])]
        return min(
            alike, key=lambda one: (OSA.distance(word, one), -self._weights[one], one), default=None
        )  # fmt: skip

    def nearest(self, word: str) -> str | None:
        """The closest known form within the allowed distance; one that sounds alike counts as closer."""
        allowed = _allowed(len(word))
        if not allowed or len(word) > 30:
            return None
        said = sound(word)
        pool = [*self._sounding(said)[:20], *self._sharing(word)]
        best: tuple[float, int, str] | None = None
        for candidate in dict.fromkeys(pool):
            distance: float = OSA.distance(word, candidate, score_cutoff=allowed)
            heard = OSA.distance(said, sound(candidate), score_cutoff=allowed)
            if distance > allowed and heard:
                continue
            distance = min(distance, allowed) * _SAME_SOUND + heard * (1 - _SAME_SOUND)
            bonus = _OTHER_FIRST if candidate[0] != word[0] and heard else 0.0
            rank = (distance + bonus, -self._weights[candidate], candidate)
            best = min(best, rank) if best else rank
        return best[2] if best else None

    def _sharing(self, word: str) -> list[str]:
        """The forms that share most trigrams, in the order of the alphabet where they share as many."""
        asked = _trigrams(word)
        rows = np.concatenate([self._table.by_trigram.rows(gram) for gram in asked])
        places, shared = np.unique(rows, return_counts=True)
        best = np.argsort(-shared, kind="stable")[: _CANDIDATES + len(self._gone)]
        found = [(-int(shared[at]), self._table.order[places[at]]) for at in best]
        found += [(-common, come) for come in self._come if (common := len(_trigrams(come) & asked))]
        return [one for _, one in (sorted(found) if self._come else found) if one not in self._gone][:_CANDIDATES]

    def begins(self, start: str) -> bool:
        """Whether a known form begins so."""
        return next(self._words.beginning(start), None) is not None

    def completed(self, start: str) -> str | None:
        """The most frequent form that begins so («муниц» is «муниципальный»)."""
        if len(start) < 3:
            return None
        found = islice(self._words.beginning(start), _COMPLETIONS)
        return max(found, key=lambda word: (self._weights[word], -len(word)), default=None)

    def begun(self, start: str) -> dict[str, float]:
        """The lemmas of known forms that begin so, each with its share of what the base says, the likeliest first."""
        said: dict[str, int] = {}
        for form in islice(self._words.beginning(start), _COMPLETIONS):
            lemma = min(lemmas(form), key=len)
            said[lemma] = said.get(lemma, 0) + self._weights[form]
        whole = sum(said.values())
        return {lemma: said[lemma] / whole for lemma in sorted(said, key=lambda one: (-said[one], one))}

    def contracted(self, start: str, end: str) -> str | None:
        """The most frequent form with this beginning and end («фин-ие» is «финансирование»)."""
        fitting = [word for word in self._words.beginning(start) if word.endswith(end)]
        return max(fitting, key=lambda word: self._weights[word], default=None)

    def split(self, word: str) -> tuple[str, str] | None:
        """Two known forms written as one."""
        for spot in range(4, len(word) - 3):
            if word[:spot] in self._words and word[spot:] in self._words:
                return word[:spot], word[spot:]
        return None
