"""From a question to ranked candidates: structured plans and found records, and how well each explains it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.answers import goals, grants, money, status
from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, tokens_of
from core.answers.question import Question
from core.answers.retrieval import Found, Index
from core.answers.snapshot import Snapshot
from core.answers.tables import Row, Table
from storage.records import content

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
_TELLING = 2.0
_UNMET = 0.35
_FOUND = 0.985
_UNNAMED = 0.25
_MONEY_DIGITS = 4
_NAMED = frozenset({"contest", "organisation", "project", "window"})
_DEMANDING = ("phone", "email", "hours", "postal", "price")
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

    def candidates(self, question: Question, inherit: Plan | None, within: str = "") -> list[Candidate]:
        """All candidates, the best first. `inherit` is the plan of the turn before, `within` its plan row."""
        found = [*self._structured(question, self._subject(inherit)), *self._records(question, "")]
        if within:
            found += self._records(question, within)
        named = [mention.tokens for mention in question.mentions if mention.full and mention.kind in _NAMED]
        if named:
            found = [
                one if any(tokens & one.explained for tokens in named) else replace(one, score=one.score - _UNNAMED)
                for one in found
            ]
        return sorted(found, key=lambda one: -one.score)

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
        proposals += status.proposals(question, self._base, inherit)
        proposals += self._organisations(question, inherit)
        proposals += self._overviews(question)
        for proposal in proposals:
            coverage = question.coverage(proposal.explained)
            unmet = (
                _UNMET
                if any(question.says(name) and not question.features[name] <= proposal.explained for name in _DEMANDING)
                else 0.0
            )
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
            yield Candidate(
                proposal.plan, coverage + proposal.prior + bonus - unmet, coverage, proposal.explained, True
            )

    def _organisations(self, question: Question, inherit: Plan | None) -> Iterator[Proposal]:
        mentions = question.of_kind("organisation")
        keys = list(dict.fromkeys(mention.key for mention in mentions))
        inherited = False
        if not keys and inherit and inherit.table == "record" and inherit.op == "organisations":
            keys, inherited = list(inherit.keys), True
        if not keys or len(keys) > 4:
            return
        mentioned = tokens_of(mentions)
        names = ["about", "money_kinds", "list", "who", "recipients", "total", "sum"]
        held = {
            "subsidies": ("amount", "subsidy", "city_money", "programme"),
            "projects": ("amount", "grant", "project", "winners", "contest"),
            "leases": ("lease", "premises", "property", "lease_free", "lease_reduced", "city_money"),
        }
        some = False
        for table, features in held.items():
            column = "organisation" if table == "projects" else ""
            rows = self._tables[table].rows
            if any(key in row.attributes[column] if column else key == row.entity for row in rows for key in keys):
                names += features
                some = True
        holders = [key for key in keys if self.holds(key)]
        keys = holders or keys
        won = {
            name
            for row in self._tables["projects"].rows
            for name in row.attributes["contest"]
            if row.attributes["organisation"] & set(keys)
        }
        mentioned |= tokens_of(mention for mention in question.of_kind("contest") if mention.key in won)
        paid = any(row.entity in keys for row in self._tables["subsidies"].rows) or any(
            row.attributes["organisation"] & set(keys) for row in self._tables["projects"].rows
        )
        if some:
            names += ["support", "finance"] if paid else []
        explained = mentioned | question.said_by(*names, outside=mentioned)
        strength = max((mention.strength for mention in mentions), default=1.0)
        prior = -0.02 - 0.3 * (1 - strength) - (0.05 if inherited else 0.0)
        if (
            not paid
            and (question.says("amount_strong", "subsidy", "grant", outside=mentioned) or _how_much(question))
            and not question.says("lease", "premises", "property")
        ):
            prior -= _UNMET
        if question.says("money_kinds", "about") or (question.says("subsidy") and question.says("grant")):
            prior += 0.08
        if question.says("sum", "compare", "share", "max", "min") and not question.says("money_kinds"):
            prior -= 0.05
        yield Proposal(Plan("record", "organisations", "", tuple(keys)), explained, prior)

    def holds(self, key: str) -> bool:
        """Whether the tables or facts hold anything of an organisation."""
        rows = (*self._tables["subsidies"].rows, *self._tables["leases"].rows)
        return (
            any(row.entity == key for row in rows)
            or any(key in row.attributes["organisation"] for row in self._tables["projects"].rows)
            or any(fact.organisation == key for fact in self._base.all(content.Fact))
        )

    def _overviews(self, question: Question) -> Iterator[Proposal]:
        if question.says("contact") and question.coverage(question.said_by("contact", "where", "list")) > 0.9:
            yield Proposal(Plan("overview", "contacts"), question.said_by("contact", "where", "list"), 0.05)
        if (
            question.says("premises", "lease")
            and not question.says("who")
            and not question.asked
            and not _counts(question)
        ):
            said = question.said_by(
                "premises",
                "lease",
                "list",
                "property",
                "where",
                "site",
                "amount",
                "lease_reduced",
                "lease_free",
                "recipients",
                "open",
                "now",
                "support",
                "level_municipal",
            )
            if self._base.all(content.Premises):
                said |= question.said_by("area")
            if not question.says("amount_strong", "deadline", "total") and not question.of_kind("organisation"):
                yield Proposal(Plan("overview", "premises"), said, 0.12 if question.says("where", "site") else 0.06)
        if question.says("training") and question.says("list") and not question.mentions:
            said = question.said_by("training", "list", "recipients", "total")
            yield Proposal(Plan("overview", "trainings"), said | _events(question), 0.04)
        contacts = question.of_kind("contact")
        if contacts and question.says("where", "site", "contact", "phone", "hours", "postal"):
            asking = question.said_by("where", "site", "contact", "premises", "support")
            named = [mention for mention in contacts if mention.full and not mention.tokens <= asking]
            keys = tuple(dict.fromkeys(mention.key for mention in named))[:2]
            if keys:
                yield Proposal(Plan("record", "contacts", "", keys), tokens_of(named) | asking, 0.05)
        yield from self._plan_rows(question)
        yield from self._by_amount(question)

    def _by_amount(self, question: Question) -> Iterator[Proposal]:
        """«Кому дали 9 722,2»: rows whose money is the person's own number, in thousands or in roubles."""
        if question.asked or not question.says("who", "amount", "contest", "project", "purpose"):
            return
        for index, token in enumerate(question.tokens):
            if not token.text[0].isdigit() or len(token.text) < _MONEY_DIGITS or index in question.year_tokens:
                continue
            try:
                number = Decimal(token.text.replace(",", "."))
            except ArithmeticError:
                continue
            for name in ("subsidies", "projects", "contests", "programmes"):
                rows = self._tables[name].rows
                keys = [row.entity for row in rows if row.cells["amount"].value in {number * 1000, number}]
                if keys:
                    said = question.said_by(
                        "who", "amount", "list", "contest", "project", "subsidy", "grant", "purpose"
                    )
                    plan = Plan(name, "figure" if len(keys) == 1 else "each", "amount", tuple(dict.fromkeys(keys))[:5])
                    yield Proposal(plan, said | {index}, 0.05)

    def _plan_rows(self, question: Question) -> Iterator[Proposal]:
        """«П. 2.5 плана»: a row of the plan by its number."""
        numbers = {measure.number: measure.key for measure in self._base.all(content.Measure)}
        for index, token in enumerate(question.tokens):
            near = {lemma for one in question.tokens[max(0, index - 2) : index + 2] for lemma in one.lemmas}
            if token.text in numbers and near & _ROW_WORDS:
                said = frozenset(i for i, one in enumerate(question.tokens) if one.lemmas & _ROW_WORDS) | {index}
                said |= question.said_by("about", "total", "plan", "plan_fact", "indicator")
                yield Proposal(Plan("record", "measures", "", (numbers[token.text],)), said, 0.3)

    def _records(self, question: Question, within: str) -> list[Candidate]:
        found = self._index.search(question, within=within)
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
        if document.table in {"facts", "trainings"}:
            score += 0.02 if document.table == "facts" or not question.says("training") else 0.06
            score += self._fit(question, document.units) if document.table == "facts" else 0.0
        if document.table == "measures":
            score -= 0.1
        if document.table == "organisations":
            score -= 0.15
        if document.table == "contacts":
            wanted = question.says("where", "site", "contact", "phone", "email", "hours", "postal")
            score += 0.08 if wanted else -0.12
        if document.table == "duties":
            score += 0.05 if question.says("deadline", "duty") else -0.2
        if document.table == "contests":
            fitting = question.says("eligibility", "for_whom") and question.says("contest", "grant", "subsidy")
            plain = question.says("purpose", "about", "eligibility", "for_whom")
            tabled = any(document.key == row.entity for row in self._rows_of_contests())
            if tabled and not plain and question.says("who", "amount", "applicants", "winners"):
                score -= 0.2
            score += 0.12 if fitting else -0.02 if question.says("contest", "grant", "purpose") else -0.12
        if question.asked and not question.asked & explained:
            score -= 0.15
        if not within and all(question.tokens[index].rarity < _TELLING for index in found.said):
            score -= 0.25
        if any(question.says(name) and not question.features[name] <= found.said for name in _DEMANDING):
            score -= 0.0 if document.table == "contacts" else _UNMET
        score = min(score, _FOUND)
        if within:
            score += 0.05
        return Candidate(Plan("record", document.table, "", (document.key,)), score, coverage, explained, False)

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


def _counts(question: Question) -> bool:
    return any(token.lemmas & {"сколько", "сколький"} for token in question.tokens)


def _how_much(question: Question) -> bool:
    return question.says("amount") and any("сколько" in token.lemmas for token in question.tokens)


def _counted(question: Question) -> frozenset[int]:
    """Tokens that name something tables count."""
    return question.said_by("contest", "project", "subsidy", "indicator", "programme", "lease", "recipients", "support")


_ROW_WORDS = frozenset({"п", "пункт", "мера", "строка", "план", "мероприятие", "раздел"})


def _events(question: Question) -> frozenset[int]:
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & {"мероприятие", "обучать"})


def unexplained(question: Question, explained: frozenset[int]) -> frozenset[int]:
    """Tokens with weight that a candidate leaves open."""
    return (
        frozenset(index for index, token in enumerate(question.tokens) if token.weight > 0 and index not in explained)
        or NONE
    )
