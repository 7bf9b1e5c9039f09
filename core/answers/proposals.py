"""Readings of a question as structured plans, each with the words that it explains; the best explained one wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.answers.lemmas import lemmas
from core.answers.lexicon import spelled
from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.tables import Row
from core.answers.tokens import words

NONE: frozenset[int] = frozenset()
SPHERE_FILTERS = frozenset({"sphere"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan for a question. `prior` breaks ties between plans that explain the same words."""

    plan: Plan
    explained: frozenset[int]
    prior: float = 0.0


def tokens_of(mentions: Iterable[object]) -> frozenset[int]:
    """All tokens of mentions."""
    return frozenset().union(*(getattr(mention, "tokens") for mention in mentions))  # noqa: B009


def measure_of(
    question: Question, features: Mapping[str, tuple[str, ...]], default: str, outside: frozenset[int]
) -> tuple[str, frozenset[int]]:
    """The measure that the question asks for: the first whose features it says, else the default."""
    for measure, names in features.items():
        said = question.said_by(*names, outside=outside)
        if said:
            return measure, said
    return default, NONE


def level_of(question: Question, outside: frozenset[int]) -> tuple[list[str], frozenset[int]]:
    """Levels that the question names, with their tokens."""
    found: list[tuple[int, str]] = []
    used: frozenset[int] = NONE
    for level in ("federal", "regional", "municipal"):
        said = question.said_by(f"level_{level}", outside=outside)
        telling = frozenset(index for index in said if question.tokens[index].weight > 0.25 or level != "municipal")
        if said and (telling or question.says("levels", "contest", "grant")):
            found.append((min(said), level))
            used |= said
    return [level for _, level in sorted(found)], used


_MORE = frozenset({"большой", "много", "часто", "крупный", "высокий"})
_LESS = frozenset({"маленький", "мало", "редко", "низкий", "малый"})


def operation(
    question: Question, named: int, outside: frozenset[int], inherit: Plan | None = None
) -> tuple[str, frozenset[int]]:
    """What to do with the rows when the question names so many of them; without a word for it, as before."""
    op, tokens = _operation(question, named, outside)
    if not tokens and inherit is not None and op == "total" and inherit.op in _KEPT:
        return inherit.op, tokens
    return op, tokens


_KEPT = frozenset({"max", "min", "list", "count", "ratio", "years"})


def _operation(question: Question, named: int, outside: frozenset[int]) -> tuple[str, frozenset[int]]:  # noqa: PLR0912

    def said(*names: str) -> frozenset[int]:
        return question.said_by(*names, outside=outside)

    if named >= 2:
        if (tokens := said("share")) and not said("ratio", "winners"):
            return "share", tokens | said("who", "list", "total", "sum")
        if tokens := said("sum"):
            return "sum", tokens | said("total")
        if tokens := said("compare", "difference", "max", "min"):
            return "compare", tokens
        return "each", said("list")
    if (tokens := said("growth")) and not said("max", "min"):
        return "years", tokens | said("compare", "difference", "levels", "share")
    for name in ("max", "min", "share"):
        if tokens := said(name):
            return name, tokens | said("who", "list", "ratio")
    if (tokens := said("growth")) or len(question.years) == 2 or (named == 0 and said("compare") and said("levels")):
        return "years", tokens | said("compare", "difference", "levels")
    if tokens := said("compare"):
        lemmas = frozenset().union(*(question.tokens[index].lemmas for index in tokens))
        if lemmas & _MORE and named == 0:
            return "max", tokens
        if lemmas & _LESS and named == 0:
            return "min", tokens
    if named == 1:
        return "figure", said("total")
    if tokens := said("list", "who"):
        return "list", tokens | said("total")
    return "total", said("total", "sum")


@lru_cache(maxsize=50_000)
def lemmas_of(text: str) -> frozenset[str]:
    """The lemmas of a record's name as it is read, remembered: questions are held against the same names."""
    return frozenset(lemma for word in spelled(words(text)) for lemma in lemmas(word))


def row_words(
    question: Question, rows: Iterable[Row], fields: tuple[str, ...] = ("name", "short_name", "group_title", "aliases")
) -> frozenset[int]:
    """Tokens that stand in the chosen rows' own names: they say no more than that these rows are meant."""
    known = frozenset().union(*(lemmas_of(str(getattr(row.record, field, ""))) for row in rows for field in fields))
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & known)


def year_of(question: Question, held: Iterable[int]) -> int | None:
    """The newest asked year that is held; the newest held one when none was asked; None when not held."""
    years = list(held)
    if not question.years:
        return years[0] if years else None
    return next((year for year in sorted(question.years, reverse=True) if year in years), None)
