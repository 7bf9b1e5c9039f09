"""Words that only a suffix keeps from the base's own: augmentatives, collectives, adjectives of a name."""

import re
from collections.abc import Iterator

from core.answers.lemmas import is_known, lemmas

_AUGMENTED = re.compile(r"ищ(?:а|е|и)?$")
_COLLECTIVE = re.compile(r"ье$")
_ADJECTIVE = re.compile(r"(?:ев|ов|ин)?ск(?:ий|ая|ое|ие)$")
_ENDING = re.compile(r"[а-я]{0,2}|(?:уш|юш|ыш|оч|еч|он|ен)к[аио]")
_ALTERNATIONS = {"ж": "г", "ч": "к", "ш": "х"}
_SHORTEST = 3


def stems(word: str) -> Iterator[str]:
    """What a word is made from («деньжищ»: деньг; «зверья»: звер; «вечевские»: веч); nothing where no suffix is.

    Adjectives that the dictionary knows are words of their own («московский»).
    """
    suffixes = (_AUGMENTED, _COLLECTIVE) if is_known(word) else (_AUGMENTED, _COLLECTIVE, _ADJECTIVE)
    for lemma in sorted(lemmas(word)):
        for suffix in suffixes:
            stem = suffix.sub("", lemma)
            if stem == lemma or len(stem) < _SHORTEST:
                continue
            yield stem
            if stem[-1] in _ALTERNATIONS:
                yield stem[:-1] + _ALTERNATIONS[stem[-1]]


def is_of(lemma: str, stem: str) -> bool:
    """Whether a lemma is a stem with an ending or a diminutive («вече», «зверушка»)."""
    return lemma.startswith(stem) and _ENDING.fullmatch(lemma[len(stem) :]) is not None
