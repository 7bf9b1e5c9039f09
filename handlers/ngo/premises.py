"""Premises on offer, and who holds the city's property."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.catalogue import premises
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class PremisesPage(CallbackData, prefix=Action.PREMISES):
    """A page of premises on offer."""

    page: int


class Premise(CallbackData, prefix=Action.PREMISE):
    """One offer."""

    key: str


class Leases(CallbackData, prefix=Action.LEASES):
    """A page of who holds the city's property."""

    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (PremisesPage, Premise, Leases)


def setup() -> Router:
    """The router of premises."""
    router = Router(name="ngo.premises")

    @router.callback_query(PremisesPage.filter())
    async def on_list(query: CallbackQuery, callback_data: PremisesPage, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.premises_list(call, callback_data.page))

    @router.callback_query(Premise.filter())
    async def on_card(query: CallbackQuery, callback_data: Premise, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.premise_card(call, callback_data.key))

    @router.callback_query(Leases.filter())
    async def on_leases(query: CallbackQuery, callback_data: Leases, call: Call, wire: Wire) -> None:
        await show(query, wire, await premises.leases_list(call, callback_data.page))

    return router
