"""What a plan looks like: tables, cards, statuses and overviews of one base, and the answer around them."""

from collections.abc import Sequence
from functools import lru_cache

from core.answers.answer import Answer, Context, Outcome
from core.answers.attributes import LISTED
from core.answers.cards import Cards
from core.answers.choosing import Candidate
from core.answers.operations import Operations
from core.answers.overviews import Overviews
from core.answers.plan import Plan
from core.answers.proposals import lemmas_of
from core.answers.question import Question
from core.answers.shown import Shown
from core.answers.snapshot import Snapshot
from core.answers.status import Moment, Status
from core.answers.tables import Table
from core.answers.taught import Taught
from core.messages import Message, rows_of
from storage.records import content

_BESIDE = 0.35
_RICHER = 0.12
_CONTACT_BESIDE = 0.42
_CONTESTS = frozenset({"contests", "windows"})
_REMEMBERED = 2_000
_ALIKE = 2


class Showing:
    """Carries out plans over one base."""

    def __init__(self, base: Snapshot, tables: dict[str, Table], taught: Taught) -> None:
        self._base = base
        self._taught = taught
        self._operations = Operations(base, tables)
        self._overviews = Overviews(base, tables)
        self.cards = Cards(base, tables, self._operations)
        self.status = Status(base)
        self._untimed = lru_cache(maxsize=_REMEMBERED)(self._of_base)

    @staticmethod
    def timed(plan: Plan) -> bool:
        """Whether what a plan shows depends on the clock: intakes, duties, what is still to come."""
        return plan.table in {"status", "overview"} or (plan.table == "record" and plan.op in {"contests", "duties"})

    def show(self, plan: Plan, moment: Moment) -> Shown | None:
        if plan.table == "status":
            return self.status.show(plan, moment)
        if plan.table == "overview":
            return self._overviews.show(plan, moment.now, moment.zone)
        if plan.table == "record" and plan.op == "duties":
            return self.status.duties(plan.keys, moment)
        shown = self._untimed(plan)
        contest = plan.op == "contests" if plan.table == "record" else shown is None and plan.table in _CONTESTS
        if not contest or not plan.keys:
            return shown
        card = shown or self.cards.show("contests", plan.keys[0])
        return self.status.beginning(card, plan.keys[0], moment) if card else None

    def _of_base(self, plan: Plan) -> Shown | None:
        """What a plan shows whatever the clock says."""
        if plan.table != "record":
            return self._operations.show(plan)
        if not plan.keys:
            return None
        if plan.op == "faqs":
            return self._taught.faq(plan.keys[0])
        if plan.op == "organisations":
            return self.cards.organisations(plan.keys)
        if plan.op == "facts":
            return self.cards.facts(plan.keys)
        if plan.op == "contacts":
            return self.cards.contacts(plan.keys)
        return self.cards.show(plan.op, plan.keys[0])

    def chosen(
        self, candidate: Candidate, candidates: Sequence[Candidate], question: Question, moment: Moment
    ) -> Shown | None:
        plan = candidate.plan
        if fuller := self._training_of(candidate, candidates):
            return self.show(fuller, moment)
        if plan.table == "record" and plan.op == "facts":
            beside = [
                one.plan.keys[0]
                for one in candidates[:12]
                if one.plan.table == "record" and one.plan.op == "facts" and one.score >= candidate.score - _BESIDE
            ]
            if not candidate.explained and len(plan.keys) == 1:
                beside += self.cards.siblings(plan.keys[0])
            contact = self._site_beside(candidates) if question.says("where", "site", "premises") else None
            keys = (*plan.keys[:1], *beside)
            return self.cards.facts(self._listing(keys, question) if question.says("list") else keys, contact)
        return self.show(plan, moment)

    def _listing(self, keys: tuple[str, ...], question: Question) -> tuple[str, ...]:
        """A fact that names them before one that only counts them, of the same plan row and the same words."""
        first = self._base.get(content.Fact, keys[0])
        if first is None or first.value is None or LISTED.search(first.text):
            return keys
        said = [token.lemmas for token in question.tokens if token.weight]
        for fact in self._base.where(content.Fact, "measure", first.measure):
            title = lemmas_of(fact.title)
            alike = fact.key in keys or sum(bool(lemmas & title) for lemmas in said) >= _ALIKE
            if fact.key and alike and LISTED.search(fact.text):
                return (fact.key, *(key for key in keys if key != fact.key))
        return keys

    def _training_of(self, candidate: Candidate, candidates: Sequence[Candidate]) -> Plan | None:
        """The training that a fact only mentions, when it was found about as well: it says who, for whom and when."""
        fact = self._base.get(content.Fact, candidate.plan.keys[0]) if candidate.plan.op == "facts" else None
        for one in candidates if fact else ():
            named = one.plan.keys[0] if one.plan.op == "trainings" and one.plan.keys else None
            training = self._base.get(content.Training, named)
            if training and fact and training.measure == fact.measure and one.score >= candidate.score - _RICHER:
                return one.plan
        return None

    def _site_beside(self, candidates: Sequence[Candidate]) -> content.Contact | None:
        """The office whose site answers «где», when it was found as well."""
        for one in candidates:
            if one.plan.table == "record" and one.plan.op == "contacts" and one.score > _CONTACT_BESIDE:
                contact = self._base.get(content.Contact, one.plan.keys[0])
                if contact and contact.site:
                    return contact
        return None

    def answered(self, shown: Shown, question: str, confidence: float) -> Answer:
        message = Message(shown.text, rows_of(*shown.buttons))
        context = Context(shown.plan.as_json() if shown.plan else None, shown.measure, question[:200], shown.subject)
        sources = tuple(dict.fromkeys(self._base.source_line([source]) for source in shown.sources))
        return Answer(message, Outcome.ANSWERED, shown.figures, sources, context, shown.subject, confidence)
