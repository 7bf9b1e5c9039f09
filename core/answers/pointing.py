"""What «там», «в нём», «его» point at: a record of the talk's subject, never one of another subject."""

import re
from collections.abc import Iterator, Mapping

from core.answers.answer import Context
from core.answers.lemmas import lemmas
from core.answers.plan import Plan
from core.answers.proposals import lemmas_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from core.answers.tokens import words
from storage.records import content

POINTS = re.compile(
    r"\b(?:там|туда|оттуда|он|она|оно|они|его|ее|ему|ей|им|их|него|нее|нем|ней|ним|них|ними)\b", re.IGNORECASE
)
_ONE_OF_IT = re.compile(r"\b(?:ему|него|нему)\b")
_DOES = re.compile(
    r"\b(?:чем (?:там |они |он |она )?занима\w+|что (?:там |они )?дела\w+|чему (?:там |их )?уч\w+|о чем)\b"
)
_OWN = ("organisation", "project", "contest", "window", "contact", "programme", "sphere", "indicator")
_BROAD = frozenset({"sphere", "indicator"})
_MASS = 9.0
_RECORDS = frozenset({"facts", "trainings", "projects", "organisations", "measures"})
_SINGLE = frozenset({"projects", "subsidies", "leases"})
_TOTALS = frozenset({"programmes", "contests", "support", "indicators"})


class Pointing:
    """Reads them over one base."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def points(self, question: Question, folded: str, before: Plan | None) -> bool:
        """Whether a question leans on the talk's subject by a pronoun and names nothing of its own."""
        named = any(
            one.full and not (one.kind in _BROAD and one.tokens <= question.counted) for one in question.of_kind(*_OWN)
        )
        return before is not None and not named and question.mass <= _MASS and POINTS.search(folded) is not None

    def project(self, question: Question, folded: str, before: Plan) -> Plan | None:
        """The project that the fact before names, when its money is asked for."""
        fact = self._fact(before.keys[0]) if before.op == "facts" and before.keys else None
        if fact is None or not _ONE_OF_IT.search(folded) or not question.says("amount", "amount_strong", "city_money"):
            return None
        quoted = re.findall(r"«([^«»]+)»", fact.title)
        found = [one for one in self._base.all(content.Project) if any(f"«{name}»" in one.name for name in quoted)]
        return Plan("projects", "figure", "amount", (found[0].key,)) if len(found) == 1 else None

    def foreign(self, before: Plan, after: Plan) -> bool:
        """Whether an answer is about a record that shares nothing with the record before."""
        ours = self._marks(before)
        if not ours:
            return False
        if after.table == "record" and after.op in _RECORDS and after.keys:
            return not ours & self._marks(after)
        single = before.table == "record" or (before.table in _SINGLE and bool(before.keys))
        return after.table in _TOTALS and single and not after.keys and not after.filters

    def office(self, before: Plan, key: str) -> bool:
        """Whether the record before is this office or names it."""
        contact = self._base.get(content.Contact, key)
        if contact is None or _table(before) == "contacts":
            return True
        texts = [f"{fact.title} {fact.text}" for one in before.keys if (fact := self._fact(one))]
        own = [self._base.get(content.Organisation, one) for one in self._organisations(before)]
        held = frozenset().union(*map(lemmas_of, (*texts, *(one.name for one in own if one))))
        return any(lemmas_of(name) <= held for name in (contact.office, contact.short_name, *contact.aliases))

    def plans(self, question: Question, folded: str, context: Context, before: Plan) -> Iterator[Plan]:
        """Facts of the subject before that hold the question's words, those that hold most first."""
        does = _DOES.search(folded) is not None
        asked = [token for token in question.tokens if token.weight > 0 and not POINTS.fullmatch(token.text)]
        ranked = []
        for fact in self._kin(context, before):
            held = frozenset().union(lemmas_of(fact.title), lemmas_of(fact.text), *map(lemmas_of, fact.aliases))
            score = sum(token.weight for token in asked if token.lemmas & held)
            counts = bool(question.counted) and fact.value is not None
            if score > 0 or counts or (does and fact.value is None):
                ranked.append((not counts, -score, -(fact.value or 0), fact.key))
        for *_, key in sorted(ranked):
            yield Plan("record", "facts", "", (key,))

    def _kin(self, context: Context, before: Plan) -> list[content.Fact]:
        """Facts about the record that was shown, or about the thing that an office was asked for."""
        organisations, measures = self._organisations(before), self._measures(before)
        table = _table(before)
        if table in {"organisations", "projects", "subsidies", "leases"}:
            return [
                fact
                for fact in self._base.all(content.Fact)
                if fact.organisation in organisations and (not measures or fact.measure in measures)
            ]
        if table == "facts":
            shown = [fact for key in before.keys if (fact := self._fact(key))]
            return [
                fact
                for fact in self._base.all(content.Fact)
                if fact.measure in measures
                and fact.key not in before.keys
                and any(fact.organisation == one.organisation and one.organisation for one in shown)
            ]
        if table == "trainings":
            training = self._base.get(content.Training, before.keys[0])
            title = lemmas_of(training.title) if training else frozenset()
            return [fact for fact in self._base.all(content.Fact) if title and lemmas_of(fact.title) >= title]
        if table == "contacts":
            contact = self._base.get(content.Contact, before.keys[0])
            said = frozenset().union(*(lemmas(word) for word in words(context.question)))
            subjects = [lemmas_of(one) for one in (contact.subjects if contact else ()) if " " in one]
            subjects = [one for one in subjects if one <= said]
            return [
                fact
                for fact in self._base.all(content.Fact)
                if any(lemmas_of(fact.title) | lemmas_of(fact.text) >= one for one in subjects)
            ]
        return []

    def _marks(self, plan: Plan) -> frozenset[str]:
        return self._organisations(plan) | self._measures(plan) | (frozenset(plan.keys) if plan.keys else frozenset())

    def _organisations(self, plan: Plan) -> frozenset[str]:
        table = _table(plan)
        if table in {"organisations", "subsidies", "leases"}:
            return frozenset(plan.keys)
        named = frozenset(value for name, value in plan.filters if name == "organisation")
        records = [*map(self._fact, plan.keys)] if table == "facts" else []
        projects = [self._base.get(content.Project, key) for key in plan.keys] if table == "projects" else []
        own = {one.organisation for one in (*records, *projects) if one and one.organisation}
        return named | own

    def _measures(self, plan: Plan) -> frozenset[str]:
        """The plan rows of the records, and the contests that facts are about."""
        table = _table(plan)
        kinds: dict[str, type[content.Fact | content.Project | content.Training | content.Contest]] = {
            "facts": content.Fact,
            "projects": content.Project,
            "trainings": content.Training,
            "contests": content.Contest,
            "windows": content.Contest,
        }
        if table not in kinds:
            return frozenset()
        found = [one for key in plan.keys if (one := self._base.get(kinds[table], key))]
        contests = {getattr(one, "contest", None) for one in found} if table in {"facts", "projects"} else set()
        return frozenset(one.measure for one in found if one.measure) | frozenset(one for one in contests if one)

    def _fact(self, key: str) -> content.Fact | None:
        return self._base.get(content.Fact, key)


def _table(plan: Plan) -> str:
    return plan.op if plan.table == "record" else plan.table
