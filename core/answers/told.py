"""Follow-ups about figures that were told in the talk: their sum, which is larger, the same level in another year."""

import re
from collections.abc import Mapping, Sequence

from core.answers.answer import Context
from core.answers.missing import Missing
from core.answers.plan import Plan, from_json
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from storage.records import content

_TOGETHER = re.compile(
    r"(?:(?:ну|а|и|так|тогда|значит) )*"
    r"(?:(?:если )?(?:их )?(?:вместе|сложить|суммарно|в сумме|на двоих|итого|обоим|оба|обе)"
    r"|сколько (?:это |они )?(?:вместе|суммарно|в сумме|на двоих|обоим|итого))"
    r"(?: (?:это|они|им|их|сколько|всего|вместе|выходит|вышло|получается|получилось|получили|дали|будет|денег|обоим))*"
    r"[ ?!.]*"
)
_WITH = re.compile(r"\b(?:вместе с|в сумме с|сложить с|плюс)\b")
_COMPARES = re.compile(r"\b(?:больше|меньше|чаще|крупнее|щедрее|сравни\w*|обогнал\w*|на сколько|насколько|разниц\w+)\b")
_ALL = re.compile(r"\b(?:больше|меньше|чаще|крупнее) (?:всех|всего)\b")
_ASKED_FOR = re.compile(r"\bпрос(?:или|ят)\b|\bпода(?:ли|вали|валось)\b|\bзаявок\b|\bобра(?:тились|щались)\b")
_GIVEN = re.compile(r"\bскольк(?:им|их) (?:в итоге )?(?:дали|выдали|одобрили|удовлетворили|поддержали|досталось)\b")
_SHORT = 4.5
_MASS = 9.0
_KEPT = 4
_NAMES = {
    "subsidies": ("organisation",),
    "programmes": ("programme",),
    "contests": ("contest",),
    "projects": ("project",),
}


def remember(before: Context) -> tuple[Mapping[str, object], ...]:
    """What was told of single records, the last turn's included: at most four plans."""
    plan = before.plan
    own = (plan,) if plan and len(plan.get("keys") or ()) == 1 else ()
    return (*before.told, *own)[-_KEPT:]


class Told:
    """Plans over one base's tables; None when something else is asked."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables
        self._by_sphere = {one.sphere: one.key for one in base.all(content.Programme) if one.inside}

    def plan(self, question: Question, folded: str, context: Context) -> Plan | None:
        """What a short question means of the figures that the talk has told."""
        before = from_json(context.plan) if context.plan else None
        named = frozenset().union(*(mention.tokens for mention in question.mentions))
        if before is None or sum(t.weight for at, t in enumerate(question.tokens) if at not in named) > _MASS:
            return None
        if _TOGETHER.fullmatch(folded):
            return self._sum([*filter(None, map(from_json, context.told)), before])
        if question.years:
            return self._level(question, before)
        return self._beside(question, folded, before) or _intake(question, folded, before)

    def unclear(self, folded: str, context: Context) -> Missing | None:
        """«А вместе?» after a figure that nothing told before can be added to."""
        before = from_json(context.plan) if context.plan else None
        if before is None or len(before.keys) != 1 or not _TOGETHER.fullmatch(folded):
            return None
        return Missing("which") if before.table in _NAMES or (context.told and before.op == "organisations") else None

    def _money(self, plan: Plan) -> tuple[str, str] | None:
        """The table and the row whose money a plan told; of an organisation only when the city's is all it got."""
        if len(plan.keys) != 1 or plan.measure not in {"", "amount"}:
            return None
        if plan.table in _NAMES:
            return (plan.table, plan.keys[0]) if plan.op in {"figure", "about"} else None
        if plan.table != "record" or plan.op != "organisations":
            return None
        own = self._subsidies(plan.keys[0])
        grants = any(plan.keys[0] in row.attributes["organisation"] for row in self._tables["projects"].rows)
        return ("subsidies", plan.keys[0]) if len(own) == 1 and not grants else None

    def _subsidies(self, organisation: str) -> list[Row]:
        return [row for row in self._tables["subsidies"].rows if row.entity == organisation]

    def _sum(self, plans: Sequence[Plan]) -> Plan | None:
        """The sum of the last figures of one kind of money, each row once."""
        told: dict[tuple[str, str], Plan] = {}
        for plan in reversed(plans):
            money = self._money(plan)
            if money is None or (told and next(iter(told))[0] != money[0]):
                break
            told.setdefault(money, plan)
        if len(told) < 2:
            return None
        table = next(iter(told))[0]
        year = next((plan.year for plan in told.values() if plan.year), None) or self._tables[table].years()[0]
        return Plan(table, "sum", "amount", tuple(key for _, key in reversed(told)), (), year)

    def _level(self, question: Question, before: Plan) -> Plan | None:
        """«А в 2022?» after what a level of the budget gave."""
        levels = self._tables["levels"]
        alone = not question.mentions and not question.counted and question.mass < _SHORT
        alone = alone and not question.says("compare", "growth", "difference")
        if before.op != "facts" or len(question.years) != 1 or question.years[0] not in levels.years() or not alone:
            return None
        facts = [fact for key in before.keys if (fact := self._base.get(content.Fact, key))]
        named = {
            row.entity
            for row in levels.rows
            if any(fact.value == row.cells["amount"].value and fact.year == row.year for fact in facts)
        }
        return Plan("levels", "figure", "amount", (named.pop(),), (), question.years[0]) if len(named) == 1 else None

    def _beside(self, question: Question, folded: str, before: Plan) -> Plan | None:
        """«А РНФ дал больше?», «а вместе с туризмом?»: what was told beside the one that is named."""
        compares = bool(_COMPARES.search(folded)) and not question.says("growth") and not _ALL.search(folded)
        joins = bool(_WITH.search(folded))
        if not compares and not joins:
            return None
        if compares and before.op in {"facts", "organisations"} and (facts := self._facts(question, before)):
            return facts
        money = self._money(before.with_(measure="amount") if before.op == "figure" else before)
        if money is None:
            return None
        table, key = money
        others = {one.key for one in question.of_kind(*_NAMES[table]) if one.full}
        if table == "programmes":
            others |= {self._by_sphere[one.key] for one in question.of_kind("sphere") if one.key in self._by_sphere}
        if table == "subsidies":
            others = {one for one in others if self._subsidies(one)}
        others -= {key}
        year = before.year or self._tables[table].years()[0]
        if len(others) != 1:
            return None
        if joins:
            return Plan(table, "sum", "amount", (key, *others), (), year)
        counted = next((name for name in ("applicants", "winners") if question.says(name)), before.measure or "amount")
        return Plan(table, "compare", counted if table == "contests" else "amount", (key, *others), (), year)

    def _facts(self, question: Question, before: Plan) -> Plan | None:
        """Two figures of the same plan row, of the record before and of the organisation named; the larger first."""
        named = {one.key for one in question.of_kind("organisation") if one.full}
        own = [fact for key in before.keys if (fact := self._base.get(content.Fact, key))]
        if before.op == "organisations":
            own = [fact for key in before.keys for fact in self._base.where(content.Fact, "organisation", key)]
        pairs = [
            (mine, other)
            for mine in own
            for key in named - {mine.organisation}
            for other in self._base.where(content.Fact, "organisation", key)
            if mine.value is not None and other.value is not None
            and (mine.measure, mine.unit, mine.year) == (other.measure, other.unit, other.year)
        ]  # fmt: skip
        if len(pairs) != 1:
            return None
        larger, smaller = sorted(pairs[0], key=lambda fact: -(fact.value or 0))
        return Plan("record", "facts", "", (larger.key, smaller.key))


def _intake(question: Question, folded: str, before: Plan) -> Plan | None:
    """«Сколько просили её и скольким дали» after an intake: applications and recipients stand in one answer."""
    asked = (before.table == "windows" and _ASKED_FOR.search(folded)) or _GIVEN.search(folded)
    if not asked or before.table not in {"windows", "contests"} or len(before.keys) != 1 or question.mentions:
        return None
    measure = "winners" if _GIVEN.search(folded) else "applicants"
    return Plan(before.table, "figure", measure, before.keys, (), before.year)
