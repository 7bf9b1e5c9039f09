"""Names in a question: which contests, organisations, programmes, projects, spheres it speaks of."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.answers import lexicon
from core.answers.lemmas import is_empty, lemmas
from core.answers.phrases import Lemmas
from core.answers.snapshot import Snapshot
from core.answers.tokens import words
from storage.records import content
from storage.terms import ContestKind

_QUOTED = re.compile(r"«([^«»]+)»")


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that the question names by `tokens`; `strength` is the share of the name that was said."""

    kind: str
    key: str
    tokens: frozenset[int]
    strength: float
    full: bool
    mass: float


@dataclass(frozen=True, slots=True)
class _Alias:
    kind: str
    key: str
    parts: tuple[Lemmas, ...]


_WHOLE_ONLY = frozenset({"sphere", "indicator", "window", "contact"})
"""Kinds of records that are meant only when a whole name of theirs is said."""


def _parts(name: str, ignored: Lemmas) -> tuple[Lemmas, ...]:
    said = [word for word in lexicon.spelled(words(name)) if not is_empty(word)]
    telling = [word for word in said if not lemmas(word) & ignored]
    return tuple(lemmas(word) for word in (telling if len(telling) > 1 or len(said) != _TWO_WORDS else said))


def _aliases(name: str, *others: str) -> set[str]:
    found = {name, *others}
    for text in (name, *others):
        found.update(_QUOTED.findall(text))
        if "«" in text:
            found.add(text[text.rindex("«") + 1 :].strip("«»"))
    return {alias for alias in found if alias.strip()}


def _entries(base: Snapshot) -> Iterable[tuple[str, str, set[str]]]:
    for sphere in base.all(content.Sphere):
        yield "sphere", sphere.key, {sphere.name, *sphere.words}
    for contest in base.all(content.Contest):
        kind = "contest" if contest.kind is ContestKind.CONTEST else "window"
        yield kind, contest.key, _aliases(contest.name, contest.short_name, *contest.aliases)
    for organisation in base.all(content.Organisation):
        yield (
            "organisation",
            organisation.key,
            _aliases(organisation.name, organisation.short_name, *organisation.aliases),
        )
    for programme in base.all(content.Programme):
        yield "programme", programme.key, _aliases(programme.name, programme.short_name, *programme.aliases)
    for project in base.all(content.Project):
        yield "project", project.key, _aliases(project.name, *project.aliases)
    for indicator in base.all(content.Indicator):
        yield "indicator", indicator.key, {indicator.short_name, indicator.name, *indicator.aliases}
    for contact in base.all(content.Contact):
        yield "contact", contact.key, _aliases(contact.office, contact.short_name, *contact.aliases)


def _nearest(places: dict[int, set[int]]) -> dict[int, int]:
    """One position for each word of a name, all close together: the tightest choice around any first one."""
    if len(places) == 1:
        return {place: min(positions) for place, positions in places.items()}
    best: dict[int, int] = {}
    width = 10_000
    rarest = min(sorted(places), key=lambda place: len(places[place]))
    for anchor in sorted(places[rarest])[:8]:
        chosen = {rarest: anchor}
        for place, positions in sorted(places.items()):
            free = positions - set(chosen.values())
            if place != rarest and free:
                chosen[place] = min(free, key=lambda position: abs(position - anchor))
        span = max(chosen.values()) - min(chosen.values())
        if len(chosen) > len(best) or (len(chosen) == len(best) and span < width):
            best, width = chosen, span
    return best


_SHORT_NAME = _TWO_WORDS = 2
_SHARE = 0.55
"""Of a name's weight must be said, or the name is not meant."""
_ROUNDING = 1e-9


class Names:
    """All names of a base, found by their words in any order."""

    def __init__(self, base: Snapshot) -> None:
        self._aliases: list[_Alias] = []
        city = base.city
        own = f"город {city.name} {city.name_genitive} {city.name_prepositional}" if city else "город"
        ignored = frozenset(lemma for word in words(own) for lemma in lemmas(word))
        seen: set[tuple[str, str, tuple[Lemmas, ...]]] = set()
        self.texts: list[str] = []
        counts: dict[str, set[tuple[str, str]]] = {}
        for kind, key, aliases in _entries(base):
            for alias in sorted(aliases):
                parts = _parts(alias, ignored)
                if not parts or (kind, key, parts) in seen:
                    continue
                seen.add((kind, key, parts))
                self._aliases.append(_Alias(kind, key, parts))
                self.texts.append(alias)
                for part in parts:
                    for lemma in part:
                        counts.setdefault(lemma, set()).add((kind, key))
        self._total = len({(alias.kind, alias.key) for alias in self._aliases}) or 1
        self._counts = {lemma: len(keys) for lemma, keys in counts.items()}
        self._idfs = {part: self._idf(part) for alias in self._aliases for part in alias.parts}
        self._weights = [tuple(self._idfs[part] for part in alias.parts) for alias in self._aliases]
        self._least = [_SHARE * sum(weights) - _ROUNDING for weights in self._weights]
        self._by_lemma: dict[str, list[tuple[int, int]]] = {}
        for number, entry in enumerate(self._aliases):
            for place, part in enumerate(entry.parts):
                for lemma in part:
                    self._by_lemma.setdefault(lemma, []).append((number, place))

    def _idf(self, part: Lemmas) -> float:
        count = max((self._counts.get(lemma, 0) for lemma in part), default=0)
        return math.log((self._total + 1) / (count + 0.5))

    def find(self, tokens: Sequence[Lemmas]) -> list[Mention]:
        """Mentions, one per record (its best name); a name inside a longer one is left out."""
        matched: dict[int, dict[int, set[int]]] = {}
        words_of: dict[tuple[str, str], set[int]] = {}
        for position, token in enumerate(tokens):
            for lemma in token:
                for number, place in self._by_lemma.get(lemma, ()):
                    matched.setdefault(number, {}).setdefault(place, set()).add(position)
                    alias = self._aliases[number]
                    words_of.setdefault((alias.kind, alias.key), set()).add(position)
        best: dict[tuple[str, str], Mention] = {}
        for number, places in sorted(matched.items()):
            weights = self._weights[number]
            if len(places) < len(weights):
                whole = self._aliases[number].kind in _WHOLE_ONLY
                if whole or sum(weights[place] for place in places) < self._least[number]:
                    continue
            mention = self._mention(number, _nearest(places))
            if mention is not None:
                known = best.get((mention.kind, mention.key))
                if known is None or (mention.full, mention.mass) > (known.full, known.mass):
                    best[mention.kind, mention.key] = mention
        kept = self._outermost(list(best.values()))
        return [self._widened(mention, kept, words_of[mention.kind, mention.key]) for mention in kept]

    @staticmethod
    def _widened(mention: Mention, kept: list[Mention], own: set[int]) -> Mention:
        """A record that is named once also explains other words of its names («пфки» beside the full name)."""
        if not mention.full or mention.kind in {"sphere", "indicator"}:
            return mention
        taken = frozenset().union(
            *(other.tokens for other in kept if other is not mention and other.kind == mention.kind)
        )
        return replace(mention, tokens=mention.tokens | (own - taken))

    def sharing(self, kind: str, key: str, word: Lemmas) -> list[str]:
        """Other records of the kind with the word in a short name («футбол» is in «мини-футбол»)."""
        found = {
            self._aliases[number].key
            for lemma in word
            for number, _ in self._by_lemma.get(lemma, ())
            if self._aliases[number].kind == kind and len(self._aliases[number].parts) <= _SHORT_NAME
        }
        return sorted(found - {key})

    def _mention(self, number: int, spots: dict[int, int]) -> Mention | None:
        alias, idfs = self._aliases[number], self._weights[number]
        if alias.kind in _WHOLE_ONLY and len(spots) < len(alias.parts):
            return None
        total, said = sum(idfs), sum(idfs[place] for place in spots)
        positions = sorted(set(spots.values()))
        full = len(spots) == len(alias.parts) and len(positions) == len(spots)
        loose = (
            (len(positions) > _TWO_WORDS) + len(positions) // 4
            if alias.kind in {"sphere", "programme", "project"}
            else 1 + len(positions)
        )
        if full and len(positions) > 1 and positions[-1] - positions[0] + 1 > len(positions) + loose:
            full = False
        share = 1.0 if full else said / total if total else 0.0
        if not full:
            rarest, telling = max(idfs[place] for place in spots), max(idfs)
            if alias.kind in _WHOLE_ONLY or rarest < 0.9 * telling or share < _SHARE:
                return None
            if len(positions) < 2 and rarest < 4.0:
                return None
            if positions[-1] - positions[0] > len(positions) + 4:
                return None
        return Mention(alias.kind, alias.key, frozenset(positions), share, full, said)

    def _outermost(self, mentions: list[Mention]) -> list[Mention]:
        kept: list[Mention] = []
        for mention in mentions:
            if any(self._hides(other, mention) for other in mentions if other is not mention):
                continue
            kept.append(mention)
        return sorted(kept, key=lambda found: (min(found.tokens), -found.mass))

    @staticmethod
    def _hides(other: Mention, mention: Mention) -> bool:
        if other.tokens == mention.tokens:
            if mention.kind == "sphere":
                return other.full and other.kind in {"organisation", "project", "contest"}
            return other.kind == mention.kind and other.full and not mention.full
        if mention.tokens < other.tokens:
            if mention.kind == "sphere" and other.kind in {"organisation", "project"}:
                return other.full
            if other.kind in {"window", "indicator", "contact", "programme"} and mention.kind != other.kind:
                return False
            return other.full or (other.kind == mention.kind and other.mass > mention.mass)
        if mention.tokens & other.tokens and mention.kind == other.kind:
            return other.full and not mention.full
        return False
