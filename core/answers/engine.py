"""The engine: a question and a clock in, an answer out. Immutable over one snapshot; no session, no network."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.answers import calibration, dialogue, posts, taught
from core.answers.answer import Answer, Context, Outcome
from core.answers.certain import SURE
from core.answers.choosing import Chooser
from core.answers.deciding import Deciding
from core.answers.dense import Meanings
from core.answers.documents import documents_of
from core.answers.doubting import Doubting, Signs
from core.answers.gates import passed_on
from core.answers.lemmas import lemmas
from core.answers.names import Names
from core.answers.plan import Plan, decode, from_json
from core.answers.question import Question, Reader
from core.answers.retrieval import Found, Index
from core.answers.showing import Showing
from core.answers.snapshot import R, Snapshot
from core.answers.status import Moment
from core.answers.tables import tables_of
from core.answers.tokens import words
from core.answers.vocabulary import Vocabulary
from storage.records import content

MAX_TEXT = 10_000


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
        self._showing = Showing(base, self._tables, self._taught)
        self._deciding = Deciding(base, self._tables, self._reader, names, self._chooser, self._showing, self._taught)
        self._doubting = Doubting(self._reader, self._deciding, self._showing)
        self._documents = documents

    @classmethod
    def build(cls, records: Iterable[content.Content], before: "Engine | None" = None) -> "Engine":
        """An engine over all content records of a base; `before` is that of the base as it was, and makes it sooner."""
        return cls(Snapshot(records), before)

    def records(self, kind: type[R]) -> list[R]:
        """The records of a kind that it answers from."""
        return self._base.all(kind)

    def know_meanings(self, meanings: Meanings) -> None:
        """Name near subjects by meaning from now on; slow, so it is called off the event loop."""
        self._deciding.weighing.dense = meanings.of(self._documents)

    @property
    def size(self) -> int:
        """How many records it answers from."""
        return self._base.size

    def read(self, text: str, today: date) -> Question:
        """A text as it is understood: the names and the features that it holds."""
        return self._reader.read(text, today)

    def answer(
        self, question: str, *, context: Context | None = None, today: date | None = None, now: datetime, zone: ZoneInfo
    ) -> Answer:
        """Answer, ask back or decline; any text gives an answer in bounded time."""
        day = today or now.astimezone(zone).date()
        moment = Moment(now, zone)
        before = context or Context()
        text = question[:MAX_TEXT]
        answer, whole = self._decided(text, before, day, moment)
        return self._doubting.judged(text, before, day, moment, answer) if whole else answer

    def signs(
        self, question: str, *, context: Context | None, now: datetime, zone: ZoneInfo
    ) -> tuple[Answer, Signs | None]:
        """The answer as it is before it is doubted, and what it would be judged by; None where it is not judged."""
        day, moment, before = now.astimezone(zone).date(), Moment(now, zone), context or Context()
        text = question[:MAX_TEXT]
        answer, whole = self._decided(text, before, day, moment)
        judged = whole and answer.answered and self._doubting.judges(answer)
        return answer, self._doubting.doubt(text, before, day, moment, answer).signs if judged else None

    def _decided(self, text: str, before: Context, day: date, moment: Moment) -> tuple[Answer, bool]:
        """The answer, and whether it is one to the whole message."""
        post = posts.read_post(text, day)
        if post is not None and not posts.known(post, self._reader.read(text, day)):
            return posts.answer(post, before, day), False
        if post is not None:
            return self._known_post(post, text, before, day, moment), False
        whole = self._deciding.one(text, before, day, moment)
        if not whole.answered and whole.context.plan is None:
            kept = whole.context if whole.outcome is Outcome.SMALL_TALK else before
            form, subject = whole.context.form or before.form, passed_on(before, whole.subject)
            whole = replace(whole, context=replace(kept, form=form, subject=subject))
        several = dialogue.asks_twice(text)
        beside = whole.subject == "overview/premises" and " и " in text
        if whole.outcome is Outcome.SMALL_TALK or (whole.confidence >= calibration.CERTAIN and not beside):
            return whole, whole.confidence != SURE
        best = whole
        for left, right in dialogue.halves(text):
            first = self._deciding.one(left, before, day, moment)
            if not first.answered or first.confidence < calibration.PART:
                continue
            second = self._deciding.one(
                right, replace(first.context, question=left, saved=before.saved), day, moment, follows=True
            )
            if not second.answered or second.confidence < calibration.PART or second.message.text == first.message.text:
                continue
            confidence = min(first.confidence, second.confidence)
            if beside and not first.subject.startswith(("status/", "contests/", "subsidies/", "programmes/")):
                continue
            if (several or beside) and first.subject != second.subject:
                return dialogue.joined(first, second, confidence), False
            if confidence > best.confidence or not best.answered:
                best = dialogue.joined(first, second, confidence)
        if best.answered:
            return best, best is whole
        return self._letter(text, before, day, moment) or best, False

    def _known_post(self, post: posts.Post, text: str, before: Context, day: date, moment: Moment) -> Answer:
        """A post about a contest of the base: the verdict or the card, and where the post says something else."""
        key = posts.contest_of(post, self._reader.read(text, day))
        shown = None if post.asks else self._showing.show(Plan("record", "contests", "", (key,)), moment)
        answer = self._showing.answered(shown, text, 1.0) if shown else self._deciding.one(text, before, day, moment)
        return posts.with_differences(answer, post, self._showing.status.window(key, moment), day)

    def _letter(self, text: str, before: Context, day: date, moment: Moment) -> Answer | None:
        """What is known of a long message, sentence by sentence; None when no sentence has an answer."""
        told: list[Answer] = []
        for sentence in dialogue.sentences(text):
            answer = self._deciding.one(sentence, before, day, moment)
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
        shown = self._showing.show(plan, Moment(now, zone)) if plan else None
        return self._showing.answered(shown, "", 1.0) if shown else None

    def guesses(
        self, question: str, *, context: Context | None = None, now: datetime, zone: ZoneInfo, limit: int = 3
    ) -> tuple[taught.Guess, ...]:
        """What a question may be about, the likeliest first, whatever the engine made of it."""
        read = self._reader.read(question[:MAX_TEXT], now.astimezone(zone).date())
        before, moment = context or Context(), Moment(now, zone)
        candidates = self._deciding.weighing.candidates(
            read, before, from_json(before.plan) if before.plan else None, False
        )
        near = self._deciding.weighing.near(read)
        return taught.guesses(
            read,
            [*near, *candidates],
            self._deciding.replies.name_of,
            lambda plan: self._showing.show(plan, moment),
            limit,
        )

    def search(self, question: str, *, today: date) -> list[Found]:
        """What the search alone finds, without a judgement whether it answers."""
        return self._chooser.search(self._reader.read(question[:MAX_TEXT], today))

    def teachable(self, question: str) -> bool:
        """Whether a question can be learned in these words."""
        return len(question) <= taught.LIMIT and taught.teachable(self._reader.read(question, date.min))

    def name_of(self, plan: Plan) -> str:
        """What a plan is about, without a figure."""
        return self._deciding.replies.name_of(plan)

    def begins(self, code: str, *, now: datetime, zone: ZoneInfo) -> taught.Guess | None:
        """A guess from its code; None when its record is gone."""
        plan = decode(code)
        shown = self._showing.show(plan, Moment(now, zone)) if plan else None
        return taught.Guess(code, self._deciding.replies.name_of(plan), "") if plan and shown else None


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
