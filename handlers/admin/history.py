"""/history: changes of the base's records and the way back. Who may is checked by core at every press."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.desk import history
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class History(CallbackData, prefix=Action.HISTORY):
    """A page of changes."""

    what: str
    page: int


class HistoryOf(CallbackData, prefix=Action.HISTORY_OF):
    """The changes of one record."""

    table: str
    key: str


class HistoryPick(CallbackData, prefix=Action.HISTORY_PICK):
    """Whose, or which day's."""

    kind: str


class HistorySet(CallbackData, prefix=Action.HISTORY_SET):
    """What was changed together."""

    change: int
    page: int


class HistoryBack(CallbackData, prefix=Action.HISTORY_BACK):
    """Takes it back."""

    change: int


CALLBACKS: tuple[type[CallbackData], ...] = (History, HistoryOf, HistoryPick, HistorySet, HistoryBack)


def setup() -> Router:
    """The router of the history."""
    router = Router(name="admin.history")

    @router.message(Command("history"))
    async def on_command(message: Message, command: CommandObject, call: Call, wire: Wire) -> None:
        await show(message, wire, await history.open_history(call, command.args or ""))

    @router.callback_query(History.filter())
    async def on_page(query: CallbackQuery, callback_data: History, call: Call, wire: Wire) -> None:
        await show(query, wire, await history.listed(call, callback_data.what, callback_data.page))

    @router.callback_query(HistoryOf.filter())
    async def on_record(query: CallbackQuery, callback_data: HistoryOf, call: Call, wire: Wire) -> None:
        await show(query, wire, await history.of_record(call, callback_data.table, callback_data.key))

    @router.callback_query(HistoryPick.filter())
    async def on_pick(query: CallbackQuery, callback_data: HistoryPick, call: Call, wire: Wire) -> None:
        await show(query, wire, await history.pick(call, callback_data.kind))

    @router.callback_query(HistorySet.filter())
    async def on_set(query: CallbackQuery, callback_data: HistorySet, call: Call, wire: Wire) -> None:
        await show(query, wire, await history.one_set(call, callback_data.change, callback_data.page))

    @router.callback_query(HistoryBack.filter())
    async def on_back(query: CallbackQuery, callback_data: HistoryBack, call: Call, wire: Wire) -> None:
        await show(query, wire, await history.take_back(call, callback_data.change))

    return router
