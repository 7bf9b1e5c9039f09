"""Reading questions about time: what is open, what closes or opens soon, until when."""

from collections.abc import Iterator

from core.answers.plan import Plan
from core.answers.proposals import NONE, Proposal, level_of, tokens_of
from core.answers.question import Question
from core.answers.snapshot import Snapshot

_MOSTLY = 0.8
_DAYS = frozenset({"когда", "срок", "дата", "день", "дедлайн", "успеть", "открыть", "сейчас"})
_OPENS = frozenset({"открываться", "открыться", "начинаться", "начаться", "стартовать"})
_MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
           "декабрь")  # fmt: skip


def proposals(question: Question, base: Snapshot, inherit: Plan | None) -> Iterator[Proposal]:
    """«Что открыто», «что закрывается на этой неделе», «до какого числа фпг»."""
    mentions = question.of_kind("contest", "window")
    mentioned = tokens_of(mentions)
    keys = tuple(dict.fromkeys(mention.key for mention in mentions))[:3]
    opened = question.said_by("open", outside=mentioned)
    now = question.said_by("now", outside=mentioned)
    closing = question.said_by("closing", outside=mentioned)
    deadline = question.said_by("deadline", outside=mentioned)
    inherited = inherit is not None and inherit.table == "status"
    if _counts(question, opened | now | closing | deadline):
        return
    if (inherited and inherit is not None and not keys) or (
        not keys and inherit and inherit.table in {"contests", "windows"} and (opened or deadline or closing)
    ):
        keys = inherit.keys
    seeking = question.says("where", outside=mentioned) and question.says("amount_strong") and not question.mentions
    if seeking and not keys and question.coverage(question.said_by("where", "amount", "grant", "winners")) > _MOSTLY:
        yield Proposal(Plan("status", "open"), question.said_by("where", "amount", "grant", "winners"), 0.1)
    rest = question.said_by(
        "contest",
        "grant",
        "subsidy",
        "applicants",
        "amount",
        "list",
        "recipients",
        "for_whom",
        "eligibility",
        "contact",
        outside=mentioned,
    )
    rest -= question.said_by("amount_strong")
    rest |= question.said_by("month")
    if keys:
        if not (opened or now or closing or deadline or inherited):
            return
        if question.years and not any(year >= 2024 for year in question.years) and not opened and not now:
            op = "past"
        else:
            op = "deadline"
        yield Proposal(Plan("status", op, "", keys), mentioned | opened | now | closing | deadline | rest, 0.02)
        return
    if (month := _opening_month(question)) and not question.years:
        used = question.said_by("month", "open", "closing", "now", "contest", "grant", "subsidy", "list")
        yield Proposal(Plan("status", "opening", "", (), (("month", str(month)),)), used, 0.3)
        return
    if not (opened or closing or inherited or (now and question.says("contest", "grant", "subsidy"))):
        return
    if question.says("duty") or question.says("lease", "premises", "training"):
        return
    levels, by_level = level_of(question, mentioned)
    filters: list[tuple[str, str]] = [("level", levels[0])] if len(levels) == 1 else []
    used = by_level if levels else NONE
    for sphere in question.of_kind("sphere"):
        filters.append(("sphere", sphere.key))
        used |= sphere.tokens
        break
    op = "closing" if closing and not opened else "open"
    if op == "closing" and any(token.lemmas & {"два", "14"} for token in question.tokens):
        filters.append(("days", "14"))
    yield Proposal(Plan("status", op, "", (), tuple(filters)), opened | now | closing | deadline | rest | used, 0.05)


def _opening_month(question: Question) -> int:
    """The month of «что открывается в декабре»; 0 when none is asked."""
    if not any(token.lemmas & _OPENS for token in question.tokens):
        return 0
    return next((at for at, name in enumerate(_MONTHS, 1) for t in question.tokens if name in t.lemmas), 0)


def _counts(question: Question, timed: frozenset[int]) -> bool:
    """Whether a number of applications or winners is asked, though «число» or «приняли» also speak of days."""
    figures = question.said_by("applicants", "winners", "recipients_strong", "amount_strong")
    counting = question.says("count") or any(token.lemmas & {"сколько", "число"} for token in question.tokens)
    strict = any(token.lemmas & _DAYS for token in question.tokens)
    return counting and bool(question.asked & figures or (question.says("count") and figures - timed)) and not strict
