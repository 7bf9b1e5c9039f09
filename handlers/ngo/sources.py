"""«Откуда» under every figure."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.catalogue import sources
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Source(CallbackData, prefix=Action.SOURCE):
    """Where a record stands: its table and its key."""

    table: str
    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (Source,)


def setup() -> Router:
    """The router of sources."""
    router = Router(name="ngo.sources")

    @router.callback_query(Source.filter())
    async def on_source(query: CallbackQuery, callback_data: Source, call: Call, wire: Wire) -> None:
        await show(query, wire, await sources.source_screen(call, callback_data.table, callback_data.key))

    return router
