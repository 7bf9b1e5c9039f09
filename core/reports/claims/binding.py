"""Whose figure it is: a number beside a name that the rows give to another name, or to the year before."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.reports.claims.series import Item, Series
from core.reports.claims.telling import denied, fits, items_in
from core.reports.claims.texts import Figure, Sentence
from core.reports.model import Finding
from storage.terms import Unit

_PIECE = re.compile(r"[;:]|,(?!\d)|\sи\s(?=\d)|\sа\s")
_NO_BOND = ("facts", "indicators-plan", "indicators-fact", "support-total", "contests-applicants", "contests-winners",
            "programmes-recipients", "levels-winners")  # fmt: skip
_NEAR = 3
_ROUND = Decimal(50_000)


def bonds(sentence: Sentence, series: Sequence[Series], past: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Sums of money that stand beside one item's name and are another's."""
    for figure in sentence.figures:
        start, end = _bracket(sentence, figure) or _piece(sentence.low, figure)
        if re.search(r"\bиз\s+$", sentence.low[: figure.start]):
            continue
        if not (figure.money or figure.kind == "") or any(start <= at < end for at, _ in past):
            continue
        readings = list(_readings(sentence, series, figure, (start, end)))
        if readings and not any(own for own, *_ in readings) and not _elsewhere(sentence, series, figure, readings):
            _, _, item, other = readings[0]
            yield denied(sentence, "bound", figure.values()[-1] if not figure.money else figure.value, item.value,
                         Unit.ROUBLES, name=item.name, other=other, written=figure.written)  # fmt: skip
            return


def _readings(
    sentence: Sentence, series: Sequence[Series], figure: Figure, span: tuple[int, int]
) -> Iterator[tuple[bool, Series, Item, str]]:
    """Whether the figure is the item's own, for each series whose item is named beside it."""
    for one in series:
        if one.unit is not Unit.ROUBLES or one.name in _NO_BOND or not fits(one, sentence):
            continue
        items = items_in(one, sentence, *span)
        if len({item.name for _, item in items}) != 1:
            continue
        item = items[0][1]
        if any(_same(one, value, known.value) for value in figure.values() for _, known in items):
            yield True, one, item, ""
            continue
        other = next((known.name for known in one.items for value in figure.values() if known is not item
                      and _same(one, value, known.value)), "")  # fmt: skip
        stale = item.before is not None and any(_same(one, value, item.before) for value in figure.values())
        if other or stale:
            yield False, one, item, other


def _elsewhere(
    sentence: Sentence, series: Sequence[Series], figure: Figure, readings: Sequence[tuple[bool, Series, Item, str]]
) -> bool:
    """Whether something else that the sentence names has the figure, in a series of another kind."""
    kinds = {one.name for _, one, _, _ in readings}
    return any(
        _same(one, value, item.value)
        for one in series
        if one.name not in kinds and one.name not in _NO_BOND and one.unit is Unit.ROUBLES
        for _, item in items_in(one, sentence, 0, len(sentence.low))
        for value in figure.values()
    )


def _same(series: Series, value: Decimal, known: Decimal) -> bool:
    if value == known:
        return True
    return value % 100_000 == 0 and abs(value - known) <= _ROUND if value >= 1_000_000 else abs(value - known) < 50


def _bracket(sentence: Sentence, figure: Figure) -> tuple[int, int] | None:
    """Of a figure in brackets, the names that end right before them."""
    opened = sentence.low.rfind("(", 0, figure.start)
    if opened < 0 or sentence.low.find(")", opened, figure.start) >= 0:
        return None
    ends = [one.end for one in sentence.mentions if opened - _NEAR <= one.end <= opened]
    starts = [one.start for one in sentence.mentions if ends and one.end == max(ends)]
    return (min(starts), opened) if starts else None


def _piece(low: str, figure: Figure) -> tuple[int, int]:
    """The clause of a figure; brackets belong to what stands before them."""
    signs = [found.span() for found in _PIECE.finditer(low)]
    left = max((stop for _, stop in signs if stop <= figure.start), default=0)
    right = min((begin for begin, _ in signs if begin >= figure.end), default=len(low))
    return left, right
