"""What a question holds: repaired words, features, names, years, places, refusals. Slots without judgement."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from core.answers import lexicon, phrasings
from core.answers.lemmas import (
    counted,
    fold,
    is_adverb,
    is_empty,
    is_known,
    is_noun,
    is_place,
    is_preposition,
    is_verb,
    lemmas,
)
from core.answers.names import Mention, Names
from core.answers.phrases import Lemmas
from core.answers.repair import MAX_CHARACTERS, Repair
from core.answers.snapshot import Snapshot
from core.answers.tokens import words, years
from core.answers.vocabulary import Vocabulary

_FEATURE_WEIGHT = 1.6
_VERB_WEIGHT = 1.3
_UNHELD_VERB_WEIGHT = 0.3
_NUMBER_WEIGHT = 0.6
_ADVERB_WEIGHT = 0.6
_EVERYDAY_WEIGHT = 1.3
"""Of a word that no record holds, and that people use in many known questions («мэрия», «половина»)."""
BEYOND = 9.0
_CHANGES = frozenset({"growth", "difference", "compare"})
_LAST_YEAR = re.compile(r"\bпрошл\w+ год|\bгодом раньше")
_ORDINAL = re.compile(r"(?<=\d)-?(?:го|му|ом|ый|ой|й|м|х)\b", re.IGNORECASE)
_ELLIPSIS = re.compile(r"^\s*(?:ну\s+)?(?:а|и|из них|из скольких|там|тогда|ещ[её])\b", re.IGNORECASE)
_COUNTING = frozenset({"сколько", "какой", "каков", "сфера"})
_NGO = frozenset({"нко", "сонко", "некоммерческий", "организация"})
_SELF = frozenset({"я", "мы", "это", "для", "один", "наш", "мой", "объяснить", "сказать", "подсказать", "как"})
_COUNTERS = frozenset({"сколько", "сколький", "количество", "число", "численность"})
_NGO_WORDS = frozenset({"нко", "сонко", "ано", "ип", "тос", "мсп"})
_POINTING = frozenset({"они", "он", "она", "этот", "там", "тот", "него", "ее", "их"})


@dataclass(frozen=True, slots=True)
class Token:
    """One repaired word; `weight` is what leaving it unexplained costs, `rarity` its inverse document frequency."""

    text: str
    lemmas: Lemmas
    weight: float
    rarity: float
    empty: bool
    noun: bool


@dataclass(frozen=True)
class Question:
    """A question's slots; features and refusals map a name to the tokens that say it."""

    text: str
    tokens: tuple[Token, ...]
    features: Mapping[str, frozenset[int]]
    refusals: Mapping[str, frozenset[int]]
    mentions: tuple[Mention, ...]
    years: tuple[int, ...]
    year_tokens: frozenset[int]
    places: frozenset[int]
    elliptical: bool
    asked: frozenset[int] = field(default_factory=frozenset)
    counted: frozenset[int] = field(default_factory=frozenset)

    def says(self, *names: str, outside: frozenset[int] = frozenset()) -> bool:
        """Whether any of the features is said by words that are not in `outside`."""
        if not outside:
            return not self._said.isdisjoint(names)
        return any(self.features.get(name, frozenset()) - outside for name in names)

    def said_by(self, *names: str, outside: frozenset[int] = frozenset()) -> frozenset[int]:
        """The tokens that say any of the features."""
        said = [self.features[name] for name in names if name in self.features]
        return frozenset().union(*said) - outside if said else frozenset()

    def of_kind(self, *kinds: str) -> list[Mention]:
        """Mentions of the kinds in the question's order."""
        return [mention for mention in self.mentions if mention.kind in kinds]

    def coverage(self, explained: Iterable[int]) -> float:
        """Share of the question's weight that `explained` tokens carry; 1 when nothing has weight."""
        if not self.mass:
            return 1.0
        return sum(map(self._weights.__getitem__, set(explained))) / self.mass

    @cached_property
    def mass(self) -> float:
        """The weight of all tokens."""
        return sum(self._weights)

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(token.weight for token in self.tokens)

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(name for name, tokens in self.features.items() if tokens)


class Reader:
    """Reads questions against one base."""

    def __init__(self, base: Snapshot, vocabulary: Vocabulary, names: Names) -> None:
        self._vocabulary = vocabulary
        self._names = names
        self._repair = Repair(vocabulary)
        self._phrasings = phrasings.held_in(base)
        self._newest = max(base.years(), default=0)
        city = base.city
        own = f"{city.name} {city.name_genitive} {city.name_prepositional}" if city else ""
        self._own_city = frozenset(lemma for word in words(own) for lemma in lemmas(word))

    def read(self, text: str, today: date) -> Question:
        """All slots of a question; bounded work for any text."""
        written, cut = self._repair.cut(_ORDINAL.sub("", text[:MAX_CHARACTERS]))
        repaired = [self._made(word) for word in self._repair(written)]
        shown = " ".join(repaired)
        sets = [self._lemmas(word) | cut.get(word, frozenset()) for word in repaired]
        features: dict[str, set[int]] = {}
        exact = [found | {f"={word}"} for word, found in zip(repaired, sets, strict=True)]
        for hit in lexicon.asking().find(exact):
            features.setdefault(hit.payload, set()).update(range(hit.start, hit.end))
        typed = frozenset(words(fold(written)))
        refusals: dict[str, set[int]] = {}
        for refusal in lexicon.refusals().find(sets):
            single = refusal.end - refusal.start == 1
            if refusal.payload == "general" and single and self._holds(lemmas(repaired[refusal.start])):
                continue
            if refusal.payload == "insult" and single and repaired[refusal.start] not in typed:
                continue
            refusals.setdefault(refusal.payload, set()).update(range(refusal.start, refusal.end))
        mentions = self._names.find(sets)
        named = frozenset().union(*(mention.tokens for mention in mentions)) if mentions else frozenset()
        asked_years = years(shown, today)
        if features.keys() & _CHANGES and _LAST_YEAR.search(shown) and self._newest:
            asked_years = (self._newest - 1,)
        year_tokens = frozenset(
            index
            for index, word in enumerate(repaired)
            if word.isdigit() and (int(word) in asked_years or 2000 + int(word[:4]) in asked_years)
        )
        places = self._places(repaired, sets) - named
        generic = features.pop("generic", set())
        generic |= {at for at in features.get("role", set()) if at == 0 or sets[at - 1] & _SELF}
        beyond = features.pop("beyond", set())
        beyond -= {at for at in beyond if "месяц" in sets[at] and at and "какой" in sets[at - 1]}
        tokens = tuple(
            self._token(
                word, found, index in generic or index in year_tokens, index in features_of(features), index in beyond
            )
            for index, (word, found) in enumerate(zip(repaired, sets, strict=True))
        )
        return Question(
            text=shown,
            tokens=tokens,
            features={name: frozenset(found) for name, found in features.items()},
            refusals={name: frozenset(found) for name, found in refusals.items()},
            mentions=tuple(mentions),
            years=asked_years,
            year_tokens=year_tokens,
            places=places,
            elliptical=bool(_ELLIPSIS.match(shown)) or any(token.lemmas & _POINTING for token in tokens),
            asked=self._asked(tokens),
            counted=self._counted(tokens),
        )

    def _holds(self, found: Lemmas) -> bool:
        return any(self._vocabulary.holds(lemma) for lemma in found)

    def _made(self, word: str) -> str:
        """The base's own word for one that is made from it («деньжищ»: деньга)."""
        found = lemmas(word)
        if is_verb(word) or self._vocabulary.knows(word) or found & lexicon.generic():
            return word
        return self._vocabulary.derived(word) or word

    def _lemmas(self, word: str) -> Lemmas:
        found = lemmas(word)
        if not any(self._vocabulary.holds(lemma) for lemma in found) and not (found & lexicon.generic()):
            return found | frozenset().union(*(self._vocabulary.related(lemma) for lemma in found))
        return found

    def _token(self, word: str, found: Lemmas, generic: bool, featured: bool, beyond: bool) -> Token:
        empty = is_empty(word) or found & self._own_city or (generic and not featured) or len(word) == 1 or _scrap(word)
        weight = 0.0
        if not empty:
            weight = self._vocabulary.weight(found)
            if self._phrasings.common(found) and not self._holds(found):
                weight = min(weight, _EVERYDAY_WEIGHT)
            if word[0].isdigit():
                weight = min(weight, _NUMBER_WEIGHT)
            elif is_verb(word):
                weight = min(weight, _VERB_WEIGHT if self._holds(found) else _UNHELD_VERB_WEIGHT)
            elif is_adverb(word):
                weight = min(weight, _ADVERB_WEIGHT)
            if found & _COUNTING:
                weight = 0.0
            elif featured and not beyond:
                weight = min(weight, _FEATURE_WEIGHT) if not generic else 0.0 if found & _COUNTING else 0.2
            if word in _NGO or found & _NGO:
                weight = min(weight, 0.3)
            if beyond:
                weight = max(weight, BEYOND)
        return Token(word, found, weight, self._vocabulary.weight(found), bool(empty), is_noun(word))

    def _places(self, repaired: list[str], sets: list[Lemmas]) -> frozenset[int]:
        found = {index for hit in lexicon.places().find(sets) for index in range(hit.start, hit.end)}
        found |= {
            index
            for index, word in enumerate(repaired)
            if is_place(word) and not any(self._vocabulary.holds(lemma) for lemma in lemmas(word))
        }
        return frozenset(index for index in found if not sets[index] & self._own_city)

    @staticmethod
    def _asked(tokens: tuple[Token, ...]) -> frozenset[int]:
        """The noun that «сколько» counts."""
        for index, token in enumerate(tokens):
            if token.lemmas & {"сколько", "сколький", "количество", "число"}:
                if index and tokens[index - 1].lemmas & {"какой"}:
                    continue
                for after in range(index + 1, min(index + 4, len(tokens))):
                    if tokens[after].text == "из":
                        continue
                    if is_preposition(tokens[after].text):
                        break
                    if tokens[after].noun and not tokens[after].empty:
                        return frozenset({after})
        return frozenset()

    @staticmethod
    def _counted(tokens: tuple[Token, ...]) -> frozenset[int]:
        """The noun after «сколько» whose form says that it is what is counted («детей», not «фонд»)."""
        for index, token in enumerate(tokens):
            if not token.lemmas & _COUNTERS or token.text in {"числа"}:
                continue
            dative = token.text.startswith("скольк") and token.text != "сколько"
            for after in range(index + 1, min(index + 5, len(tokens))):
                word = tokens[after].text
                if is_verb(word):
                    continue
                if word in _NGO_WORDS or (counted(word, dative) and not tokens[after].lemmas & _COUNTERS):
                    return frozenset({after})
                if is_preposition(word) and word != "из":
                    break
        return frozenset()


def _scrap(word: str) -> bool:
    """Two letters that are no word."""
    return len(word) == 2 and word.isalpha() and not is_known(word)


def features_of(features: Mapping[str, set[int]]) -> set[int]:
    """All tokens that say some feature."""
    return set().union(*features.values()) if features else set()
