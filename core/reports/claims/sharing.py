"""«Больше половины», «каждая четвёртая», «25 % всех»: what part of a whole something is."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from core.reports.claims.series import Series
from core.reports.claims.telling import denied, fits, items_in
from core.reports.claims.texts import Figure, Sentence
from core.reports.model import Finding
from storage.terms import Unit

_PART = re.compile(
    r"(?P<way>более(?: чем)?|больше(?: чем)?|свыше|менее(?: чем)?|меньше(?: чем)?|почти|около|примерно|ровно|до)?\s*\b"
    r"(?P<part>(?:две|двух|двум)\s+трет(?:и|ей|ям)|(?:три|трех)\s+четверт(?:и|ей)"
    r"|треть|трети|третью|четверть|четверти|четвертью|половин\w{1,2}|пят(?:ая|ой|ую) част\w+|десят(?:ая|ой|ую) част\w+"
    r"|большинств\w+|больш(?:ая|ую|ей) част\w+|меньш(?:ая|ую|ей) част\w+|меньшинств\w+"
    r"|кажд\w{2,3}\s+(?:втор|трет|четверт|пят|шест|седьм|восьм|девят|десят)\w+|подавляющ\w+ \w+)\b"
)
_PERCENT = re.compile(r"(?P<number>\d+(?:,\d+)?)\s*(?:%|процент\w*)")
_OUT_OF = re.compile(r"\s+(?:[а-я]+\s+)?из\s+")
_OF = re.compile(r"\bиз\s+$")
_INCLUDING = re.compile(r"\b(?:в том числе|из них|из которых|среди них)\b")
_DELTA = re.compile(r"\b(?:на|в)\s+$|\bчем\b|\bсумм")
_OF_ALL = re.compile(r".{0,25}?\b(?:всех|всего|все|общ\w+|город\w*|бюджет\w*)\b")
_GOT = re.compile(r"\b(?:получ\w+|доста\w+|пришл\w+|ушл\w+|состав\w+|дал\w*|занял\w*)\s+(?:\w+\s+)?$")
_ORDER = ("втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят")
_SLACK = Decimal("0.03")
_ALIEN = ("лет", "кв", "регио", "час", "раз", "мес", "дня", "дней", "класс", "%")
"""What a part is never counted in beside its whole."""


def shares(sentence: Sentence, series: Sequence[Series]) -> Iterator[Finding]:
    """Parts of a whole that neither the sentence's figures nor the rows give."""
    for match in _PART.finditer(sentence.low):
        said = _fraction(match["part"])
        if said is None:
            continue
        true = list(_parts(sentence, series, match))
        way = match["way"] or ("более" if match["part"].startswith(("больш", "подавля")) else "")
        way = "менее" if match["part"].startswith("меньш") else way
        if true and not any(_holds(one, said, way, match["part"]) for one in true):
            yield denied(sentence, "share", said * 100, true[0] * 100, Unit.PERCENT, words=match.group().strip())


def exceeded(sentence: Sentence) -> Iterator[Finding]:
    """Parts that are more than what they are parts of: «60 из 32», «17, в том числе 19»."""
    for one, other in permutations(sentence.figures, 2):
        between = sentence.low[one.end : other.start]
        if one.end > other.start or re.search(r"\d", between) or one.kind == "%" or other.kind == "%":
            continue
        whole, part = (other, one) if _OUT_OF.fullmatch(between) else (one, other)
        out_of = whole is other or _OF.search(sentence.low[: one.start]) or _INCLUDING.search(between)
        alike = whole.money == part.money and not (whole.kind.startswith(_ALIEN) or part.kind.startswith(_ALIEN))
        if out_of and alike and part.value > whole.value > 0 and not _DELTA.search(between):
            yield denied(sentence, "part", part.value, whole.value, Unit.ROUBLES if part.money else Unit.OTHER)
            return


def _fraction(part: str) -> Decimal | None:
    if part.startswith(("дв",)) and "трет" in part:
        return Decimal(2) / 3
    if part.startswith(("три", "трех")) and "четверт" in part:
        return Decimal("0.75")
    if part.startswith("кажд"):
        order = part.split()[1]
        return next((Decimal(1) / (at + 2) for at, word in enumerate(_ORDER) if order.startswith(word)), None)
    if part.startswith(("полов", "больш", "меньш", "подавля")):
        return Decimal("0.5")
    for word, count in (("трет", 3), ("четверт", 4), ("пят", 5), ("десят", 10)):
        if part.startswith(word):
            return Decimal(1) / count
    return None


def _holds(true: Decimal, said: Decimal, way: str, part: str) -> bool:
    if part.startswith("подавля"):
        return true > Decimal("0.7")
    if way.startswith(("более", "больше", "свыше")):
        return true > said if part.startswith("больш") else true >= said
    if way.startswith(("менее", "меньше")):
        return true <= said
    if way == "почти":
        return said - _SLACK * 3 <= true <= said + _SLACK / 3
    return abs(true - said) <= _SLACK * (2 if way else 1) + (_SLACK if part.startswith("кажд") else 0)


def _parts(sentence: Sentence, series: Sequence[Series], match: re.Match[str]) -> Iterator[Decimal]:
    """Every share that the words may mean."""
    said = [one for one in sentence.figures if not one.kind.startswith(_ALIEN) and one.value > 0]
    explicit = [one.value / other.value for one, other in permutations(said, 2)
                if _kindred(one, other) and one.value < other.value]  # fmt: skip
    yield from explicit
    after, before = sentence.low[match.end() :], sentence.low[: match.start()]
    if not explicit:
        known = {one.value for one in said}
        yield from (one.value / other.value for one in said for other in sentence.beside
                    if _kindred(one, other) and one.value < other.value and other.value not in known)  # fmt: skip
    if not _OF_ALL.match(after) and (explicit or not _GOT.search(before)):
        return
    for one in series:
        if one.whole and fits(one, sentence) and one.cues:
            start = max(sentence.low.rfind(sign, 0, match.start()) for sign in (";", ":")) + 1
            found = items_in(one, sentence, start, len(sentence.low))
            if len(found) == 1:
                yield found[0][1].value / one.whole


def _kindred(one: Figure, other: Figure) -> bool:
    return one.money == other.money
