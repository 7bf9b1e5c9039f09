"""Figures as they stand in running text and in quoted rows of tables, with the word that they count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)
_NUMBER = re.compile(
    r"(?<![\d,.№–-])(?<!№ )(?P<number>\d{1,3}(?:[ \u00a0]\d{3})+(?:,\s?\d+)?|\d+(?:,\s?\d+)?)"
    r"(?![\d–-]|\.\d|\s?[–-]\s?\d)"
    r"(?P<gap>[\s\u00a0]*)(?P<word>%|[^\W\d_]+)?(?:[\s\u00a0.]+(?P<next>[^\W\d_]+))?"
)
_MONTHS = ("январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_STEM = 4


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of a text: as written, in its unit (roubles for money), and the first letters of what it counts."""

    written: str
    value: Decimal
    counts: str
    money: bool = False


def exact(written: str) -> Decimal:
    """«1 397,2» and «560, 4» as numbers."""
    return Decimal(re.sub(r"\s", "", written).replace(",", "."))


def figures_in(text: str) -> Iterator[Said]:
    """The figures of a text but dates, years, ranges and numbers of things («№ 178»)."""
    for match in _NUMBER.finditer(text):
        word, following = (match["word"] or "").lower(), (match["next"] or "").lower()
        value = exact(match["number"])
        if word.startswith(_MONTHS) or word[:3] in ("год", "гг") or (match["gap"] == "" and word and word != "%"):
            continue
        if 1900 <= value < 2100 and len(match["number"]) == 4:
            continue
        scale = {"тыс": THOUSAND, "млн": MILLION}.get(word[:3], Decimal(1))
        counted = following if scale > 1 else word
        money = (scale > 1 and (not counted or counted.startswith("руб"))) or counted.startswith("руб")
        yield Said(match["number"], value * scale, "₽" if money else counted[:_STEM], money)


def cells_of(quoted: str) -> tuple[str, ...]:
    """The cells of a row that was quoted with bars between them; a sentence has none."""
    return tuple(cell.strip() for cell in quoted.split("|")) if "|" in quoted else ()


def number_in(cell: str) -> Decimal | None:
    """A cell that is a figure."""
    return exact(cell) if re.fullmatch(r"-?\d[\d\s\u00a0]*(?:,\s?\d+)?", cell) else None


def folded(text: str) -> str:
    """Letters and digits alone, so that quotes, dashes and spaces tell no difference."""
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))
