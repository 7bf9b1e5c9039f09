"""«Проверено» on a record, and the list of what waits for it. Who may is checked by core."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.forms import freshness
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class StaleList(CallbackData, prefix=Action.STALE):
    """What was not checked for long, or is over."""

    page: int


class Checked(CallbackData, prefix=Action.CHECKED):
    """Checked today."""

    table: str
    key: str


class CheckedBack(CallbackData, prefix=Action.CHECKED_BACK):
    """The day as it was."""

    table: str
    key: str
    day: str


CALLBACKS: tuple[type[CallbackData], ...] = (StaleList, Checked, CheckedBack)


def setup() -> Router:
    """The router of checks."""
    router = Router(name="admin.freshness")

    @router.callback_query(StaleList.filter())
    async def on_list(query: CallbackQuery, callback_data: StaleList, call: Call, wire: Wire) -> None:
        await show(query, wire, await freshness.stale_screen(call, callback_data.page))

    @router.callback_query(Checked.filter())
    async def on_checked(query: CallbackQuery, callback_data: Checked, call: Call, wire: Wire) -> None:
        await show(query, wire, await freshness.check(call, callback_data.table, callback_data.key))

    @router.callback_query(CheckedBack.filter())
    async def on_back(query: CallbackQuery, callback_data: CheckedBack, call: Call, wire: Wire) -> None:
        await show(
            query, wire, await freshness.uncheck(call, callback_data.table, callback_data.key, callback_data.day)
        )

    return router
