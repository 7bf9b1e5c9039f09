"""Duties by legal form and their next days."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.catalogue import duties
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Duties(CallbackData, prefix=Action.DUTIES):
    """A page of a legal form's duties."""

    form: str
    page: int


class Duty(CallbackData, prefix=Action.DUTY):
    """One duty's card."""

    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (Duties, Duty)


def setup() -> Router:
    """The router of duties."""
    router = Router(name="ngo.duties")

    @router.message(Command("duties"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await duties.duty_list(call, call.person.legal_form or duties.ALL, 1))

    @router.callback_query(Duties.filter())
    async def on_list(query: CallbackQuery, callback_data: Duties, call: Call, wire: Wire) -> None:
        await show(query, wire, await duties.duty_list(call, callback_data.form, callback_data.page))

    @router.callback_query(Duty.filter())
    async def on_card(query: CallbackQuery, callback_data: Duty, call: Call, wire: Wire) -> None:
        await show(query, wire, await duties.duty_card(call, callback_data.key))

    return router
