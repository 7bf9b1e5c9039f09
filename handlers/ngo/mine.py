"""«Мои» on one screen."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.catalogue import mine
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Mine(CallbackData, prefix=Action.MINE):
    """Subscriptions, reminders, appeals, settings."""


CALLBACKS: tuple[type[CallbackData], ...] = (Mine,)


def setup() -> Router:
    """The router of «Мои»."""
    router = Router(name="ngo.mine")

    @router.message(Command("mine"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await mine.mine_screen(call))

    @router.callback_query(Mine.filter())
    async def on_mine(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await mine.mine_screen(call))

    return router
