"""From a question to ranked candidates: structured plans and found records, and how well each explains it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.answers import checking, goals, grants, lexicon, money, timing
from core.answers.documents import Document
from core.answers.lemmas import is_empty, lemmas
from core.answers.parts import Parts
from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, tokens_of
from core.answers.question import Question
from core.answers.retrieval import Found, Index, by_explained
from core.answers.snapshot import Snapshot
from core.answers.subjects import Subjects
from core.answers.tables import Row, Table
from core.answers.tokens import words
from storage.records import content
from storage.terms import Unit

Handler = Callable[[Question, Table, Snapshot, Plan | None], Iterator[Proposal]]
_HANDLERS: dict[str, Handler] = {
    "programmes": money.programmes,
    "subsidies": money.subsidies,
    "windows": money.windows,
    "support": money.support,
    "contests": grants.contests,
    "levels": grants.levels,
    "projects": grants.projects,
    "indicators": goals.indicators,
    "leases": goals.leases,
}
_SAME_SUBJECT = 0.1
_PART = 0.07
_TWO_WORDS = 2
_TELLING = 2.0
_UNMET = 0.35
_FOUND = 0.985
_UNNAMED = 0.25
_SHARED = 0.2
_ASKED_SHARE = 1.04
_NAMED = frozenset({"contest", "organisation", "project", "window"})
_DEMANDING = ("phone", "email", "hours", "postal", "price", "average", "age")
_CONDITION = "услови"
_ONE_FOR_MANY = 0.05
_SUBJECT = 4.0
_GIVEN = {"subsidies": "субсиди", "windows": "субсиди", "leases": "аренд"}
_WAYS = ("where", "site", "contact", "phone", "email", "hours", "postal")
_COUNTED = ("amount_strong", "applicants", "winners", "recipients")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer; `score` is the explained share of the question with small preferences."""

    plan: Plan
    score: float
    coverage: float
    explained: frozenset[int]
    structured: bool


class Chooser:
    """Candidates over one base."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table], index: Index) -> None:
        self._base = base
        self._tables = tables
        self._index = index
        self.subjects = Subjects(base, tables)
        self._parts_of = Parts(base)
        self._parts = _parts_of_money(base)

    def structured(self, question: Question, inherit: Plan | None = None) -> list[Candidate]:
        """Readings of the question as plans over tables, in no order."""
        return list(self._structured(question, self._subject(inherit)))

    def candidates(
        self,
        question: Question,
        inherit: Plan | None,
        within: str = "",
        structured: Sequence[Candidate] | None = None,
    ) -> list[Candidate]:
        """All candidates, the best first. `inherit` is the plan of the turn before, `within` its plan row; the
        `structured` ones are given when they were made already."""
        if structured is None:
            structured = self.structured(question, inherit)
        found = [*structured, *self._records(question, "")]
        if within:
            found += self._records(question, within)
        return self._ranked(question, found)

    def certain(self, question: Question, structured: Sequence[Candidate]) -> Candidate | None:
        """The best candidate where it is a structured plan that no record can come before; the search is left out."""
        found = self._ranked(question, structured)
        most = _FOUND + (_PART if question.says("amount", "subsidy") else 0.0)
        if question.says("share", "rest"):
            most = max(most, _ASKED_SHARE)
        best = found[0] if found else None
        sure = best and best.score >= most and best.plan.op != "facts" and not self.year_missing(question, best.plan)
        return best if sure else None

    def _ranked(self, question: Question, found: Sequence[Candidate]) -> list[Candidate]:
        found = [self._part(question, self._whole(question, one)) for one in found]
        named = [mention.tokens for mention in question.mentions if mention.full and mention.kind in _NAMED]
        if named:
            found = [
                one if any(tokens & one.explained for tokens in named) else replace(one, score=one.score - _UNNAMED)
                for one in found
            ]
        return sorted(found, key=lambda one: -one.score)

    def _whole(self, question: Question, one: Candidate) -> Candidate:
        """A fact about a part («социальные предприниматели») before the row of the whole, when its own name is said."""
        names = self._parts.get(one.plan.keys[0], ()) if one.plan.op == "facts" and one.plan.keys else ()
        if not names or not question.says("amount", "subsidy") or question.says("share", "applicants", "winners"):
            return one
        said = any(all(any(part & token.lemmas for token in question.tokens) for part in name) for name in names)
        return replace(one, score=one.score + _PART) if said else one

    def _part(self, question: Question, one: Candidate) -> Candidate:
        """A part's share or what is left of the whole, where that is asked."""
        asked = question.said_by("share", "rest")
        leveled = question.says("level_federal", "level_regional", "level_municipal")
        if not asked or leveled or one.plan.op != "facts" or not self._parts_of.holds(one.plan.keys[0]):
            return one
        more = asked | question.said_by("amount", "total", "sum", "recipients", "count", "list")
        explained = one.explained | more
        left = [question.tokens[at] for at in unexplained(question, explained)]
        if any(token.text[0].isdigit() or (token.noun and token.weight > _SUBJECT) for token in left):
            return one
        gained = question.coverage(explained) - one.coverage
        score = min(_ASKED_SHARE, one.score + 0.9 * gained + _SHARED)
        return replace(one, plan=Plan("record", "part", "", one.plan.keys), explained=explained, score=score)

    def _subject(self, plan: Plan | None) -> Plan | None:
        """A record's plan as a table's, so that a follow-up about its figures finds them."""
        if plan is None or plan.table != "record" or not plan.keys:
            return plan
        key = plan.keys[0]
        if plan.op == "facts":
            fact = self._base.get(content.Fact, key)
            if fact and fact.contest:
                return self._subject(Plan("record", "contests", "", (fact.contest,)))
            return Plan("record", "organisations", "", (fact.organisation,)) if fact and fact.organisation else plan
        if plan.op == "contests":
            contest = self._base.get(content.Contest, key)
            table = "windows" if contest and contest.kind == "subsidy" else "contests"
            return Plan(table, "figure", "amount", (key,))
        return Plan("projects", "figure", "amount", (key,)) if plan.op == "projects" else plan

    def _structured(self, question: Question, inherit: Plan | None) -> Iterator[Candidate]:
        proposals = [
            proposal
            for name, handler in _HANDLERS.items()
            if name in self._tables and self._tables[name].rows
            for proposal in handler(question, self._tables[name], self._base, inherit)
        ]
        proposals += timing.proposals(question, self._base, inherit)
        proposals += checking.proposals(question, self._tables)
        proposals += self.subjects.proposals(question, inherit)
        for proposal in proposals:
            explained = proposal.explained | self._stated(question, proposal.plan)
            explained |= self._offices(question, proposal.plan)
            coverage = question.coverage(explained)
            unmet = _UNMET if any(question.said_by(name) - proposal.explained for name in _demanded(question)) else 0.0
            if question.asked and not question.says(
                "amount", "applicants", "winners", "recipients_strong", "consultation"
            ):
                named = tokens_of(m for m in question.mentions if m.kind not in {"sphere", "indicator"})
                unmet += _UNMET if question.asked & (named - _counted(question)) else 0.0
            if question.asked and not question.asked & proposal.explained:
                unmet += _UNMET / 2
            if proposal.plan.op == "organisations" and question.says("deadline", "closing"):
                unmet += _UNMET
            same = inherit is not None and (
                proposal.plan.table == inherit.table
                or bool(set(proposal.plan.keys) & set(inherit.keys))
                or any(value in inherit.keys for _, value in proposal.plan.filters)
            )
            bonus = _SAME_SUBJECT if same else 0.0
            yield Candidate(proposal.plan, coverage + proposal.prior + bonus - unmet, coverage, explained, True)

    def search(self, question: Question) -> list[Found]:
        """Documents that speak of the question's words."""
        return self._index.search(question)

    def _offices(self, question: Question, plan: Plan) -> frozenset[int]:
        """An office named beside what it gives («субсидии через УСЗН»), unless a way to it is asked."""
        if plan.table not in _GIVEN or question.says(*_WAYS):
            return NONE
        said = NONE
        for mention in question.of_kind("contact"):
            office = self._base.get(content.Contact, mention.key) if mention.full else None
            if office and any(_GIVEN[plan.table] in subject for subject in office.subjects):
                said |= mention.tokens
        return said

    def _stated(self, question: Question, plan: Plan) -> frozenset[int]:
        """A total that the question quotes says no more than which table is meant."""
        if plan.op != "share" or plan.table not in self._tables:
            return NONE
        totals = {total.value / 1000 for total in self._tables[plan.table].stated.values()}
        numbers = {f"{total.normalize():f}".replace(".", ",") for total in totals}
        return frozenset(i for i, token in enumerate(question.tokens) if token.text.removesuffix(",0") in numbers)

    def _records(self, question: Question, within: str) -> list[Candidate]:
        found = self._index.search(question, within=within)
        found.sort(key=lambda one: by_explained(question, one))
        return [self._record(question, one, bool(within)) for one in found]

    def _record(self, question: Question, found: Found, within: bool) -> Candidate:
        document = found.document
        explained = found.explained
        if document.year is not None and document.year not in question.years:
            held = {str(year) for year in question.years}
            explained = explained if not held or held & set(document.text.split()) else explained - question.year_tokens
        coverage = question.coverage(explained)
        said = question.coverage(found.said | frozenset(i for i, token in enumerate(question.tokens) if token.empty))
        score = 0.5 * coverage + 0.4 * said + 0.04 * min(1.0, found.score / (question.mass or 1.0))
        score += self._preference(question, document)
        how_much = any("сколько" in token.lemmas for token in question.tokens) or question.says("share")
        if not document.numeric and how_much and not question.says("indicator"):
            score -= _UNMET
        if question.asked and not question.asked & explained:
            score -= 0.15
        if question.says("share") and question.says("level_federal", "level_regional", "level_municipal"):
            score -= 0.05
        if not within and all(question.tokens[index].rarity < _TELLING for index in found.said):
            score -= 0.25
        if any(question.says(name) and not question.features[name] <= found.said for name in _DEMANDING):
            score -= 0.0 if document.table == "contacts" else _UNMET
        if question.says("condition") and _CONDITION not in document.text.lower():
            score -= _UNMET
        score = min(score, _FOUND)
        if within:
            score += 0.05
        return Candidate(Plan("record", document.table, "", (document.key,)), score, coverage, explained, False)

    def _preference(self, question: Question, document: Document) -> float:
        """How much the kind of a record suits what is asked, whatever its words."""
        liked = 0.0
        if document.table in {"facts", "trainings"}:
            liked += 0.02 if document.table == "facts" or not question.says("training") else 0.06
            liked += self._fit(question, document.units) if document.table == "facts" else 0.0
            if document.table == "facts" and document.units and question.says("list") and not _counting(question):
                liked -= _ONE_FOR_MANY
        if document.table == "measures":
            liked -= 0.1
        if document.table == "organisations":
            liked -= 0.15
        if document.table == "contacts":
            wanted = question.says("where", "site", "contact", "phone", "email", "hours", "postal")
            liked += 0.08 if wanted else -0.12
        if document.table == "duties":
            liked += 0.05 if question.says("deadline", "duty") else -0.2
        if document.table == "contests":
            fitting = question.says("eligibility", "for_whom") and question.says("contest", "grant", "subsidy")
            plain = question.says("purpose", "about", "eligibility", "for_whom")
            tabled = any(document.key == row.entity for row in self._rows_of_contests())
            if tabled and not plain and question.says("who", "amount", "applicants", "winners"):
                liked -= 0.2
            liked += 0.12 if fitting else -0.02 if question.says("contest", "grant", "purpose") else -0.12
        return liked

    def _rows_of_contests(self) -> tuple[Row, ...]:
        return (*self._tables["contests"].rows, *self._tables["windows"].rows)

    @staticmethod
    def _fit(question: Question, units: frozenset[str]) -> float:
        """Whether a fact's figure is of the asked kind: money for «сколько денег», applications for «заявок»."""
        wanted = {name for name in _COUNTED if question.says(name)}
        if question.asked:
            wanted = {name for name in wanted if question.asked & question.features.get(name, NONE)} or wanted
        if not wanted or not (question.asked or question.says("amount_strong", "count", "total")):
            return 0.0
        return 0.05 if wanted & units else -0.04

    def year_missing(self, question: Question, plan: Plan) -> tuple[int, ...]:
        """Asked years for which the plan's subject holds nothing."""
        if not question.years or plan.table in {"status", "overview"}:
            return ()
        if plan.op == "years":
            held = set(self._tables["levels"].years())
        elif plan.table in self._tables:
            held = set(self._tables[plan.table].years())
        elif plan.op == "facts":
            held = set()
            for key in plan.keys:
                fact = self._base.get(content.Fact, key)
                if fact is not None:
                    text = f"{fact.text} {fact.title}"
                    held |= {fact.year} | {year for year in question.years if str(year) in text}
        else:
            held = set(self._base.years())
        return tuple(year for year in question.years if year not in held)


def _parts_of_money(base: Snapshot) -> dict[str, list[tuple[frozenset[str], ...]]]:
    """Names of facts that tell a sum of money, of two or more telling words, by the fact's key."""
    found: dict[str, list[tuple[frozenset[str], ...]]] = {}
    light = lexicon.generic() | lexicon.feature("amount") | lexicon.feature("total")
    for fact in base.all(content.Fact):
        if fact.unit is not Unit.ROUBLES or fact.value is None:
            continue
        for name in fact.aliases:
            telling = [lemmas(word) for word in words(name) if not is_empty(word) and not lemmas(word) & light]
            if len(telling) >= _TWO_WORDS and fact.key:
                found.setdefault(fact.key, []).append(tuple(telling))
    return found


def _counting(question: Question) -> bool:
    return bool(question.asked) or any(token.lemmas & {"сколько", "сколький"} for token in question.tokens)


def _demanded(question: Question) -> tuple[str, ...]:
    """What no row of a table says unless a reading explains it; the conditions of leases are their rows."""
    return (*_DEMANDING, "times") if question.says("lease", "premises") else (*_DEMANDING, "times", "condition")


def _counted(question: Question) -> frozenset[int]:
    """Tokens that name something tables count."""
    return question.said_by("contest", "project", "subsidy", "indicator", "programme", "lease", "recipients", "support")


def unexplained(question: Question, explained: frozenset[int]) -> frozenset[int]:
    """Tokens with weight that a candidate leaves open."""
    return (
        frozenset(index for index, token in enumerate(question.tokens) if token.weight > 0 and index not in explained)
        or NONE
    )
