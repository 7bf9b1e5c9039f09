"""Who signed up to a training, who came, and the materials afterwards."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.trainings import attending
from handlers.dialogues import forget
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


CALLBACKS: tuple[type[CallbackData], ...] = (SignedUp, Came, Materials)

_GROUP = Lecture.__name__


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
        screen, waits = await attending.ask_for_materials(call, callback_data.key)
        if waits:
            await state.set_state(Lecture.materials)
            await state.update_data({_GROUP: callback_data.key})
        await show(query, wire, screen)

    @router.message(Lecture.materials, F.text & ~F.text.startswith("/"))
    async def on_text(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        key = str((await state.get_data()).get(_GROUP, ""))
        screen, done = await attending.keep_materials(call, key, message.text or "")
        await show(message, wire, screen)
        if done:
            await forget(state, _GROUP)

    return router
