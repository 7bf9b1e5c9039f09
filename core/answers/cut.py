"""Words cut with a full stop («табл.», «дог.», «безвозм.»), read as the base's own words that begin so."""

import re

from core.answers.lemmas import fold, is_abbreviation, is_known, is_verb
from core.answers.vocabulary import Vocabulary

_STOPPED = re.compile(r"(?<![а-яё\d-])([а-яё]{2,14})\.(?=(.?.?))", re.IGNORECASE | re.DOTALL)
_GOES_ON = re.compile(r"\s?[^\sА-ЯЁA-Z]|\s?$")
_ONE_FAMILY = 0.9
_MEANT = 0.08
_SHORT = 2
_A_WORD = 5
_LONGER = 2


class Cut:
    """Reads cut words against one base's vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __call__(self, text: str) -> tuple[str, dict[str, frozenset[str]]]:
        """The text with cut words written out, and for each such word all lemmas that it may stand for."""
        written: dict[str, frozenset[str]] = {}

        def whole(match: re.Match[str]) -> str:
            meant = self._meant(fold(match[1]), match[2])
            if not meant:
                return match[0]
            written[meant[0]] = frozenset(meant)
            return f"{meant[0]} "

        return _STOPPED.sub(whole, text), written

    def _meant(self, word: str, after: str) -> tuple[str, ...]:
        """The lemmas that a stopped word may stand for, the likeliest first; none for a sentence's last word."""
        if self._vocabulary.knows(word):
            return ()
        dictionary = is_known(word) and not is_abbreviation(word)
        if dictionary and (len(word) > _A_WORD or not _GOES_ON.match(after)):
            return ()
        return self.begun(word, dictionary or len(word) <= _SHORT)

    def begun(self, start: str, sure: bool) -> tuple[str, ...]:
        """The base's lemmas that begin so, the likeliest first, verbs last; a `sure` start has one family of them."""
        found = {
            lemma: share
            for lemma, share in self._vocabulary.spelling.begun(start).items()
            if len(lemma) >= len(start) + _LONGER
        }
        if not found:
            return ()
        stem = next(iter(found))[: len(start) + 1]
        if sure and sum(share for lemma, share in found.items() if lemma.startswith(stem)) < _ONE_FAMILY:
            return ()
        meant = [lemma for lemma, share in found.items() if share >= _MEANT]
        return tuple(sorted(meant, key=is_verb))
