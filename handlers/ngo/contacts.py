"""Where to go."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.calling import Call
from core.catalogue import contacts
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Contacts(CallbackData, prefix=Action.CONTACTS):
    """A page of contacts."""

    page: int


class Contact(CallbackData, prefix=Action.CONTACT):
    """One office's card."""

    key: str


CALLBACKS: tuple[type[CallbackData], ...] = (Contacts, Contact)


def setup() -> Router:
    """The router of contacts."""
    router = Router(name="ngo.contacts")

    @router.callback_query(Contacts.filter())
    async def on_list(query: CallbackQuery, callback_data: Contacts, call: Call, wire: Wire) -> None:
        await show(query, wire, await contacts.contact_list(call, callback_data.page))

    @router.callback_query(Contact.filter())
    async def on_card(query: CallbackQuery, callback_data: Contact, call: Call, wire: Wire) -> None:
        await show(query, wire, await contacts.contact_card(call, callback_data.key))

    return router
