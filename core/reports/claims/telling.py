"""A denied statement as a finding: where it stands, its words, and what the rows give."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from core.answers.lemmas import fold, lemmas
from core.reports.claims.series import Item, Series
from core.reports.claims.texts import Sentence
from core.reports.model import Finding, Kind, Place
from storage.terms import Unit

_SHOWN = 160


def denied(
    sentence: Sentence, why: str, stated: Decimal | None, computed: Decimal | None, unit: Unit, **details: object
) -> Finding:
    """The finding of a statement; `why` is the template's branch."""
    return Finding(
        Kind.CLAIM,
        Place(section=sentence.section, row=sentence.title),
        stated,
        computed,
        unit,
        details={"why": why, "record": sentence.table, "key": sentence.key, "column": sentence.column,
                 "text": sentence.text[:_SHOWN], **details},
    )  # fmt: skip


def items_in(series: Series, sentence: Sentence, start: int, end: int) -> list[tuple[int, Item]]:
    """Items of a series that the sentence names within [start, end), each with the place of its nearest name."""
    found: dict[int, tuple[int, Item]] = {}
    spots: dict[str, int] = {}
    for one in sentence.mentions:
        if start <= one.start and one.end <= end:
            spots.setdefault(one.key, one.start)
    words: frozenset[str] | None = None
    for at, item in enumerate(series.items):
        places = [spots[key] for key in item.keys & spots.keys()]
        if places:
            found[at] = (min(places), item)
        elif item.stems:
            words = _stems(sentence.low[start:end]) if words is None else words
            if len(item.stems & words) * 2 > len(item.stems):
                found[at] = (start, item)
    return sorted(found.values(), key=lambda pair: pair[0])


@lru_cache(maxsize=5_000)
def _stems(low: str) -> frozenset[str]:
    return frozenset(one for word in fold(low).replace("«", " ").replace("»", " ").split()
                     if (bare := word.strip(",.:;()–-!?\"")) for one in lemmas(bare))  # fmt: skip


def fits(series: Series, sentence: Sentence) -> bool:
    """Whether a sentence may be about a series: it has its words, and what narrows the series down."""
    named = {one.key for one in sentence.mentions}
    return series.speaks(sentence.low) and series.about <= named


def refuted(verdicts: Sequence[bool] | Iterable[bool]) -> bool:
    """Whether there is a reading and none of them holds."""
    listed = list(verdicts)
    return bool(listed) and not any(listed)
