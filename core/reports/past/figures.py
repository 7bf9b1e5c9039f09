"""Figures as such reports print them, and the figures of prose as candidates for facts."""

import re
from collections.abc import Iterator
from decimal import Decimal

from core.reports.past.report import Candidate, PastLevel
from storage.terms import Level, Unit

_NUMBER = re.compile(r"-?\d{1,3}(?: \d{3})+(?:, ?\d+)?|-?\d+(?:, ?\d+)?")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[А-ЯЁ«–-])")
_SCALES = {"тыс": 1_000, "млн": 1_000_000, "млрд": 1_000_000_000}
_FOUND = re.compile(
    r"(?P<qualifier>более|около|свыше|не менее)?\s*(?<![\d.,№\w-])"
    r"(?P<number>\d{1,3}(?: \d{3})+(?:, ?\d+)?|\d+(?:, ?\d+)?)"
    r"(?![\d.])[- ]*(?P<rest>[^\d]{0,60})"
)
_COUNTED = (
    (r"руб", Unit.ROUBLES), (r"НКО|СОНКО|организац|учрежд|объединен", Unit.ORGANISATIONS), (r"заяв", Unit.APPLICATIONS),
    (r"проект", Unit.PROJECTS), (r"договор|соглашен", Unit.AGREEMENTS), (r"получател|субъект", Unit.RECIPIENTS),
    (r"обращен", Unit.APPEALS), (r"мероприят|вебинар", Unit.EVENTS), (r"участник", Unit.PARTICIPANTS),
    (r"победител", Unit.WINNERS), (r"дет[ея]|подрост", Unit.CHILDREN), (r"кв\. ?м", Unit.SQUARE_METRES),
    (r"представител|человек|граждан", Unit.PEOPLE), (r"регион", Unit.REGIONS), (r"%|процент", Unit.PERCENT),
    (r"лет\b|год(?:а|ов)\b", Unit.YEARS), (r"конкурс", Unit.CONTESTS),
)  # fmt: skip
_LEVELS = (("федеральн", Level.FEDERAL), ("региональн", Level.REGIONAL), ("местн", Level.MUNICIPAL))
_LEVEL = re.compile(
    r"(?P<level>федеральный|региональный|местный) бюджет\s*[–-]\s*(?P<amount>[\d ,]+) (?P<scale>тыс|млн)\.? рублей"
    r"(?:\s*\((?P<year>\d{4}) год\s*[–-]\s*(?P<before>[\d ,]+) (?P<other>тыс|млн)\.? рублей\))?"
)
_WINDOW = 40


def number_of(text: str) -> Decimal | None:
    """«276 592,0» or «560, 4»; None for words."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    return Decimal(re.sub(r"\s", "", bare).replace(",", "."))


def roubles(text: str, scale: str = "тыс") -> Decimal | None:
    """A figure in thousand roubles (or `scale`) as roubles."""
    found = number_of(text)
    return None if found is None else (found * _SCALES[scale]).quantize(Decimal("0.01")).normalize() + 0


def levels_of(paragraphs: Iterator[tuple[int, str]], year: int) -> Iterator[PastLevel]:
    """«федеральный бюджет – 376,0 млн. рублей (2022 год – 246,9 млн. рублей)»."""
    for line, text in paragraphs:
        for match in _LEVEL.finditer(text):
            level = next(level for begin, level in _LEVELS if match["level"].startswith(begin))
            amount = roubles(match["amount"].strip(), match["scale"])
            if amount is not None:
                yield PastLevel(level, year, amount, match.group(), line)
            before = roubles(match["before"].strip(), match["other"]) if match["before"] else None
            if before is not None:
                yield PastLevel(level, int(match["year"]), before, match.group(), line)


def candidates_of(section: str, line: int, paragraph: str, year: int) -> Iterator[Candidate]:
    """Figures of a paragraph whose unit is told beside them; years, dates, numbers of acts and schools are left out."""
    for sentence in _SENTENCE.split(paragraph):
        for match in _FOUND.finditer(sentence):
            value = number_of(match["number"])
            if value is None or value == year or re.match(r"\s*(?:год|№)", match["rest"]):
                continue
            rest = match["rest"][:_WINDOW]
            scale = next((scale for scale in _SCALES if rest.lstrip().startswith(scale)), "")
            unit = Unit.ROUBLES if scale else _unit(rest)
            if unit is None:
                continue
            value = (value * _SCALES.get(scale, 1)).normalize() + 0
            yield Candidate(section, line, sentence.strip()[:400], value, unit, match["qualifier"] or "")


def _unit(rest: str) -> Unit | None:
    places = [(found.start(), unit) for pattern, unit in _COUNTED if (found := re.search(pattern, rest))]
    return min(places, key=lambda place: place[0])[1] if places else None
