"""Subsidies and the plan's measures to browse."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.catalogue import support
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Support(CallbackData, prefix=Action.SUPPORT):
    """A page of subsidies and measures."""

    page: int


class Measure(CallbackData, prefix=Action.MEASURE):
    """One measure's card."""

    key: str


class MeasureFacts(CallbackData, prefix=Action.MEASURE_FACTS):
    """A page of what is known of a measure."""

    key: str
    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (Support, Measure, MeasureFacts)


def setup() -> Router:
    """The router of support measures."""
    router = Router(name="ngo.support")

    @router.callback_query(Support.filter())
    async def on_list(query: CallbackQuery, callback_data: Support, call: Call, wire: Wire) -> None:
        await show(query, wire, await support.support_list(call, callback_data.page))

    @router.callback_query(Measure.filter())
    async def on_card(query: CallbackQuery, callback_data: Measure, call: Call, wire: Wire) -> None:
        await show(query, wire, await support.measure_card(call, callback_data.key))

    @router.callback_query(MeasureFacts.filter())
    async def on_facts(query: CallbackQuery, callback_data: MeasureFacts, call: Call, wire: Wire) -> None:
        await show(query, wire, await support.measure_facts(call, callback_data.key, callback_data.page))

    return router
