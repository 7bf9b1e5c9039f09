"""/names: organisations that may be one."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.organisations import naming
from handlers.screen import show
from handlers.wire import Wire


class Names(CallbackData, prefix=Action.NAMES):
    """A pair that waits, by its number."""

    number: int


class NamesSame(CallbackData, prefix=Action.NAMES_SAME):
    """They are one."""

    code: str


class NamesApart(CallbackData, prefix=Action.NAMES_APART):
    """They are different."""

    code: str


class NamesBack(CallbackData, prefix=Action.NAMES_BACK):
    """A decision is taken back."""

    decision: int


class NamesDone(CallbackData, prefix=Action.NAMES_DONE):
    """A page of what was decided."""

    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (Names, NamesSame, NamesApart, NamesBack, NamesDone)


def setup() -> Router:
    """The router of names; who may is checked by core at every press."""
    router = Router(name="admin.names")

    @router.message(Command("names"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await naming.show_pair(call, 1))

    @router.callback_query(Names.filter())
    async def on_pair(query: CallbackQuery, callback_data: Names, call: Call, wire: Wire) -> None:
        await show(query, wire, await naming.show_pair(call, callback_data.number))

    @router.callback_query(NamesSame.filter())
    async def on_same(query: CallbackQuery, callback_data: NamesSame, call: Call, wire: Wire) -> None:
        await show(query, wire, await naming.decide(call, callback_data.code, same=True))

    @router.callback_query(NamesApart.filter())
    async def on_apart(query: CallbackQuery, callback_data: NamesApart, call: Call, wire: Wire) -> None:
        await show(query, wire, await naming.decide(call, callback_data.code, same=False))

    @router.callback_query(NamesBack.filter())
    async def on_back(query: CallbackQuery, callback_data: NamesBack, call: Call, wire: Wire) -> None:
        await show(query, wire, await naming.back(call, callback_data.decision))

    @router.callback_query(NamesDone.filter())
    async def on_done(query: CallbackQuery, callback_data: NamesDone, call: Call, wire: Wire) -> None:
        await show(query, wire, await naming.decided_list(call, callback_data.page))

    return router
