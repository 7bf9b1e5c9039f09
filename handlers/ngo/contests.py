"""Grant contests to browse."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.catalogue import contests
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Contests(CallbackData, prefix=Action.CONTESTS):
    """A page of the contests that a filter chooses."""

    chosen: str
    page: int


class Contest(CallbackData, prefix=Action.CONTEST):
    """One contest's card."""

    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (Contests, Contest)


def setup() -> Router:
    """The router of contests."""
    router = Router(name="ngo.contests")

    @router.message(Command("contests"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await contests.contest_list(call, contests.ALL, 1))

    @router.callback_query(Contests.filter())
    async def on_list(query: CallbackQuery, callback_data: Contests, call: Call, wire: Wire) -> None:
        await show(query, wire, await contests.contest_list(call, callback_data.chosen, callback_data.page))

    @router.callback_query(Contest.filter())
    async def on_card(query: CallbackQuery, callback_data: Contest, call: Call, wire: Wire) -> None:
        await show(query, wire, await contests.contest_card(call, callback_data.key))

    return router
