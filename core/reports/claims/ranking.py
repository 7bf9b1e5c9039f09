"""«Самая крупная», «больше всех», «от … до …»: the ends of a series."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.reports.claims.series import Item, Series
from core.reports.claims.telling import denied, fits, items_in
from core.reports.claims.texts import Figure, Sentence
from core.reports.model import Finding

_MOST = (
    r"сам\w{2,3}\s+(?:больш|крупн|высок|дорог|значительн|массов|щедр|популярн)\w+|наибольш\w+|крупнейш\w+|наивысш\w+"
    r"|максимальн\w+|больше\s+всех|больше\s+всего|выше\s+всех|лидер\w*|лидиру\w+|перв\w+\s+мест\w+|рекорд\w*|чаще\s+всего"
)
_LEAST = (
    r"сам\w{2,3}\s+(?:мал|низк|небольш|скромн|дешев|маленьк)\w+|наименьш\w+|минимальн\w+|меньше\s+всех|меньше\s+всего"
    r"|ниже\s+всех|последн\w+\s+мест\w+|реже\s+всего"
)
_END = re.compile(rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))")
_RANGE = re.compile(r"\bот\s+(?P<low>\d[\d \u00a0]*(?:,\d+)?)[^,;.\d]{0,24}?\s+до\s+(?P<high>\d[\d \u00a0]*(?:,\d+)?)")
_SEVERAL = re.compile(r"\s+(?:по|у|в|для|на)?\s*(?:дв[аеу]\w*|тр[еи]\w?|четыр\w+)\s+[а-я]")
"""The largest «по двум»: one of several that are named need not be the first."""
_OF_A_ROW = ("payments", "projects")
_PIECE = re.compile(r"[;:]|,(?!\d)|\s[–-]\s")


def extremes(sentence: Sentence, series: Sequence[Series]) -> Iterator[Finding]:
    """Leaders that are none, largest and smallest sums that are not, ranges with a wrong end."""
    for match in _END.finditer(sentence.low):
        if _SEVERAL.match(sentence.low, match.end()):
            continue
        least = match["least"] is not None
        figures = list(_numbered(sentence, series, match))
        named = list(_named(sentence, series, match, {value for _, value in figures}))
        readings = [(one, item.value, item.name) for one, item in named] + [(one, value, "") for one, value in figures]
        if readings and not any(_end(one, least).value == value for one, value, _ in readings):
            one, value, own = readings[0]
            end = _end(one, least)
            yield denied(sentence, "extreme", value, end.value, one.unit, said=match.group(), own=own, most=end.name,
                         least=least)  # fmt: skip
    yield from _ranges(sentence, series)


def _end(series: Series, least: bool) -> Item:
    pick = min if least else max
    return pick(series.items, key=lambda item: item.value)


def _named(
    sentence: Sentence, series: Sequence[Series], match: re.Match[str], figures: set[Decimal]
) -> Iterator[tuple[Series, Item]]:
    """Series in which the words' own clause, else the sentence, names one item; of the figure beside, where one is."""
    start, end = _clause(sentence.low, match.start(), match.end())
    alone = not figures and len(_END.findall(sentence.low)) == 1
    domain = match.end() + 1 if match.group().endswith("всех") else -1
    for span in ((start, end), (0, len(sentence.low))) if alone else ((start, end),):
        found = []
        for one in series:
            if not _applies(one, sentence):
                continue
            items = items_in(one, sentence, *span)
            if one.name.startswith("levels"):
                items = [pair for pair in items if pair[0] != domain]
            if items:
                nearest = min(items, key=lambda pair: abs(pair[0] - match.start()))[1]
                if not figures or nearest.value in figures:
                    found.append((one, nearest))
        if found:
            own = [pair for pair in found if pair[0].section == sentence.section] or found
            near = min(_distance(one, sentence.low, match, (start, end)) for one, _ in own)
            yield from (pair for pair in own if _distance(pair[0], sentence.low, match, (start, end)) == near)
            return


def _distance(series: Series, low: str, match: re.Match[str], clause: tuple[int, int]) -> int:
    """How far the series' nearest word is from the claim; words of its own clause are all near."""
    if not series.cues or series.speaks(low[slice(*clause)]):
        return 0
    spots = [found.start() for cue in series.cues for found in re.finditer(rf"\b{cue}", low)]
    return min((abs(spot - match.start()) for spot in spots), default=len(low))


def _numbered(sentence: Sentence, series: Sequence[Series], match: re.Match[str]) -> Iterator[tuple[Series, Decimal]]:
    """Series of the same row of the plan that have the figure beside the words."""
    start, end = _clause(sentence.low, match.start(), match.end())
    near: list[Figure] = [one for one in sentence.figures if start <= one.start and one.end <= end]
    for figure in near[:1]:
        for one in series:
            values = {item.value for item in one.items}
            if _applies(one, sentence) and (one.section == sentence.section or one.about):
                yield from ((one, value) for value in figure.values() if value in values)


def _applies(series: Series, sentence: Sentence) -> bool:
    """A series of another row of the plan is meant only where the sentence names what it is about."""
    if series.name == "facts" or (series.section not in ("", sentence.section) and series.name in _OF_A_ROW):
        return False
    return fits(series, sentence)


def _clause(low: str, start: int, end: int) -> tuple[int, int]:
    signs = [found.span() for found in _PIECE.finditer(low)]
    left = max((stop for _, stop in signs if stop <= start), default=0)
    right = min((begin for begin, _ in signs if begin >= end), default=len(low))
    return left, right


def _ranges(sentence: Sentence, series: Sequence[Series]) -> Iterator[Finding]:
    """«От 489,4 до 1 119,3» where one end is a series' own and the other is not."""
    for match in _RANGE.finditer(sentence.low):
        figures = {one.start: one for one in sentence.figures}
        low, high = figures.get(match.start("low")), figures.get(match.start("high"))
        if low is None or high is None or (not high.money and not low.money):
            continue
        half: list[tuple[Series, bool]] = []
        for one in series:
            if one.unit != "roubles" or not _applies(one, sentence):
                continue
            first, last = _end(one, True).value, _end(one, False).value
            ends = (first in low.values(), last in high.values())
            if all(ends):
                half = []
                break
            inside = {item.value for item in one.items}
            if any(ends) and inside & set(high.values()) and inside & set(low.values()):
                half.append((one, ends[0]))
        if half:
            one, right = half[0]
            end = _end(one, not right)
            stated = next(value for value in (high if right else low).values() if value in {i.value for i in one.items})
            yield denied(sentence, "extreme", stated, end.value, one.unit, said=match.group(), own="",
                         most=end.name, least=not right)  # fmt: skip
