"""/demo: alerts without waiting for their hour."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.announcements import demo
from core.calling import Call
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Demo(CallbackData, prefix=Action.DEMO):
    """What happens; anything unknown is the menu."""

    what: str


CALLBACKS: tuple[type[CallbackData], ...] = (Demo,)


def setup() -> Router:
    """The router of the show."""
    router = Router(name="admin.demo")

    @router.message(Command("demo"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await demo.demo_menu(call))

    @router.callback_query(Demo.filter())
    async def on_button(query: CallbackQuery, callback_data: Demo, call: Call, wire: Wire) -> None:
        await show(query, wire, await demo.show_demo(call, callback_data.what))

    return router
