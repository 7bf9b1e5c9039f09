"""What nobody took: a button from another time says so in a toast and shows the menu."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.catalogue.home import first_screen
from core.rendering import render
from handlers.screen import show
from handlers.wire import Wire

CALLBACKS: tuple[type[CallbackData], ...] = ()


def setup() -> Router:
    """The last router."""
    router = Router(name="fallback")
    router.callback_query.register(_old_button)
    return router


async def _old_button(event: CallbackQuery, call: Call, wire: Wire) -> None:
    await event.answer(render("ngo/old_button.html.j2"))
    await show(event, wire, await first_screen(call), anew=True)
