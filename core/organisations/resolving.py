"""Which organisations may be one: pairs with their reason, the most certain first. A person decides.

Names are compared only within blocks that equal or near-equal names must share, so that thousands stay quick.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from core.organisations.shapes import Scope, Shape, folded, same_words, shape_of
from storage.records.content import Content, Organisation

BLOCK = 60
"""With how many others of its block a name is compared at most."""

_NEAR = 88
_NEARLY = 92
"""Names spelt alike as a whole at this similarity (0 to 100); their figures must be the same."""

_EDGE = 3


class Why(StrEnum):
    """What two organisations have in common."""

    INN = "inn"
    NAME = "name"
    WORDS = "words"
    CORE = "core"
    NEAR = "near"
    ALIAS = "alias"
    PART = "part"


CERTAINTY = {Why.INN: 100, Why.NAME: 95, Why.WORDS: 85, Why.CORE: 75, Why.NEAR: 65, Why.ALIAS: 60, Why.PART: 50}
_SCOPE_DIFFERS = 15
_FORM_DIFFERS = 5
_ONE_WORD = 15
"""How much less an alias of one word says: «пансионат» is a kind, no name."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one. `shared` is what they share; `certainty` is out of 100.

    `scopes_differ`: one is the city's, the other the region's. `forms_differ`: other abbreviations stand before them.
    """

    one: str
    other: str
    why: Why
    shared: str
    certainty: int
    scopes_differ: bool = False
    forms_differ: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation of the base that a typed name may mean."""

    key: str
    certainty: int


class Resolver:
    """Immutable; made of the base's organisations as they stand. `city` is the beginning of the city's name."""

    def __init__(self, organisations: Iterable[Organisation], city: str = "") -> None:
        self._organisations = {one.key: one for one in organisations}
        self._order = {key: place for place, key in enumerate(self._organisations)}
        self._city = city
        self._shapes = {key: shape_of(one.name, city) for key, one in self._organisations.items()}

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, ...]]:
        return {
            key: tuple(dict.fromkeys(folded(name) for name in (one.name, one.short_name, *one.aliases) if name))
            for key, one in self._organisations.items()
        }

    def pairs(self, among: Iterable[str] | None = None) -> list[Pair]:
        """Every pair that has something in common, the most certain first; `among` limits both to some keys."""
        wanted = None if among is None else set(among)
        chosen = [key for key in self._organisations if wanted is None or key in wanted]
        best: dict[tuple[str, str], Pair] = {}
        for pair in self._found(chosen):
            known = best.get((pair.one, pair.other))
            if known is None or pair.certainty > known.certainty:
                best[pair.one, pair.other] = pair
        return sorted(best.values(), key=lambda pair: (-pair.certainty, self._order[pair.one], self._order[pair.other]))

    def same_named(self, among: Iterable[str]) -> list[tuple[str, str]]:
        """Pairs of `among` with the same words or quoted name, in the order of their records."""
        wanted = set(among)
        chosen = [key for key in self._organisations if key in wanted]
        found = {(pair.one, pair.other) for pair in (*self._by_words(chosen), *self._by_core(chosen))}
        return sorted(found, key=lambda pair: (self._order[pair[0]], self._order[pair[1]]))

    def recognise(self, typed: str, limit: int = 3) -> list[Found]:
        """Organisations that a name as somebody types it may mean, the likeliest first."""
        shape = shape_of(typed, self._city)
        if not shape.folded:
            return []
        found = [
            Found(key, certainty) for key in self._organisations if (certainty := self._likeness(shape, key)) > 0
        ]  # fmt: skip
        if not found and shape.words:
            text = " ".join(shape.words)
            choices = {key: " ".join(known.words) for key, known in self._shapes.items() if known.words}
            near = process.extract(text, choices, scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR, limit=limit)
            found = [Found(key, 60) for _, _, key in near]
        return sorted(found, key=lambda one: (-one.certainty, self._order[one.key]))[:limit]

    def _likeness(self, typed: Shape, key: str) -> int:
        known = self._shapes[key]
        if typed.folded in self._aliases[key]:
            return CERTAINTY[Why.INN]
        if same_words(typed.words, known.words):
            return CERTAINTY[Why.WORDS]
        if known.core and known.core in (typed.core, typed.words):
            return CERTAINTY[Why.CORE]
        inside = bool(typed.words) and set(typed.words) < set(known.words)
        return CERTAINTY[Why.PART] if inside and max(map(len, typed.words)) > _EDGE + 1 else 0

    def _found(self, keys: Sequence[str]) -> Iterator[Pair]:
        yield from self._by(keys, Why.INN, lambda key: [self._organisations[key].inn])
        yield from self._by(keys, Why.NAME, lambda key: [self._shapes[key].folded])
        yield from self._by_words(keys, nearly=True)
        yield from self._by_core(keys)
        yield from self._by(keys, Why.ALIAS, lambda key: self._aliases[key])
        yield from self._parts(keys)

    def _by_words(self, keys: Sequence[str], *, nearly: bool = False) -> Iterator[Pair]:
        blocks: dict[Hashable, list[str]] = defaultdict(list)
        for key in keys:
            for edge in _edges(self._shapes[key].words):
                blocks[edge].append(key)
        for one, other in _within(blocks.values()):
            mine, others = self._shapes[one], self._shapes[other]
            if same_words(mine.words, others.words):
                yield self._pair(one, other, Why.WORDS, " ".join(mine.words))
            elif nearly and _spelt_alike(mine, others):
                yield self._pair(one, other, Why.NEAR, f"{' '.join(mine.words)} / {' '.join(others.words)}")

    def _by_core(self, keys: Sequence[str]) -> Iterator[Pair]:
        return self._by(keys, Why.CORE, lambda key: [" ".join(self._shapes[key].core)])

    def _by(self, keys: Sequence[str], why: Why, values: Callable[[str], Iterable[str | None]]) -> Iterator[Pair]:
        blocks: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for value in values(key):
                if value:
                    blocks[value].append(key)
        for value, block in blocks.items():
            for one, other in _within([block]):
                yield self._pair(one, other, why, value)

    def _parts(self, keys: Sequence[str]) -> Iterator[Pair]:
        """A quoted name or a name's words that are all within another's: «Вече» and «молодежное Вече»."""
        holders: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for word in dict.fromkeys(self._shapes[key].words):
                holders[word].append(key)
        for key in keys:
            words = set(self._shapes[key].words)
            rarest = min(words, key=lambda word: (len(holders[word]), word), default="")
            if len(rarest) <= _EDGE or len(holders[rarest]) > BLOCK:
                continue
            for other in holders[rarest]:
                if other != key and words < set(self._shapes[other].words):
                    yield self._pair(key, other, Why.PART, " ".join(self._shapes[key].words))

    def _pair(self, one: str, other: str, why: Why, shared: str) -> Pair:
        if self._order[one] > self._order[other]:
            one, other = other, one
        mine, others = self._shapes[one], self._shapes[other]
        scopes = Scope.UNKNOWN not in (mine.scope, others.scope) and mine.scope is not others.scope
        forms = bool(mine.forms and others.forms) and set(mine.forms).isdisjoint(others.forms)
        certainty = CERTAINTY[why]
        if why is not Why.INN:
            certainty -= _SCOPE_DIFFERS * scopes + _FORM_DIFFERS * forms
        if why is Why.ALIAS and " " not in shared:
            certainty -= _ONE_WORD
        return Pair(one, other, why, shared, certainty, scopes, forms)


def likest(records: Iterable[Content], city: str) -> Callable[[str], str]:
    """The key of the organisation that a typed name most likely means, «» for none; read when first asked."""
    organisations = tuple(one for one in records if isinstance(one, Organisation))
    held: list[Resolver] = []

    def key_of(typed: str) -> str:
        if not held:
            held.append(Resolver(organisations, city))
        found = held[0].recognise(typed, 1)
        return found[0].key if found else ""

    return key_of


def _spelt_alike(one: Shape, other: Shape) -> bool:
    mine, others = " ".join(one.words), " ".join(other.words)
    figures = [sign for sign in mine if sign.isdigit()] == [sign for sign in others if sign.isdigit()]
    return figures and fuzz.ratio(mine, others) >= _NEARLY


def _edges(words: Sequence[str]) -> Iterator[Hashable]:
    """Blocks that a name shares with each spelling of it: a typo touches a word's beginning or its end, not both.

    Words with digits stand whole. Of several words each may be left out in turn.
    """
    if not words:
        return
    exact = tuple(sorted(word for word in words if any(sign.isdigit() for sign in word)))
    plain = [word for word in words if not any(sign.isdigit() for sign in word)]
    for name, part in (("begin", slice(None, _EDGE)), ("end", slice(-_EDGE, None))):
        edges = sorted(word[part] for word in plain)
        yield name, exact, tuple(edges)
        if len(edges) > 1:
            for left_out in range(len(edges)):
                yield name, exact, len(edges), tuple(edges[:left_out] + edges[left_out + 1 :])


def _within(blocks: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for place, one in enumerate(block):
            for other in block[place + 1 : place + 1 + BLOCK]:
                if one != other:
                    yield one, other
