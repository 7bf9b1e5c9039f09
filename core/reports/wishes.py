"""What somebody wants behind /stats: a year and a sphere, as typed («2023 спорт», «за 2023 по соцзащите»)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from storage.records.content import Sphere

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SILENT = frozenset(
    {"за", "по", "год", "года", "году", "в", "на", "и", "статистика", "сводка", "нко", "сфера", "сфере"}
)


@dataclass(frozen=True, slots=True)
class Wish:
    """The year (None: not said), the sphere (None: all), words that are neither, and figures that are no year."""

    year: int | None
    sphere: Sphere | None
    unknown: str = ""
    odd: str = ""


def parse_wish(text: str, spheres: Iterable[Sphere]) -> Wish:
    """Read a command's arguments; a sphere is known by any of its words in any case form."""
    year = _YEAR.search(text)
    rest = _YEAR.sub(" ", text).lower().replace("ё", "е")
    words = [word for word in re.findall(r"[\w-]+", rest) if word not in _SILENT and not word.isdigit()]
    known = tuple(spheres)
    figures = re.findall(r"\d[\d.,]*", _YEAR.sub(" ", text, count=1))
    if figures or (year and not 1900 <= int(year.group()) < 2200):
        return Wish(None, None, " ".join(words)[:40], (figures[0] if figures else year.group() if year else "")[:20])
    for word in words:
        best = max(known, key=lambda sphere: _likeness(word, sphere), default=None)
        if best is not None and _likeness(word, best):
            return Wish(int(year.group()) if year else None, best)
    return Wish(int(year.group()) if year else None, None, " ".join(words)[:40])


def _likeness(word: str, sphere: Sphere) -> int:
    """Letters shared from the beginning, when all but a word's ending is shared; 0 when it is another word."""
    best = 0
    for known in (sphere.name, sphere.on_name, *sphere.words):
        for part in known.lower().replace("ё", "е").split():
            shared = Prefix.similarity(word, part)
            same = word == part or (shared >= 4 and max(len(word), len(part)) - shared <= 3)
            if same and not (len(known.split()) > 1 and part in _SILENT):
                best = max(best, shared)
    return best
