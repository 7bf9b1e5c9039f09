"""A question to a specialist: said before it is sent, confirmed, numbered at once, never sent twice."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from core.answers.answer import Context
from core.answers.loading import EngineHolder
from core.appeals import routing
from core.appeals.buttons import own_button
from core.appeals.drafts import FILES, LIMIT, Draft, Said, counted
from core.appeals.hearing import tell_desk
from core.appeals.parts import excerpt
from core.appeals.working_days import due_day, hours_of, reception
from core.calling import Call
from core.catalogue.home import home_button
from core.desk.owning import Owning, owning
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, appeals
from storage.content import all_of, get
from storage.learning import add_lesson
from storage.own_organisations import names_of_organisations, organisation_of
from storage.questions import last_unanswered
from storage.records.appeals import Appeal, Attached
from storage.records.content import Sphere
from storage.records.desk import Department
from storage.terms import AppealState

OPEN_LIMIT = 5
"""Open appeals of one person."""

DRAFT_FOR = timedelta(hours=1)
"""An unanswered question this young is offered as the appeal's text."""


async def proposed(call: Call) -> str | None:
    """The question that the bot has just failed to answer, as a draft; None when it was handed over already."""
    async with call.reading() as session:
        return await last_unanswered(session, call.person.id, call.now - DRAFT_FOR)


async def drafted(
    call: Call, engines: EngineHolder, said: Said, *, question: str = "", turns: Sequence[tuple[str, str]] = (),
    before: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """A draft with what the engine takes the question for, and whom it would go to."""
    engine = await engines.get(call.reading)
    asked = question or said.text
    found = engine.guesses(asked, context=Context.from_json(before), now=call.now, zone=call.zone) if asked else ()
    guesses = tuple((one.code, one.title) for one in found)
    draft = Draft((said,), call.update_key, asked, tuple(turns), guesses, at=said.at)
    return await routed(call, draft)


async def routed(call: Call, draft: Draft) -> Draft:
    """The draft with its route guessed anew, unless the person picked one: by its words, else by their organisation."""
    if draft.picked:
        return draft
    async with call.reading() as session:
        owned = await owning(session)
        route = routing.guess(draft.text, owned, await all_of(session, Sphere))
        own = await organisation_of(session, call.person.id)
    if route == routing.Route() and own is not None and own.sphere:
        route = routing.chosen(own.sphere, owned)
    return dataclasses.replace(draft, route=route)


def ask_for_text(files: Sequence[Attached] = ()) -> Message:
    """What to write, which files go along, and that /cancel leaves."""
    return Message(render("ngo/appeals/text.html.j2", files=counted(files)), rows_of(_drop()))


def ask_for_more(draft: Draft) -> Message:
    """What to add to the draft."""
    return Message(render("ngo/appeals/more.html.j2", text=excerpt(draft.text)), rows_of(_drop()))


def too_long(draft: Draft) -> Message:
    """It does not fit; nothing of it was sent."""
    values = {"length": len(draft.text), "limit": LIMIT, "files": len(draft.files), "most": FILES}
    return Message(render("ngo/appeals/long.html.j2", **values), rows_of(_drop()))


async def confirm(call: Call, draft: Draft) -> Message:
    """Exactly what will be sent, where to and by when the answer comes; nothing is sent yet."""
    async with call.reading() as session:
        route = await _named(session, draft.route)
        called = await names_of_organisations(session, [call.person.id])
    text = render(
        "ngo/appeals/confirm.html.j2", text=excerpt(draft.text), name=call.person.name, due=due_day(call.today),
        today=call.today, turns=len(draft.turns), files=counted(draft.files), length=len(draft.text),
        organisation=called.get(call.person.id, ""), **route,
    )  # fmt: skip
    more = Button(label("appeal_more"), Action.APPEAL_MORE)
    less = Button(label("appeal_less"), Action.APPEAL_LESS, (draft.name,))
    return Message(text, rows_of(
        Button(label("appeal_send"), Action.SEND_APPEAL, (draft.name,)),
        Button(label("appeal_sphere"), Action.APPEAL_SPHERE, (draft.name, "list")),
        less if draft.unasked else more,
        _drop(),
    ))  # fmt: skip


async def _named(session: Session, route: routing.Route) -> dict[str, Any]:
    return {
        "sphere": await get(session, Sphere, route.sphere) if route.sphere else None,
        "department": await get(session, Department, route.department) if route.department else None,
    }


async def ask_for_sphere(call: Call, draft: Draft) -> Message:
    """The spheres to choose from."""
    async with call.reading() as session:
        listed = routing.choices(await owning(session), await all_of(session, Sphere))
    buttons = [Button(label("named", title=name), Action.APPEAL_SPHERE, (draft.name, key)) for key, name in listed]
    unsure = Button(label("appeal_unsure"), Action.APPEAL_SPHERE, (draft.name, routing.NOBODY))
    return Message(render("ngo/appeals/sphere.html.j2"), rows_of(*buttons, unsure))


async def picked(call: Call, draft: Draft, choice: str) -> Draft:
    """The draft with the sphere that its person chose."""
    async with call.reading() as session:
        owned: Owning = await owning(session)
    return dataclasses.replace(draft, route=routing.chosen(choice, owned), picked=True)


def dropped() -> Message:
    """Nothing was sent."""
    return Message(render("ngo/appeals/dropped.html.j2"), rows_of(home_button()))


def _drop() -> Button:
    return Button(label("appeal_drop"), Action.DROP_APPEAL)


async def sent_before(call: Call, name: str) -> Message | None:
    """The person's own appeal that this draft became; None when it was not sent."""
    async with call.reading() as session:
        appeal = await appeals.appeal_by_key(session, f"{call.person.channel}:{name}")
        if appeal is None or appeal.person_id != call.person.id:
            return None
        return await _accepted(session, call, appeal)


async def send(call: Call, draft: Draft, admins: Collection[str]) -> tuple[Message, bool]:
    """Store the appeal with a message to those who answer, in one transaction; twice gives the same number.

    False when too many wait already: nothing was stored.
    """
    async with call.writing() as session:
        known = await appeals.appeal_by_key(session, draft.key)
        waiting = [a for a in await appeals.appeals_of(session, call.person.id) if a.state is AppealState.OPEN]
        if known is None and len(waiting) >= OPEN_LIMIT:
            text = render("ngo/appeals/enough.html.j2", count=len(waiting))
            return Message(text, rows_of(own_button(), home_button())), False
        own = await organisation_of(session, call.person.id)
        appeal, new = await appeals.create_appeal(
            session, person_id=call.person.id, text=draft.text or FILE_ONLY, due_on=due_day(call.today), now=call.now,
            update_key=draft.key, sphere=draft.route.sphere or (own.sphere if own else None),
            department=draft.route.department, subject=draft.route.subject, files=draft.files,
            organisation=own.mark if own else None,
        )  # fmt: skip
        if new:
            first = (await appeals.thread_of(session, appeal.id))[0]
            own_ones = [str(one.message) for one in draft.pieces if one.message]
            await appeals.note_copies(session, call.person.id, own_ones, appeal.id, call.now, first.id)
            await add_lesson(
                session, person_id=call.person.id, appeal_id=appeal.id, question=draft.question or draft.text,
                turns=draft.turns, guesses=[code for code, _ in draft.guesses], now=call.now,
            )  # fmt: skip
            await tell_desk(
                session, appeal, "card", admins=admins, now=call.now, guesses=[title for _, title in draft.guesses]
            )
        accepted = await _accepted(session, call, appeal)
        await session.commit()
    return accepted, True


FILE_ONLY = "📎"
"""What stands for words that were not written: an appeal without any text counts as deleted."""


async def _accepted(session: Session, call: Call, appeal: Appeal) -> Message:
    department = await get(session, Department, appeal.department) if appeal.department else None
    read = reception(call.now, call.zone, hours_of(department.hours if department else ""))
    text = render("ngo/appeals/sent.html.j2", appeal=appeal, today=call.today, reception=read, department=department)
    add = Button(label("appeal_add"), Action.APPEAL_ADD, (str(appeal.id),))
    return Message(text, rows_of(add, own_button()))
