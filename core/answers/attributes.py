"""Whether an answer says what was asked: a number of the counted things, money, names, a month.

A record may be about the question's subject and still not hold the asked figure. This reads the answer as a person
would: «сколько детей» needs a number with children beside it, «кто именно победил» needs a name.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from core.answers.lemmas import fold, lemmas
from core.answers.names import Names
from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.tokens import words

_NUMBER = re.compile(r"\d")
_SOURCE = re.compile(r"(?m)^(?:Источник|Подходит ли).*$")
_ROW_NUMBER = re.compile(r"(?m)^\d\.\d+ ")
_NOT_COUNTS = re.compile(r"№\s*\d+|\b(?:19|20)\d\d(?=\s*(?:год|году|года|г\.)|[.,)\n]|$)")
_PARTS = re.compile(r"[;!?\n]|[,.](?!\d)")
_MONTHS = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_SITE = re.compile(r"\.ru\b|https?:|адрес", re.IGNORECASE)
_DAY = re.compile(rf"\d{{1,2}} (?:{_MONTHS})|\d\d\.\d\d\.\d{{4}}", re.IGNORECASE)
_WHEN = re.compile(rf"{_MONTHS}|летом|осен|зим|весн|ежегодн|каждый год|год|постоянно|регулярно")
_OWN_ROLE = 0.5
_REACH = 5
_BEFORE = 3
_ROWS = frozenset({"figure", "about", "each", ""})
_MONEY_TABLES = frozenset({"projects", "subsidies", "programmes", "contests", "windows", "levels"})
_TOLD = frozenset(
    {"list", "count", "max", "min", "over", "under", "share", "ratio", "sum", "compare", "years", "check"}
)
_WON = frozenset({"победить", "победитель", "выиграть", "получить", "дать", "взять", "стать", "достаться", "лауреат"})
_WINNING = frozenset({"победить", "победитель", "выиграть", "отобрать", "одержать", "получить", "привлечь", "победа"})
_NAMING = frozenset({"перечислить", "назвать", "именно", "конкретно", "название", "наименование", "поименно"})
_PREMISES = frozenset({"имущество", "имущественный", "помещение", "аренда", "договор", "безвозмездный"})
_WORKING = frozenset({"работать", "трудиться", "служить"})
_ADDRESS = frozenset({"facts", "projects", "trainings", "organisations", "measures"})
_ANYTHING = frozenset({"штука", "шт", "количество", "число", "раз", "всего"})
_ONE = frozenset({"один"})
_NUMERALS = {
    "один": 1, "два": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "одиннадцать": 11, "двенадцать": 12, "двадцать": 20,
}  # fmt: skip
LISTED = re.compile(r":[^:.;\d]*,[^:.;\d]*,[^:.;\d]*,")
_SEASONS = {
    "лето": ("летний", "июнь", "июль", "август"),
    "осень": ("осенний", "сентябрь", "октябрь", "ноябрь"),
    "зима": ("зимний", "декабрь", "январь", "февраль"),
    "весна": ("весенний", "март", "апрель", "май"),
}


@cache
def _classes() -> dict[str, frozenset[str]]:
    """Lemma -> the kinds of things that it counts (counted.yaml)."""
    path = Path(__file__).parent / "counted.yaml"
    loaded: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for name, text in loaded.items():
        for word in words(text):
            for lemma in lemmas(word):
                found.setdefault(lemma, set()).add(name)
    return {lemma: frozenset(names) for lemma, names in found.items()}


def kinds_of(word: str) -> frozenset[str]:
    """What a noun counts («детей», «ребят»: children), or its own lemmas."""
    known = _classes()
    own = lemmas(word)
    return frozenset().union(*(known.get(lemma, frozenset()) for lemma in own)) or frozenset(own)


def told(text: str) -> Iterator[frozenset[str]]:
    """What each number of a text counts: the words after it, or a label before it («участников: 40»)."""
    body = (
        _NOT_COUNTS.sub(" ", _ROW_NUMBER.sub(" ", _SOURCE.sub(" ", text)))
        .replace("₽", " рублей ")
        .replace("%", " процентов ")
    )
    for part in _PARTS.split(body):
        said = list(words(part))
        label: list[str] = []
        for at, word in enumerate(said):
            if not _NUMBER.match(word) and not lemmas(word) & _NUMERALS.keys():
                label.append(word)
                continue
            after = said[at + 1 : at + 1 + _REACH]
            stop = next((place for place, one in enumerate(after) if _NUMBER.match(one)), len(after))
            beside = after[:stop] or label[-_BEFORE:]
            yield frozenset().union(*(kinds_of(one) for one in beside)) if beside else frozenset()


def lacks(question: Question, plan: Plan | None, text: str, names: Names) -> tuple[str, str] | None:
    """What the answer does not say of what was asked: the template's name of it and the person's word; None if all."""
    if plan is None or plan.table in {"status", "overview"} or plan.op in _TOLD:
        return None
    return (
        _person(question, text)
        or _premises(question, plan, text)
        or _count(question, plan, text)
        or _ceiling(question, plan)
        or _names(question, plan, text, names)
        or _month(question, text)
        or _date(question, plan, text)
        or _address(question, plan, text)
        or _prize(question, plan, text)
    )


def _count(question: Question, plan: Plan, text: str) -> tuple[str, str] | None:
    if plan.op == "total" or (plan.op == "each" and len(plan.keys) > 1):
        return None
    named = frozenset().union(*(mention.tokens for mention in question.mentions)) if question.mentions else frozenset()
    things = [at for at in sorted(question.counted) if not question.tokens[at].lemmas & _ANYTHING]
    if things and things[0] in named and plan.table not in {"record", "projects"}:
        return None
    how_much = any(token.lemmas & {"сколько"} for token in question.tokens)
    if things:
        thing = question.tokens[things[0]].text
        wanted = kinds_of(thing)
        if "people" in wanted and any(token.lemmas & _WORKING for token in question.tokens):
            wanted = frozenset({"employees"})
        if "money" in wanted and plan.table in _MONEY_TABLES:
            return None
        if not any(wanted & kinds for kinds in told(text)):
            return "count", thing
    elif how_much and question.says("lasting"):
        return None if any(kinds & {"hours", "days", "years"} for kinds in told(text)) else ("lasting", "")
    others = question.says("applicants", "winners", "recipients_strong", "count", "share", "consultation", "difference")
    if how_much and question.says("amount") and not question.counted and not others:
        return None if any("money" in kinds for kinds in told(text)) else ("money", "")
    if plan.op == "facts" and how_much and question.says("winners"):
        return None if _lemmas(text) & _WINNING else ("outcome", "")
    return None


def _lemmas(text: str) -> frozenset[str]:
    return frozenset().union(*(lemmas(word) for word in words(fold(text)))) if text else frozenset()


def _premises(question: Question, plan: Plan, text: str) -> tuple[str, str] | None:
    """An organisation's card without premises, when premises were asked."""
    if plan.op not in {"organisations", "facts"} or not question.says("lease", "premises"):
        return None
    if question.says("subsidy", "grant") or not question.of_kind("organisation"):
        return None
    return None if _PREMISES & _lemmas(text) else ("premises", "")


def _person(question: Question, text: str) -> tuple[str, str] | None:
    """Somebody's head or bookkeeper, of whom no record speaks."""
    tokens = [question.tokens[at] for at in question.said_by("person", "role")]
    said = frozenset().union(*(token.lemmas for token in tokens if not token.empty and token.weight > _OWN_ROLE))
    return ("person", "") if said and not said & _lemmas(text) else None


def _ceiling(question: Question, plan: Plan) -> tuple[str, str] | None:
    """The largest sum for one recipient, which no table holds."""
    if not question.says("max", "min") or question.says("who", "indicator", "plan_fact"):
        return None
    single = plan.table in {"contests", "windows"} and len(plan.keys) == 1
    one = any(token.lemmas & _ONE for token in question.tokens)
    told_fact = plan.table == "record" and one and question.says("subsidy", "grant")
    return ("ceiling", "") if (single and plan.op in _ROWS) or told_fact else None


def _names(question: Question, plan: Plan, text: str, names: Names) -> tuple[str, str] | None:
    """Who won or got, where only a number is held."""
    if any(token.lemmas & {"сколько", "сколький"} for token in question.tokens):
        return None
    said = frozenset().union(*(token.lemmas for token in question.tokens)) if question.tokens else frozenset()
    counted_table = plan.table in {"contests", "windows", "programmes"} and plan.op in _ROWS
    wants = question.says("who") and said & _WON
    numbered = any(
        token.text.isdigit() or token.lemmas & _NUMERALS.keys()
        for at, token in enumerate(question.tokens)
        if at and question.tokens[at - 1].lemmas & {"какой", "именно"} and at not in question.year_tokens
    )
    naming = said & _NAMING or numbered
    about_orgs = any(
        "organisations" in kinds_of(token.text) or "people" in kinds_of(token.text) for token in question.tokens
    )
    if counted_table and (wants or (naming and (about_orgs or question.elliptical))):
        return ("names", "")
    if plan.op == "facts" and question.says("who") and question.says("winners"):
        return None if _lemmas(text) & _WINNING else ("names", "")
    if plan.table == "record" and plan.op == "facts" and naming and about_orgs:
        own = {(mention.kind, mention.key) for mention in question.mentions}
        body = [lemmas(word) for word in words(_SOURCE.sub(" ", text))]
        others = [m for m in names.find(body) if m.full and m.kind == "organisation" and (m.kind, m.key) not in own]
        return None if others or "«" in text or LISTED.search(text) else ("names", "")
    return None


def _address(question: Question, plan: Plan, text: str) -> tuple[str, str] | None:
    """A street address, which no record holds."""
    asked = question.says("postal") and (plan.op in _ADDRESS or plan.table in {"projects", "subsidies", "leases"})
    return ("address", "") if asked and not _SITE.search(text) else None


def _prize(question: Question, plan: Plan, text: str) -> tuple[str, str] | None:
    """A sum asked without «сколько» of a record that tells none."""
    asked = any(token.lemmas & {"призовой", "сумма"} for token in question.tokens) and plan.op in {"facts", "trainings"}
    return None if not asked or any("money" in kinds for kinds in told(text)) else ("money", "")


def _date(question: Question, plan: Plan, text: str) -> tuple[str, str] | None:
    """A day that the answer does not name."""
    if plan.op not in {"facts", "trainings", "projects", "organisations", "measures"} and plan.table != "projects":
        return None
    said = [token.lemmas for token in question.tokens]
    day = any("дата" in own for own in said) or any(
        token.text == "числа" and at and said[at - 1] & {"какой", "который"} for at, token in enumerate(question.tokens)
    )
    if day:
        return None if _DAY.search(text) else ("date", "")
    if any("когда" in own for own in said) and not _WHEN.search(fold(_SOURCE.sub(" ", text))):
        return ("date", "")
    return None


def _month(question: Question, text: str) -> tuple[str, str] | None:
    """A month or a season that the answer does not name: it is not told by months."""
    asked = question.said_by("month")
    if not asked or (question.says("eligibility") and question.says("for_whom", "contest", "grant", "subsidy")):
        return None
    held = _lemmas(text)
    for at in asked:
        own = question.tokens[at].lemmas
        wider = frozenset(month for lemma in own for month in _SEASONS.get(lemma, ()))
        if not (own | wider) & held and not {"квартал"} & own:
            return ("month", "")
    return None
