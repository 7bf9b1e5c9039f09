"""«Больше, чем», «на 5 меньше», «вдвое», «стало больше, чем в прошлом году»: two values beside each other."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.reports.claims.series import Series
from core.reports.claims.telling import denied, fits, items_in
from core.reports.claims.texts import NUMERALS, Figure, Sentence
from core.reports.model import Finding
from storage.terms import Unit

_MORE = r"больше|выше|более|дороже|крупнее|чаще"
_LESS = r"меньше|ниже|менее|дешевле|мельче|реже"
_THAN = re.compile(rf"\b(?P<way>{_MORE}|{_LESS})\b(?P<after>[^,;.()]{{0,30}})?,?\s+чем\b")
_OVER = re.compile(
    r"\b(?:превы(?:сил|ша)\w*|превзош\w+|опере(?:дил|жа)\w*|обогнал\w*|уступ(?:ил|а)\w*|отста(?:л|е)\w*)\b"
)
_EVEN = re.compile(r"\b(?:столько же,? сколько|наравне с|наравне|поровну|одинаков\w+|равн(?:о|ы|ое|ый)|не изменил\w+|"
                   r"осталс\w+|осталось|прежн\w+ уровн\w+)\b")  # fmt: skip
_UP = re.compile(
    r"\b(?:вырос\w*|возрос\w*|увеличил\w*|прибавил\w*|больше|выше|рост\b|росте?\b|повысил\w*|прирост\w*|увеличени\w+)"
)
_DOWN = re.compile(
    r"\b(?:снизил\w*|сократил\w*|уменьшил\w*|упал\w*|меньше|ниже|снижени\w+|сокращени\w+|уменьшени\w+|спад\w*)"
)
_FOLD: dict[str, int | Decimal] = {
    "вдвое": 2, "втрое": 3, "вчетверо": 4, "впятеро": 5, "двукратн": 2, "трехкратн": 3,
    "полтора": Decimal("1.5"), "полутора": Decimal("1.5"),
}  # fmt: skip
_TIMES = re.compile(
    r"(?P<about>почти|около|более чем|больше чем|более|менее чем|примерно)?\s*"
    r"(?:(?P<word>вдвое|втрое|вчетверо|впятеро|двукратн\w*|трехкратн\w*)"
    r"|в\s+(?P<again>почти|около|более чем|более)?\s*(?P<number>\d+(?:,\d+)?|[а-я]+)\s+раза?\b)"
)
_BY = re.compile(
    r"\bна\s+(?:почти\s+|около\s+)?(?P<number>\d[\d \u00a0]*(?:,\d+)?|[а-я]+)(?P<unit>[^,;.\d]{0,24}?)\s*$"
)
_BY_AFTER = re.compile(
    r"^[^,;.\d]{0,12}\bна\s+(?P<number>\d[\d \u00a0]*(?:,\d+)?)\s*(?P<unit>%|процент\w*|тыс\w*|млн)?"
)
_EVERY_LEVEL = re.compile(r"\b(?:все|всем|всех|кажд\w+)\s+(?:\w+\s+)?уровн\w+")
_NEXT = re.compile(rf"\b(?P<way>{_MORE}|{_LESS})\b(?=\s+[«а-я])")
_LAST_YEAR = r"год(?:ом|у)?\s+(?:ранее|раньше|назад)|прошл\w+\s+год\w*|прошлогодн\w+|предыдущ\w+\s+год\w*"


@dataclass(frozen=True, slots=True)
class Relation:
    """What is said of two values: `way` is 1, -1 or 0; by how much, by what share of the second, how many times."""

    way: int
    by: Decimal | None = None
    share: Decimal | None = None
    times: Decimal | None = None
    about: str = ""

    def holds(self, one: Decimal, other: Decimal, slack: Decimal = Decimal(0)) -> bool:
        """Whether it is so, rounding of the figures (`slack`) apart."""
        if self.way == 0:
            return abs(one - other) <= slack
        if (one - other) * self.way <= 0:
            return False
        apart = abs(one - other)
        if self.by is not None:
            return abs(apart - self.by) <= max(slack * 2, self.by / 100)
        low, high = sorted((one, other))
        if self.share is not None and other:
            return abs(apart / other * 100 - self.share) <= Decimal("1.5")
        if self.times is not None and low:
            return _about(high / low, self.times, self.about)
        return True


def _about(true: Decimal, said: Decimal, about: str) -> bool:
    if about.startswith(("более", "больше")):
        return true >= said
    if about.startswith("менее"):
        return true <= said
    return abs(true - said) <= said * (Decimal("0.2") if about else Decimal("0.15"))


def comparisons(sentence: Sentence, series: Sequence[Series], year: int) -> Iterator[Finding]:
    """Statements of a sentence about two values that no reading of it bears out."""
    past = past_places(sentence.low, year)
    bare = list(_NEXT.finditer(sentence.low))
    names = {one.start for one in sentence.mentions} if bare else set()
    bare = [one for one in bare if not names.isdisjoint((one.end() + 1, one.end() + 2))]
    for match in (*_THAN.finditer(sentence.low), *_OVER.finditer(sentence.low), *bare):
        end = _until(sentence.low, match.end())
        if any(match.end() <= at < end for at, _ in past) or re.match(r"\s*план", sentence.low[match.end() :]):
            continue
        start = _since(sentence.low, match.start())
        relation, left_end = _relation(sentence.low, match)
        pairs = list(_pairs(sentence, series, (start, left_end), (match.end(), end)))
        verdicts = [relation.holds(one, other, slack) for one, other, slack, _ in pairs]
        if verdicts and not any(verdicts):
            one, other, _, unit = pairs[0]
            said = sentence.low[max(left_end, start) : end].strip(" ,")
            yield denied(sentence, "compare", one, other, unit, said=said)
    yield from _changed(sentence, series, past)


def _relation(low: str, match: re.Match[str]) -> tuple[Relation, int]:
    """What the words around a comparative say, and where the words before it end."""
    said = match.group()
    way = -1 if re.match(rf"{_LESS}|уступ|отста", said) else 1
    before = low[: match.start()].rstrip()
    by = _BY.search(before)
    if by is not None and (number := _number(by["number"])) is not None:
        unit = by["unit"].strip()
        if unit.startswith(("%", "процент")):
            return Relation(way, share=number), by.start()
        scale = {"тыс": Decimal(1000), "млн": Decimal(1_000_000)}.get(unit[:3], Decimal(1))
        return Relation(way, by=number * scale), by.start()
    times = next(
        (one for one in _TIMES.finditer(low, max(0, match.start() - 34), match.end()) if one.group().strip()), None
    )
    if times is not None and (number := _fold(times)) is not None:
        start = min(times.start(), match.start())
        return Relation(way, times=number, about=times["about"] or times["again"] or ""), start
    return Relation(way), match.start()


def _fold(match: re.Match[str]) -> Decimal | None:
    if match["word"]:
        return next((Decimal(value) for word, value in _FOLD.items() if match["word"].startswith(word)), None)
    return _number(match["number"])


def _number(written: str) -> Decimal | None:
    """A number in digits or as a word."""
    if written[:1].isdigit():
        return Decimal(re.sub(r"\s", "", written).replace(",", "."))
    value = _FOLD.get(written, NUMERALS.get(written))
    return None if value is None else Decimal(value)


def _until(low: str, start: int) -> int:
    """Where the second side ends: at a semicolon, a colon, or a comma that is no decimal one."""
    found = re.compile(r"[;:]|,(?!\d)").search(low, start)
    return len(low) if found is None else found.start()


def _since(low: str, end: int) -> int:
    """Where the first side begins: after a semicolon or a colon."""
    return max(low.rfind(sign, 0, end) for sign in (";", ":")) + 1


def _pairs(
    sentence: Sentence, series: Sequence[Series], left: tuple[int, int], right: tuple[int, int]
) -> Iterator[tuple[Decimal, Decimal, Decimal, Unit]]:
    """Values that both sides may have, with rounding and unit: figures that stand there, else items of a series."""
    ours, theirs = _figures(sentence, left)[-1:], _figures(sentence, right)[:1]
    if ours and theirs:
        if _kindred(ours[0], theirs[0]):
            one, other = _scaled(ours[0], theirs[0])
            yield one, other, Decimal(0), Unit.ROUBLES if ours[0].money else Unit.OTHER
        return
    for one_series in series:
        if not fits(one_series, sentence):
            continue
        first, second = items_in(one_series, sentence, *left), items_in(one_series, sentence, *right)
        values = [item.value for _, item in first[-1:]]
        others = [item.value for _, item in second[:1]]
        if ours and others and any(ours[0].value == item.value for item in one_series.items):
            values = list(ours[0].values())
        if theirs and values and any(theirs[0].value == item.value for item in one_series.items):
            others = list(theirs[0].values())
        if first and second and first[-1][1] is second[0][1]:
            continue
        for value in values:
            for other in others:
                yield value, other, Decimal(0), one_series.unit


def _figures(sentence: Sentence, span: tuple[int, int]) -> list[Figure]:
    return [one for one in sentence.figures if span[0] <= one.start and one.end <= span[1]]


def _scaled(one: Figure, other: Figure) -> tuple[Decimal, Decimal]:
    """Two figures in the scales that bring them nearest: «5 469,0 тыс. … (560,4)» are both thousands."""
    pairs = [(mine, theirs) for mine in one.values() for theirs in other.values()]
    return min(pairs, key=lambda pair: max(pair) / min(pair) if min(pair) > 0 else Decimal("Infinity"))


def _kindred(one: Figure, other: Figure) -> bool:
    return one.money == other.money or "" in (one.kind, other.kind)


def past_places(low: str, year: int) -> list[tuple[int, int]]:
    """Where the year before is named."""
    return [found.span() for found in re.finditer(rf"\b{year - 1}(?:-\w+)?\s*(?:год\w*|г\.)?|{_LAST_YEAR}", low)]


def _changed(sentence: Sentence, series: Sequence[Series], past: list[tuple[int, int]]) -> Iterator[Finding]:
    """Growth, decline or none against the year before."""
    low = sentence.low
    up, down, even = _UP.search(low), _DOWN.search(low), _EVEN.search(low)
    even = even or (re.search(r"\bтоже\b|\bтак же\b", low) if not (up or down) else None)
    if not past or (sum(map(bool, (up, down))) != 1 and not (even and not up and not down)):
        return
    said = up or down or even
    if said is None or re.search(r"\bне\s+$", low[: said.start()]):
        return
    way = 1 if up else -1 if down else 0
    relation = _growth(low, said, way)
    then = [one for one in sentence.figures if _is_past(low, one, past)]
    now = [one for one in sentence.figures if one not in then and one.kind != "%" and not _is_delta(low, one)]
    pairs: list[tuple[Decimal, Decimal, Unit]] = []
    if len(then) == 1 and now:
        current = now[-1 if now[-1].end < then[0].start else 0]
        pairs = [(*_scaled(current, then[0]), Unit.ROUBLES if then[0].money or current.money else Unit.OTHER)]
    elif not then and _EVERY_LEVEL.search(low):
        levels = next((one.items for one in series if one.name == "levels-amount"), ())
        wrong = [item for item in levels if item.before is not None and not relation.holds(item.value, item.before)]
        pairs = [(item.value, item.before or Decimal(0), Unit.ROUBLES) for item in wrong]
    elif not then:
        for rows in series:
            if fits(rows, sentence):
                found = [item for _, item in items_in(rows, sentence, 0, len(low)) if item.before is not None]
                if len(found) == 1 and found[0].before is not None:
                    pairs.append((found[0].value, found[0].before, rows.unit))
    if pairs and not any(relation.holds(one, other) for one, other, _ in pairs):
        one, other, unit = pairs[0]
        yield denied(sentence, "before", one, other, unit, said=said.group(), less=way < 0, even=way == 0, year=0)


def _growth(low: str, said: re.Match[str], way: int) -> Relation:
    near = low[max(0, said.start() - 30) : said.end() + 30]
    times = next((one for one in _TIMES.finditer(near) if one.group().strip()), None)
    if times is not None and (number := _fold(times)) is not None:
        return Relation(way, times=number, about=times["about"] or times["again"] or "")
    by = _BY_AFTER.search(low[said.end() :]) or _BY.search(low[: said.start()].rstrip())
    if by is not None and (number := _number(by["number"])) is not None:
        unit = (by["unit"] or "").strip()
        if unit.startswith(("%", "процент")):
            return Relation(way, share=number)
        scale = {"тыс": Decimal(1000), "млн": Decimal(1_000_000)}.get(unit[:3], Decimal(1))
        return Relation(way, by=number * scale)
    return Relation(way)


def _is_past(low: str, figure: Figure, past: Iterable[tuple[int, int]]) -> bool:
    """Whether a figure is the year before's: named right before or right after it."""
    for start, end in past:
        after, before = low[figure.end : start], low[end : figure.start]
        if end <= figure.start and len(before) <= 30 and not re.search(r"\d|[;)]", before):
            return True
        if figure.end <= start and len(after) <= 24 and not re.search(r"\d|[,;(]", after):
            return True
    return False


def _is_delta(low: str, figure: Figure) -> bool:
    return bool(re.search(r"\bна\s+(?:почти\s+|около\s+)?$", low[: figure.start])) or bool(
        re.search(r"\bв\s+$", low[: figure.start]) and low[figure.end :].lstrip().startswith("раз")
    )
