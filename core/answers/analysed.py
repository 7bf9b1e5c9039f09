"""A document's words, read once: what the postings and the vocabulary take from it.

Reading is the slow part of an index (morphology of each word), and it depends on the document alone. So it is
remembered by document: when one record of ten thousand changed, one is read.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.answers import lexicon
from core.answers.documents import Document
from core.answers.lemmas import is_empty, lemmas
from core.answers.postings import Numbers, Values, numbered
from core.answers.tokens import words

_WEIGHTS = (3.0, 2.5, 1.0, 0.6)
_OWN_FIELDS = 3
_BETWEEN_FIELDS = 10
_REMEMBERED = 120_000


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """`numbers` are the lemmas of telling words, each with the weight of the fields that say it (`weights`); the first
    `own` of them stand in its own fields. `length` counts telling words. `spoken` are the lemmas of the own fields'
    words as they follow each other, at `places`. `said` are word forms as records are read, `known` their lemmas, both
    by number."""

    numbers: Numbers
    weights: Values
    own: int
    features: frozenset[str]
    length: int
    spoken: Numbers
    places: Numbers
    said: Numbers
    known: Numbers


def analysed(document: Document) -> Analysed:
    """The words of a document, remembered."""
    return _analysed(document)


@lru_cache(maxsize=_REMEMBERED)
def _analysed(document: Document) -> Analysed:
    fields = [list(lexicon.spelled(words(field))) for field in document.fields]
    weighted: Counter[str] = Counter()
    spoken: list[str] = []
    places: list[int] = []
    length = own = at = 0
    for place, (said, weight) in enumerate(zip(fields, _WEIGHTS, strict=True)):
        if place == _OWN_FIELDS:
            own = len(weighted)
        for word in said:
            if not is_empty(word):
                length += 1
                at += 1
                for lemma in lemmas(word):
                    weighted[lemma] += weight  # type: ignore[assignment]
                    if place < _OWN_FIELDS:
                        spoken.append(lemma)
                        places.append(at)
        at += _BETWEEN_FIELDS
    forms = {word for said in fields for word in said}
    asked = lexicon.asking().find([lemmas(word) for word in words(document.text)])
    return Analysed(
        numbers=numbered(weighted),
        weights=np.array(list(weighted.values()), dtype=np.float32),
        own=own,
        features=frozenset(hit.payload for hit in asked) | document.units,
        length=length,
        spoken=numbered(spoken),
        places=np.array(places, dtype=np.int32),
        said=numbered(forms),
        known=numbered({lemma for word in forms for lemma in lemmas(word)}),
    )
