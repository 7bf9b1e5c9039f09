"""Findings one by one in chat, each with what can be done about it."""

import asyncio

from core.calling import Call
from core.catalogue.home import gone
from core.desk.owning import owning
from core.desk.rights import Right
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, local, render
from core.reports import asking, settling
from core.reports.annual import NoSuchYearError
from core.reports.asking import ANSWER_LIMIT
from core.reports.chat import no_year, stranger, to_year
from core.reports.fixing import edits_of
from core.reports.settling import Review, Settled, may_settle
from core.reports.wording import arithmetic, edits_text, finding_html, finding_text
from storage.people import names_of
from storage.records.years import Settlement
from storage.terms import SettlementKind

REASONS = ("document", "rounding", "counted")
"""Reasons that are a tap; anything else is written."""

REASON_LIMIT = 300
SHOWN = 8


async def review(call: Call, year: int) -> Review | Message:
    """The year's findings for somebody of the desk, or what to say instead."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    try:
        async with call.reading() as session:
            return await settling.review(session, year)
    except NoSuchYearError:
        return await no_year(call, year)


async def finding_at(call: Call, year: int, place: int) -> Message:
    """The open finding at a place from 1; places beyond the ends are the ends."""
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    if not found.open:
        return _nothing_open(found)
    return await _card(call, found, found.open[min(max(place, 1), len(found.open)) - 1])


async def finding_of(call: Call, year: int, code: str, *, note: str = "") -> Message:
    """One finding by its code; one that the check no longer finds is told as settled."""
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    chosen = found.find(code)
    if chosen is None:
        text = render("admin/finding_gone.html.j2", year=year, left=len(found.open), note=note)
        return Message(text, rows_of(_first(found), _to_check(year)))
    return await _card(call, found, chosen, note=note)


async def _card(call: Call, found: Review, chosen: Settled, *, note: str = "") -> Message:
    year, finding = found.report.year, chosen.finding
    listed = found.open if chosen.accepted is None else found.accepted
    place = next(at for at, one in enumerate(listed, 1) if one.finding.code == finding.code)
    edits = edits_of(finding, found.report.records)
    async with call.reading() as session:
        people = [one.author_id for one in (chosen.accepted, chosen.asked) if one is not None]
        names = await names_of(session, people)
    department = await _department(call, chosen.asked)
    text = render(
        "admin/check_finding.html.j2", year=year, place=place, count=len(listed), f=finding, note=note,
        line=finding_html(finding), sum=arithmetic(finding), settled=chosen, names=names, department=department,
        edits=edits_text(finding, edits) if edits else "", may=may_settle(call), zone=call.zone, local=local,
    )  # fmt: skip
    key = (str(year), finding.code)
    if chosen.accepted is not None:
        again = Button(label("finding_reopen"), Action.FINDING_BACK, (str(chosen.accepted.id),))
        back = Button(label("stats_accepted", count=len(listed)), Action.FINDINGS_ACCEPTED, (str(year),))
        return Message(text, rows_of(again if may_settle(call) else None, back, _to_check(year)))
    acts: tuple[Button | None, ...] = ()
    if may_settle(call):
        acts = (
            Button(label("finding_fix"), Action.FINDING_FIX, key) if edits else None,
            Button(label("finding_accept"), Action.FINDING_ACCEPT, (*key, "ask")),
            Button(label("finding_ask"), Action.FINDING_ASK, (*key, "-")),
        )
    return Message(text, rows_of(*acts, _turn(listed, place, year, "stats_next", 1), _to_check(year)))


def _turn(listed: tuple[Settled, ...], place: int, year: int, name: str, step: int) -> Button | None:
    at = place + step
    if not 1 <= at <= len(listed):
        return None
    return Button(label(name), Action.FINDING, (str(year), listed[at - 1].finding.code))


def _to_check(year: int) -> Button:
    return Button(label("stats_to_check"), Action.STATS_CHECK, (str(year),))


def _first(found: Review) -> Button | None:
    return _turn(found.open, 0, found.report.year, "stats_next", 1)


def _nothing_open(found: Review) -> Message:
    year = found.report.year
    text = render("admin/check_clear.html.j2", year=year, accepted=len(found.accepted))
    return Message(text, rows_of(accepted_button(found), to_year(year)))


def accepted_button(found: Review) -> Button | None:
    """«Принятые: 3»."""
    count = len(found.accepted)
    year = (str(found.report.year),)
    return Button(label("stats_accepted", count=count), Action.FINDINGS_ACCEPTED, year) if count else None


async def _department(call: Call, asked: Settlement | None) -> str:
    if asked is None:
        return ""
    async with call.reading() as session:
        chosen = (await owning(session)).department(asked.department)
    return "" if chosen is None else chosen.short_name


async def fix(call: Call, year: int, code: str) -> Message:
    """«Исправить»: written at once, taken back from the same message."""
    if not may_settle(call):
        return gone()
    done = await settling.correct(call, year, code)
    if done is None:
        return await finding_of(call, year, code)
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    text = render("admin/finding_fixed.html.j2", year=year, done=done, left=len(found.open))
    back = Button(label("finding_back"), Action.FINDING_BACK, (str(done.settled.id),))
    return Message(text, rows_of(back, _first(found), _to_check(year)))


async def accept(call: Call, year: int, code: str, reason: str) -> tuple[Message, bool]:
    """«Так и надо…»: a reason by a tap, or True when one is awaited in words."""
    if not may_settle(call):
        return gone(), False
    if reason in REASONS:
        return await accept_words(call, year, code, label("finding_reason", reason=reason)), False
    found = await review(call, year)
    if isinstance(found, Message):
        return found, False
    chosen = found.find(code)
    if chosen is None:
        return await finding_of(call, year, code), False
    key = (str(year), code)
    text = render("admin/finding_reason.html.j2", line=finding_html(chosen.finding, short=True))
    buttons = [Button(label("finding_reason", reason=one), Action.FINDING_ACCEPT, (*key, one)) for one in REASONS]
    return Message(text, rows_of(*buttons, Button(label("finding_to"), Action.FINDING, key))), True


async def accept_words(call: Call, year: int, code: str, reason: str) -> Message:
    """The finding is folded away with a reason."""
    if not may_settle(call):
        return gone()
    done = await settling.accept(call, year, code, reason.strip()[:REASON_LIMIT])
    if done is None:
        return await finding_of(call, year, code)
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    text = render(
        "admin/finding_accepted.html.j2", line=finding_html(done[1], short=True), reason=done[0].note,
        left=len(found.open),
    )  # fmt: skip
    again = Button(label("finding_reopen"), Action.FINDING_BACK, (str(done[0].id),))
    return Message(text, rows_of(again, _first(found), accepted_button(found), _to_check(year)))


async def take_back(call: Call, number: int) -> Message:
    """«Вернуть», also the second time."""
    done = await settling.take_back(call, number)
    if done is None:
        return gone()
    settled = done.settled
    if done.blocked:
        text = render("admin/finding_blocked.html.j2", note=settled.note)
        return Message(text, rows_of(_to_check(settled.year)))
    kind = "accepted" if settled.kind is SettlementKind.ACCEPTED else "corrected"
    return await finding_of(call, settled.year, settled.code, note=kind)


async def accepted(call: Call, year: int) -> Message:
    """«Показать принятые»: each with its reason."""
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    lines = [
        (place, finding_html(one.finding, short=True), one.accepted.note)
        for place, one in enumerate(found.accepted[:SHOWN], 1)
        if one.accepted is not None
    ]
    text = render("admin/check_accepted.html.j2", year=year, lines=lines, more=len(found.accepted[SHOWN:]))
    buttons = [
        Button(label("stats_row", number=place), Action.FINDING, (str(year), one.finding.code))
        for place, one in enumerate(found.accepted[:SHOWN], 1)
    ]
    return Message(text, (*rows_of(*buttons, per_row=4), (_to_check(year),)))


async def ask(call: Call, year: int, code: str, department: str) -> Message:
    """«Спросить отдел»: at once where it is clear whose finding it is, else which department."""
    if not may_settle(call):
        return gone()
    async with call.reading() as session:
        found = await asking.choices(session, year, code)
    if found is None:
        return await finding_of(call, year, code)
    finding, likely = found
    key = (str(year), code)
    back = Button(label("finding_to"), Action.FINDING, key)
    if department == "-" and len(likely) != 1:
        buttons = [
            Button(label("finding_ask_of", name=one.short_name), Action.FINDING_ASK, (*key, one.key)) for one in likely
        ]
        text = render("admin/finding_whom.html.j2", line=finding_html(finding, short=True))
        return Message(text, rows_of(*buttons, back))
    chosen = likely[0].key if department == "-" else department
    asked = await asking.ask(call, year, code, chosen)
    if asked is None:
        return await finding_of(call, year, code)
    text = render("admin/finding_sent.html.j2", asked=asked, line=finding_html(finding, short=True))
    review_now = await review(call, year)
    following = None
    if isinstance(review_now, Review) and (own := review_now.find(code)) in review_now.open:
        place = next(at for at, one in enumerate(review_now.open, 1) if one is own)
        following = _turn(review_now.open, place, year, "stats_next", 1)
    return Message(text, rows_of(following, back))


async def answer(call: Call, number: int, which: str) -> tuple[Message, bool]:
    """A department's button; True when the answer is awaited in words."""
    found = await asking.question_for(call, number)
    if found is None:
        return gone(), False
    if found.answered_at is not None:
        return Message(render("admin/finding_answer_late.html.j2", settled=found)), False
    if which == "words":
        return Message(render("admin/finding_answer_ask.html.j2", line=found.note)), True
    words = await asking.figure_answer(call, number, which)
    if words is None:
        return gone(), False
    return await answer_words(call, number, words), False


async def answer_words(call: Call, number: int, text: str) -> Message:
    """The department's answer is on its way to whoever asked."""
    if len(text) > ANSWER_LIMIT:
        return Message(render("admin/finding_answer_long.html.j2", length=len(text), limit=ANSWER_LIMIT))
    done = await asking.answer(call, number, text)
    if done is None:
        return gone()
    template = "admin/finding_answer_kept.html.j2" if done.first else "admin/finding_answer_late.html.j2"
    return Message(render(template, settled=done.settled))


async def file(call: Call, year: int) -> Message:
    """All findings as a workbook: what is open, what was accepted and why."""
    found = await review(call, year)
    if isinstance(found, Message):
        return found
    content = await asyncio.to_thread(_workbook, found)
    text = render("admin/check_file.html.j2", year=year, open=len(found.open), accepted=len(found.accepted))
    return Message(text, rows_of(_to_check(year)), (File(f"check-{year}.xlsx", content),))


def _workbook(found: Review) -> bytes:
    from core.reports.printers.check import Checked, print_check

    rows = [
        Checked(
            one.finding, finding_text(one.finding), "" if one.accepted is None else one.accepted.note,
            "" if one.asked is None else one.asked.answer, accepted=one.accepted is not None,
        )
        for one in (*found.open, *found.accepted)
    ]  # fmt: skip
    return print_check(found.report.year, rows)
