"""One question: what it may mean, how sure that is, and whether it is answered, asked back or declined."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.answers import taught
from core.answers.again import Again
from core.answers.answer import Answer, Context
from core.answers.applying import applied_to
from core.answers.certain import SURE, Certain, introduced, without_oneself
from core.answers.choosing import Chooser
from core.answers.gates import Gate, Turned, gate_of, goes_on_beyond
from core.answers.leaning import Leaning
from core.answers.lemmas import fold
from core.answers.missing import Absences
from core.answers.names import Names
from core.answers.obligations import Obligations, form_of
from core.answers.plan import Plan, from_json
from core.answers.pointing import Pointing
from core.answers.question import Question, Reader
from core.answers.rephrased import Rephrased
from core.answers.replies import Replies
from core.answers.showing import Showing
from core.answers.shown import Shown
from core.answers.snapshot import Snapshot
from core.answers.status import Moment
from core.answers.tables import Table
from core.answers.told import Told, remember
from core.answers.weighing import Weighing
from core.eligibility.answering import answer as eligibility
from core.premises.answering import answer as premises
from storage.records import content

_ONLINE = frozenset({"реестр", "раздел", "интернет", "страница", "портал", "перечень"})
_CONTACT_ASKS = {"phone": "phone", "email": "email", "hours": "hours", "postal": "address"}


class Deciding:
    """Decides over one base; knows no halves of messages."""

    def __init__(
        self,
        base: Snapshot,
        tables: Mapping[str, Table],
        reader: Reader,
        names: Names,
        chooser: Chooser,
        showing: Showing,
        known: taught.Taught,
    ) -> None:
        self._base = base
        self._tables = tables
        self._reader = reader
        self._chooser = chooser
        self._showing = showing
        self._taught = known
        self.replies = Replies(base)
        self._again = Again(base, tables, names)
        self._leaning = Leaning(base, tables)
        self._told = Told(base, tables)
        self._pointing = Pointing(base, tables)
        self._absences = Absences(base, tables)
        self._obligations = Obligations(base)
        self._worded = Certain(base, showing, self.replies)
        self.rephrased = Rephrased(base, reader, names)
        self.weighing = Weighing(base, tables, names, chooser, showing, self.replies)
        self._known_answers: dict[tuple[str, date], Answer] = {}

    def one(self, text: str, before: Context, day: date, moment: Moment, follows: bool = False) -> Answer:
        """The answer to one question, or to the known one that people ask in these words."""
        question = without_oneself(self._reader.read(text, day), text)
        if (gate := goes_on_beyond(text, before)) is not None:
            return self.replies.turned(Turned(gate, frozenset()), question, before)
        own = self._own(question, text, before, moment, follows)
        leaning = before.plan is not None or follows

        def answering(known: str) -> Answer:
            return self.known_answer(known, day, moment)

        answer = self.rephrased.instead(text, question, own, answering, leaning) or own
        answer = self._pointed(question, text, before, moment, answer)
        form, told = form_of(text, question, before) or "", remember(before)
        return replace(answer, context=replace(answer.context, form=form, told=told))

    def _pointed(self, question: Question, text: str, before: Context, moment: Moment, answer: Answer) -> Answer:
        """An answer to a question that points at the talk's subject is about that subject, or there is none."""
        subject, after = from_json(before.plan or {}), from_json(answer.context.plan or {})
        folded = fold(text[:300])
        if subject is None or not self._pointing.points(question, folded, subject):
            return answer
        project = self._pointing.project(question, folded, subject)
        if answer.answered and project is not None and (missing := self._absences.of(question, project)):
            return self.replies.missing(question, missing)
        if answer.answered and (after is None or not self._pointing.foreign(subject, after)):
            return answer
        elsewhere = after is not None and after.keys and not self._pointing.office(subject, after.keys[0])
        if answer.subject == "declined/contact" and elsewhere:
            return replace(self.replies.unknown(question, None), context=before)
        if not answer.answered and answer.subject != "declined/unknown":
            return answer
        for plan in self._pointing.plans(question, folded, before, subject):
            shown = self._showing.show(plan, moment)
            if shown is not None and self.weighing.lacks(question, shown) is None:
                return self._showing.answered(shown, question.text, SURE)
        return replace(self.replies.unknown(question, None), context=before) if answer.answered else answer

    def known_answer(self, known: str, day: date, moment: Moment) -> Answer:
        """The engine's answer to a known question, kept for the day unless it looks at the clock."""
        kept = self._known_answers.get((known, day))
        if kept is not None:
            return kept
        answer = self._own(self._reader.read(known, day), known, Context(), moment)
        plan = from_json(answer.context.plan) if answer.context.plan else None
        if answer.answered and plan is not None and not self._showing.timed(plan):
            if not any(of == day for _, of in self._known_answers):
                self._known_answers.clear()
            self._known_answers[known, day] = answer
        return answer

    def _own(self, question: Question, text: str, before: Context, moment: Moment, follows: bool = False) -> Answer:
        """The engine's own answer: by the words alone, else by the talk, else by what tables and records tell."""
        if decided := self._decided(question, text, before, moment):
            return decided
        leading = introduced(text)
        if leading:
            text, before = leading, Context(saved=before.saved, form=before.form)
        inherit = from_json(before.plan) if before.plan else None
        return (
            self._special(question, text, before, moment, bool(leading))
            or self._leant(question, text, before, inherit, moment)
            or self.weighing.answer(question, before, inherit, moment, follows)
        )

    def _decided(self, question: Question, text: str, before: Context, moment: Moment) -> Answer | None:
        """What is taught, what an organisation owes, what has one certain reading, what is turned away."""
        sure = self._known(question, moment)
        if sure is None:
            owed = self._obligations.plan(question, text, before, moment.now.astimezone(moment.zone).date())
            if owed is not None and (shown := self._showing.show(owed, moment)):
                return self._showing.answered(shown, question.text, 1.0)
            if certain := self._worded.answer(question, text, before, moment):
                return certain
        return sure or self._turned(question, before)

    def _special(self, question: Question, text: str, before: Context, moment: Moment, leading: bool) -> Answer | None:
        """Verdicts, pleas, searches for premises and contacts: answered by rooms of their own."""
        special = self._eligibility(question, text, before, moment)
        if leading and special is None:
            return self.replies.turned(Turned(Gate.HELP, frozenset()), question, before)
        plea = None if special else self._absences.of(question, None)
        if plea is not None and plea.what in {"plea", "appeal"}:
            return self.replies.missing(question, plea)
        named = any(one.full for one in question.of_kind("organisation", "project"))
        wished = any(token.lemmas & {"район", "метр", "квадрат"} for token in question.tokens) and question.says(
            "premises"
        )
        if not named and (wished or self._base.all(content.Premises)):
            special = special or premises(
                self._base, text, repaired=question.text, before=before, now=moment.now, zone=moment.zone
            )
        return special or self._contact(question, before)

    def _leant(
        self, question: Question, text: str, before: Context, inherit: Plan | None, moment: Moment
    ) -> Answer | None:
        """What a short question means of the talk before it, or what of its subject no record holds."""
        if missing := self._absences.of(question, inherit):
            return self.replies.missing(question, missing)
        told = self._told.plan(question, fold(text[:300]), before)
        if told is not None and (shown := self._showing.show(told, moment)):
            return self._showing.answered(shown, question.text, SURE)
        if unclear := self._told.unclear(fold(text[:300]), before):
            return self.replies.missing(question, unclear)
        leant = self._leaning.plan(question, inherit)
        if leant is not None and (shown := self._showing.show(leant, moment)):
            return self._showing.answered(shown, question.text, 1.0)
        same = self._same(question, inherit, before.measure, moment)
        return None if same is None else self._showing.answered(same, question.text, 1.0)

    def _same(self, question: Question, inherit: Plan | None, measure: str, moment: Moment) -> Shown | None:
        """The answer about the subject of the turn before, when it says what is asked."""
        for plan in self._again.plans(question, inherit):
            shown = self._showing.show(plan, moment)
            if shown is not None and self.weighing.lacks(question, shown) is None:
                return shown
        return None

    def _known(self, question: Question, moment: Moment) -> Answer | None:
        known = self._taught.plan(question)
        shown = self._showing.show(known, moment) if known else None
        return self._showing.answered(shown, question.text, 1.0) if shown else None

    def _turned(self, question: Question, before: Context) -> Answer | None:
        turned = gate_of(question)
        return self.replies.turned(turned, question, before) if turned else None

    def _eligibility(self, question: Question, text: str, before: Context, moment: Moment) -> Answer | None:
        named, bare = applied_to(question, before)
        return eligibility(
            self._base, text, named, before, repaired=question.text, bare=bare, now=moment.now, zone=moment.zone
        )

    def _contact(self, question: Question, before: Context) -> Answer | None:
        asked = next((name for name in _CONTACT_ASKS if question.says(name)), None)
        online = any(token.lemmas & _ONLINE for token in question.tokens)
        if asked is None or question.says("site") or question.says("deadline") or (asked == "postal" and online):
            return None
        keys = [mention.key for mention in question.of_kind("contact")]
        prior = from_json(before.plan) if before.plan and question.elliptical else None
        if not keys and prior and prior.op == "contacts" and not any(one.full for one in question.mentions):
            keys = list(prior.keys)
        if not keys:
            found = [one for one in self._chooser.candidates(question, None) if one.plan.op == "contacts"]
            keys = [found[0].plan.keys[0]] if found and found[0].score > 0.3 else []
        if not keys and before.plan:
            plan = from_json(before.plan)
            keys = list(plan.keys) if plan and plan.op == "contacts" else []
        contact = self._base.get(content.Contact, keys[0]) if keys else None
        if contact is None or getattr(contact, _CONTACT_ASKS[asked], None):
            return None
        return self.replies.contact(question, contact.key, asked)
