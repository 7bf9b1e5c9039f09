"""A question to a specialist: said before it is sent, confirmed, numbered at once, never sent twice."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.announcements.payloads import payload
from core.answers.answer import Context
from core.answers.loading import EngineHolder
from core.calling import Call
from core.catalogue.home import home_button
from core.catalogue.paging import page_of, pager
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.deliveries import enqueue
from storage.learning import add_lesson
from storage.people import find_or_create, find_person
from storage.records.people import Appeal
from storage.terms import AppealState, Channel, SubjectKind

WORKING_DAYS = 3
"""An answer is promised on this working day after the appeal (Saturdays and Sundays do not count)."""

LIMIT = 3000
"""Characters of an appeal: with the card around it, it fits one message to an administrator."""

OPEN_LIMIT = 5
"""Open appeals of one person."""

DRAFT_FOR = timedelta(hours=1)
"""An unanswered question this young is offered as the appeal's text."""

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that waits for the person's word; `key` is the update that brought it.

    `question` is what the bot was asked, `turns` the talk before it, `guesses` codes and names of likely subjects.
    """

    text: str
    key: str
    question: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    guesses: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """From the dialogue's data."""
        pairs = {name: tuple((str(a), str(b)) for a, b in kept.get(name, ())) for name in ("turns", "guesses")}
        return cls(kept["text"], kept["key"], kept.get("question", kept["text"]), pairs["turns"], pairs["guesses"])

    def longer(self, more: str, key: str) -> "Draft":
        """The draft with more text, brought by another update."""
        return dataclasses.replace(self, text=f"{self.text}\n{more}", key=key)

    def as_json(self) -> dict[str, Any]:
        """For the dialogue's data."""
        return dataclasses.asdict(self)

    @property
    def name(self) -> str:
        """The draft's short name, which its «Передать» carries."""
        return self.key.rsplit(":", 1)[-1]


def due_day(today: date, working_days: int = WORKING_DAYS) -> date:
    """The day of the answer."""
    day, left = today, working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


async def proposed(call: Call) -> str | None:
    """The question that the bot has just failed to answer, as a draft."""
    async with call.reading() as session:
        return await appeals.last_unanswered(session, call.person.id, call.now - DRAFT_FOR)


async def drafted(
    call: Call, engines: EngineHolder, text: str, *, question: str = "", turns: Sequence[tuple[str, str]] = (),
    before: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """A draft with what the engine takes the question for."""
    engine = await engines.get(call.reading)
    found = engine.guesses(question or text, context=Context.from_json(before), now=call.now, zone=call.zone)
    guesses = tuple((one.code, one.title) for one in found)
    return Draft(text, call.update_key, question or text, tuple(turns), guesses)


def ask_for_text() -> Message:
    """What to write, and that /cancel leaves."""
    return Message(render("ngo/appeal_text.html.j2"), rows_of(_drop()))


def ask_for_more(draft: Draft) -> Message:
    """What to add to the draft."""
    return Message(render("ngo/appeal_more.html.j2", text=_excerpt(draft.text)), rows_of(_drop()))


def too_long(length: int) -> Message:
    """The text does not fit; nothing of it was sent."""
    return Message(render("ngo/appeal_long.html.j2", length=length, limit=LIMIT), rows_of(_drop()))


def confirm(call: Call, draft: Draft) -> Message:
    """Exactly what will be sent and by when the answer comes; nothing is sent yet."""
    text = render(
        "ngo/appeal_confirm.html.j2", text=_excerpt(draft.text), name=call.person.name, due=due_day(call.today),
        today=call.today, turns=len(draft.turns),
    )  # fmt: skip
    buttons = rows_of(
        Button(label("appeal_send"), Action.SEND_APPEAL, (draft.name,)),
        Button(label("appeal_more"), Action.APPEAL_MORE),
        Button(label("appeal_anew"), Action.APPEAL_ANEW),
        _drop(),
    )
    return Message(text, buttons)


def dropped() -> Message:
    """Nothing was sent."""
    return Message(render("ngo/appeal_dropped.html.j2"), rows_of(home_button()))


def _drop() -> Button:
    return Button(label("appeal_drop"), Action.DROP_APPEAL)


def _excerpt(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + "…"


async def send(call: Call, draft: Draft, admins: Collection[str]) -> Message:
    """Store the appeal with a message to every administrator, in one transaction; twice gives the same number."""
    async with call.writing() as session:
        known = await appeals.appeal_by_key(session, draft.key)
        waiting = [a for a in await appeals.appeals_of(session, call.person.id) if a.state is AppealState.OPEN]
        if known is None and len(waiting) >= OPEN_LIMIT:
            text = render("ngo/appeal_enough.html.j2", count=len(waiting))
            return Message(text, rows_of(_own(), home_button()))
        appeal, new = await appeals.create_appeal(
            session, person_id=call.person.id, text=draft.text, due_on=due_day(call.today), now=call.now,
            update_key=draft.key,
        )  # fmt: skip
        if new:
            await add_lesson(
                session, person_id=call.person.id, appeal_id=appeal.id, question=draft.question or draft.text,
                turns=draft.turns, guesses=[code for code, _ in draft.guesses], now=call.now,
            )  # fmt: skip
            for admin in sorted(admins):
                await _tell_admin(session, call, appeal, draft, admin)
        await session.commit()
    text = render("ngo/appeal_sent.html.j2", appeal=appeal, today=call.today)
    return Message(text, rows_of(_own(), home_button()))


async def _tell_admin(session: Session, call: Call, appeal: Appeal, draft: Draft, external_id: str) -> None:
    admin = await find_person(session, Channel.TELEGRAM, external_id)
    if admin is None:
        admin = await find_or_create(session, Channel.TELEGRAM, external_id, "", call.now)
    reply = Button(label("appeal_reply"), Action.REPLY_APPEAL, (str(appeal.id),))
    values = {
        "number": appeal.number, "text": appeal.text, "name": call.person.name, "due": appeal.due_on.isoformat(),
        "turns": [list(turn) for turn in draft.turns], "guesses": [title for _, title in draft.guesses],
    }  # fmt: skip
    await enqueue(
        session, person_id=admin.id, kind=SubjectKind.APPEAL, now=call.now,
        payload=payload("admin/appeal.html.j2", values, rows_of(reply)),
    )  # fmt: skip


def _own() -> Button:
    return Button(label("appeals_own"), Action.APPEALS, ("1",))


async def own_appeals(call: Call, number: int) -> Message:
    """The person's appeals: waiting or answered, with the answer."""
    async with call.reading() as session:
        found = await appeals.appeals_of(session, call.person.id)
    page = page_of(found, number, 3)
    text = render("ngo/appeals.html.j2", page=page, today=call.today, zone=call.zone, excerpt=_excerpt)
    ask = Button(label("menu_specialist"), Action.ASK_SPECIALIST)
    return Message(text, (pager(page, Action.APPEALS), *rows_of(ask, home_button())))
