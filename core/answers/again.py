"""A short question after an answer: the same subject is asked about again before anything else is looked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.answers.lemmas import lemmas
from core.answers.names import Names
from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from core.answers.tokens import words
from storage.records import content

_SHORT = 7.5
_OTHERS = ("list", "max", "min", "compare", "growth", "ratio", "share", "indicator", "plan_fact", "programme")
_OTHER_ONE = frozenset({"второй", "другой", "следующий", "еще", "остальной"})
_MONEY = ("amount", "amount_strong", "city_money", "subsidy", "grant")
_KEPT = frozenset({"list", "count", "max", "min"})


@dataclass(frozen=True, slots=True)
class _Subject:
    organisations: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    contests: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


class Again:
    """Plans over one base that keep the subject of the plan before."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table], names: Names) -> None:
        self._base = base
        self._tables = tables
        self._names = names

    def plans(self, question: Question, before: Plan | None) -> Iterator[Plan]:
        """What the question may mean of the same subject, the likeliest first."""
        if before is None or question.years or question.mass > _SHORT or not self._bare(question):
            return
        subject = self._subject(before)
        yield from self._joined(question, before)
        if question.says("site", "where", "contact"):
            yield from (Plan("record", "contacts", "", (key,)) for key in subject.contacts)
        if question.says(*_OTHERS, "deadline", "rest", "level_regional", "purpose"):
            return
        yield from self._other_project(question, subject)
        if question.counted or question.says("applicants", "winners", *_MONEY):
            yield from self._figures(question, subject)

    @staticmethod
    def _bare(question: Question) -> bool:
        """Whether the question names no other subject of its own."""
        return not any(m.full for m in question.mentions if m.kind in {"organisation", "project", "window", "contact"})

    def _subject(self, before: Plan) -> _Subject:
        table = before.op if before.table == "record" else before.table
        keys = before.keys
        organisations: list[str] = [value for name, value in before.filters if name == "organisation"]
        projects: list[str] = []
        contests: list[str] = []
        if table in {"organisations", "subsidies", "leases"}:
            organisations += keys[:1]
        elif table == "projects" and len(keys) == 1:
            projects += keys
            organisations += [one.organisation for one in self._projects(keys) if one.organisation]
        elif table in {"contests", "windows"} and len(keys) == 1:
            contests += keys
        elif table in {"facts", "part"}:
            fact = self._base.get(content.Fact, keys[0]) if keys else None
            organisations += [fact.organisation] if fact and fact.organisation else []
            contests += [fact.contest] if fact and fact.contest and not fact.organisation else []
        if not projects and len(organisations) == 1 and table != "subsidies":
            own = [one.key for one in self._base.all(content.Project) if one.organisation == organisations[0]]
            projects += own if len(own) == 1 else []
        contacts = list(keys[:1]) if table == "contacts" else self._contacts(table, keys, organisations)
        return _Subject(tuple(organisations), tuple(projects), tuple(contests), tuple(contacts))

    def _projects(self, keys: tuple[str, ...]) -> list[content.Project]:
        return [found for key in keys if (found := self._base.get(content.Project, key))]

    def _contacts(self, table: str, keys: tuple[str, ...], organisations: list[str]) -> list[str]:
        """Offices that the record before names."""
        texts = [one.name for key in organisations if (one := self._base.get(content.Organisation, key))]
        if table == "facts":
            texts = [f"{fact.title} {fact.text}" for key in keys[:1] if (fact := self._base.get(content.Fact, key))]
        found = [
            mention.key
            for text in texts
            for mention in self._names.find([lemmas(word) for word in words(text)])
            if mention.kind == "contact" and mention.full
        ]
        offices = [office for key in dict.fromkeys(found) if (office := self._base.get(content.Contact, key))]
        return [office.key for office in offices if office.site][:1]

    def _joined(self, question: Question, before: Plan) -> Iterator[Plan]:
        """«А вместе с РНФ?», «на сколько больше?» after figures of contests; «а местный?» after a level."""
        named = tuple(m.key for m in question.of_kind("contest") if m.full)
        if before.table == "contests" and before.keys and named and question.says("sum"):
            yield before.with_(op="sum", measure="amount", keys=tuple(dict.fromkeys(before.keys + named)), page=0)
        if before.op in {"compare", "each"} and len(before.keys) > 1 and not named and question.says("compare"):
            yield before.with_(op="compare")
        levels = [name for name in ("federal", "regional", "municipal") if question.says(f"level_{name}")]
        filters = dict(before.filters)
        short = question.elliptical and len(question.tokens) <= 3 and not question.says("contest", "subsidy")
        if len(levels) == 1 and short and before.table == "contests" and "level" in filters:
            op = before.op if before.op in _KEPT and not question.says("amount_strong", "total") else "total"
            measure = before.measure if op == before.op else "amount"
            yield before.with_(op=op, measure=measure, keys=(), filters=(("level", levels[0]),), page=0)
        if len(levels) == 1 and short and before.op == "facts" and before.keys[0].startswith("grants-"):
            yield Plan("levels", "figure", "amount", (levels[0],))

    def _other_project(self, question: Question, subject: _Subject) -> Iterator[Plan]:
        """«А второй их проект?» after one of two."""
        if not question.says("project") or not any(token.lemmas & _OTHER_ONE for token in question.tokens):
            return
        for one in self._base.all(content.Project):
            if one.organisation in subject.organisations and one.key not in subject.projects:
                yield Plan("projects", "figure", "amount", (one.key,))

    def _figures(self, question: Question, subject: _Subject) -> Iterator[Plan]:
        money = question.says(*_MONEY) and not question.says("applicants", "winners")
        others = [m for m in question.of_kind("contest") if m.full]
        if money and subject.organisations and (others or question.says("subsidy", "city_money", "grant")):
            key = subject.organisations[0]
            if question.says("subsidy", "city_money") and not others:
                rows = [row for row in self._tables["subsidies"].rows if row.entity == key]
                yield from (Plan("subsidies", "figure", "amount", (key,), (), row.year) for row in rows[:1])
            yield Plan("record", "organisations", "", (key,))
            return
        if others or question.of_kind("sphere"):
            return
        for key in subject.projects:
            yield Plan("projects", "figure", "amount", (key,))
        for key in subject.organisations if question.counted else ():
            yield from (
                Plan("record", "facts", "", (fact.key,))
                for fact in self._base.where(content.Fact, "organisation", key)
                if fact.value is not None
            )
        measure = "applicants" if question.says("applicants") else "winners" if question.says("winners") else "amount"
        for key in subject.contests:
            contest = self._base.get(content.Contest, key)
            table = "windows" if contest and contest.kind == "subsidy" else "contests"
            if measure != "amount" or money:
                yield Plan(table, "figure", measure, (key,))
