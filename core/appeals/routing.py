"""Whom a question goes to: its subject and sphere by their words, the department that answers for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.answers.lemmas import fold, is_empty, lemmas
from core.desk.owning import Owning
from storage.records.content import Sphere

NOBODY = "none"
"""The choice of a person who does not know: the administrators decide."""

_STEM = 6
_HALF = 0.5
_WORD = re.compile(r"[а-яёa-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Route:
    """Sphere and department by their keys; `subject` is one of the department's, in its words. All may be unknown."""

    sphere: str | None = None
    department: str | None = None
    subject: str = ""


def guess(text: str, owning: Owning, spheres: Iterable[Sphere]) -> Route:
    """Where a text most likely belongs; an empty route when nothing in it tells."""
    said = _stems(text)
    subject, department = _subject(said, owning)
    sphere = _sphere(said, spheres)
    owned = next((one.spheres for one in owning.departments if one.key == department), ())
    if department is None:
        department = next(iter(owning.of_sphere(sphere)), None) if sphere else None
    elif sphere not in owned:
        sphere = owned[0] if len(owned) == 1 else None if owned else sphere
    return Route(sphere, department, subject)


def chosen(choice: str, owning: Owning) -> Route:
    """What a person picked: a sphere, a department without spheres, or NOBODY; a forged word is NOBODY."""
    department = next(iter(owning.of_sphere(choice)), None)
    if department is not None:
        return Route(choice, department)
    return Route(None, choice if owning.department(choice) else None)


def choices(owning: Owning, spheres: Iterable[Sphere]) -> list[tuple[str, str]]:
    """Keys and names to pick from: spheres that somebody owns, then departments without a sphere."""
    owned = {sphere for one in owning.departments for sphere in one.spheres}
    named = [(one.key, f"{one.emoji} {one.name}".strip()) for one in spheres if one.key in owned]
    return [*named, *((one.key, one.short_name) for one in owning.departments if not one.spheres)]


def _stems(text: str) -> frozenset[str]:
    """Beginnings of the words' normal forms: «коммуналка» and «коммунальный» are one."""
    words = (fold(word) for word in _WORD.findall(text))
    return frozenset(
        lemma[:_STEM] for word in words if len(word) > 1 and not is_empty(word) for lemma in lemmas(word)
    )  # fmt: skip


def _subject(said: frozenset[str], owning: Owning) -> tuple[str, str | None]:
    best: tuple[float, int, str, str | None] = (0.0, 0, "", None)
    for department in owning.departments:
        for subject in department.subjects:
            words = [_stems(word) for word in _WORD.findall(subject)]
            told = [word for word in words if word]
            hits = sum(bool(word & said) for word in told)
            share = hits / len(told) if told else 0.0
            if share > _HALF and (share, hits) > best[:2]:
                best = (share, hits, subject, department.key)
    return best[2], best[3]


def _sphere(said: frozenset[str], spheres: Iterable[Sphere]) -> str | None:
    best, chosen_sphere = 0, None
    for sphere in spheres:
        told = [[_stems(word) for word in _WORD.findall(name)] for name in (sphere.name, *sphere.words)]
        hits = sum(bool(words) and all(word & said for word in words) for words in told)
        if hits > best:
            best, chosen_sphere = hits, sphere.key
    return chosen_sphere
