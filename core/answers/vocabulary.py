"""The words of the base: how often each lemma stands in it, and which word forms are known."""

import math
from collections import Counter
from collections.abc import Iterable

from core.answers import lexicon
from core.answers.analysed import analysed
from core.answers.documents import Document
from core.answers.lemmas import begins_known, forms, is_empty, is_known, lemmas
from core.answers.postings import counts, numbered
from core.answers.roots import is_of, stems
from core.answers.tokens import words
from core.answers.typos import Spelling
from core.answers.wordlist import WordList

_ROOT = 5
_SAME_ROOT = 0.55
_BEGINNING = 4


class Vocabulary:
    """Built once from all documents of the base and other `texts` that people speak of, a string per record.

    `before` is an earlier base's: what is slow to make is kept where only some words came and went.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        texts: Iterable[str],
        names: Iterable[str],
        before: "Vocabulary | None" = None,
    ) -> None:
        self.read = read = [analysed(document) for document in documents]
        others = [set(lexicon.spelled(words(text))) for text in texts]
        self.size = len(read) + len(others)
        known = [numbered({lemma for word in said for lemma in lemmas(word)}) for said in others]
        frequency = counts([*(one.known for one in read), *known])
        surface = counts([*(one.said for one in read), *map(numbered, others)])
        self._frequency = frequency
        self._lemmas: WordList = WordList(frequency.keys(), before._lemmas if before else None)
        self._families: dict[str, frozenset[str]] = {}
        weights: Counter[str] = Counter(surface)
        for form in sorted(lexicon.asking_forms()):
            weights[form] += 3
        for form in sorted(lexicon.refusal_forms()):
            weights[form] += 1
        for name in names:
            parts = list(words(name))
            for part in parts:
                weights[part] += 10
                for form in forms(part):
                    weights[form] += 8
            if 2 <= len(parts) <= 3 and all(part.isalnum() for part in parts):
                weights["".join(parts)] += 1
        self._surface = weights.keys()
        spelt = {word: count for word, count in weights.items() if word.isalpha()}
        self.spelling: Spelling = Spelling(spelt, before.spelling if before else None)

    def knows(self, word: str) -> bool:
        """Whether the base or the lexicon says this word form."""
        return word in self._surface or any(lemma in self._frequency for lemma in lemmas(word))

    def says(self, word: str) -> bool:
        """Whether the base or the lexicon says exactly this word form."""
        return word in self._surface

    def understands(self, word: str) -> bool:
        """Whether the base, the lexicon or the dictionary knows the word."""
        return not word.isalpha() or word in self._surface or is_known(word)

    def begins(self, start: str) -> bool:
        """Whether a word form of the base, the lexicon or the dictionary begins so."""
        return begins_known(start) or self.spelling.begins(start)

    def holds(self, lemma: str) -> bool:
        """Whether a lemma stands in some record."""
        return lemma in self._frequency

    def weight(self, word_lemmas: Iterable[str]) -> float:
        """How telling a word is: its inverse document frequency; a word that no record holds is the rarest."""
        count = max((self._frequency.get(lemma, 0) for lemma in word_lemmas), default=0)
        return math.log((self.size + 1) / (count + 0.5))

    def family(self, lemma: str) -> frozenset[str]:
        """Base lemmas of the same root as a known word («образовательный»: образование)."""
        if lemma not in self._families:
            self._families[lemma] = self._family(lemma)
        return self._families[lemma]

    def _family(self, lemma: str) -> frozenset[str]:
        if len(lemma) < _ROOT or not lemma.isalpha():
            return frozenset()
        found: set[str] = set()
        for other in self._lemmas.beginning(lemma[:_ROOT]):
            if not other.isalpha():
                continue
            common = _ROOT
            while common < min(len(lemma), len(other)) and lemma[common] == other[common]:
                common += 1
            if common >= min(len(lemma), len(other)) - 3 and other != lemma:
                found.add(other)
        return frozenset(found)

    def derived(self, word: str) -> str:
        """The base's lemma that an unheld word is made from by a suffix («зверья»: зверь); empty when none."""
        for stem in stems(word):
            near = [one for one in self._lemmas.beginning(stem) if is_of(one, stem) and not is_empty(one)]
            if near:
                return min(near, key=lambda one: (len(one), one))
        return ""

    def related(self, word: str) -> frozenset[str]:
        """Base lemmas of the same root as an unknown word («волейболист»: волейбол), by a long common beginning."""
        if len(word) < 5 or not word.isalpha():
            return frozenset()
        found: set[str] = set()
        best = 0
        for lemma in self._lemmas.beginning(word[:_BEGINNING]):
            if is_empty(lemma):
                continue
            common = 4
            while common < min(len(lemma), len(word)) and lemma[common] == word[common]:
                common += 1
            longest = max(len(lemma), len(word))
            near = common >= _ROOT and common >= _SAME_ROOT * longest
            if (near or longest - common <= 2) and common >= best:
                if common > best:
                    found.clear()
                best = common
                found.add(lemma)
        return frozenset(found)
