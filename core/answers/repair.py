"""Question repair: layout, transliteration, contractions, joined words and typos, word by word."""

import re
from functools import lru_cache

from core.answers import layout, lexicon, translit
from core.answers.cut import Cut
from core.answers.lemmas import fold, is_known
from core.answers.tokens import words
from core.answers.vocabulary import Vocabulary

_LATIN = re.compile(r"[a-z`\[\];',.{}:\"<>~]+", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-я]")
_CONTRACTED = re.compile(r"\b([а-я]{2,6})-([а-я]{2,3})\b")
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:ru|com|org|net|рф)\b")
_PERCENT = re.compile(r"(?<![\d\s])\s*%|(?<=[^\d\s])\s+%|^\s*%")
MAX_CHARACTERS = 2_000
MAX_WORDS = 120
_HEARD_LENGTH = 4


class Repair:
    """Repairs against one base's vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.cut = Cut(vocabulary)
        self._word = lru_cache(maxsize=20_000)(self._repaired)
        self._keys = lru_cache(maxsize=5_000)(self._by_keys)
        self._sound = lru_cache(maxsize=5_000)(self._by_sound)

    def forget(self) -> None:
        """As if no word had been seen: for measuring the first sight."""
        for remembered in (self._word, self._keys, self._sound):
            remembered.cache_clear()

    def __call__(self, text: str) -> list[str]:
        """The question's words, repaired and folded; the work is bounded by MAX_WORDS."""
        folded = _PERCENT.sub(" процент ", fold(_ADDRESS.sub(" ", text[:MAX_CHARACTERS])))
        if re.search(r"[a-z]", folded):
            folded = self._russian(folded)
        folded = _CONTRACTED.sub(self._contraction, folded)
        result: list[str] = []
        for word in list(words(folded))[:MAX_WORDS]:
            result.extend(self._word(word))
        return result

    def _knows(self, word: str) -> bool:
        return self._vocabulary.knows(word) or is_known(word)

    def _russian(self, text: str) -> str:
        """Latin chunks as Russian: one decision for the whole text, by what gives more known words."""
        chunks = text.split()
        said = {chunk for chunk in chunks if self._says(chunk)} if _CYRILLIC.search(text) else frozenset[str]()
        latin = [chunk for chunk in chunks if re.search(r"[a-z]", chunk) and not _CYRILLIC.search(chunk)]
        by_keys = sum(self._keys(chunk)[0] * len(chunk) for chunk in latin if chunk not in said)
        by_sound = sum(self._sound(chunk)[0] * len(chunk) for chunk in latin if chunk not in said)
        choose = self._keys if by_keys >= by_sound else self._sound
        return " ".join(
            chunk
            if chunk in said or not (chunk in latin or _LATIN.fullmatch(chunk.strip("?!()«»-")))
            else choose(chunk)[1]
            for chunk in chunks
        )

    def _says(self, chunk: str) -> bool:
        """Whether the base itself writes this in Latin letters («QR»): among Russian words it is left as it is."""
        own = [word for word in words(chunk) if re.search(r"[a-z]", word)]
        return any(len(word) > 1 for word in own) and all(self._vocabulary.says(word) for word in own)

    def _by_keys(self, chunk: str) -> tuple[float, str]:
        best = (0.0, chunk)
        for reading in layout.readings(chunk):
            parts = list(words(reading)) or [reading]
            score = sum(self._likely(part) for part in parts) / len(parts)
            if score > best[0]:
                best = (score, reading)
        return best

    def _likely(self, word: str) -> float:
        return 1.2 if self._vocabulary.knows(word) else layout.looks_russian(word, is_known)

    def _by_sound(self, chunk: str) -> tuple[float, str]:
        bare = re.sub(r"[^a-z0-9'-]", "", chunk)
        parts = [translit.readings(part, self._knows, self._vocabulary.begins)[0] for part in bare.split("-") if part]
        score = sum(self._likely(part) for part in parts) / len(parts) if parts else 0.0
        return score, " ".join(parts)

    def _contraction(self, match: re.Match[str]) -> str:
        whole, start, end = match.group(), match[1], match[2]
        if self._knows(start) and self._knows(end) and len(start) > 3:
            return whole
        return self._vocabulary.spelling.contracted(start, end) or whole

    def _heard(self, word: str) -> str:
        """A dictionary word that the base does not say («понтера», «фонт») as the one that sounds like it."""
        vocabulary = self._vocabulary
        if len(word) < _HEARD_LENGTH or vocabulary.knows(word):
            return word
        return vocabulary.spelling.heard(word) or word

    def _repaired(self, word: str) -> tuple[str, ...]:
        vocabulary = self._vocabulary
        if other := lexicon.spellings().get(word):
            return tuple(words(other))
        if not word.isalpha() or len(word) < 3:
            return (word,)
        spelling = vocabulary.spelling
        if vocabulary.understands(word):
            return (self._heard(word),)
        if len(word) <= 6 and (nearest := spelling.completed(word)) and len(nearest) >= len(word) + 4:
            close = spelling.nearest(word)
            if close is None or len(word) <= 4:
                return (nearest,)
        if near := spelling.nearest(word):
            return tuple(words(lexicon.spellings().get(near, near)))
        if parts := spelling.split(word):
            return parts
        if len(word) > _HEARD_LENGTH and not is_known(word) and (begun := self.cut.begun(word, True)):
            return begun[:1]
        return (word,)
