"""Questions that somebody taught: known word for word (after repair) before anything is guessed; FAQ as documents."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.answers.choosing import Candidate
from core.answers.documents import Document
from core.answers.phrases import Lemmas
from core.answers.plain import plain_text
from core.answers.plan import Plan, decode
from core.answers.question import Question, Reader
from core.answers.shown import Shown
from core.answers.snapshot import Snapshot
from core.messages import Action, Button
from core.rendering import label, render
from storage.records.learning import Alias, Faq

LIMIT = 300
"""Characters of a question that can be taught."""

_NEGATIONS = frozenset({"не", "нет", "без", "ни"})
_ALONE = 3
_PREVIEW = 90


@dataclass(frozen=True, slots=True)
class Guess:
    """A plan that may answer, its subject's name, and how the answer would begin."""

    code: str
    title: str
    begins: str


def telling(question: Question) -> tuple[Lemmas, ...]:
    """The words that make a question this one: all but empty ones; negations count."""
    return tuple(token.lemmas for token in question.tokens if not token.empty or token.text in _NEGATIONS)


def teachable(question: Question) -> bool:
    """Whether a question says by itself what it is about, without the talk before it."""
    said = len(telling(question))
    return 0 < len(question.text) <= LIMIT and said > 0 and (not question.elliptical or said >= _ALONE)


class Taught:
    """Wordings of one base with what they mean."""

    def __init__(self, base: Snapshot, reader: Reader) -> None:
        self._base = base
        self._known: list[tuple[tuple[Lemmas, ...], tuple[int, ...], Plan]] = []
        self._by_lemma: dict[str, list[int]] = {}
        for text, plan in _wordings(base):
            question = reader.read(text, date.min)
            said = telling(question)
            if not teachable(question):
                continue
            for lemma in frozenset().union(*said):
                self._by_lemma.setdefault(lemma, []).append(len(self._known))
            self._known.append((said, question.years, plan))

    def plan(self, question: Question) -> Plan | None:
        """What a question means that was taught in these words, in any order and form."""
        said = telling(question)
        if not said:
            return None
        near = {number for lemma in said[0] for number in self._by_lemma.get(lemma, ())}
        for number in sorted(near, reverse=True):
            words, years, plan = self._known[number]
            if years == question.years and _covers(words, said) and _covers(said, words):
                return plan
        return None

    def faq(self, key: str) -> Shown | None:
        """A specialist's answer with its date."""
        faq = self._base.get(Faq, key)
        if faq is None:
            return None
        source = self._base.source_line([faq.source])
        text = render("ngo/answers/faq.html.j2", faq=faq, source=source)
        sources = (faq.source,) if faq.source else ()
        specialist = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
        return Shown(text, Plan("record", "faqs", "", (key,)), f"faqs/{key}", (), sources, (specialist,))


def _covers(words: Sequence[Lemmas], others: Sequence[Lemmas]) -> bool:
    return all(any(word & other for other in others) for word in words)


def _wordings(base: Snapshot) -> Iterator[tuple[str, Plan]]:
    for faq in base.all(Faq):
        for text in (faq.question, *faq.aliases):
            yield text, Plan("record", "faqs", "", (faq.key,))
    for alias in base.all(Alias):
        if plan := decode(alias.means):
            yield alias.text, plan


def documents(base: Snapshot) -> Iterator[Document]:
    """FAQ records as they are searched."""
    for faq in base.all(Faq):
        spheres = " ".join(base.sphere_names.get(sphere, "") for sphere in faq.spheres)
        fields = (faq.question, ", ".join(faq.aliases), faq.answer, spheres)
        yield Document("faqs", faq.key, None, "", fields, frozenset())


def guesses(
    question: Question,
    candidates: Sequence[Candidate],
    name_of: Callable[[Plan], str],
    show: Callable[[Plan], Shown | None],
    limit: int,
) -> tuple[Guess, ...]:
    """The likeliest subjects, each once, that can be shown and whose code fits a button."""
    tables = {"window": "contests", "contact": "contacts", "project": "projects", "organisation": "organisations",
              "contest": "contests"}  # fmt: skip
    named = [
        Plan("record", tables[one.kind], "", (one.key,)) for one in question.mentions if one.full and one.kind in tables
    ]
    found: dict[str, Guess] = {}
    for plan in (*(one.plan for one in candidates[:12]), *named):
        title = name_of(plan)
        if not title or title in found:
            continue
        try:
            code = plan.encode()
        except ValueError:
            continue
        if shown := show(plan):
            lines = plain_text(shown.text).strip().splitlines()
            found[title] = Guess(code, title, lines[0][:_PREVIEW] if lines else "")
        if len(found) == limit:
            break
    return tuple(found.values())
