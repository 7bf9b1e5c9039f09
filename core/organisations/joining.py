"""Several people share an organisation: who comes later is let in by somebody who is there already.

A public INN opens nothing: until one of the colleagues has said yes, the asker is told only that somebody is there.
"""

from datetime import timedelta

from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone, home_button, specialist_button
from core.messages import Action, Button, Message, rows_of
from core.organisations.cards import our_button
from core.organisations.leaving import part_with
from core.rendering import label, render
from storage import Session
from storage.deliveries import enqueue
from storage.join_requests import (
    ask,
    asked_since,
    decide,
    request_by_id,
    request_of,
    waiting_at,
    withdraw_all,
)
from storage.own_organisations import (
    colleague_ids,
    colleagues_of,
    enter,
    organisation_by_id,
    organisation_by_inn,
    organisation_of,
)
from storage.people import names_of
from storage.records.people import JoinRequest, OwnOrganisation
from storage.shared_watches import inherit
from storage.terms import RequestState, SubjectKind

A_DAY = 3
"""How many organisations a person may ask to join within a day."""

REFUSED_FOR = timedelta(days=30)
"""How long a refusal holds: colleagues are not asked again before."""


async def asked_to_join(session: Session, call: Call, inn: str, own: OwnOrganisation | None) -> Message | None:
    """Ask the people under an INN to let the person in; None when nobody is there. Does not commit."""
    there = await organisation_by_inn(session, inn)
    if there is None:
        return None
    if own is not None and own.inn is not None and await colleague_ids(session, call.person.id):
        return leave_first(own)
    before = await request_of(session, there.id, call.person.id)
    if before is not None and before.state is RequestState.WAITING:
        return _waiting(before)
    refused = before is not None and before.state is RequestState.REFUSED
    if refused and before is not None and (before.decided_at or before.asked_at) > call.now - REFUSED_FOR:
        return Message(
            render("ngo/organisation/refused.html.j2", name=""), rows_of(specialist_button(), our_button())
        )  # fmt: skip
    if await asked_since(session, call.person.id, call.now - timedelta(days=1)) >= A_DAY:
        return Message(render("ngo/organisation/too_many.html.j2"), rows_of(our_button(), home_button()))
    request = await ask(session, there.id, call.person.id, call.now)
    await withdraw_all(session, call.person.id, call.now, but=(request.id,))
    for one in await colleagues_of(session, there.id):
        await enqueue(
            session, person_id=one.person_id, kind=SubjectKind.ORGANISATION, now=call.now, silent=True,
            payload=payload(
                "ngo/organisation/wish.html.j2",
                {"about": call.person.id, "name": call.person.name, "number": call.person.external_id, "inn": inn},
                _decision_buttons(request),
            ),
        )  # fmt: skip
    return _waiting(request)


def leave_first(own: OwnOrganisation) -> Message:
    """Another INN is another organisation, and the colleagues of this one stay in theirs."""
    return Message(render("ngo/organisation/leave_first.html.j2", own=own), rows_of(our_button(), home_button()))


def _waiting(request: JoinRequest) -> Message:
    withdraw = Button(label("colleague_withdraw"), Action.COLLEAGUE_JOIN, (str(request.id), "withdraw"))
    return Message(render("ngo/organisation/asked.html.j2"), rows_of(withdraw, our_button()))


def _decision_buttons(request: JoinRequest) -> tuple[tuple[Button, ...], ...]:
    number = str(request.id)
    return rows_of(
        Button(label("colleague_yes"), Action.COLLEAGUE_JOIN, (number, "yes")),
        Button(label("colleague_no"), Action.COLLEAGUE_JOIN, (number, "no")),
    )


async def answer(call: Call, number: int, word: str) -> Message:
    """Let somebody in or not, or withdraw the own wish. A stranger's press reads as if there were no such wish."""
    async with call.writing() as session:
        request = await request_by_id(session, number)
        if request is None:
            return gone(our_button())
        there = await organisation_by_id(session, request.organisation_id)
        own = await organisation_of(session, call.person.id)
        if word == "withdraw" and request.person_id == call.person.id:
            if request.state is RequestState.WAITING:
                await decide(session, number, RequestState.WITHDRAWN, call.person.id, call.now)
                await session.commit()
            return Message(render("ngo/organisation/withdrawn.html.j2"), rows_of(our_button(), home_button()))
        if there is None or own is None or own.id != there.id or word not in {"yes", "no"}:
            return gone(our_button())
        names = await names_of(session, [request.person_id, *([request.decided_by] if request.decided_by else [])])
        if request.state is RequestState.WAITING:
            state = RequestState.ACCEPTED if word == "yes" else RequestState.REFUSED
            await decide(session, number, state, call.person.id, call.now)
            if state is RequestState.ACCEPTED:
                await _let_in(session, call, request, there)
            await _tell(session, call, request, there, state)
            await session.commit()
            by = None
        else:
            state, by = request.state, names.get(request.decided_by or 0, "")
        together = len(await colleagues_of(session, there.id))
    text = render("ngo/organisation/decided.html.j2", name=names.get(request.person_id, ""), state=str(state), by=by)
    people = Button(label("colleagues", count=together), Action.COLLEAGUES)
    return Message(text, rows_of(people if state is RequestState.ACCEPTED else None, our_button(), home_button()))


async def _let_in(session: Session, call: Call, request: JoinRequest, there: OwnOrganisation) -> None:
    await part_with(session, request.person_id, call)
    await enter(session, request.person_id, there.id, call.now)
    await withdraw_all(session, request.person_id, call.now)
    await inherit(session, request.person_id, await colleague_ids(session, request.person_id), call.now)


async def _tell(
    session: Session, call: Call, request: JoinRequest, there: OwnOrganisation, state: RequestState
) -> None:
    accepted = state is RequestState.ACCEPTED
    template = "accepted" if accepted else "refused"
    buttons = rows_of(our_button()) if accepted else rows_of(specialist_button(), our_button())
    await enqueue(
        session, person_id=request.person_id, kind=SubjectKind.ORGANISATION, now=call.now,
        payload=payload(
            f"ngo/organisation/{template}.html.j2", {"name": there.name or there.inn or ""}, buttons
        ),
    )  # fmt: skip


async def colleagues(call: Call) -> Message:
    """Who shares the organisation, and who asks to."""
    async with call.reading() as session:
        own = await organisation_of(session, call.person.id)
        if own is None:
            return gone(our_button())
        people = await colleagues_of(session, own.id)
        wishes = await waiting_at(session, own.id)
        names = await names_of(session, [one.person_id for one in wishes])
    text = render(
        "ngo/organisation/colleagues.html.j2", own=own, people=people, me=call.person.id,
        wishes=[names.get(one.person_id, "") for one in wishes], today=call.today, zone=call.zone,
    )  # fmt: skip
    decide_buttons = [row for one in wishes[:2] for row in _decision_buttons(one)]
    drops = (
        Button(label("colleague_drop", name=one.name), Action.COLLEAGUE_DROP, (str(one.person_id), "ask"))
        for one in people if one.person_id != call.person.id
    )  # fmt: skip
    return Message(text, (*decide_buttons, *rows_of(*drops), *rows_of(our_button(), home_button())))


async def drop(call: Call, person_id: int, word: str) -> Message:
    """Take out somebody who is with us no more; they are told by whom, and may ask again."""
    async with call.writing() as session:
        own = await organisation_of(session, call.person.id, lock=True)
        people = {} if own is None else {one.person_id: one for one in await colleagues_of(session, own.id)}
        if own is None or person_id not in people or person_id == call.person.id:
            return gone(our_button())
        name = people[person_id].name
        if word == "yes":
            await part_with(session, person_id, call)
            await enqueue(
                session, person_id=person_id, kind=SubjectKind.ORGANISATION, now=call.now,
                payload=payload(
                    "ngo/organisation/dropped.html.j2",
                    {"about": call.person.id, "by": call.person.name, "name": own.name or own.inn or ""},
                    rows_of(our_button(), specialist_button()),
                ),
            )  # fmt: skip
            await session.commit()
    text = render("ngo/organisation/drop.html.j2", name=name, done=word == "yes")
    back = Button(label("colleagues", count=len(people) - (word == "yes")), Action.COLLEAGUES)
    yes = Button(label("colleague_drop_yes"), Action.COLLEAGUE_DROP, (str(person_id), "yes")) if word != "yes" else None
    return Message(text, rows_of(yes, back))
