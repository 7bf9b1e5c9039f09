"""Eligibility for the question engine: pure over its snapshot, with the talk's memory in the answer's context."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from core.answers.answer import Answer, Context, Outcome
from core.answers.plan import Plan
from core.answers.snapshot import Snapshot
from core.eligibility.asking import answer_to, is_eligibility_question, is_other_applicant, reply_to
from core.eligibility.book import Book, book_of
from core.eligibility.profile import Profile
from core.eligibility.replies import ANY, Reply, verdict_reply
from core.eligibility.verdict import Kind
from storage.records.content import Contest, Document, Season
from storage.records.eligibility import Rule

_SUBJECT = "eligibility"
_SURE = 0.95


def answer(
    base: Snapshot, text: str, named: Sequence[str], before: Context, *, repaired: str = "", bare: bool = False,
    now: datetime, zone: ZoneInfo,
) -> Answer | None:  # fmt: skip
    """The answer to «можно ли нам», or to the question that the last answer asked; None for any other text.

    `named` are the keys of contests and subsidies in the text; without one the contest of the talk is meant.
    `bare`: a follow-up holds nothing but the name, so that «а на соседи» goes on with the verdict before.
    `repaired` are the text's words after repair, read when the text itself says nothing («vj;yj yf hjcvjk»).
    None also where the base holds neither a rule nor an intake of it: its record then tells whom it is for.
    """
    running = _running(before)
    if not is_eligibility_question(text) and is_eligibility_question(repaired):
        text = repaired
    asks, other = is_eligibility_question(text), running is None and not named and is_other_applicant(text)
    if not asks and not other and running is None:
        return None
    book = _book(base, now, zone)
    of_talk = _of_talk(book, before)
    asks = asks or (other and of_talk in book.rules)
    if not asks and bare and named and running is not None and named[0] in book.contests:
        return _answer(book, verdict_reply(book, named[0], (_saved(before) or Profile()).told(running[1])), text)
    if not asks:
        if running is None or named:
            return None
        continued = answer_to(book, text, running[0], running[1], _saved(before))
        return None if continued is None else _answer(book, continued, text)
    ruled = next((key for key in named if key in book.rules), None)
    ruled = ruled or next((key for key in named if book.window(key)), None)
    contest, known = (ruled, None) if named else running or (of_talk, None)
    if not book.rules or (named and ruled is None) or (contest and not (contest in book.rules or book.window(contest))):
        return None
    reply = reply_to(book, text, contest, saved=_saved(before), known=known)
    nothing = contest is None and reply.kind is Kind.UNKNOWN and reply.waits is None
    return None if nothing else _answer(book, reply, text)


def _book(base: Snapshot, now: datetime, zone: ZoneInfo) -> Book:
    return book_of(base.all(Rule), base.all(Contest), base.all(Season), base.all(Document), zone, now)


def _saved(before: Context) -> Profile | None:
    """What the person let us remember of their organisation."""
    return Profile.decode(before.saved) if before.saved else None


def _running(before: Context) -> tuple[str | None, Profile] | None:
    """The contest and what is known, when the last answer was about eligibility."""
    parts = before.subject.split("/")
    if len(parts) != 3 or parts[0] != _SUBJECT:
        return None
    try:
        return (None if parts[1] == ANY else parts[1]), Profile.decode(parts[2])
    except ValueError:
        return None


def _of_talk(book: Book, before: Context) -> str | None:
    keys = (before.plan or {}).get("keys") or ()
    return next((str(key) for key in keys if str(key) in book.contests), None)


def _answer(book: Book, reply: Reply, text: str) -> Answer:
    outcome = Outcome.ANSWERED
    if reply.waits is not None:
        outcome = Outcome.CLARIFY
    elif reply.kind is Kind.UNKNOWN:
        outcome = Outcome.DECLINED
    rules = book.rules.get(reply.contest or "", ())
    keys = dict.fromkeys(rule.source.document for rule in rules if rule.source)
    sources = tuple(book.documents[key].short_title for key in keys if key in book.documents)
    plan = Plan("contests", keys=(reply.contest,)).as_json() if reply.contest else None
    subject = f"{_SUBJECT}/{reply.contest or ANY}/{reply.profile.encode()}"
    about = f"{_SUBJECT}/{reply.contest or ANY}"
    return Answer(reply.message, outcome, (), sources, Context(plan, "", text[:200], subject), about, _SURE)
