"""Plans and wholes: targets said to be reached, «все заявки поддержаны», «ни одного обращения», «впервые»."""

import re
from collections.abc import Iterator
from decimal import Decimal

from core.reports.claims.telling import denied
from core.reports.claims.texts import NUMERALS, Sentence
from core.reports.model import Finding, met
from core.reports.rules.units import WORDS
from core.reports.year import YearRecords
from storage.records.content import Fact, Indicator
from storage.terms import Unit

_NOT = r"(?<!не )(?<!не были )(?<!не был )(?<!не была )(?<!не было )"
_UP = re.compile(
    rf"\b{_NOT}(?:достиг\w*|перевыполн\w+|выполн(?:ен|ил)\w*|превы(?:с|ш)\w+|выше\b|больше\b|увеличени\w+|рост\b|роста\b|вырос\w*)"
)
_DOWN = re.compile(
    r"\b(?:не\s+(?:были\s+|был\w?\s+)?(?:достиг\w*|выполн\w+)|недовыполн\w+|ниже\b|меньше\b|снижени\w+|снизил\w*|отста\w+|сокращени\w+"
    r"|уменьшени\w+|недостиж\w+)"
)
_TARGET = re.compile(r"\bпоказател\w+|\bпланов\w+|\bплан(?:а|у|ом|е)?\b|\bцелев\w+|\bдол[ияюе]\w{0,2}\b|\bудельн\w+")
_ALL = re.compile(r"\bвсе(?:х|ми|м)?\b(?:\s+\w+){0,5}?\s+(?:показател|целев)\w+")
_NONE = re.compile(r"\bни\s+од(?:ин|ного|ном)\b[^.;]{0,40}показател|\bникак\w+ показател")
_MOSTLY = re.compile(r"\bбольшинств\w+\b[^.;]{0,30}показател|\bбольш(?:ая|ей|ую) част\w+\b[^.;]{0,30}показател")
_FEW = re.compile(r"\b(?:только|лишь|всего)\s+(?P<number>\d+|[а-я]+)\b[^.;]{0,40}показател")
_COUNT = re.compile(r"(?P<number>\d+|[а-я]+)\s+(?:(?:из|целев\w+|плановы\w+)\s+)?(?:\w+\s+)?показател\w+")
_EVERY = re.compile(
    r"\b(?:все|всем|всех|кажд\w{2,3})\s+(?:\w+,?\s+){0,2}?(?P<who>заяв|участник|подавш|претендент|конкурсант|желающ|обратив|проект)\w*"
)
_NOBODY = re.compile(r"\b(?:никто|ни\s+од(?:на|ну|ной|ин|ного|ному|но))\s+(?:\w+\s+){0,2}?(?P<what>\w{4,})")
_WON = re.compile(r"побед|поддержа|получил|получали|отобра|одобр|выигра|финансиров|удовлетвор")
_FIRST = re.compile(r"\bвпервые\b|\bв\s+первый\s+раз\b|\bперв(?:ый|ая|ое)\s+(?:в\s+истории|раз)\b|\bдебют\w*")
_AGAIN = re.compile(
    r"\b(?:в|на)\s+\d+(?:-?\w{1,2})?\s+раз\b|\b[xvi]{2,}\b|\bпродолж\w+|\bтрадицион\w+|\bежегодн\w+|\bочередн\w+|\bснова\b|\bвновь\b"
    r"|\bв\s+(?:\w*второй|третий|четвертый|пятый|шестой|седьмой|десятый)\s+раз\b"
)
_CAME = frozenset({Unit.APPLICATIONS, Unit.PARTICIPANTS})
_TOOK = frozenset({Unit.RECIPIENTS, Unit.PROJECTS, Unit.WINNERS, Unit.AGREEMENTS})


def targets(sentence: Sentence, records: YearRecords) -> Iterator[Finding]:
    """Words about targets against the appendix."""
    low = sentence.low
    if not records.indicators or not _TARGET.search(low):
        return
    reached = sum(map(met, records.indicators))
    count = len(records.indicators)
    up, down = _UP.search(low), _DOWN.search(low)
    if "показател" in low and (up or down):
        yield from _counted(sentence, records, reached if not down else count - reached, count, bool(down))
    named = _named(sentence, records)
    if not named or bool(up) is bool(down) or _ALL.search(low):
        return
    if not re.search(r"\bплан|целев|показател|дол[ияюе]", low):
        return
    wrong = [one for one in named if met(one) is not bool(up)] if up else [one for one in named if met(one)]
    if wrong and not any(one.fact == one.plan for one in wrong):
        word = up or down
        yield denied(sentence, "target", wrong[0].plan, wrong[0].fact, Unit.PERCENT, name=wrong[0].short_name,
                     said=word.group() if word is not None else "")  # fmt: skip


def _named(sentence: Sentence, records: YearRecords) -> list[Indicator]:
    """Indicators that a sentence names, else those of one group that a named sphere alone has."""
    keys = {one.key.partition(":")[2] for one in sentence.mentions if one.kind == "indicator"}
    named = [one for one in records.indicators if one.key in keys]
    if named:
        return named
    spheres = {one.key.partition(":")[2] for one in sentence.mentions if one.kind == "sphere"}
    titles = [one.group_title for one in records.indicators if one.group_title]
    title = max(set(titles), key=titles.count, default="")
    return [one for one in records.indicators if one.group_title == title and spheres & set(one.spheres)]


def _counted(sentence: Sentence, records: YearRecords, true: int, whole: int, down: bool) -> Iterator[Finding]:
    """How many targets are said to be reached, or missed where `down`."""
    low, said = sentence.low, None
    if _NONE.search(low):
        return_true = whole - true if down else true
        said = Decimal(0) if return_true else None
        true = return_true
    elif _MOSTLY.search(low):
        said = Decimal(whole) if true * 2 <= whole else None
    elif _ALL.search(low) and not down and true < whole and "кроме" not in low and "исключени" not in low:
        said = Decimal(whole)
    elif (few := _FEW.search(low)) and (number := _number(few["number"])) is not None:
        said = number if number != true else None
    elif (some := _COUNT.search(low)) and (number := _number(some["number"])) is not None and number != whole:
        said = number if number not in (true, whole) else None
    if said is not None:
        missed = [one for one in records.indicators if not met(one)]
        yield denied(sentence, "targets", said, Decimal(true), Unit.OTHER, missed=missed, down=down)


def _number(written: str) -> Decimal | None:
    value = int(written) if written.isdigit() else NUMERALS.get(written)
    return None if value is None else Decimal(value)


def wholes(sentence: Sentence, records: YearRecords) -> Iterator[Finding]:
    """«Все заявки поддержаны» where more came than won; «ни одного обращения» where some are counted."""
    low = sentence.low
    if _EVERY.search(low) and _WON.search(low) and "кроме" not in low and " не " not in f" {low} ":
        for came, took, name in _pairs(sentence, records):
            if came > took:
                yield denied(sentence, "every", came, took, Unit.OTHER, name=name)
                return
    nobody = _NOBODY.search(low)
    if nobody is not None:
        units = {unit for unit, words in WORDS.items() if nobody["what"].startswith(words)}
        won = bool(_WON.search(low))
        other = next((one for one in _facts_of(sentence, records) if one.value and (
            (one.unit in units and not won) or (won and one.unit in _TOOK))), None)  # fmt: skip
        if other is not None and other.key != sentence.key:
            yield denied(sentence, "nobody", Decimal(0), other.value, other.unit, name=other.title)


def _facts_of(sentence: Sentence, records: YearRecords) -> list[Fact]:
    return [one for one in records.facts if one.measure == sentence.measure]


def _pairs(sentence: Sentence, records: YearRecords) -> Iterator[tuple[Decimal, Decimal, str]]:
    """How many came and how many were taken: of the contest that is named, else of the row's facts."""
    contests = {one.key.partition(":")[2] for one in sentence.mentions if one.kind in ("contest", "window")}
    own = next((one.contest for one in records.facts if one.key == sentence.key), None)
    contests |= {own} if own else set()
    for season in records.seasons:
        if season.contest in contests and season.applicants is not None and season.winners is not None:
            yield Decimal(season.applicants), Decimal(season.winners), records.contests[season.contest].short_name
    facts = _facts_of(sentence, records)
    for one in facts:
        for other in facts:
            same = (
                one.contest is not None and one.contest == other.contest and (not contests or one.contest in contests)
            )
            if same and one.unit in _CAME and other.unit in _TOOK and one.value is not None and other.value is not None:
                yield one.value, other.value, other.title


def firsts(sentence: Sentence, told: str) -> Iterator[Finding]:
    """«Впервые» where the document's own words of the same thing count it or go on with it."""
    first = _FIRST.search(sentence.low)
    again = _AGAIN.search(told) or _AGAIN.search(sentence.low)
    if first is not None and again is not None:
        yield denied(sentence, "first", None, None, Unit.OTHER, said=first.group(), there=again.group())
