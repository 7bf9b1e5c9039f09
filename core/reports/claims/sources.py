"""A sentence beside the document's own words of the same thing: opposite words, and what those words do not have."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from core.answers.lemmas import fold, is_empty, lemmas
from core.reports.claims.telling import denied
from core.reports.claims.texts import NUMERALS, Sentence, sentences_of
from core.reports.model import Finding
from core.reports.year import YearRecords
from storage.records.content import Content
from storage.terms import Unit

_OPPOSITE: tuple[tuple[str, str], ...] = (
    (r"снижени\w+|сниз\w+|снижа\w+|сокращени\w+|сократил\w*|уменьш\w+|падени\w+",
     r"рост\b|роста\b|превышени\w+|превысил\w*|увелич\w+|вырос\w*|раст[её]т|повыш\w+"),
    (r"незначительн\w+", r"(?<!не)значительн\w+|существенн\w+|резк\w+"),
    (r"не\s+(?:был\w*\s+)?выявл\w+|не нашел", r"(?<!не )(?<!не было )выявлен[ыоа]?\b|нашел"),
    (r"безвозмездн\w+|бесплатн\w+", r"платн\w+"),
    (r"ежегодн\w+|каждый год", r"впервые|однократн\w*|разов\w+|раз в (?:два|три|пять)"),
    (r"продолж\w+", r"заверш\w+|прекра\w+|закры(?:т|л)\w*"),
    (r"высок\w+(?!\s+школ)|высокоэффективн\w+", r"низк\w+|низкоэффективн\w+|неэффективн\w+|неудовлетворительн\w+"),
    (r"возмещени\w+|возмест\w+", r"взыска\w+|удержа\w+"),
    (r"\bбез\s+круглосуточн\w+", r"(?<!без )круглосуточн\w+"),
    (r"победител\w+|победил\w*|одержал\w* победу|выигра\w+", r"проигра\w+|не победил\w*|не прош\w+|отклон\w+"),
    (r"растет|растут", r"сокращается|падает|снижается|уменьшается"),
)  # fmt: skip
_POLES = tuple((re.compile(rf"\b(?:{one})"), re.compile(rf"\b(?:{other})")) for one, other in _OPPOSITE)
_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = re.compile(r"\b(январ|феврал|март|апрел|ма(?=[йяе]\b)|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*")
_LISTED = re.compile(
    r"(?P<number>\d{1,2}|" + "|".join(sorted(NUMERALS, key=len, reverse=True)) + r")\s+(?P<what>(?:[а-я-]+\s+){0,2}?"
    r"(?:проект|конкурс|организац|программ|грант|вуз|центр|площад|направлен|тем)[а-я]*)(?P<middle>[^:.\d]{0,60}):"
    r"(?P<list>.*)$"
)
_SEASON = re.compile(r"\b(зим(?:ой|а|ы|н\w+)|весн(?:ой|а|ы)|весенн\w+|лет(?:ом|н\w+)|осен(?:ью|ь|и)|осенн\w+)\b")
_OF_YEAR = {"зим": (12, 1, 2), "вес": (3, 4, 5), "лет": (6, 7, 8), "осе": (9, 10, 11)}
_DATE = re.compile(r"\b\d{1,2}\.(\d{1,2})\.(?:20)?\d\d\b")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SPAN = re.compile(r"(20\d\d)\s*[–-]\s*(20\d\d)")
_ROMAN = re.compile(r"\b[ivx]{2,}\b")
_NUMERAL = re.compile(r"\b(" + "|".join(sorted(NUMERALS, key=len, reverse=True)) + r")\b")
_BOUNDS = r"(?P<bound>не более|не менее|более|больше|свыше|менее|меньше)(?: чем)?\s+(?:на |в )?"
_BOUND = re.compile(_BOUNDS + "$")
_FEW = 3
"""Up to so many of anything a sentence may count by itself."""
_ALIKE = 0.5
"""Share of a sentence's words that the document's sentence has when both tell the same."""


class Document:
    """The document's own words: quotations and paragraphs of every row of the plan."""

    def __init__(self, records: YearRecords) -> None:
        self._records = records
        self._quotes: dict[str, str] = {}
        self._sections: dict[str, list[str]] = {}
        for text in records.texts:
            self._sections.setdefault(text.number, []).append(text.text)
        for one in self._sourced():
            if one.source is None:
                continue
            self._quotes[one.key] = fold(one.source.printed)
            self._sections.setdefault(one.source.section or "", []).append(one.source.printed)

    def _sourced(self) -> Iterator[Content]:
        held: tuple[Sequence[Content], ...] = (
            self._records.measures, self._records.facts, self._records.projects, self._records.leases,
            self._records.subsidies, self._records.levels, self._records.seasons, self._records.fundings,
        )  # fmt: skip
        yield from (one for some in held for one in some)

    @cached_property
    def _told(self) -> dict[str, str]:
        return {number: fold("\n".join(texts)) for number, texts in self._sections.items()}

    @cached_property
    def _split(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        return {
            number: [(part, _words(part)) for text in texts for part in sentences_of(fold(text))]
            for number, texts in self._sections.items()
        }

    def words(self, section: str) -> str:
        """All words of a row of the plan."""
        return self._told.get(section, "")

    def same(self, sentence: Sentence) -> str:
        """What the document says of the same thing: a fact's quotation, and the sentence most like this one."""
        own = self._quotes.get(sentence.key, "") if sentence.table == "facts" else ""
        words = _words(sentence.low)
        best, share = "", 0.0
        for part, others in self._split.get(sentence.section, ()):
            alike = len(words & others) / len(words) if words else 0.0
            if alike > share:
                best, share = part, alike
        return f"{own}\n{best if share >= _ALIKE else ''}".strip()


@lru_cache(maxsize=5_000)
def _words(low: str) -> frozenset[str]:
    found = (word for word in re.findall(r"[а-яa-z]{3,}|\d+(?:,\d+)?", low) if not is_empty(word))
    return frozenset(min(lemmas(word)) for word in found)


def opposites(sentence: Sentence, told: str) -> Iterator[Finding]:
    """A word whose opposite the document has in the same place."""
    for pair in _POLES:
        for ours, theirs in (pair, pair[::-1]):
            said, there = ours.search(sentence.low), theirs.search(told)
            if said and there and not theirs.search(sentence.low) and not ours.search(told):
                yield denied(sentence, "opposite", None, None, Unit.OTHER, said=said.group(), there=there.group())
                return


def qualified(sentence: Sentence, told: str) -> Iterator[Finding]:
    """«Менее 21,0» where the document says «более 21,0»."""
    for figure in sentence.figures:
        ours = _BOUND.search(sentence.low[: figure.start])
        if ours is None:
            continue
        number = re.escape(figure.written)
        theirs = [found["bound"] for found in re.finditer(rf"{_BOUNDS}{number}(?![\d,])", told)]
        if theirs and all(_is_less(one) is not _is_less(ours["bound"]) for one in theirs):
            said = f"{ours['bound']} {figure.written}"
            there = f"{theirs[0]} {figure.written}"
            yield denied(sentence, "opposite", None, None, Unit.OTHER, said=said, there=there)
            return


def _is_less(bound: str) -> bool:
    return bound.startswith(("мен", "до", "не бол"))


def unsaid(sentence: Sentence, document: Document, year: int) -> Iterator[Finding]:
    """Months, seasons, years, ordinals and counts in words that the document's words of the row do not have."""
    told = document.words(sentence.section)
    if not told or sentence.table == "result_texts":
        return
    known = {found[1] for found in _MONTH.finditer(told)} | {_month(found[1]) for found in _DATE.finditer(told)}
    for found in _MONTH.finditer(sentence.low):
        if known and found[1] not in known:
            yield denied(sentence, "unsaid", None, None, Unit.OTHER, said=found.group())
            return
    months = {_MONTHS.index(one) + 1 for one in known}
    for found in _SEASON.finditer(sentence.low):
        season = found[1][:3]
        others = {one[1][:3] for one in _SEASON.finditer(told)}
        if season not in others and (others or months) and not months & set(_OF_YEAR.get(season, ())):
            yield denied(sentence, "unsaid", None, None, Unit.OTHER, said=found.group())
            return
    years = {int(one) for one in _YEAR.findall(told)} | {year, year - 1}
    years |= {at for first, last in _SPAN.findall(told) for at in range(int(first), int(last) + 1)}
    for found in _YEAR.finditer(sentence.low):
        if int(found[1]) not in years:
            yield denied(sentence, "unsaid", None, None, Unit.OTHER, said=found.group())
            return
    romans = set(_ROMAN.findall(told))
    for found in _ROMAN.finditer(sentence.low):
        if romans and found.group() not in romans:
            yield denied(sentence, "unsaid", None, None, Unit.OTHER, said=found.group().upper())
            return


def _numeral(written: str) -> int:
    return int(written) if written.isdigit() else NUMERALS.get(written, 0)


def _month(number: str) -> str:
    return _MONTHS[int(number) - 1] if 1 <= int(number) <= len(_MONTHS) else ""


def counted(sentence: Sentence, document: Document, counts: Counter[int]) -> Iterator[Finding]:
    """Counts in words that neither the document's words of the row nor its rows give."""
    told = document.words(sentence.section)
    if not told or sentence.table == "result_texts":
        return
    known = {NUMERALS[word] for word in _NUMERAL.findall(told)} | {
        int(one) for one in re.findall(r"(?<![\d,])\d{1,2}(?![\d,])", told)
    }
    known |= set(counts)
    if listed := _LISTED.search(sentence.low):
        value, names = _numeral(listed["number"]), listed["list"].count("«")
        if value and 1 < names != value and value > 1 and not re.search(r"\bдр(?:\.|уги\w+)", listed["list"]):
            said = f"{listed['number']} {listed['what']}"
            yield denied(sentence, "listed", Decimal(value), Decimal(names), Unit.OTHER, said=said)
            return
    for found in _NUMERAL.finditer(sentence.low):
        value = NUMERALS[found[1]]
        if value > _FEW and value not in known:
            yield denied(sentence, "unsaid", None, None, Unit.OTHER, said=found.group())
            return
