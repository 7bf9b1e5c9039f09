"""«Напомни 15 января отчёт по субсидии»: typed in the chat, taken before a question is seen in it."""

from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.announcements import own
from core.announcements.own_words import read_reminder
from core.calling import Call
from core.messages import Action
from core.privacy import consent
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire
from storage.terms import Purpose


class OwnDay(StatesGroup):
    """A person writes another day."""

    text = State()


class OwnDate(CallbackData, prefix=Action.OWN_DATE):
    """One date: show, change, drop."""

    own: int
    what: str


class OwnKeep(CallbackData, prefix=Action.OWN_KEEP):
    """Keep what was typed before the consent."""


CALLBACKS: tuple[type[CallbackData], ...] = (OwnDate, OwnKeep)

_DAY_WORDS = 120
_GROUP, _TYPED, _GOING = OwnDay.__name__, "OwnTyped", "Consent"


async def _is_reminder(message: Message, call: Call) -> bool:
    if message.forward_origin is not None:
        return False
    return read_reminder(message.text or "", call.today) is not None


def setup() -> Router:
    """The router of own dates; it stands before questions."""
    router = Router(name="subscriber.own_dates")

    @router.message(StateFilter(OwnDay.text), F.text & ~F.text.startswith("/"))
    async def on_day(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        if message.forward_origin is not None or "?" in (message.text or "") or len(message.text or "") > _DAY_WORDS:
            await forget(state, _GROUP)
            raise SkipHandler
        kept: dict[str, Any] = (await state.get_data()).get(_GROUP) or {}
        screen, done = await own.change(call, int(kept.get("own", 0)), message.text or "")
        if done:
            await forget(state, _GROUP)
        await show(message, wire, screen)

    @router.message(F.text, _is_reminder)
    async def on_reminder(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        screen = await consent.needs_consent(call, Purpose.ALERTS)
        if screen is not None:
            keep = OwnKeep().pack()
            await state.update_data({_TYPED: message.text, _GOING: keep})
        await show(message, wire, screen or await own.remember(call, message.text or ""))

    @router.callback_query(OwnKeep.filter())
    async def on_keep(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire) -> None:
        data = await state.get_data()
        typed = data.pop(_TYPED, "")
        await state.set_data(data)
        await show(query, wire, await own.remember(call, str(typed)), anew=True)

    @router.callback_query(OwnDate.filter())
    async def on_press(query: CallbackQuery, callback_data: OwnDate, state: FSMContext, call: Call, wire: Wire) -> None:
        await forget(state, _GROUP)
        if callback_data.what == "change":
            await state.set_state(OwnDay.text)
            await state.update_data({_GROUP: {"own": callback_data.own}})
        await show(query, wire, await own.press(call, callback_data.own, callback_data.what))

    return router
