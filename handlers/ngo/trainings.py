"""/trainings: what is coming, one training, signing up and giving the place up."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.trainings import handouts, signing, timetable
from handlers.screen import show
from handlers.wire import Wire


class Trainings(CallbackData, prefix=Action.TRAININGS):
    """A page of what is coming."""

    page: int


class Training(CallbackData, prefix=Action.TRAINING):
    """One training."""

    key: str


class SignUp(CallbackData, prefix=Action.SIGN_UP):
    """A place, or a turn in the waiting list."""

    key: str


class SignOff(CallbackData, prefix=Action.SIGN_OFF):
    """Neither any more."""

    key: str


class Handouts(CallbackData, prefix=Action.HANDOUTS):
    """The materials once more, for whoever came."""

    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (Trainings, Training, SignUp, SignOff, Handouts)


def setup() -> Router:
    """The router of trainings."""
    router = Router(name="ngo.trainings")

    @router.message(Command("trainings"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await timetable.training_list(call, 1))

    @router.callback_query(Trainings.filter())
    async def on_list(query: CallbackQuery, callback_data: Trainings, call: Call, wire: Wire) -> None:
        await show(query, wire, await timetable.training_list(call, callback_data.page))

    @router.callback_query(Training.filter())
    async def on_card(query: CallbackQuery, callback_data: Training, call: Call, wire: Wire) -> None:
        await show(query, wire, await timetable.training_card(call, callback_data.key))

    @router.callback_query(SignUp.filter())
    async def on_sign_up(query: CallbackQuery, callback_data: SignUp, call: Call, wire: Wire) -> None:
        await show(query, wire, await signing.sign_up(call, callback_data.key))

    @router.callback_query(SignOff.filter())
    async def on_sign_off(query: CallbackQuery, callback_data: SignOff, call: Call, wire: Wire) -> None:
        await show(query, wire, await signing.sign_off(call, callback_data.key))

    @router.callback_query(Handouts.filter())
    async def on_handouts(query: CallbackQuery, callback_data: Handouts, call: Call, wire: Wire) -> None:
        await show(query, wire, await handouts.hand_out(call, callback_data.key))

    return router
