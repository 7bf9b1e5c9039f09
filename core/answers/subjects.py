"""Reading questions about a subject as a whole: organisations, offices, bare nouns, plan rows, amounts."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from core.answers.plan import Plan
from core.answers.proposals import Proposal, tokens_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot
from core.answers.tables import Table
from storage.records import content

_UNMET = 0.35
_MONEY_DIGITS = 4
_ROW_WORDS = frozenset({"п", "пункт", "мера", "строка", "план", "мероприятие", "раздел"})


class Subjects:
    """Readings over one base's tables and records."""

    def __init__(self, base: Snapshot, tables: Mapping[str, Table]) -> None:
        self._base = base
        self._tables = tables

    def proposals(self, question: Question, inherit: Plan | None) -> Iterator[Proposal]:
        """Everything about organisations, bare subjects, rows of the plan by number, rows by their money."""
        yield from self._organisations(question, inherit)
        yield from self._overviews(question)

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
            or bool(self._base.where(content.Fact, "organisation", key))
        )

    def _overviews(self, question: Question) -> Iterator[Proposal]:
        if question.says("contact") and question.coverage(question.said_by("contact", "where", "list")) > 0.9:
            yield Proposal(Plan("overview", "contacts"), question.said_by("contact", "where", "list"), 0.05)
        if (
            question.says("premises", "lease")
            and not question.says("who")
            and not any(token.lemmas & _HOLDERS for token in question.tokens)
            and not (question.says("lease_free", "lease_reduced") and question.says("recipients", "list"))
            and not (question.says("lease_free") and question.says("lease_reduced") and question.says("compare"))
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
        ahead = question.said_by("now", "closing", "deadline", "open", "ahead")
        bare = len(question.tokens) == 1 and bool(question.tokens[0].lemmas & _LEARNING)
        if question.says("training") and (ahead or bare) and not question.years and not question.counted:
            said = question.said_by("training", "list", "where") | ahead | _events(question)
            sure = bare or question.says("now", "closing", "open", "ahead")
            if sure or not question.says("who", "about"):
                yield Proposal(Plan("overview", "coming"), said, 0.2 if sure else 0.03)
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


def _counts(question: Question) -> bool:
    return any(token.lemmas & {"сколько", "сколький"} for token in question.tokens)


def _how_much(question: Question) -> bool:
    return question.says("amount") and any("сколько" in token.lemmas for token in question.tokens)


_HOLDERS = frozenset({"арендатор", "держатель", "пользователь", "наниматель", "съемщик"})
_LEARNING = frozenset({"обучение", "вебинар", "семинар", "тренинг", "учёба", "учеба"})
"""What a person who says nothing else wants to come to, not to read about."""


def _events(question: Question) -> frozenset[int]:
    return frozenset(index for index, token in enumerate(question.tokens) if token.lemmas & {"мероприятие", "обучать"})
