"""What tables and records tell, weighed: the best that says what is asked, several at once, asking back, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.answers import attributes, calibration, together
from core.answers.answer import Answer, Context
from core.answers.choosing import Candidate, Chooser, unexplained
from core.answers.dense import Dense
from core.answers.missing import Missing
from core.answers.names import Names
from core.answers.plain import plain_text
from core.answers.plan import Plan
from core.answers.question import Question
from core.answers.replies import Replies
from core.answers.showing import Showing
from core.answers.shown import Shown
from core.answers.snapshot import Snapshot
from core.answers.status import Moment
from core.answers.tables import Table
from storage.records import content

_YEAR_MISSING = 0.15
_SOMETHING = 0.7
_SHORT = 4.5
_FEW_LINES = 4
_TOGETHER = 0.55
_LOOKED_AT = 5
_TELLABLE = frozenset({"facts", "trainings", "projects", "part"})
_TELLABLE_COVERAGE = 0.5
_TELLING_NOUN = 3.5
_INSTEAD = 0.15
_MAY_SUIT = 0.35


class Weighing:
    """Weighs candidates over one base; `dense` is the optional search by meaning."""

    def __init__(
        self, base: Snapshot, tables: Mapping[str, Table], names: Names, chooser: Chooser, showing: Showing,
        replies: Replies,
    ) -> None:  # fmt: skip
        self._base = base
        self._tables = tables
        self._names = names
        self._chooser = chooser
        self._showing = showing
        self._replies = replies
        self.dense: Dense | None = None

    def answer(
        self, question: Question, before: Context, inherit: Plan | None, moment: Moment, follows: bool
    ) -> Answer:
        """The best of what tables and records tell; else several at once, asking back, or declining."""
        structured = self._chooser.structured(question)
        if self._stands(question, inherit, follows) and (sure := self._certain(question, structured, moment)):
            return sure
        candidates = self._held(question, self.candidates(question, before, inherit, follows, structured))
        best = candidates[0] if candidates else None
        if best is None:
            return self._replies.unknown(question, None, self.near(question))
        return self._best(question, candidates, moment) or self._unsure(question, candidates, moment)

    def _best(self, question: Question, candidates: Sequence[Candidate], moment: Moment) -> Answer | None:
        """The first candidate that says what is asked, or what it lacks; None when none is likely enough."""
        best = candidates[0]
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
                return self._replies.year(question, years, candidate.plan, self._base.years(), levels)
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
            return self._replies.missing(question, Missing(lacking[0], best.plan, lacking[1]), "lacking")
        return None

    def _unsure(self, question: Question, candidates: Sequence[Candidate], moment: Moment) -> Answer:
        """Where no candidate is likely enough: all in few lines, asking back, or what is not known."""
        best = candidates[0]
        confidence = calibration.confidence(question, best, candidates)
        if confidence >= calibration.CLARIFY:
            if together := self._fitting(question, candidates) or self._together(candidates):
                return self._showing.answered(together, question.text, confidence)
            near = [
                one for one in candidates[:6] if one.score >= best.score - 0.15 and self._showing.show(one.plan, moment)
            ]
            if several := self._several(near, question, moment):
                return self._showing.answered(several, question.text, confidence)
            asked = self._replies.clarify(near)
            if asked is not None and not question.years:
                return asked
        if question.years and (years := self._chooser.year_missing(question, best.plan)):
            return self._replies.year(question, years, best.plan, self._base.years(), self._tables["levels"].years())
        return self._replies.unknown(question, best, self.near(question))

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
        """Records near by meaning, where the extra is on."""
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

    def lacks(self, question: Question, shown: Shown) -> tuple[str, str] | None:
        """What of the asked a reply does not say."""
        return attributes.lacks(question, shown.plan, plain_text(shown.text), self._names)

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
        """What the question may mean, the likeliest first; a short one leans on the talk's subject (`inherit`)."""
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
        return self._replies.which(keys)

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
