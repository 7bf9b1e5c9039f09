"""One question: what it may mean, how sure that is, and whether it is answered, asked back or declined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.answers import attributes, calibration, taught, together
from core.answers.again import Again
from core.answers.answer import Answer, Context
from core.answers.applying import applied_to
from core.answers.certain import SURE, Certain, introduced, without_oneself
from core.answers.choosing import Candidate, Chooser, unexplained
from core.answers.dense import Dense
from core.answers.gates import Gate, Turned, gate_of, goes_on_beyond
from core.answers.leaning import Leaning
from core.answers.lemmas import fold
from core.answers.missing import Absences, Missing
from core.answers.names import Names
from core.answers.obligations import Obligations, form_of
from core.answers.plain import plain_text
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
from core.eligibility.answering import answer as eligibility
from core.premises.answering import answer as premises
from storage.records import content

_YEAR_MISSING = 0.15
_SOMETHING = 0.7
_SHORT = 4.5
_FEW_LINES = 4
_TOGETHER = 0.55
_LOOKED_AT = 5
_ONLINE = frozenset({"реестр", "раздел", "интернет", "страница", "портал", "перечень"})
_TELLABLE = frozenset({"facts", "trainings", "projects", "part"})
_TELLABLE_COVERAGE = 0.5
_TELLING_NOUN = 3.5
_INSTEAD = 0.15
_MAY_SUIT = 0.35
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
        self._names = names
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
        self.dense: Dense | None = None
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
            if shown is not None and self.lacks(question, shown) is None:
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

    def _own(  # noqa: PLR0912, PLR0915
        self, question: Question, text: str, before: Context, moment: Moment, follows: bool = False
    ) -> Answer:
        sure = self._known(question, moment)
        owed = (
            None if sure else self._obligations.plan(question, text, before, moment.now.astimezone(moment.zone).date())
        )
        if owed is not None and (shown := self._showing.show(owed, moment)):
            return self._showing.answered(shown, question.text, 1.0)
        if sure is None and (certain := self._worded.answer(question, text, before, moment)):
            return certain
        sure = sure or self._turned(question, before)
        if sure is not None:
            return sure
        if leading := introduced(text):
            text, before = leading, Context(saved=before.saved, form=before.form)
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
        special = special or self._contact(question, before)
        if special is not None:
            return special
        inherit = from_json(before.plan) if before.plan else None
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
        if (same := self._same(question, inherit, before.measure, moment)) is not None:
            return self._showing.answered(same, question.text, 1.0)
        structured = self._chooser.structured(question)
        if self._stands(question, inherit, follows) and (sure := self._certain(question, structured, moment)):
            return sure
        candidates = self._held(question, self.candidates(question, before, inherit, follows, structured))
        best = candidates[0] if candidates else None
        if best is None:
            return self.replies.unknown(question, None, self.near(question))
        lacking: tuple[str, str] | None = None
        for candidate in candidates[:_LOOKED_AT]:
            confidence = calibration.confidence(question, candidate, candidates)
            if confidence < calibration.ANSWER:
                break
            if lacking and (
                candidate.score < best.score - _INSTEAD
                or candidate.coverage < best.coverage - _INSTEAD
                or candidate.coverage < best.coverage - 0.1
                or candidate.plan.op in {"measures", "contacts"}
            ):
                continue
            years = self._chooser.year_missing(question, candidate.plan)
            if years and (live := self._live(question, candidate.plan, years, moment)):
                return self._showing.answered(live, question.text, confidence)
            if years:
                levels = self._tables["levels"].years()
                return self.replies.year(question, years, candidate.plan, self._base.years(), levels)
            if asked := self._rivals(candidate, question):
                return asked
            shown = self._showing.chosen(candidate, candidates, question, moment)
            if shown is None:
                continue
            lack = self.lacks(question, shown)
            if lack is None:
                return self._showing.answered(shown, question.text, confidence)
            lacking = lacking or lack
        if lacking is not None:
            return self.replies.missing(question, Missing(lacking[0], best.plan, lacking[1]), "lacking")
        confidence = calibration.confidence(question, best, candidates)
        if confidence >= calibration.CLARIFY:
            if together := self._fitting(question, candidates) or self._together(candidates):
                return self._showing.answered(together, question.text, confidence)
            near = [
                one for one in candidates[:6] if one.score >= best.score - 0.15 and self._showing.show(one.plan, moment)
            ]
            if several := self._several(near, question, moment):
                return self._showing.answered(several, question.text, confidence)
            asked = self.replies.clarify(near)
            if asked is not None and not question.years:
                return asked
        if question.years and (years := self._chooser.year_missing(question, best.plan)):
            return self.replies.year(question, years, best.plan, self._base.years(), self._tables["levels"].years())
        return self.replies.unknown(question, best, self.near(question))

    def _certain(self, question: Question, structured: Sequence[Candidate], moment: Moment) -> Answer | None:
        """The answer of a plan that explains the whole question: no record is searched for."""
        best = self._chooser.certain(question, structured)
        if best is None:
            return None
        if asked := self._rivals(best, question):
            return asked
        shown = self._showing.show(best.plan, moment)
        if shown is None or self.lacks(question, shown) is not None:
            return None
        return self._showing.answered(shown, question.text, calibration.confidence(question, best, [best]))

    def near(self, question: Question) -> list[Candidate]:
        found = self.dense.nearest(question.text) if self.dense else []
        plans = (Plan("record", document.table, "", (document.key,)) for document in found)
        return [Candidate(plan, 0.0, 0.0, frozenset(), False) for plan in plans]

    def _live(self, question: Question, plan: Plan, years: Sequence[int], moment: Moment) -> Shown | None:
        """Contests asked for in a year that is going on or to come: what is open now; None when nothing is."""
        this = moment.now.astimezone(moment.zone).year
        asked = plan.table == "contests" and not plan.keys and not question.says("sum", "applicants", "winners", "max")
        if not asked or min(years) < this or question.says("amount_strong", "count", "total") or question.asked:
            return None
        return self._showing.show(Plan("status", "open"), moment) if self._showing.status.opens(moment) else None

    def _same(self, question: Question, inherit: Plan | None, measure: str, moment: Moment) -> Shown | None:
        """The answer about the subject of the turn before, when it says what is asked."""
        for plan in self._again.plans(question, inherit):
            shown = self._showing.show(plan, moment)
            if shown is not None and self.lacks(question, shown) is None:
                return shown
        return None

    def lacks(self, question: Question, shown: Shown) -> tuple[str, str] | None:
        """What of the asked a reply does not say."""
        return attributes.lacks(question, shown.plan, plain_text(shown.text), self._names)

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

    def _held(self, question: Question, candidates: list[Candidate]) -> list[Candidate]:
        """Candidates that hold the asked years before those that do not."""
        if not question.years:
            return candidates
        lowered = [
            replace(one, score=one.score - _YEAR_MISSING) if self._chooser.year_missing(question, one.plan) else one
            for one in candidates
        ]
        return sorted(lowered, key=lambda one: -one.score)

    @staticmethod
    def _stands(question: Question, inherit: Plan | None, follows: bool) -> bool:
        """Whether a question is understood without the turn before."""
        return inherit is None or not (
            question.elliptical or follows or (not question.mentions and question.mass < _SHORT)
        )

    def candidates(
        self,
        question: Question,
        before: Context,
        inherit: Plan | None,
        follows: bool,
        structured: Sequence[Candidate] | None = None,
    ) -> list[Candidate]:
        alone = self._chooser.candidates(question, None, structured=structured)
        if inherit is None or self._stands(question, inherit, follows):
            return alone
        leaning = self._chooser.candidates(question, inherit, before.measure)
        again = Candidate(inherit, 0.8, 0.8, frozenset(), True)
        if question.mass < _SOMETHING and not any(one.structured and one.score > 0.9 for one in leaning):
            return [again, *leaning]
        if not leaning:
            return alone
        if question.elliptical or follows or not alone or leaning[0].score >= alone[0].score:
            return leaning
        return alone

    def _fitting(self, question: Question, candidates: Sequence[Candidate]) -> Shown | None:
        """Contests that may suit a person who tells who they are; whether they do, the organiser decides."""
        if not (question.says("eligibility", "for_whom") and question.says("contest", "grant", "subsidy")):
            return None
        keys = [one.plan.keys[0] for one in candidates if one.plan.op == "contests" and one.score >= _MAY_SUIT]
        return self._showing.cards.fitting(tuple(dict.fromkeys(keys))[:3])

    def _rivals(self, candidate: Candidate, question: Question) -> Answer | None:
        """Ask back when one short word names an organisation and is in another's name; few lines need no asking."""
        plan = candidate.plan
        if plan.table != "record" or plan.op != "organisations" or len(plan.keys) != 1:
            return None
        mention = next((m for m in question.of_kind("organisation") if m.key == plan.keys[0]), None)
        if mention is None or len(mention.tokens) != 1:
            return None
        word = question.tokens[next(iter(mention.tokens))].lemmas
        rivals = [
            key for key in self._names.sharing("organisation", mention.key, word) if self._chooser.subjects.holds(key)
        ]
        if len(rivals) != 1:
            return None
        keys = (mention.key, *rivals)
        both = self._showing.cards.organisations(keys)
        if both is None or both.lines - 1 <= _FEW_LINES:
            return self._showing.answered(both, question.text, candidate.score) if both else None
        return self.replies.which(keys)

    def _together(self, candidates: Sequence[Candidate]) -> Shown | None:
        """Facts of one plan row that fit about equally well: few enough to be said together instead of asking back."""
        best = candidates[0]
        if best.plan.op != "facts" or best.coverage < _TOGETHER:
            return None
        near = [one for one in candidates[:3] if one.score >= best.score - 0.1]
        facts = [self._base.get(content.Fact, one.plan.keys[0]) for one in near if one.plan.op == "facts"]
        rows = {fact.measure for fact in facts if fact}
        if len(rows) != 1 or len(facts) != len(near) or len(near) < 2:
            return None
        return self._showing.cards.facts(tuple(fact.key for fact in facts if fact))

    def _several(self, near: Sequence[Candidate], question: Question, moment: Moment) -> Shown | None:
        """What fits about equally well, in few lines: one record as it is, several in a line each."""
        best = near[0] if near else None
        if best is None or best.plan.op not in _TELLABLE or best.coverage < _TELLABLE_COVERAGE or question.years:
            return None
        shown = [
            one
            for one in (
                self._showing.chosen(near[0], near, question, moment),
                *(self._showing.show(c.plan, moment) for c in near[1:3]),
            )
            if one
        ]
        if not shown or self.lacks(question, shown[0]) or self._open(question, best):
            return None
        shown = [one for one in shown if self.lacks(question, one) is None]
        if not shown or len({one.measure for one in shown}) == 1 or len(near) == 1:
            return shown[0] if shown else None
        return together.first_lines(self._base, shown)

    @staticmethod
    def _open(question: Question, best: Candidate) -> bool:
        """Whether the best record leaves a telling noun unsaid: that is likely what is asked of it."""
        left = unexplained(question, best.explained)
        return any(question.tokens[at].noun and question.tokens[at].weight > _TELLING_NOUN for at in left)

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
