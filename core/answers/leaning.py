"""Follow-ups with one certain reading: what a short question means right after a table, a list or a record."""

from collections.abc import Mapping

from core.answers.plan import Plan
from core.answers.proposals import lemmas_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from storage.records import content
from storage.terms import Unit

_ORDINALS = {"первый": 0, "второй": 1, "третий": 2, "четвертый": 3, "пятый": 4, "последний": -1}
_OWNER = frozenset({"вести", "чей", "автор", "реализовать", "организатор", "проводить", "руководить", "делать"})
_MASS = 9.0


class Leaning:
    """Readings over one base's tables; None when the question stands on its own."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def plan(self, question: Question, before: Plan | None) -> Plan | None:
        """The plan that a short question means after `before`."""
        if before is None or question.mass > _MASS or question.years:
            return None
        if before.table in self._tables and (item := self._ordinal(question, before)):
            return item
        if before.op == "contacts" and (found := [m.key for m in question.of_kind("contact") if m.full]):
            return Plan("record", "contacts", "", tuple(found[:1])) if question.elliptical else None
        named = [m for m in question.mentions if m.kind not in {"sphere", "programme", "indicator", "contact"}]
        if named:
            return None
        return (
            self._goal(question, before)
            or self._lease(question, before)
            or self._organisation(question, before)
            or self._measure(question, before)
            or self._part(question, before)
        )

    def _ordinal(self, question: Question, before: Plan) -> Plan | None:
        """«А на второй?»: a place in the list that was just shown."""
        if before.table not in {"projects", "contests", "subsidies", "programmes"}:
            return None
        listed = before.op in {"list", "max", "min"} or bool(before.filters and before.keys)
        places = [_ORDINALS[lemma] for token in question.tokens for lemma in token.lemmas if lemma in _ORDINALS]
        heavy = [t for t in question.tokens if t.noun and not t.empty and not t.lemmas & (_ORDINALS.keys() | _PLACE)]
        if not listed or len(places) != 1 or len(heavy) > 1:
            return None
        year = before.year or self._tables[before.table].years()[0]
        rows = self._tables[before.table].select(year, (), before.filters)
        rows = sorted(
            (row for row in rows if _rank(row, before) is not None), key=lambda row: -(_rank(row, before) or 0)
        )
        if before.op == "min":
            rows.reverse()
        if not -1 <= places[0] < len(rows) or not rows:
            return None
        return before.with_(op="figure", keys=(rows[places[0]].entity,), page=0)

    def _goal(self, question: Question, before: Plan) -> Plan | None:
        """«А физкультура?» after a target figure: the same of another sphere."""
        spheres = question.of_kind("sphere")
        if before.table == "support" and spheres:
            return None
        if before.table != "indicators" or len({sphere.key for sphere in spheres}) != 1:
            return None
        rows = [row for row in self._tables["indicators"].rows if spheres[0].key in row.attributes["sphere"]]
        rows.sort(key=lambda row: "share" not in row.attributes["group"])
        return before.with_(op="figure", keys=(rows[0].entity,), filters=()) if rows else None

    def _lease(self, question: Question, before: Plan) -> Plan | None:
        """The other kind of lease, and where free premises are told."""
        about = before.table == "leases" or (before.table == "overview" and before.op == "premises")
        if before.op == "facts" and before.keys:
            about = about or any("lease" in key or "property" in key for key in before.keys)
        if not about:
            return None
        if question.says("where", "site") and not question.says("who"):
            return Plan("overview", "premises")
        lemmas = frozenset().union(*(token.lemmas for token in question.tokens)) if question.tokens else frozenset()
        if question.says("deadline", "lasting", "age") or "год" in lemmas:
            spans = [
                fact.key for fact in self._base.all(content.Fact) if "lease" in fact.key and fact.unit == Unit.YEARS
            ]
            return Plan("record", "facts", "", tuple(spans)) if len(spans) == 1 else None
        for kind, feature in (("free", "lease_free"), ("reduced", "lease_reduced")):
            if question.says(feature) and question.says("who", "list") and not question.asked:
                year = self._tables["leases"].years()
                return Plan("leases", "list", "", (), (("kind", kind),), year[0] if year else None)
        return None

    def _organisation(self, question: Question, before: Plan) -> Plan | None:
        """An organisation's grants after its subsidy and the other way round; who got most beside it."""
        if (before.table == "record" and before.op == "organisations") or before.table == "subsidies":
            keys = before.keys
        else:
            keys = tuple(value for name, value in before.filters if name == "organisation")
        if len(keys) != 1:
            return None
        pointing = question.elliptical or question.mass < _SHORT
        if pointing and question.says("grant", "project") and not question.says("subsidy", "sum", "total"):
            rows = [row for row in self._tables["projects"].rows if keys[0] in row.attributes["organisation"]]
            if rows and not question.of_kind("sphere"):
                return Plan("projects", "list", "amount", (), (("organisation", keys[0]),), rows[0].year)
            return Plan("record", "organisations", "", keys) if not question.of_kind("sphere") else None
        own = [
            row for row in self._tables["subsidies"].rows if row.entity == keys[0] and row.attributes["table"] != {""}
        ]
        if own and question.says("max", "min") and question.says("who") and not question.of_kind("sphere"):
            programme = next(iter(own[0].attributes["programme"]))
            op = "max" if question.says("max") else "min"
            return Plan("subsidies", op, "amount", (), (("programme", programme),), own[0].year)
        return None

    def _measure(self, question: Question, before: Plan) -> Plan | None:
        """Another figure of the same record: its money, who runs it, the share of winners."""
        if len(before.keys) != 1:
            return None
        table = before.op if before.table == "record" else before.table
        lemmas = frozenset().union(*(token.lemmas for token in question.tokens))
        light = not question.says("sum", "compare", "max", "min", "contest", "subsidy", "total", "deadline")
        if table == "projects" and light and not question.mentions:
            asks = question.says("amount_strong", "city_money") or bool(lemmas & _OWNER)
            if asks and (question.elliptical or question.mass < _SHORT):
                return Plan("projects", "figure", "amount", before.keys, before.filters, before.year)
        shares = question.says("share") and not question.mentions and question.elliptical
        if table == "contests" and shares and before.measure in {"applicants", "winners"}:
            return Plan("contests", "ratio", "winners", before.keys, (), before.year)
        return None

    def _part(self, question: Question, before: Plan) -> Plan | None:
        """The same figure of another part («а льготной аренды?» after «сколько договоров безвозмездного»)."""
        fact = self._base.get(content.Fact, before.keys[0]) if before.op == "facts" and before.keys else None
        said = [token.lemmas for token in question.tokens if token.weight > 0]
        if fact is None or fact.value is None or not said or not question.elliptical or question.asked:
            return None
        others = [
            one.key
            for one in self._base.where(content.Fact, "measure", fact.measure)
            if one.key != fact.key and one.value is not None and one.unit == fact.unit and one.year == fact.year
            and all(lemmas & lemmas_of(one.title) for lemmas in said)
        ]  # fmt: skip
        new = any(not lemmas & lemmas_of(fact.title) for lemmas in said)
        return Plan("record", "facts", "", tuple(others)) if len(others) == 1 and new else None


_PLACE = frozenset({"место", "проект", "конкурс", "субсидия", "грант", "организация"})
_SHORT = 4.5


def _rank(row: Row, plan: Plan) -> float | None:
    cell = row.cell(plan.measure or "amount")
    return float(cell.rank) if cell and cell.rank is not None else None
