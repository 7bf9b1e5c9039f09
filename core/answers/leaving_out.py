"""«Без федеральных», «кроме Вече»: what is left out of a question is never what it is answered with."""

import re

from core.answers.answer import Context
from core.answers.plan import Plan
from core.answers.proposals import tokens_of
from core.answers.question import Question
from core.answers.snapshot import INVENTED, Snapshot
from storage.records.content import Contest
from storage.terms import ContestKind

_BUT = r"\b(?:без|кроме|не считая|исключая|за исключением|помимо)"
_LEVELS = {
    "federal": re.compile(rf"{_BUT} (?:\w+ )?федеральн\w*"),
    "regional": re.compile(rf"{_BUT} (?:\w+ )?(?:областн|региональн)\w*"),
    "municipal": re.compile(rf"{_BUT} (?:\w+ )?(?:городск|муниципальн)\w*"),
}
_BUT_ONE = re.compile(rf"{_BUT}\b")
_OPEN = re.compile(r"\b(?:открыт|сейчас|щас|подать|податься|успе|принима|идет прием)\w*")


class LeavingOut:
    """Reads them over one base; None when nothing is left out."""

    def __init__(self, base: Snapshot) -> None:
        self._contests = [
            one for one in base.all(Contest) if one.kind is ContestKind.CONTEST and one.pack != INVENTED
        ]  # fmt: skip

    def plan(self, question: Question, folded: str, before: Context) -> Plan | None:
        """What is open at other levels, or every contest of the report but those left out."""
        level = next((name for name, pattern in _LEVELS.items() if pattern.search(folded)), "")
        spheres = [one.key for one in question.of_kind("sphere")][:1]
        if level and (_OPEN.search(folded) or spheres or (before.plan or {}).get("table") == "status"):
            filters = [("level", f"-{level}"), *(("sphere", sphere) for sphere in spheres)]
            return Plan("status", "open", "", (), tuple(filters))
        named = {one.key for one in question.of_kind("contest") if one.full} if _BUT_ONE.search(folded) else set()
        outside = tokens_of(question.of_kind("contest"))
        asks = (
            question.says("contest")
            or question.says("grant", outside=outside)
            or (before.plan or {}).get("table") == "contests"
        )
        beside = question.of_kind("organisation", "contact", "sphere") or question.says("applicants", "winners")
        if not asks or beside or not (level or named):
            return None
        kept = tuple(one.key for one in self._contests if one.level != level and one.key not in named)
        return Plan("contests", "list", "amount", kept) if kept else None
