"""Who signed up to a training, who came, and the materials afterwards."""

from dataclasses import dataclass
from typing import Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.trainings import attending, handouts
from core.trainings.handouts import Gathered, Gathering
from handlers.dialogues import forget
from handlers.said import SAID, said_of
from handlers.screen import show
from handlers.wire import Wire


class Lecture(StatesGroup):
    """The organiser writes what goes to whoever came."""

    materials = State()


class SignedUp(CallbackData, prefix=Action.SIGNED_UP):
    """A page of who signed up."""

    key: str
    page: int


class Came(CallbackData, prefix=Action.CAME):
    """Marks one or all."""

    key: str
    who: str
    came: str


class Materials(CallbackData, prefix=Action.MATERIALS):
    """Asks for the materials."""

    key: str


class MaterialsSend(CallbackData, prefix=Action.MATERIALS_SEND):
    """Keeps and sends what was gathered, or begins anew."""

    key: str
    what: str


CALLBACKS: tuple[type[CallbackData], ...] = (SignedUp, Came, Materials, MaterialsSend)

_GROUP = Lecture.__name__


@dataclass(frozen=True, slots=True)
class _Kept:
    """The dialogue's data: which training, what was gathered, and the album that was answered last."""

    key: str
    gathered: Gathered
    album: str | None


def _kept(data: dict[str, Any]) -> _Kept:
    found = data.get(_GROUP)
    kept = found if isinstance(found, dict) else {"key": found or ""}
    gathered = Gathered(kept.get("text", ""), tuple(kept.get("files", ())))
    return _Kept(str(kept.get("key", "")), gathered, kept.get("album"))


def setup() -> Router:
    """The router of an organiser; who may is checked by core at every press."""
    router = Router(name="admin.trainings")

    @router.callback_query(SignedUp.filter())
    async def on_list(query: CallbackQuery, callback_data: SignedUp, state: FSMContext, call: Call, wire: Wire) -> None:
        await show(query, wire, await attending.signed_list(call, callback_data.key, callback_data.page))
        await forget(state, _GROUP)

    @router.callback_query(Came.filter())
    async def on_came(query: CallbackQuery, callback_data: Came, call: Call, wire: Wire) -> None:
        await show(query, wire, await attending.came(call, callback_data.key, callback_data.who, callback_data.came))

    @router.callback_query(Materials.filter())
    async def on_ask(query: CallbackQuery, callback_data: Materials, state: FSMContext, call: Call, wire: Wire) -> None:
        await _go_on(query, wire, state, callback_data.key, await handouts.ask_for_materials(call, callback_data.key))

    @router.message(Lecture.materials, SAID)
    async def on_material(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        kept = _kept(await state.get_data())
        found = await handouts.gather(call, kept.key, kept.gathered, said_of(message))
        album = message.media_group_id
        if album is not None and album == kept.album:
            await _note(state, kept.key, found, album)
            return
        await _go_on(message, wire, state, kept.key, found, album)

    @router.callback_query(MaterialsSend.filter())
    async def on_send(
        query: CallbackQuery, callback_data: MaterialsSend, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        key, kept = callback_data.key, _kept(await state.get_data())
        if callback_data.what != handouts.SEND or kept.key != key:
            clear = callback_data.what == handouts.CLEAR
            await _go_on(query, wire, state, key, await handouts.ask_for_materials(call, key, clear=clear))
            return
        await show(query, wire, await handouts.keep_materials(call, key, kept.gathered))
        await forget(state, _GROUP)

    return router


async def _go_on(
    event: Message | CallbackQuery, wire: Wire, state: FSMContext, key: str, found: Gathering, album: str | None = None
) -> None:
    await show(event, wire, found.message)
    await _note(state, key, found, album)


async def _note(state: FSMContext, key: str, found: Gathering, album: str | None) -> None:
    if found.gathered is None:
        await forget(state, _GROUP)
        return
    await state.set_state(Lecture.materials)
    kept = {"key": key, "text": found.gathered.text, "files": list(found.gathered.files), "album": album}
    await state.update_data({_GROUP: kept})
