"""Questions that check or cut the tables: stated total against rows, a stated part of a total, amounts over a bound."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, tokens_of
from core.answers.question import Question
from core.answers.tables import Table

_CHECKING = frozenset(
    {
        "сходиться",
        "сойтись",
        "равный",
        "равно",
        "равняться",
        "совпадать",
        "совпасть",
        "расходиться",
        "расхождение",
        "бить",
        "биться",
    }
)
_ROWS = frozenset({"строка", "строчка", "строки", "слагаемое"})
_NUMBERED = {"1": "programmes", "2": "support", "3": "contests", "4": "subsidies", "5": "subsidies"}
_ORDINAL = {"первый": "1", "второй": "2", "третий": "3", "четвертый": "4", "пятый": "5"}
_OVER = frozenset({"больше", "свыше", "более", "выше", "превысить", "превышать"})
_UNDER = frozenset({"меньше", "менее", "ниже"})
_SCALES = {"тысяча": 1000, "тыс": 1000, "миллион": 1_000_000, "млн": 1_000_000, "рубль": 1}
_GLUED = re.compile(r"[1-5]\d{3}")
_BOUND = re.compile(r"\d+(?:[.,]\d+)?")


def number_of(question: Question) -> tuple[str, frozenset[int]]:
    """The table that the question names by its number, with the tokens."""
    for index, token in enumerate(question.tokens):
        if not token.lemmas & {"таблица", "табл"}:
            continue
        for near in (index + 1, index - 1, index + 2):
            if not 0 <= near < len(question.tokens):
                continue
            word = question.tokens[near]
            glued = near == index + 1 and _GLUED.fullmatch(word.text)
            number = word.text[0] if glued else word.text if word.text in _NUMBERED else ""
            number = number or next((_ORDINAL[lemma] for lemma in word.lemmas if lemma in _ORDINAL), "")
            if number:
                return number, frozenset({index, near})
    return "", NONE


def proposals(question: Question, tables: Mapping[str, Table]) -> Iterator[Proposal]:
    """Readings that name a table by its number, check a total or bound an amount."""
    number, said = number_of(question)
    lemmas = [token.lemmas for token in question.tokens]
    checking = frozenset(i for i, found in enumerate(lemmas) if found & (_CHECKING | _ROWS | {"почему"}))
    told = any(found & _CHECKING for found in lemmas) or (
        any(found & {"почему"} for found in lemmas)
        and any(found & _ROWS or question.tokens[i].text[0].isdigit() for i, found in enumerate(lemmas))
    )
    if told:
        yield from _checks(question, tables, number, said | checking)
    elif number and not question.mentions:
        yield from _numbered(question, tables, number, said)
    yield from _bounded(question, tables)


def _filters(number: str) -> tuple[tuple[str, str], ...]:
    return (("table", number),) if number in {"4", "5"} else ()


def _checks(question: Question, tables: Mapping[str, Table], number: str, said: frozenset[int]) -> Iterator[Proposal]:
    """«Сходится ли сумма строк с итогом»: by the table's number, or by the total that is quoted."""
    measure = "amount"
    if number == "2":
        measure = next((kind for kind in ("consultation", "property", "finance") if question.says(kind)), "total")
    quoted = {token.text for token in question.tokens if token.text[0].isdigit()}
    for name in ("support", "contests", "programmes") if not number else ():
        table = tables[name]
        for (year, column, _), total in table.stated.items():
            rows = [row.cells[column].value for row in table.select(year) if column in row.cells]
            values = {str(int(total.value)), str(int(sum((value or Decimal(0) for value in rows), Decimal(0))))}
            if quoted & values:
                number, measure = total.table, column
    if not number:
        return
    table = tables[_NUMBERED[number]]
    plan = Plan(table.name, "check", measure, (), _filters(number), table.years()[0])
    everything = frozenset(
        i for i, t in enumerate(question.tokens) if t.text[0].isdigit() or t.lemmas & {"давать", "дать", "итог"}
    )
    explained = (
        said
        | everything
        | question.said_by(
            "total",
            "sum",
            "amount",
            "count",
            "consultation",
            "support",
            "property",
            "finance",
            "compare",
            "contest",
            "grant",
            "subsidy",
            "programme",
            "recipients",
        )
    )
    yield Proposal(plan, explained, 0.2)


def _numbered(question: Question, tables: Mapping[str, Table], number: str, said: frozenset[int]) -> Iterator[Proposal]:
    """«Сколько конкурсов в таблице 3», «итого таблица 5»."""
    table = tables[_NUMBERED[number]]
    counted = {"3": "contest", "4": "recipients", "5": "recipients", "1": "programme"}.get(number, "")
    op = "count" if counted and question.asked & question.features.get(counted, NONE) else ""
    if not op and question.says("sum", "total", "amount_strong") and not question.says("max", "min", "share", "who"):
        op = "total"
    if not op:
        return
    measure = "total" if number == "2" else "amount"
    plan = Plan(table.name, op, measure, (), _filters(number), table.years()[0])
    yield Proposal(
        plan,
        said
        | question.said_by(
            "contest", "recipients", "programme", "total", "sum", "amount", "count", "subsidy", "grant", "city_money"
        ),
        0.1,
    )


def _bounded(question: Question, tables: Mapping[str, Table]) -> Iterator[Proposal]:
    """«Сколько получили больше 200 тысяч»: rows of a table over or under an amount."""
    for index, token in enumerate(question.tokens[:-1]):
        op = (
            "over"
            if token.lemmas & _OVER or token.text in _OVER
            else "under"
            if token.lemmas & _UNDER or token.text in _UNDER
            else ""
        )
        after = index + 1
        if op and question.tokens[after].text == "чем" and after + 1 < len(question.tokens):
            after += 1
        if not op or not _BOUND.fullmatch(question.tokens[after].text) or after in question.year_tokens:
            continue
        scale = 1000
        scaled = frozenset({index, after})
        if after + 1 < len(question.tokens):
            unit = question.tokens[after + 1]
            scale = next((_SCALES[lemma] for lemma in (*unit.lemmas, unit.text) if lemma in _SCALES), 0)
            scaled |= {after + 1} if scale else frozenset()
        if not scale:
            continue
        bound = Decimal(question.tokens[after].text.replace(",", ".")) * scale
        name = "contests" if question.says("contest") else "projects" if question.says("project") else "subsidies"
        table = tables[name]
        spheres = [
            m for m in question.of_kind("sphere") if any(m.key in row.attributes["sphere"] for row in table.rows)
        ]
        filters = (("sphere", spheres[0].key),) if spheres else ()
        plan = Plan(name, op, "amount", (), (*filters, ("bound", str(int(bound)))), table.years()[0])
        said = question.said_by(
            "amount",
            "recipients",
            "contest",
            "project",
            "grant",
            "subsidy",
            "who",
            "list",
            "count",
            "recipients_strong",
            "city_money",
            "winners",
        )
        yield Proposal(plan, scaled | said | tokens_of(spheres), 0.1)
