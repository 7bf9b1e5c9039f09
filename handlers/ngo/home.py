"""/start with its deep links, /help, /cancel and the menu."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.catalogue import home, links, staff
from core.messages import Action
from handlers.dialogues import ADDITION, APPEAL, forget, leave, pause
from handlers.screen import show
from handlers.wire import Wire


class Home(CallbackData, prefix=Action.HOME):
    """The menu."""


class Help(CallbackData, prefix=Action.HELP):
    """What the bot can do."""


class Staff(CallbackData, prefix=Action.STAFF):
    """The employees' menu; who may is checked by core."""


class Nothing(CallbackData, prefix=Action.NOTHING):
    """A button that only shows something, such as the page's number."""


CALLBACKS: tuple[type[CallbackData], ...] = (Home, Help, Staff, Nothing)


def setup() -> Router:
    """The router of the first screen."""
    router = Router(name="ngo.home")

    @router.message(CommandStart())
    async def on_start(message: Message, command: CommandObject, state: FSMContext, call: Call, wire: Wire) -> None:
        left = await leave(state)
        await pause(state)
        payload = (command.args or "").strip()
        screen = await links.open_link(call, payload) if payload else await home.first_screen(call, left=left)
        await show(message, wire, screen)

    @router.message(Command("help"))
    async def on_help(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await home.help_screen(call))

    @router.message(Command("cancel"))
    async def on_cancel(message: Message, state: FSMContext, wire: Wire) -> None:
        left = await leave(state)
        for group in {left or APPEAL, APPEAL, ADDITION}:
            await forget(state, group)
        await show(message, wire, home.cancelled(left))

    @router.callback_query(Home.filter())
    async def on_home(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await home.first_screen(call))

    @router.callback_query(Help.filter())
    async def on_help_press(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await home.help_screen(call))

    @router.callback_query(Staff.filter())
    async def on_staff(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await staff.staff_screen(call))

    @router.callback_query(Nothing.filter())
    async def on_nothing(query: CallbackQuery) -> None:
        """The middleware acknowledges the press; there is nothing else to do."""

    return router
