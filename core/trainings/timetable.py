"""What is to be learned: coming trainings, nearest first, and one training's card with the person's own standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calling import Call
from core.catalogue.editing import keeping_buttons
from core.catalogue.home import announce_button, gone, home_button, specialist_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import documents_of
from core.desk.owning import owner_of
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, local, render
from storage import Session
from storage.content import all_of, get
from storage.records.content import Training
from storage.records.trainings import Signup
from storage.terms import SignupState, SubjectKind, SubscriptionKind
from storage.trainings import Tally, signup_of, signups_of, standing, tallies

MARK_WITHIN = timedelta(days=60)
"""How long after a training its organiser is reminded on the list to mark who came."""

PAST = 3
"""Past ones that stand in for what is not announced."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A dated training as lists and letters read it. `free` is None without a limit."""

    training: Training
    starts: datetime
    free: int | None
    state: SignupState | None


def place_of(training: Training) -> str:
    """Where it is: the venue, else the link under which one takes part."""
    return training.venue or training.url or ""


def is_coming(training: Training, now: datetime) -> bool:
    """Whether one can still sign up."""
    return training.starts_at is not None and training.starts_at > now and not training.called_off


def free_places(training: Training, tally: Tally) -> int | None:
    """Places nobody has; None without a limit."""
    return None if training.places is None else max(0, training.places - tally.signed)


async def coming(session: Session, call: Call) -> list[Coming]:
    """Everything that is announced, the nearest first, with what the person has of it."""
    trainings = [one for one in await all_of(session, Training) if is_coming(one, call.now)]
    counts = await tallies(session, [one.key for one in trainings])
    own = {one.training: one.state for one in await signups_of(session, call.person.id, call.now)}
    found = [
        Coming(one, local(one.starts_at, call.zone), free_places(one, counts.get(one.key, Tally())), own.get(one.key))
        for one in trainings
        if one.starts_at is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.starts, one.training.key))


def follow_button() -> Button:
    """«🔔 Сообщать об обучении»."""
    return Button(label("subscribe_trainings"), Action.SUBSCRIBE, (SubscriptionKind.TRAININGS,))


async def training_list(call: Call, number: int) -> Message:
    """A page of what is coming; nothing announced: what there was before, and how to hear of the next."""
    async with call.reading() as session:
        found = await coming(session, call)
        past = [one for one in await all_of(session, Training) if one.starts_at is None or one.starts_at <= call.now]
        unmarked = await _unmarked(session, call, past)
    page = page_of(found, number)
    text = render("ngo/trainings/list.html.j2", page=page, past=past[:PAST], today=call.today)
    rows = [
        (Button(label("named", title=one.training.title), Action.TRAINING, (one.training.key,)),) for one in page.items
    ]
    specialist = None if found else specialist_button()
    return Message(
        text, (*rows, pager(page, Action.TRAININGS), *unmarked, (follow_button(),),
               *rows_of(specialist, home_button()))
    )  # fmt: skip


async def _unmarked(session: Session, call: Call, past: Sequence[Training]) -> list[tuple[Button]]:
    """For whoever leads them: trainings of late where somebody had a place and is not marked yet."""
    late = [one for one in past if one.starts_at is not None and one.starts_at > call.now - MARK_WITHIN]
    if not late or not call.desk.may(Right.EDIT):
        return []
    counts = await tallies(session, [one.key for one in late])
    open_ones = [one for one in late if (tally := counts.get(one.key, Tally())).signed > tally.marked]
    return [
        (Button(label("training_mark", title=one.title), Action.SIGNED_UP, (one.key, "1")),)
        for one in open_ones[:PAST] if await may_lead(session, call, one)
    ]  # fmt: skip


async def turn_of(session: Session, signup: Signup) -> int:
    """Whose place in the waiting list it is, from 1."""
    waiting = await standing(session, signup.training, (SignupState.WAITING,))
    return next((place for place, one in enumerate(waiting, start=1) if one.id == signup.id), 0)


async def training_card(call: Call, key: str) -> Message:
    """One training: when, where, for whom, how many places, and what the person has of it."""
    async with call.reading() as session:
        return await card_in(session, call, key)


async def card_in(session: Session, call: Call, key: str) -> Message:
    """The same within a transaction."""
    back = Button(label("to_list"), Action.TRAININGS, ("1",))
    training = await get(session, Training, key)
    if training is None:
        return gone(back)
    tally = (await tallies(session, [key])).get(key, Tally())
    own = await signup_of(session, key, call.person.id)
    state = own.state if own is not None else None
    turn = await turn_of(session, own) if own is not None and state is SignupState.WAITING else 0
    documents = await documents_of(session)
    keeping = await keeping_buttons(session, call, "trainings", training)
    staff = await may_lead(session, call, training)
    open_now = is_coming(training, call.now)
    there = own is not None and own.came is True
    text = render(
        "ngo/trainings/card.html.j2", training=training, today=call.today, open_now=open_now, tally=tally, turn=turn,
        starts=local(training.starts_at, call.zone) if training.starts_at else None, state=str(state) if state else "",
        ends=local(training.ends_at, call.zone) if training.ends_at else None, free=free_places(training, tally),
        came=there, past=training.starts_at is not None and not open_now,
        document=documents.get(training.source.document) if training.source else None,
    )  # fmt: skip
    lead = Button(label("training_signed", count=tally.signed + tally.waiting), Action.SIGNED_UP, (key, "1"))
    handed = Button(label("training_materials"), Action.HANDOUTS, (key,)) if there and training.handouts else None
    own_rows = rows_of(
        *own_buttons(training, state, open_now, free_places(training, tally)),
        Button(label("site"), url=training.url) if training.url else None,
        handed, back, home_button(),
    )  # fmt: skip
    announce = announce_button(call, SubjectKind.TRAINING, key) if open_now else None
    return Message(text, (*own_rows, *rows_of(lead if staff and training.starts_at else None, *keeping, announce)))


def own_buttons(training: Training, state: SignupState | None, open_now: bool, free: int | None) -> list[Button]:
    """What a person can do: take a place, stand in line, give it up, keep the date."""
    if not open_now:
        return []
    if state in {SignupState.SIGNED, SignupState.WAITING}:
        off = Button(label("training_off"), Action.SIGN_OFF, (training.key,))
        dated = Button(label("alert_calendar"), Action.CALENDAR, (SubjectKind.TRAINING, training.key))
        return [off, dated] if state is SignupState.SIGNED else [off]
    name = "training_wait" if free == 0 else "training_on"
    return [Button(label(name), Action.SIGN_UP, (training.key,))]


async def may_lead(session: Session, call: Call, training: Training) -> bool:
    """Whether this employee sees who signed up and marks who came."""
    return call.desk.may(Right.EDIT) and call.desk.may_for(
        Right.EDIT, await owner_of(session, "trainings", training)
    )  # fmt: skip
