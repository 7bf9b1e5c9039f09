"""What somebody looks for among premises on offer: a search's filters, kept with a subscription when asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from storage.records.content import Premises
from storage.terms import PremisesRight


def _same(first: str, second: str) -> bool:
    """Whether two districts are one: «Заводский», «Заводской»."""
    stem = max(4, min(len(first), len(second)) - 2)
    return first.casefold()[:stem] == second.casefold()[:stem]


PURPOSES: tuple[tuple[str, ...], ...] = (
    ("занятие", "кружок", "студия", "секция", "репетиция", "урок", "театр", "танец"),
    ("спорт", "тренировка", "секция", "фитнес", "гимнастика", "борьба", "спортзал"),
    ("кабинет", "офис", "прием", "бухгалтерия"),
    ("склад", "хранение", "гуманитарка"),
    ("собрание", "встреча", "клуб", "совещание"),
    ("приют", "животное"),
    ("мастерская", "ремесло"),
)
"""Purposes that one room may serve: who looks for a «кружок» is shown rooms for «занятия»."""


def stem_of(word: str) -> str:
    """A word without its ending, as far as one is told by it."""
    return word[: max(4, len(word) - 2)]


def _stems(purpose: str) -> set[str]:
    near = (word for words in PURPOSES if purpose in words for word in words)
    return {stem_of(word) for word in (purpose, *near)}


@dataclass(frozen=True, slots=True)
class PremisesWish:
    """Empty parts mean any. Areas are in square metres, `districts` as the records name them.

    `purpose` is a word or its beginning («спорт»), looked for in a record's purpose and title without its ending;
    a purpose that the same room serves will do.
    """

    districts: tuple[str, ...] = ()
    area_from: int | None = None
    area_to: int | None = None
    rights: tuple[PremisesRight, ...] = ()
    purpose: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether anything fits."""
        return self == PremisesWish()

    def misses(self, found: Premises) -> tuple[str, ...]:
        """Which parts do not fit: district, area, right, purpose. An unknown area or district shuts nothing out."""
        missed = []
        if self.districts and found.district and not any(_same(found.district, one) for one in self.districts):
            missed.append("district")
        if not self._area_fits(found.area):
            missed.append("area")
        if self.rights and found.right not in self.rights:
            missed.append("right")
        told = f"{found.purpose} {found.title}".casefold().replace("ё", "е")
        if self.purpose and not any(stem in told for stem in _stems(self.purpose)):
            missed.append("purpose")
        return tuple(missed)

    def fits(self, found: Premises) -> bool:
        """Whether an offer is what is looked for."""
        return not self.misses(found)

    def _area_fits(self, area: Decimal | None) -> bool:
        if area is None:
            return True
        return (self.area_from is None or area >= self.area_from) and (self.area_to is None or area <= self.area_to)

    def as_json(self) -> dict[str, Any]:
        """For a subscription's row; an empty wish is an empty mapping."""
        kept = {
            "districts": list(self.districts), "area_from": self.area_from, "area_to": self.area_to,
            "rights": [str(one) for one in self.rights], "purpose": self.purpose,
        }  # fmt: skip
        return {name: value for name, value in kept.items() if value not in (None, "", [])}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PremisesWish":
        """From a subscription's row."""
        return cls(
            tuple(kept.get("districts", ())), kept.get("area_from"), kept.get("area_to"),
            tuple(PremisesRight(one) for one in kept.get("rights", ())), kept.get("purpose", ""),
        )  # fmt: skip


ANY_PREMISES = PremisesWish()
"""Whatever is offered."""
