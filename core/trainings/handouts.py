"""Materials of a training: words and files that the organiser gathers, sent to whoever came and kept for them."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from core.appeals.drafts import Said
from core.appeals.parts import sendable
from core.calling import Call
from core.catalogue.home import gone
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, render
from core.trainings.attending import led
from storage.content import get
from storage.editing import change_fields
from storage.records.appeals import Attached
from storage.records.content import Training
from storage.trainings import Tally, owe_again, signup_of, tallies

LIMIT = 1000
"""Letters of materials: a link and some words, or the words themselves."""

MOST = 10
"""Files of one training."""

SEND, CLEAR = "send", "clear"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was sent so far: the words that came last, and every file."""

    text: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathering:
    """What to say, and what stands gathered; None when nothing is waited for any more."""

    message: Message
    gathered: Gathered | None = None


def coded(file: Attached) -> str:
    """A file as a record holds it."""
    return f"{file.kind}:{file.reference}:{file.name}"


def attached(code: str) -> Attached:
    """A record's file again."""
    kind, reference, name = (*code.split(":", 2), "", "")[:3]
    return Attached(kind, reference, name)


def files_of(codes: Collection[str]) -> tuple[File, ...]:
    """Files as a message carries them."""
    return sendable([attached(one) for one in codes])


async def ask_for_materials(call: Call, key: str, *, clear: bool = False) -> Gathering:
    """What goes out and to how many; it begins with what stands, or with nothing."""
    async with call.reading() as session:
        training = await led(session, call, key)
        if isinstance(training, Message):
            return Gathering(training)
        tally = (await tallies(session, [key])).get(key, Tally())
    found = Gathered() if clear else Gathered(training.materials, training.handouts)
    return Gathering(_screen(training, tally, found), found)


async def gather(call: Call, key: str, found: Gathered, said: Said) -> Gathering:
    """Words take the place of words, files are added; what does not fit leaves all as it was."""
    async with call.reading() as session:
        training = await led(session, call, key)
        if isinstance(training, Message):
            return Gathering(training)
        tally = (await tallies(session, [key])).get(key, Tally())
    text = said.text.strip()
    files = (*found.files, *(one for one in map(coded, said.files) if one not in found.files))
    if len(text) > LIMIT:
        return Gathering(_screen(training, tally, found, trouble="long", count=len(text)), found)
    if len(files) > MOST:
        return Gathering(_screen(training, tally, found, trouble="many"), found)
    found = dataclasses.replace(found, text=text or found.text, files=files)
    return Gathering(_screen(training, tally, found, new=True), found)


def _screen(training: Training, tally: Tally, found: Gathered, **told: Any) -> Message:
    text = render(
        "admin/trainings/materials_ask.html.j2", training=training, came=tally.came, text=found.text,
        files=[attached(one) for one in found.files], limit=LIMIT, most=MOST,
        **{"trouble": "", "count": 0, "new": False} | told,
    )  # fmt: skip
    some = bool(found.text or found.files)
    send = Button(label("training_materials_send", count=tally.came), Action.MATERIALS_SEND, (training.key, SEND))
    clear = Button(label("training_materials_clear"), Action.MATERIALS_SEND, (training.key, CLEAR))
    back = Button(label("back"), Action.SIGNED_UP, (training.key, "1"))
    return Message(text, rows_of(send if some else None, clear if some else None, back))


async def keep_materials(call: Call, key: str, found: Gathered) -> Message:
    """Keep them with their history; the clock sends them, also to those who got the former ones."""
    back = Button(label("back"), Action.SIGNED_UP, (key, "1"))
    async with call.writing() as session:
        training = await led(session, call, key)
        if isinstance(training, Message):
            return training
        values = {"materials": found.text, "handouts": found.files}
        changed = await change_fields(session, "trainings", key, values, author_id=call.person.id, now=call.now)
        if changed:
            await owe_again(session, key)
        tally = (await tallies(session, [key])).get(key, Tally())
        await session.commit()
    text = render(
        "admin/trainings/materials_kept.html.j2", training=training, came=tally.came, changed=changed,
        some=bool(found.text or found.files), files=len(found.files),
    )  # fmt: skip
    return Message(text, rows_of(back, Button(label("training_card"), Action.TRAINING, (key,))))


def letter(training: Training) -> dict[str, Any]:
    """The values of the letter to whoever came."""
    return {"title": training.title, "materials": training.materials, "files": len(training.handouts)}


async def hand_out(call: Call, key: str) -> Message:
    """The materials once more, for whoever was marked as there; for others there are none."""
    async with call.reading() as session:
        training = await get(session, Training, key)
        own = await signup_of(session, key, call.person.id)
    back = Button(label("training_card"), Action.TRAINING, (key,))
    if training is None or own is None or own.came is not True or not (training.materials or training.handouts):
        return gone(Button(label("to_list"), Action.TRAININGS, ("1",)))
    text = render("ngo/trainings/materials.html.j2", **letter(training))
    return Message(text, rows_of(back), files_of(training.handouts))
