"""/my_data, /delete_me, and consent: its router comes first, so that nothing is kept before the person agrees."""

from typing import Any

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.messages import Action
from core.messages import Message as Screen
from core.privacy import consent, erasing, mine
from handlers.screen import show
from handlers.wire import Wire
from storage.terms import Purpose

_DELETING, _GOING = "DeleteMe", "Consent"


class MyData(CallbackData, prefix=Action.MY_DATA):
    """What is kept of me."""


class DeleteAsk(CallbackData, prefix=Action.DELETE_ASK):
    """What would go."""


class DeleteMe(CallbackData, prefix=Action.DELETE_ME):
    """Deletes, with the word that this person was asked with."""

    word: str


class DeleteNo(CallbackData, prefix=Action.DELETE_NO):
    """Deletes nothing."""


class Consent(CallbackData, prefix=Action.CONSENT):
    """Agrees to a version of the text."""

    version: int
    purpose: Purpose


class ConsentNo(CallbackData, prefix=Action.CONSENT_NO):
    """Keeps nothing."""


CALLBACKS: tuple[type[CallbackData], ...] = (MyData, DeleteAsk, DeleteMe, DeleteNo, Consent, ConsentNo)


class Unconsented(Filter):
    """A press that would keep something of somebody who has not agreed yet; gives the `screen` to show first."""

    async def __call__(self, query: CallbackQuery, call: Call) -> bool | dict[str, Any]:
        """Look at the press's prefix and arguments alone: the press itself is checked where it is carried out."""
        action, *arguments = (query.data or "").split(":")
        purpose = consent.purpose_of(action, tuple(arguments))
        screen = None if purpose is None else await consent.needs_consent(call, purpose)
        return False if screen is None else {"screen": screen, "purpose": purpose}


async def going(state: FSMContext, press: str) -> None:
    """Carry out this press once the person has agreed."""
    await state.update_data({_GOING: press})


async def _ask_to_delete(event: Message | CallbackQuery, state: FSMContext, call: Call, wire: Wire) -> None:
    screen, asked = await erasing.ask(call)
    await state.update_data({_DELETING: asked.as_json()})
    await show(event, wire, screen, anew=True)


def setup() -> Router:
    """The router of personal data."""
    router = Router(name="ngo.privacy")

    @router.callback_query(Unconsented())
    async def on_keeping(query: CallbackQuery, state: FSMContext, wire: Wire, screen: Screen) -> None:
        await state.update_data({_GOING: query.data})
        await show(query, wire, screen, anew=True)

    @router.callback_query(Consent.filter())
    async def on_agreed(
        query: CallbackQuery, callback_data: Consent, state: FSMContext, call: Call, wire: Wire, **around: Any
    ) -> None:  # fmt: skip
        screen = await consent.agree(call, callback_data.version, callback_data.purpose)
        if screen is None:
            again = await consent.needs_consent(call, callback_data.purpose)
            await show(query, wire, again or consent.declined())
            return
        data = await state.get_data()
        going = data.pop(_GOING, None)
        await show(query, wire, screen)
        if going is None or router.parent_router is None:
            return
        resumed = query.model_copy(update={"data": going})
        await router.parent_router.propagate_event(
            "callback_query", resumed, **around, state=state, call=call, wire=wire
        )
        data = await state.get_data()
        if data.pop(_GOING, None) is not None:
            await state.set_data(data)

    @router.callback_query(ConsentNo.filter())
    async def on_declined(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        data = await state.get_data()
        if data.pop(_GOING, None) is not None:
            await state.set_data(data)
        await show(query, wire, consent.declined())

    @router.message(Command("my_data"))
    async def on_my_data(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await mine.my_data(call))

    @router.callback_query(MyData.filter())
    async def on_my_data_press(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await mine.my_data(call), anew=True)

    @router.message(Command("delete_me"))
    async def on_delete_me(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        await _ask_to_delete(message, state, call, wire)

    @router.callback_query(DeleteAsk.filter())
    async def on_delete_ask(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire) -> None:
        await _ask_to_delete(query, state, call, wire)

    @router.callback_query(DeleteMe.filter())
    async def on_delete(
        query: CallbackQuery, callback_data: DeleteMe, state: FSMContext, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        asked = erasing.Asked.from_json((await state.get_data()).get(_DELETING))
        await show(query, wire, await erasing.delete(call, asked, callback_data.word, admins))

    @router.callback_query(DeleteNo.filter())
    async def on_keep(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        data = await state.get_data()
        if data.pop(_DELETING, None) is not None:
            await state.set_data(data)
        await show(query, wire, erasing.kept())

    return router
