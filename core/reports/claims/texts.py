"""The sentences of a year with the words, figures and records that they name, each at its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from core.answers.lemmas import fold, lemmas
from core.answers.names import Names
from core.answers.snapshot import Snapshot
from core.reports.rules.figures import MILLION, THOUSAND, exact
from core.reports.year import YearRecords
from storage.records.content import Content, Source
from storage.terms import Level, SupportKind

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[А-ЯЁA-Z«\d-])|\n+")
_SHORT = re.compile(r"\b(?:тыс|млн|руб|кв|г|гг|им|ст|др|т\.\s?[дп]|[А-ЯЁ])\.\s*$")
_WORD = re.compile(r"[a-zа-я]+(?:-[a-zа-я]+)*|\d[\d \u00a0]*(?:,\d+)?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\d,.№–-])(?<!№ )(?P<number>\d{1,3}(?:[ \u00a0]\d{3})+(?:,\s?\d+)?|\d+(?:,\s?\d+)?)(?![\d–-]|\.\d)"
    r"(?P<gap>[\s\u00a0]*)(?P<word>%|[^\W\d_]+)?(?:[\s\u00a0.]+(?P<next>[^\W\d_]+))?"
)
_MONTHS = ("январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_PREFIX, _REMEMBERED = 5, 5_000
_SMALL = frozenset(("из", "до", "и", "в", "на", "от", "по", "или", "у", "за", "с", "для", "о", "при", "к", "а", "но"))

NUMERALS = {
    "один": 1, "одна": 1, "одно": 1, "одного": 1, "одной": 1, "одному": 1, "два": 2, "две": 2, "двух": 2, "двум": 2,
    "двое": 2, "двумя": 2, "оба": 2, "обе": 2, "три": 3, "трех": 3, "трем": 3, "тремя": 3, "трое": 3, "четыре": 4,
    "четырех": 4, "четырем": 4, "четырьмя": 4, "четверо": 4, "пять": 5, "пяти": 5, "пятью": 5, "пятеро": 5,
    "шесть": 6, "шести": 6, "шестью": 6, "шестеро": 6, "семь": 7, "семи": 7, "семью": 7, "семеро": 7, "восемь": 8,
    "восьми": 8, "восемью": 8, "девять": 9, "девяти": 9, "девятью": 9, "десять": 10, "десяти": 10, "десятью": 10,
    "одиннадцать": 11, "одиннадцати": 11, "двенадцать": 12, "двенадцати": 12, "тринадцать": 13, "тринадцати": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19, "двадцать": 20, "двадцати": 20,
}  # fmt: skip

_STEMS: tuple[tuple[str, str], ...] = (
    (f"level:{Level.FEDERAL}", r"федеральн\w*|всероссийск\w+ (?:конкурс|грант|уров)\w*"),
    (f"level:{Level.REGIONAL}", r"региональн\w*|областн\w*|краев\w*"),
    (f"level:{Level.MUNICIPAL}", r"(?:местн|муниципальн|городск)\w* (?:бюджет|уров|грант|конкурс)\w*"),
    (f"level:{Level.MUNICIPAL}", r"(?:гранты?|грантов|уровн\w|бюджет\w?) (?:местн|муниципальн|городск)\w*"),
    (f"level:{Level.MUNICIPAL}", r"на местн\w*|местн(?:ый|ого|ому|ом)\b(?! обществ)"),
    (f"kind:{SupportKind.CONSULTATION}", r"консультац\w*|консультир\w*"),
    (f"kind:{SupportKind.PROPERTY}", r"имуществ\w*"),
    (f"kind:{SupportKind.FINANCE}", r"финансов\w* поддержк\w*|деньгами"),
)  # fmt: skip
_PLACES = tuple((key, re.compile(rf"\b(?:{pattern})")) for key, pattern in _STEMS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a sentence at [start, end). `kind` is «₽», «%», the beginning of what it counts, or nothing."""

    value: Decimal
    start: int
    end: int
    written: str
    kind: str

    @property
    def money(self) -> bool:
        """Whether it is a sum of money."""
        return self.kind == "₽"

    def values(self) -> tuple[Decimal, ...]:
        """What it may stand for: a figure with a comma and no unit has that of its neighbour."""
        return (self.value, self.value * THOUSAND, self.value * MILLION) if self._open else (self.value,)

    @property
    def _open(self) -> bool:
        return self.kind == "" and "," in self.written


@dataclass(frozen=True, slots=True)
class Mention:
    """A record, level or kind of support («contest:fpg», «level:federal») named at [start, end)."""

    key: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What is named: contest, organisation, programme, project, sphere, indicator, level or kind."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a record's text. `low` is folded, with the same places; `section` is the plan's row."""

    table: str
    key: str
    column: str
    title: str
    section: str
    measure: str
    text: str
    whole: str
    names: "Naming" = field(repr=False, compare=False)

    @cached_property
    def low(self) -> str:
        """The text folded, letter by letter."""
        return fold(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers but dates, years and numbers of things."""
        return tuple(figures_of(self.low))

    @cached_property
    def beside(self) -> tuple[Figure, ...]:
        """The numbers of the whole text that it stands in."""
        return tuple(figures_of(fold(self.whole)))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """What it names, in order."""
        return self.names.find(self.low)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The normal forms of its words."""
        return frozenset(one for word in _WORD.findall(self.low) if len(word) > 2 for one in lemmas(word))


def figures_of(low: str) -> Iterator[Figure]:
    """The numbers of a folded text with their places."""
    for match in _NUMBER.finditer(low):
        word, following = match["word"] or "", match["next"] or ""
        value = exact(match["number"])
        if word.startswith(_MONTHS) or word[:3] in ("год", "гг") or (match["gap"] == "" and word and word != "%"):
            continue
        if 1900 <= value < 2100 and len(match["number"]) == 4:
            continue
        scale = {"тыс": THOUSAND, "млн": MILLION}.get(word[:3], Decimal(1))
        counted = following if scale > 1 else word
        if (scale > 1 and (not counted or counted.startswith("руб") or "," in match["number"])) or counted[:3] == "руб":
            counted = "₽"
        elif match["gap"] and low[match.start("number") + len(match["number"]) :][:1] in ",;.)":
            counted = ""
        if counted in _SMALL:
            counted = ""
        yield Figure(value * scale, match.start("number"), match.end("number"), match["number"], counted[:5])


class Naming:
    """Finds what sentences name. Only records whose longest word stands in some sentence are looked for."""

    def __init__(self, records: YearRecords, texts: Iterable[str]) -> None:
        said = {word[:_PREFIX] for text in texts for word in _WORD.findall(fold(text))}
        held: tuple[Iterable[Content], ...] = (
            records.spheres.values(), records.contests.values(), records.organisations.values(),
            records.programmes.values(), records.projects, records.indicators,
        )  # fmt: skip
        chosen = [one for some in held for one in some if not said.isdisjoint(_beginnings(one))]
        city = [records.city] if records.city is not None else []
        self._records = (*city, *chosen)

    def find(self, low: str) -> tuple[Mention, ...]:
        """Mentions in a folded text, in order."""
        return _found(self._records, low)


@lru_cache(maxsize=2)
def _names(records: tuple[Content, ...]) -> "_Found":
    """Names are indexed once for a year that is read again and again."""
    return _Found(records)


def _found(records: tuple[Content, ...], low: str) -> tuple[Mention, ...]:
    return _names(records).find(low)


class _Found:
    """An index of names, and what it has found."""

    def __init__(self, records: tuple[Content, ...]) -> None:
        self._names = Names(Snapshot(records))
        self._known: dict[str, tuple[Mention, ...]] = {}

    def find(self, low: str) -> tuple[Mention, ...]:
        """Mentions in a folded text, remembered."""
        if low not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[low] = self._mentions(low)
        return self._known[low]

    def _mentions(self, low: str) -> tuple[Mention, ...]:
        spots = list(_WORD.finditer(low))
        tokens = [lemmas(spot.group().replace("\u00a0", "").replace(" ", "")) for spot in spots]
        found = [
            Mention(f"{one.kind}:{one.key}", spots[min(one.tokens)].start(), spots[max(one.tokens)].end())
            for one in self._names.find(tokens)
        ]
        for key, pattern in _PLACES:
            found += [Mention(key, spot.start(), spot.end()) for spot in pattern.finditer(low)]
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.key)))


def _beginnings(record: Content) -> set[str]:
    names = [getattr(record, field, "") for field in ("name", "short_name", "name_as_printed")]
    names += [*getattr(record, "aliases", ()), *getattr(record, "words", ())]
    return {word[:_PREFIX] for name in names for word in _WORD.findall(fold(name)) if len(word) > 2}


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text; «тыс.» and initials end none."""
    held = ""
    for part in _SENTENCE.split(text):
        held = f"{held} {part}".strip() if held else part.strip()
        if held and not _SHORT.search(held):
            yield held
            held = ""
    if held:
        yield held


def _section(source: Source | None) -> str:
    return source.section or "" if source is not None else ""


def sentences(records: YearRecords) -> list[Sentence]:
    """Every sentence of the year: of the plan's rows, of facts and of the printed paragraphs."""
    numbers = {measure.key: measure.number for measure in records.measures}
    keys = {measure.number: measure.key for measure in records.measures}
    told = [("measures", one.key, "result", "", one.number, one.key, one.result) for one in records.measures]
    told += [
        (
            "facts",
            one.key,
            "text",
            one.title,
            _section(one.source) or numbers.get(one.measure, ""),
            one.measure,
            one.text,
        )
        for one in records.facts
    ]
    told += [
        ("result_texts", one.key, "text", "", one.number, keys.get(one.number, ""), one.text) for one in records.texts
    ]
    names = Naming(records, (one[-1] for one in told))
    return [
        Sentence(*one[:-1], text=part, whole=one[-1], names=names) for one in told for part in sentences_of(one[-1])
    ]
