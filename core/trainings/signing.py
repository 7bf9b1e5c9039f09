"""Signing up and giving the place up: decided one after the other, so that a limit holds however many press at once."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.announcements.events import version_of
from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, local, render
from core.trainings.timetable import is_coming, own_buttons, place_of, turn_of
from storage import Session
from storage.content import get
from storage.deliveries import cancel_telling, enqueue
from storage.own_organisations import organisation_of
from storage.records.content import Training
from storage.terms import SignupState, SubjectKind
from storage.told import ToldItem, tell_now
from storage.trainings import (
    Tally,
    first_waiting,
    know,
    lock_training,
    set_state,
    signup_of,
    tallies,
    write_signup,
)


@dataclass(frozen=True, slots=True)
class Present:
    """The moment, and the people's zone."""

    now: datetime
    zone: ZoneInfo


HELD = (SignupState.SIGNED, SignupState.WAITING)


def _back() -> Button:
    return Button(label("to_list"), Action.TRAININGS, ("1",))


async def sign_up(call: Call, key: str) -> Message:
    """A place, or a turn in the waiting list; twice is once."""
    async with call.writing() as session:
        places = await lock_training(session, key)
        training = await get(session, Training, key)
        if places is None or training is None:
            return gone(_back())
        if not is_coming(training, call.now) or training.starts_at is None:
            return _closed(training)
        own = await signup_of(session, key, call.person.id)
        if own is None or own.state not in HELD:
            tally = (await tallies(session, [key])).get(key, Tally())
            full = places >= 0 and tally.signed >= places
            organisation = await organisation_of(session, call.person.id)
            await write_signup(
                session, key, call.person.id, SignupState.WAITING if full else SignupState.SIGNED,
                organisation=(organisation.record or organisation.mark) if organisation else None,
                starts_at=training.starts_at, place=place_of(training), now=call.now,
            )  # fmt: skip
            item = ToldItem(SubjectKind.TRAINING, key, "new", version_of(training.starts_at))
            await tell_now(session, call.person.id, [item], call.now)
        message = await _standing(session, call, training)
        await session.commit()
    return message


async def _standing(session: Session, call: Call, training: Training) -> Message:
    own = await signup_of(session, training.key, call.person.id)
    assert own is not None
    assert training.starts_at is not None
    text = render(
        "ngo/trainings/signed.html.j2", training=training, starts=local(training.starts_at, call.zone),
        waiting=own.state is SignupState.WAITING, turn=await turn_of(session, own), today=call.today,
        place=place_of(training), organisation=await organisation_of(session, call.person.id) is not None,
    )  # fmt: skip
    card = Button(label("alert_more"), Action.TRAINING, (training.key,))
    return Message(text, rows_of(*own_buttons(training, own.state, True, None), card))


def _closed(training: Training) -> Message:
    text = render("ngo/trainings/closed.html.j2", training=training)
    return Message(text, rows_of(_back(), home_button()))


async def sign_off(call: Call, key: str) -> Message:
    """«Не приду»: the place goes to the first who waits, and that one is told at once."""
    async with call.writing() as session:
        await lock_training(session, key)
        training = await get(session, Training, key)
        own = await signup_of(session, key, call.person.id)
        if training is None:
            return gone(_back())
        if own is not None and own.state in HELD and own.known_starts_at > call.now:
            await set_state(session, own.id, SignupState.CANCELLED)
            await cancel_telling(session, call.person.id, [(SubjectKind.TRAINING, key)])
            await move_up(session, Present(call.now, call.zone), training)
        await session.commit()
    text = render("ngo/trainings/off.html.j2", training=training, open_now=is_coming(training, call.now))
    again = Button(label("training_again"), Action.SIGN_UP, (key,)) if is_coming(training, call.now) else None
    return Message(text, rows_of(again, Button(label("alert_more"), Action.TRAINING, (key,)), _back(), home_button()))


async def move_up(session: Session, at: Present, training: Training) -> int:
    """Give free places to who waits, in turn, and tell them; how many. The training's row is locked by the caller."""
    if not is_coming(training, at.now) or training.starts_at is None:
        return 0
    moved = 0
    while True:
        tally = (await tallies(session, [training.key])).get(training.key, Tally())
        if not tally.waiting or (training.places is not None and tally.signed >= training.places):
            return moved
        first = await first_waiting(session, training.key)
        assert first is not None
        await know(session, first.id, training.starts_at, place_of(training), SignupState.SIGNED)
        starts = local(training.starts_at, at.zone)
        values = {
            "title": training.title,
            "starts": starts.isoformat(),
            "place": place_of(training),
            "today": local(at.now, at.zone).isoformat(),
        }
        off = Button(label("training_off"), Action.SIGN_OFF, (training.key,))
        more = Button(label("alert_more"), Action.TRAINING, (training.key,))
        await enqueue(
            session, person_id=first.person_id, kind=SubjectKind.TRAINING, now=at.now, not_after=training.starts_at,
            payload=payload("ngo/trainings/moved_up.html.j2", values, rows_of(off, more)),
        )  # fmt: skip
        moved += 1
