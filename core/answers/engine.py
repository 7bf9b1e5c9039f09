"""The engine: a question and a clock in, an answer out. Immutable over one snapshot; no session, no network."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.answers import attributes, calibration, dialogue, taught, together
from core.answers.again import Again
from core.answers.answer import Answer, Context, Outcome
from core.answers.cards import Cards
from core.answers.choosing import Candidate, Chooser, unexplained
from core.answers.dense import Dense, Meanings
from core.answers.documents import documents_of
from core.answers.gates import gate_of
from core.answers.leaning import Leaning
from core.answers.lemmas import lemmas
from core.answers.missing import Absences, Missing
from core.answers.names import Names
from core.answers.operations import Operations
from core.answers.overviews import Overviews
from core.answers.plain import plain_text
from core.answers.plan import Plan, decode, from_json
from core.answers.question import Question, Reader
from core.answers.replies import Replies
from core.answers.retrieval import Found, Index
from core.answers.shown import Shown
from core.answers.snapshot import R, Snapshot
from core.answers.status import Moment, Status
from core.answers.tables import tables_of
from core.answers.tokens import words
from core.answers.vocabulary import Vocabulary
from core.eligibility.answering import answer as eligibility
from core.messages import Message, rows_of
from core.premises.answering import answer as premises
from storage.records import content

MAX_TEXT = 10_000
_YEAR_MISSING = 0.15
_SOMETHING = 0.7
_BESIDE = 0.35
_RICHER = 0.12
_CONTACT_BESIDE = 0.42
_TOGETHER = 0.55
_FEW_LINES = 4
_LOOKED_AT = 5
_ONLINE = frozenset({"реестр", "раздел", "интернет", "страница", "портал", "перечень"})
_TELLABLE = frozenset({"facts", "trainings", "projects", "part"})
_TELLABLE_COVERAGE = 0.5
_TELLING_NOUN = 3.5
_INSTEAD = 0.15
_MAY_SUIT = 0.35
_CONTACT_ASKS = {"phone": "phone", "email": "email", "hours": "hours", "postal": "address"}


class Engine:
    """Answers over one snapshot of content records. Build it off the event loop; `answer` takes milliseconds."""

    def __init__(self, base: Snapshot, before: "Engine | None" = None) -> None:
        self._base = base
        self._tables = tables_of(base)
        documents = [*documents_of(base), *taught.documents(base)]
        names = Names(base)
        targets = (f"{one.group_title} {one.name} {one.short_name}" for one in base.all(content.Indicator))
        programmes = (one.name for one in base.all(content.Programme))
        known = before._vocabulary if before else None
        self._vocabulary: Vocabulary = Vocabulary(documents, (*targets, *programmes), names.texts, known)
        self._reader = Reader(base, self._vocabulary, names)
        self._taught = taught.Taught(base, self._reader)
        self._chooser = Chooser(base, self._tables, Index(documents, _synonyms(base), self._vocabulary))
        self._operations = Operations(base, self._tables)
        self._cards = Cards(base, self._tables, self._operations)
        self._status = Status(base)
        self._overviews = Overviews(base, self._tables)
        self._replies = Replies(base)
        self._names = names
        self._again = Again(base, self._tables, names)
        self._leaning = Leaning(base, self._tables)
        self._documents = documents
        self._dense: Dense | None = None
        self._absences = Absences(base, self._tables)

    @classmethod
    def build(cls, records: Iterable[content.Content], before: "Engine | None" = None) -> "Engine":
        """An engine over all content records of a base; `before` is that of the base as it was, and makes it sooner."""
        return cls(Snapshot(records), before)

    def records(self, kind: type[R]) -> list[R]:
        """The records of a kind that it answers from."""
        return self._base.all(kind)

    def know_meanings(self, meanings: Meanings) -> None:
        """Name near subjects by meaning from now on; slow, so it is called off the event loop."""
        self._dense = meanings.of(self._documents)

    @property
    def size(self) -> int:
        """How many records it answers from."""
        return self._base.size

    def answer(
        self, question: str, *, context: Context | None = None, today: date | None = None, now: datetime, zone: ZoneInfo
    ) -> Answer:
        """Answer, ask back or decline; any text gives an answer in bounded time."""
        day = today or now.astimezone(zone).date()
        moment = Moment(now, zone)
        before = context or Context()
        text = question[:MAX_TEXT]
        whole = self._one(text, before, day, moment)
        if not whole.answered and whole.context.plan is None and whole.outcome is not Outcome.SMALL_TALK:
            whole = replace(whole, context=before)
        several = dialogue.asks_twice(text)
        if whole.outcome is Outcome.SMALL_TALK or whole.confidence >= calibration.CERTAIN:
            return whole
        best = whole
        for left, right in dialogue.halves(text):
            first = self._one(left, before, day, moment)
            if not first.answered or first.confidence < calibration.PART:
                continue
            second = self._one(
                right, replace(first.context, question=left, saved=before.saved), day, moment, follows=True
            )
            if not second.answered or second.confidence < calibration.PART or second.message.text == first.message.text:
                continue
            confidence = min(first.confidence, second.confidence)
            if several and first.subject != second.subject:
                return dialogue.joined(first, second, confidence)
            if confidence > best.confidence or not best.answered:
                best = dialogue.joined(first, second, confidence)
        return best if best.answered else self._letter(text, before, day, moment) or best

    def _letter(self, text: str, before: Context, day: date, moment: Moment) -> Answer | None:
        """What is known of a long message, sentence by sentence; None when no sentence has an answer."""
        told: list[Answer] = []
        for sentence in dialogue.sentences(text):
            answer = self._one(sentence, before, day, moment)
            fresh = answer.subject not in {one.subject for one in told}
            if answer.answered and fresh and answer.confidence >= calibration.PART and answer.sources:
                told.append(answer)
        if not told:
            return None
        whole = told[0]
        for answer in told[1 : dialogue.MAX_PARTS]:
            whole = dialogue.joined(whole, answer, min(whole.confidence, answer.confidence))
        return whole

    def follow(self, code: str, *, now: datetime, zone: ZoneInfo) -> Answer | None:
        """The answer behind a button; None when the code is not one or its record is gone."""
        plan = decode(code)
        shown = self._show(plan, Moment(now, zone)) if plan else None
        return self._answered(shown, "", 1.0) if shown else None

    def guesses(
        self, question: str, *, context: Context | None = None, now: datetime, zone: ZoneInfo, limit: int = 3
    ) -> tuple[taught.Guess, ...]:
        """What a question may be about, the likeliest first, whatever the engine made of it."""
        read = self._reader.read(question[:MAX_TEXT], now.astimezone(zone).date())
        before, moment = context or Context(), Moment(now, zone)
        candidates = self._candidates(read, before, from_json(before.plan) if before.plan else None, False)
        near = self._near(read)
        return taught.guesses(
            read, [*near, *candidates], self._replies.name_of, lambda plan: self._show(plan, moment), limit
        )  # fmt: skip

    def search(self, question: str, *, today: date) -> list[Found]:
        """What the search alone finds, without a judgement whether it answers."""
        return self._chooser.search(self._reader.read(question[:MAX_TEXT], today))

    def teachable(self, question: str) -> bool:
        """Whether a question can be learned in these words."""
        return len(question) <= taught.LIMIT and taught.teachable(self._reader.read(question, date.min))

    def name_of(self, plan: Plan) -> str:
        """What a plan is about, without a figure."""
        return self._replies.name_of(plan)

    def begins(self, code: str, *, now: datetime, zone: ZoneInfo) -> taught.Guess | None:
        """A guess from its code; None when its record is gone."""
        plan = decode(code)
        shown = self._show(plan, Moment(now, zone)) if plan else None
        return taught.Guess(code, self._replies.name_of(plan), "") if plan and shown else None

    def _one(self, text: str, before: Context, day: date, moment: Moment, follows: bool = False) -> Answer:  # noqa: PLR0912
        question = self._reader.read(text, day)
        sure = self._known(question, moment) or self._turned(question, before)
        if sure is not None:
            return sure
        special = self._eligibility(question, text, before, moment)
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
            return self._replies.missing(question, missing)
        leant = self._leaning.plan(question, inherit)
        if leant is not None and (shown := self._show(leant, moment)):
            return self._answered(shown, question.text, 1.0)
        if (same := self._same(question, inherit, before.measure, moment)) is not None:
            return self._answered(same, question.text, 1.0)
        candidates = self._held(question, self._candidates(question, before, inherit, follows))
        best = candidates[0] if candidates else None
        if best is None:
            return self._replies.unknown(question, None, self._near(question))
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
                return self._answered(live, question.text, confidence)
            if years:
                levels = self._tables["levels"].years()
                return self._replies.year(question, years, candidate.plan, self._base.years(), levels)
            if asked := self._rivals(candidate, question):
                return asked
            shown = self._shown(candidate, candidates, question, moment)
            if shown is None:
                continue
            lack = self._lacks(question, shown)
            if lack is None:
                return self._answered(shown, question.text, confidence)
            lacking = lacking or lack
        if lacking is not None:
            return self._replies.missing(question, Missing(lacking[0], best.plan, lacking[1]))
        confidence = calibration.confidence(question, best, candidates)
        if confidence >= calibration.CLARIFY:
            if together := self._fitting(question, candidates) or self._together(candidates):
                return self._answered(together, question.text, confidence)
            near = [one for one in candidates[:6] if one.score >= best.score - 0.15 and self._show(one.plan, moment)]
            if several := self._several(near, question, moment):
                return self._answered(several, question.text, confidence)
            asked = self._replies.clarify(near)
            if asked is not None and not question.years:
                return asked
        if question.years and (years := self._chooser.year_missing(question, best.plan)):
            return self._replies.year(question, years, best.plan, self._base.years(), self._tables["levels"].years())
        return self._replies.unknown(question, best, self._near(question))

    def _near(self, question: Question) -> list[Candidate]:
        found = self._dense.nearest(question.text) if self._dense else []
        plans = (Plan("record", document.table, "", (document.key,)) for document in found)
        return [Candidate(plan, 0.0, 0.0, frozenset(), False) for plan in plans]

    def _live(self, question: Question, plan: Plan, years: Sequence[int], moment: Moment) -> Shown | None:
        """Contests asked for in a year that is going on or to come: what is open now; None when nothing is."""
        this = moment.now.astimezone(moment.zone).year
        asked = plan.table == "contests" and not plan.keys and not question.says("sum", "applicants", "winners", "max")
        if not asked or min(years) < this or question.says("amount_strong", "count", "total") or question.asked:
            return None
        return self._show(Plan("status", "open"), moment) if self._status.opens(moment) else None

    def _same(self, question: Question, inherit: Plan | None, measure: str, moment: Moment) -> Shown | None:
        """The answer about the subject of the turn before, when it says what is asked."""
        for plan in self._again.plans(question, inherit):
            shown = self._show(plan, moment)
            if shown is not None and self._lacks(question, shown) is None:
                return shown
        return None

    def _lacks(self, question: Question, shown: Shown) -> tuple[str, str] | None:
        return attributes.lacks(question, shown.plan, plain_text(shown.text), self._names)

    def _known(self, question: Question, moment: Moment) -> Answer | None:
        known = self._taught.plan(question)
        shown = self._show(known, moment) if known else None
        return self._answered(shown, question.text, 1.0) if shown else None

    def _turned(self, question: Question, before: Context) -> Answer | None:
        turned = gate_of(question)
        return self._replies.turned(turned, question, before) if turned else None

    def _eligibility(self, question: Question, text: str, before: Context, moment: Moment) -> Answer | None:
        named = [mention.key for mention in question.of_kind("contest", "window") if mention.full]
        return eligibility(self._base, text, named, before, repaired=question.text, now=moment.now, zone=moment.zone)

    def _held(self, question: Question, candidates: list[Candidate]) -> list[Candidate]:
        """Candidates that hold the asked years before those that do not."""
        if not question.years:
            return candidates
        lowered = [
            replace(one, score=one.score - _YEAR_MISSING) if self._chooser.year_missing(question, one.plan) else one
            for one in candidates
        ]
        return sorted(lowered, key=lambda one: -one.score)

    def _candidates(self, question: Question, before: Context, inherit: Plan | None, follows: bool) -> list[Candidate]:
        alone = self._chooser.candidates(question, None)
        if inherit is None:
            return alone
        elliptical = question.elliptical or follows or (not question.mentions and question.mass < 4.5)
        if not elliptical:
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

    def _shown(
        self, candidate: Candidate, candidates: Sequence[Candidate], question: Question, moment: Moment
    ) -> Shown | None:
        plan = candidate.plan
        if fuller := self._training_of(candidate, candidates):
            return self._show(fuller, moment)
        if plan.table == "record" and plan.op == "facts":
            beside = [
                one.plan.keys[0]
                for one in candidates[:12]
                if one.plan.table == "record" and one.plan.op == "facts" and one.score >= candidate.score - _BESIDE
            ]
            if not candidate.explained and len(plan.keys) == 1:
                beside += self._cards.siblings(plan.keys[0])
            contact = self._site_beside(candidates) if question.says("where", "site", "premises") else None
            return self._cards.facts(plan.keys[:1] + tuple(beside), contact)
        return self._show(plan, moment)

    def _training_of(self, candidate: Candidate, candidates: Sequence[Candidate]) -> Plan | None:
        """The training that a fact only mentions, when it was found about as well: it says who, for whom and when."""
        fact = self._base.get(content.Fact, candidate.plan.keys[0]) if candidate.plan.op == "facts" else None
        for one in candidates if fact else ():
            named = one.plan.keys[0] if one.plan.op == "trainings" and one.plan.keys else None
            training = self._base.get(content.Training, named)
            if training and fact and training.measure == fact.measure and one.score >= candidate.score - _RICHER:
                return one.plan
        return None

    def _fitting(self, question: Question, candidates: Sequence[Candidate]) -> Shown | None:
        """Contests that may suit a person who tells who they are; whether they do, the organiser decides."""
        if not (question.says("eligibility", "for_whom") and question.says("contest", "grant", "subsidy")):
            return None
        keys = [one.plan.keys[0] for one in candidates if one.plan.op == "contests" and one.score >= _MAY_SUIT]
        return self._cards.fitting(tuple(dict.fromkeys(keys))[:3])

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
        both = self._cards.organisations(keys)
        if both is None or both.lines - 1 <= _FEW_LINES:
            return self._answered(both, question.text, candidate.score) if both else None
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
        return self._cards.facts(tuple(fact.key for fact in facts if fact))

    def _several(self, near: Sequence[Candidate], question: Question, moment: Moment) -> Shown | None:
        """What fits about equally well, in few lines: one record as it is, several in a line each."""
        best = near[0] if near else None
        if best is None or best.plan.op not in _TELLABLE or best.coverage < _TELLABLE_COVERAGE or question.years:
            return None
        shown = [
            one
            for one in (self._shown(near[0], near, question, moment), *(self._show(c.plan, moment) for c in near[1:3]))
            if one
        ]
        if not shown or self._lacks(question, shown[0]) or self._open(question, best):
            return None
        shown = [one for one in shown if self._lacks(question, one) is None]
        if not shown or len({one.measure for one in shown}) == 1 or len(near) == 1:
            return shown[0] if shown else None
        return together.first_lines(self._base, shown)

    @staticmethod
    def _open(question: Question, best: Candidate) -> bool:
        """Whether the best record leaves a telling noun unsaid: that is likely what is asked of it."""
        left = unexplained(question, best.explained)
        return any(question.tokens[at].noun and question.tokens[at].weight > _TELLING_NOUN for at in left)

    def _site_beside(self, candidates: Sequence[Candidate]) -> content.Contact | None:
        """The office whose site answers «где», when it was found as well."""
        for one in candidates:
            if one.plan.table == "record" and one.plan.op == "contacts" and one.score > _CONTACT_BESIDE:
                contact = self._base.get(content.Contact, one.plan.keys[0])
                if contact and contact.site:
                    return contact
        return None

    def _show(self, plan: Plan, moment: Moment) -> Shown | None:
        if plan.table == "status":
            return self._status.show(plan, moment)
        if plan.table == "overview":
            return self._overviews.show(plan, moment.now, moment.zone)
        if plan.table == "record":
            if not plan.keys:
                return None
            if plan.op == "duties":
                return self._status.duty(plan.keys[0], moment)
            if plan.op == "faqs":
                return self._taught.faq(plan.keys[0])
            if plan.op == "organisations":
                return self._cards.organisations(plan.keys)
            if plan.op == "facts":
                return self._cards.facts(plan.keys)
            if plan.op == "contacts":
                return self._cards.contacts(plan.keys)
            card = self._cards.show(plan.op, plan.keys[0])
            return self._status.beginning(card, plan.keys[0], moment) if card and plan.op == "contests" else card
        shown = self._operations.show(plan)
        if shown is None and plan.table in {"contests", "windows"} and plan.keys:
            card = self._cards.show("contests", plan.keys[0])
            return self._status.beginning(card, plan.keys[0], moment) if card else None
        return shown

    def _contact(self, question: Question, before: Context) -> Answer | None:
        asked = next((name for name in _CONTACT_ASKS if question.says(name)), None)
        online = any(token.lemmas & _ONLINE for token in question.tokens)
        if asked is None or question.says("site") or question.says("deadline") or (asked == "postal" and online):
            return None
        keys = [mention.key for mention in question.of_kind("contact")]
        if not keys:
            found = [one for one in self._chooser.candidates(question, None) if one.plan.op == "contacts"]
            keys = [found[0].plan.keys[0]] if found and found[0].score > 0.3 else []
        if not keys and before.plan:
            plan = from_json(before.plan)
            keys = list(plan.keys) if plan and plan.op == "contacts" else []
        contact = self._base.get(content.Contact, keys[0]) if keys else None
        if contact is None or getattr(contact, _CONTACT_ASKS[asked], None):
            return None
        return self._replies.contact(question, contact.key, asked)

    def _answered(self, shown: Shown, question: str, confidence: float) -> Answer:
        message = Message(shown.text, rows_of(*shown.buttons))
        context = Context(shown.plan.as_json() if shown.plan else None, shown.measure, question[:200], shown.subject)
        sources = tuple(dict.fromkeys(self._base.source_line([source]) for source in shown.sources))
        return Answer(message, Outcome.ANSWERED, shown.figures, sources, context, shown.subject, confidence)


def _synonyms(base: Snapshot) -> dict[str, list[tuple[frozenset[str], ...]]]:
    """Single words as people write them -> what the base calls it, each word by its lemmas."""
    found: dict[str, list[tuple[frozenset[str], ...]]] = {}
    for synonym in base.all(content.Synonym):
        said = list(words(synonym.word))
        if len(said) != 1:
            continue
        meant = tuple(lemmas(word) for word in words(synonym.meaning))
        for lemma in lemmas(said[0]):
            found.setdefault(lemma, []).append(meant)
    return found
