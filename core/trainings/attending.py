"""Who signed up and who came, marked by the organiser."""

from dataclasses import dataclass

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, local, render
from core.trainings.timetable import may_lead
from storage import Session
from storage.content import get
from storage.own_organisations import names_of_organisations
from storage.people import names_of
from storage.records.content import Training
from storage.terms import SignupState
from storage.trainings import Tally, mark, standing, tallies

PAGE = 8
_NEXT = {None: "1", True: "0", False: "-"}
_CAME = {"1": True, "0": False, "-": None}
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list."""

    id: int
    name: str
    organisation: str
    waiting: bool
    came: bool | None


async def led(session: Session, call: Call, key: str) -> Training | Message:
    """The training, or what somebody reads who may not lead it: a stranger the same, whether it exists or not."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    training = await get(session, Training, key)
    if training is None or training.starts_at is None:
        return gone(Button(label("to_list"), Action.TRAININGS, ("1",)))
    if not await may_lead(session, call, training):
        return refused(call, Right.EDIT)
    return training


async def signed_list(call: Call, key: str, number: int) -> Message:
    """A page of who signed up, by their order; after the beginning each can be marked."""
    async with call.reading() as session:
        training = await led(session, call, key)
        if isinstance(training, Message):
            return training
        return await _list_in(session, call, training, number)


async def _list_in(session: Session, call: Call, training: Training, number: int) -> Message:
    signups = await standing(session, training.key, (SignupState.SIGNED, SignupState.WAITING))
    signups.sort(key=lambda one: one.state is SignupState.WAITING)
    ids = [one.person_id for one in signups]
    names, organisations = await names_of(session, ids), await names_of_organisations(session, ids)
    tally = (await tallies(session, [training.key])).get(training.key, Tally())
    listed = [
        Listed(one.id, names.get(one.person_id, ""), organisations.get(one.person_id, ""),
               one.state is SignupState.WAITING, one.came)
        for one in signups
    ]  # fmt: skip
    page = page_of(listed, number, PAGE)
    assert training.starts_at is not None
    begun = training.starts_at <= call.now
    text = render(
        "admin/trainings/signups.html.j2", training=training, page=page, tally=tally, begun=begun, today=call.today,
        starts=local(training.starts_at, call.zone),
    )  # fmt: skip
    marks = (
        Button(
            label("training_came", came={True: "yes", False: "no", None: ""}[one.came], name=one.name or str(at)),
            Action.CAME, (training.key, str(one.id), _NEXT[one.came]),
        )
        for at, one in enumerate(page.items, start=page.start + 1) if begun and not one.waiting
    )  # fmt: skip
    unmarked = begun and tally.signed > tally.marked
    return Message(text, (
        *rows_of(*marks),
        pager(page, Action.SIGNED_UP, training.key),
        *rows_of(
            Button(label("training_all"), Action.CAME, (training.key, _ALL, "1")) if unmarked else None,
            Button(label("training_materials"), Action.MATERIALS, (training.key,)),
            Button(label("training_card"), Action.TRAINING, (training.key,)), home_button(),
        ),
    ))  # fmt: skip


async def came(call: Call, key: str, who: str, value: str) -> Message:
    """Mark one, or everybody who was not marked yet; the list stands anew with the marks."""
    async with call.writing() as session:
        training = await led(session, call, key)
        if isinstance(training, Message):
            return training
        back = gone(Button(label("training_card"), Action.TRAINING, (key,)))
        if training.starts_at is None or training.starts_at > call.now or value not in _CAME:
            return back
        signups = await standing(session, key, (SignupState.SIGNED,))
        chosen = [one.id for one in signups if (one.came is None if who == _ALL else str(one.id) == who)]
        marked = [await mark(session, key, one, _CAME[value], call.person.id) for one in chosen]
        if who != _ALL and not any(marked):
            return back
        at = next((place for place, one in enumerate(signups) if str(one.id) == who), 0)
        message = await _list_in(session, call, training, at // PAGE + 1)
        await session.commit()
    return message
