"""After an appeal was sent: a person adds to it, asks on, thanks, and reads what was said."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.appeals import adding, copies, correcting
from core.calling import Call
from core.messages import Action
from handlers.dialogues import forget
from handlers.said import SAID, said_of
from handlers.screen import show, shown
from handlers.wire import Wire


class AppealMore(StatesGroup):
    """A person adds to an appeal; the data hold its id and the messenger's moment of the newest addition."""

    text = State()


class AppealAdd(CallbackData, prefix=Action.APPEAL_ADD):
    """Adds to it, or asks on."""

    appeal: int


class AppealDone(CallbackData, prefix=Action.APPEAL_DONE):
    """Adds nothing more."""


class AppealThanks(CallbackData, prefix=Action.APPEAL_THANKS):
    """Closes it."""

    appeal: int


class AppealThread(CallbackData, prefix=Action.APPEAL_THREAD):
    """A page of what was said."""

    appeal: int
    page: int


class Appeals(CallbackData, prefix=Action.APPEALS):
    """A page of the person's own appeals."""

    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (AppealAdd, AppealDone, AppealThanks, AppealThread, Appeals)

_GROUP = AppealMore.__name__


class Adds(Filter):
    """What follows «Дополнить»: the first message, and those that come within a minute of the one before."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The appeal that this message goes to."""
        kept = (await state.get_data()).get(_GROUP)
        if not kept:
            return False
        waits = await state.get_state() == AppealMore.text.state
        soon = await state.get_state() is None and 0 <= message.date.timestamp() - kept["at"] <= adding.GOES_ON
        return {"appeal": int(kept["appeal"])} if waits or soon else False


class Replies(Filter):
    """A reply to a message of the bot about one's own appeal."""

    async def __call__(self, message: Message, call: Call) -> bool | dict[str, Any]:
        """The appeal that the message is about."""
        if message.reply_to_message is None:
            return False
        appeal = await copies.own(call, str(message.reply_to_message.message_id))
        return {"appeal": appeal} if appeal is not None else False


class Clarifies(Filter):
    """An edit of a message that became part of an appeal."""

    async def __call__(self, message: Message, call: Call) -> bool | dict[str, Any]:
        """The row of the thread that it is."""
        entry = await correcting.of_person(call, message.message_id)
        return {"entry": entry} if entry is not None else False


def setup() -> Router:
    """The router of appeals that were sent."""
    router = Router(name="ngo.appeal_thread")

    @router.callback_query(AppealAdd.filter())
    async def on_add(
        query: CallbackQuery, callback_data: AppealAdd, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        screen, waits = await adding.ask_for_addition(call, callback_data.appeal)
        if waits:
            await state.set_state(AppealMore.text)
            await state.update_data({_GROUP: {"appeal": callback_data.appeal, "at": 0}})
        await show(query, wire, screen, anew=True)

    @router.message(SAID, Replies())
    @router.message(SAID, Adds())
    async def on_added(
        message: Message, state: FSMContext, call: Call, wire: Wire, admins: frozenset[str], appeal: int
    ) -> None:  # fmt: skip
        screen, kept = await adding.add(call, appeal, said_of(message), admins)
        seen = await shown(message, wire, screen)
        if not kept:
            return
        await copies.note(call, appeal, [str(one.message_id) for one in seen])
        await state.update_data({_GROUP: {"appeal": appeal, "at": int(message.date.timestamp())}})
        await state.set_state(None)

    @router.edited_message(SAID, Clarifies())
    async def on_edited(message: Message, call: Call, wire: Wire, admins: frozenset[str], entry: int) -> None:
        screen = await correcting.clarify(call, entry, said_of(message), admins)
        if screen is not None:
            await show(message, wire, screen)

    @router.callback_query(AppealDone.filter())
    async def on_done(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        await forget(state, _GROUP)
        await show(query, wire, adding.done())

    @router.callback_query(AppealThanks.filter())
    async def on_thanks(
        query: CallbackQuery, callback_data: AppealThanks, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        await show(query, wire, await adding.thank(call, callback_data.appeal, admins), anew=True)

    @router.callback_query(AppealThread.filter())
    async def on_thread(query: CallbackQuery, callback_data: AppealThread, call: Call, wire: Wire) -> None:
        await show(query, wire, await adding.own_thread(call, callback_data.appeal, callback_data.page))

    @router.callback_query(Appeals.filter())
    async def on_own(query: CallbackQuery, callback_data: Appeals, call: Call, wire: Wire) -> None:
        await show(query, wire, await adding.own_appeals(call, callback_data.page))

    return router
