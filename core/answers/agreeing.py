"""Whether a question and a phrasing of a known one ask the same: what contradicts, and how sure the rest makes us.

A likeness of words is not enough: «сколько просили на Вече» is like «сколько дали на Вече». So slots are compared
(years, numbers, names, what is asked), and every word that the phrasing leaves open counts against it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from core.answers.attributes import LISTED, kinds_of, told
from core.answers.lemmas import is_verb, lemmas
from core.answers.names import Names
from core.answers.phrasings import Near, Phrasings, read
from core.answers.question import BEYOND, Question, Token
from core.answers.tokens import words

_OPERATIONS = (
    "share",
    "ratio",
    "max",
    "min",
    "difference",
    "growth",
    "average",
    "compare",
    "plan_fact",
    "rest",
    "lasting",
)
_DEMANDED = (
    "phone", "email", "hours", "postal", "price", "person", "role", "age", "site", "month", "average",
    "condition", "times",
)  # fmt: skip
_NAMED = frozenset({"organisation", "project", "contest", "window", "contact", "programme"})
_CLASSES = {
    "how_much": frozenset(
        {"сколько", "сколький", "количество", "число", "сумма", "размер", "численность", "объем", "деньги"}
    ),
    "who": frozenset({"кто", "чей"}),
    "when": frozenset({"когда", "срок", "дата", "месяц", "день"}),
    "where": frozenset({"где", "куда", "адрес", "сайт", "площадка", "ссылка"}),
    "why": frozenset({"зачем", "цель", "почему"}),
}
_ANY = frozenset({"organisations"})
_WHICH = frozenset({"какой", "который", "чей"})
_STEM = 5
_HEAVY = 8.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What two questions have in common and what not; shares are of the rarity of telling words."""

    likeness: float
    margin: float
    left: float
    """Words of the question that neither the phrasing nor its question says."""
    strange: float
    """Those that no other phrasing of the question, its answer or common speech says either."""
    heaviest: float
    unsaid: float
    """Words of the phrasing that the question does not say."""
    nouns: float
    operations: int
    missing_operations: int
    classes: int
    other_classes: int
    foreign: int
    unnamed: int
    short: float

    def values(self) -> tuple[float, ...]:
        """The signs as numbers, for the fitted scale."""
        return (
            self.likeness, self.margin, self.left, self.strange, self.heaviest, self.unsaid, self.nouns,
            float(self.operations), float(self.missing_operations), float(self.classes), float(self.other_classes),
            float(self.foreign), float(self.unnamed), self.short,
        )  # fmt: skip


def _lemmas(text: str) -> frozenset[str]:
    return frozenset(lemma for word in words(text) for lemma in lemmas(word))


def _all(question: Question) -> frozenset[str]:
    return frozenset().union(*(token.lemmas for token in question.tokens)) if question.tokens else frozenset()


def _classes(said: frozenset[str]) -> set[str]:
    return {name for name, own in _CLASSES.items() if own & said}


def _amounts(question: Question) -> bool:
    return question.says("amount", "amount_strong", "city_money", "price", "sum")


def _kinds(question: Question) -> frozenset[str]:
    """What the words of a question count or are."""
    return frozenset().union(*(kinds_of(token.text) for token in question.tokens)) if question.tokens else frozenset()


def _asks_apart(question: Question, phrasing: Question, canonical: Question, said: Callable[[Token], bool]) -> bool:
    """Whether another thing is asked for, money where none is told, the reason, or a share where none is.

    `said` tells whether some other phrasing of the same known question has a word («издание» beside «газета»).
    """
    if question.says("amount_strong") and not (_amounts(phrasing) or _amounts(canonical)):
        return True
    asked, known = _all(question), _all(phrasing) | _all(canonical)
    if "why" in _classes(asked) - _classes(known):
        return True
    if (_features(phrasing, _OPERATIONS) & _features(canonical, _OPERATIONS)) - _features(question, _OPERATIONS):
        return True
    kinds = _kinds(phrasing) | _kinds(canonical)
    return any(
        not token.lemmas & known and not kinds_of(token.text) & kinds and not said(token) for token in _things(question)
    )


def _counts_apart(question: Question, phrasing: Question, canonical: Question, answer: str) -> bool:
    """Whether «сколько» counts something that the answer does not, or the phrasing something else."""
    wanted = frozenset().union(*(kinds_of(question.tokens[at].text) for at in question.counted))
    if wanted and "money" not in wanted:
        known = _classes(_all(phrasing) | _all(canonical))
        if "how_much" not in known or not any(wanted & kinds for kinds in told(answer)):
            return True
    if "money" in wanted and not any("money" in kinds for kinds in told(answer)):
        return True
    if _asks_which(question) & _counted(canonical) and not LISTED.search(answer):
        return True
    said, mine = _all(question), _kinds(question)
    for at in phrasing.counted:
        token = phrasing.tokens[at]
        kinds = kinds_of(token.text)
        if not token.lemmas & said and not kinds & (mine - _ANY):
            return True
    return False


def _things(question: Question) -> list[Token]:
    """The nouns that «какой» asks for."""
    found = []
    for before, token in pairwise(question.tokens):
        if before.lemmas & _WHICH and token.noun and not token.empty:
            found.append(token)
    return found


def _asks_which(question: Question) -> frozenset[str]:
    """What «какие ...» wants named, where nothing is counted."""
    if "how_much" in _classes(_all(question)):
        return frozenset()
    named = [
        kinds_of(token.text)
        for before, token in pairwise(question.tokens)
        if before.text == "какие" and token.noun and not token.empty
    ]
    return frozenset().union(*named)


def _counted(question: Question) -> frozenset[str]:
    """What «сколько» of a known question counts."""
    return frozenset().union(*(kinds_of(question.tokens[at].text) for at in question.counted))


def _features(question: Question, names: tuple[str, ...]) -> set[str]:
    return {name for name in names if question.says(name)}


class Agreeing:
    """Compares a question with phrasings of one base."""

    def __init__(self, phrasings: Phrasings, names: Names) -> None:
        self._phrasings = phrasings
        self._names = names

    def contradicts(
        self, question: Question, number: int, phrasing: Question, canonical: Question, answer: str
    ) -> bool:
        """Whether a year, a number or something demanded is asked that the phrasing of a known question (by its
        number) does not speak of.
        """
        known = {*phrasing.years, *canonical.years}
        if any(year not in known and str(year) not in answer for year in question.years):
            return True
        if set(phrasing.years) & set(canonical.years) - set(question.years) - {max(known, default=0)}:
            return True
        numbers = {
            word for text in (phrasing.text, canonical.text, answer) for word in words(text) if word[0].isdigit()
        }
        asked = [
            t.text for at, t in enumerate(question.tokens) if t.text[0].isdigit() and at not in question.year_tokens
        ]
        if any(number not in numbers for number in asked):
            return True
        said = _all(phrasing) | _all(canonical)
        beyond = {at for at, token in enumerate(question.tokens) if token.weight >= BEYOND}
        demanded = question.said_by(*_DEMANDED) | beyond
        if any(not question.tokens[at].empty and not question.tokens[at].lemmas & said for at in demanded):
            return True
        if _features(question, _DEMANDED) - _features(phrasing, _DEMANDED) - _features(canonical, _DEMANDED):
            return True

        def also(token: Token) -> bool:
            return self._phrasings.says(number, token.lemmas)

        return _asks_apart(question, phrasing, canonical, also) or _counts_apart(question, phrasing, canonical, answer)

    def signs(
        self, question: Question, near: Near, behind: float, phrasing: Question, canonical: Question, answer: str
    ) -> Signs:
        """All signs; `behind` is the likeness of the next question."""
        raw = frozenset(lemma for word in read(near.phrasing) for lemma in lemmas(word))
        said = _all(phrasing) | _all(canonical) | raw
        stems = {
            token.text[:_STEM] for one in (phrasing, canonical) for token in one.tokens if len(token.text) >= _STEM
        }
        stated = _lemmas(answer)
        whole = left = strange = heaviest = nouns = 0.0
        for token in question.tokens:
            if token.empty and not token.weight and not token.text.isdigit():
                continue
            rarity = self._phrasings.rarity(token.lemmas)
            whole += rarity
            if token.lemmas & said or token.text[:_STEM] in stems:
                continue
            left += rarity
            own = self._phrasings.says(near.number, token.lemmas)
            if token.noun and not own and not is_verb(token.text):
                nouns += rarity
            if not own and not token.lemmas & stated and not self._phrasings.common(token.lemmas):
                strange += rarity
                heaviest = max(heaviest, rarity)
        asked = _all(question)
        mine = _features(question, _OPERATIONS)
        theirs = _features(phrasing, _OPERATIONS)
        other = _features(canonical, _OPERATIONS)
        wanted, given = _classes(asked), _classes(_all(phrasing) | raw)
        foreign, unnamed = self._names_apart(question, phrasing, canonical, answer, asked)
        count = sum(not token.empty for token in question.tokens)
        return Signs(
            near.likeness,
            min(0.3, near.likeness - behind),
            left / whole if whole else 0.0,
            strange / whole if whole else 0.0,
            heaviest / _HEAVY,
            self._unsaid(asked, question, phrasing),
            nouns / _HEAVY,
            len(mine - theirs - other),
            len((theirs & other) - mine),
            len(wanted - given - _classes(_all(canonical))),
            len(given - wanted),
            foreign,
            unnamed,
            1 / max(count, 1),
        )

    def _unsaid(self, asked: frozenset[str], question: Question, phrasing: Question) -> float:
        stems = {token.text[:_STEM] for token in question.tokens if len(token.text) >= _STEM}
        weights = [(self._phrasings.rarity(t.lemmas), t) for t in phrasing.tokens if not t.empty]
        whole = sum(weight for weight, _ in weights)
        open_ = sum(weight for weight, t in weights if not t.lemmas & asked and t.text[:_STEM] not in stems)
        return open_ / whole if whole else 0.0

    def _names_apart(
        self, question: Question, phrasing: Question, canonical: Question, answer: str, asked: frozenset[str]
    ) -> tuple[int, int]:
        """Records that only the question names, and records that only the phrasing names."""
        own = _records(question)
        theirs, others = _records(phrasing), _records(canonical)
        shown = {(m.kind, m.key) for m in self._names.find([lemmas(word) for word in words(answer)]) if m.full}
        foreign = sum(name not in theirs and name not in others and name not in shown for name in own)
        unnamed = sum(
            name not in own and not any(token.lemmas & asked for token in tokens) for name, tokens in theirs.items()
        )
        return min(foreign, 2), min(unnamed, 2)


def _records(question: Question) -> dict[tuple[str, str], tuple[Token, ...]]:
    return {
        (mention.kind, mention.key): tuple(question.tokens[at] for at in mention.tokens)
        for mention in question.mentions
        if mention.full and mention.kind in _NAMED
    }


def probability(signs: Signs, scale: tuple[float, ...], bias: float) -> float:
    """The fitted scale over the signs."""
    value = bias + sum(weight * sign for weight, sign in zip(scale, signs.values(), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
