"""«Сколько в среднем на одного»: the money of a contest or programme over its winners or recipients."""

import re

from core.answers.answer import Context
from core.answers.plan import Plan, from_json
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from storage.records.content import Programme

_ASKED = re.compile(
    r"\bв среднем\b|\bсредн(?:ий|яя|ее|юю|его|ем|яе)\b|\bна (?:одного|одну|каждого|каждую|победителя)\b"
)

_NOT_MONEY = re.compile(r"\b(?:участник|возраст|срок|площад|максим|предел|размер|балл)\w*")


class Averages:
    """Reads them over one base; None when something else is asked."""

    def __init__(self, base: Snapshot) -> None:
        self._by_sphere = {one.sphere: one.key for one in base.all(Programme) if one.inside}

    def plan(self, question: Question, folded: str, before: Context) -> Plan | None:
        """The average that is asked for, of what is named or of what the talk was about."""
        if not _ASKED.search(folded) or _NOT_MONEY.search(folded):
            return None
        year = question.years[0] if len(question.years) == 1 else None
        contests = {one.key for one in question.of_kind("contest") if one.full}
        if len(contests) == 1:
            return Plan("contests", "average", "winners", tuple(contests), (), year)
        programmes = {one.key for one in question.of_kind("programme")}
        programmes |= {self._by_sphere[one.key] for one in question.of_kind("sphere") if one.key in self._by_sphere}
        if len(programmes) == 1 and not question.says("project", "contest", "grant"):
            return Plan("programmes", "average", "recipients", tuple(programmes), (), year)
        plan = from_json(before.plan) if before.plan and not question.mentions else None
        if plan is not None and len(plan.keys) == 1 and plan.table in {"contests", "programmes"}:
            measure = "winners" if plan.table == "contests" else "recipients"
            return Plan(plan.table, "average", measure, plan.keys, (), plan.year)
        return None
