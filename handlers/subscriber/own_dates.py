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
from core.announcements.own_words import amended, drops, read_reminder
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
_GROUP, _TYPED, _GOING, _LAST = OwnDay.__name__, "OwnTyped", "Consent", "OwnLast"
_RIGHT_UNDER = 4
"""Messages of a chat between a reminder and a text about it."""


async def _is_reminder(message: Message, call: Call) -> bool:
    if message.forward_origin is not None:
        return False
    return read_reminder(message.text or "", call.today) is not None


async def _remember(message: Message, state: FSMContext, call: Call, wire: Wire, typed: str) -> None:
    """Keep a typed reminder, or say what will be kept once the person agrees."""
    first = await consent.needs_consent(call, Purpose.ALERTS)
    if first is None:
        screen = await own.remember(call, typed)
        await _note(state, message, own.number_of(screen))
        await show(message, wire, screen)
        return
    await state.update_data({_TYPED: typed, _GOING: OwnKeep().pack()})
    await _note(state, message, None)
    await show(message, wire, own.announced(call, typed, first))


async def _note(state: FSMContext, message: Message, number: int | None) -> None:
    """The own date shown last and where in the chat, so that «нет, за месяц» right under it is about it."""
    await state.update_data({_LAST: [message.message_id, number]})


async def _amends(message: Message, state: FSMContext, call: Call) -> bool | dict[str, Any]:
    """A text right under a reminder that changes it or takes it back."""
    data = await state.get_data()
    at, number = data.get(_LAST) or (0, None)
    if message.forward_origin is not None or not 0 < message.message_id - at <= _RIGHT_UNDER:
        return False
    text = message.text or ""
    waits = str(data.get(_TYPED, "")) if number is None else ""
    held = waits if number is None else await own.text_of(call, number)
    if not held:
        return False
    if number is not None and drops(text):
        return {"last": number, "typed": ""}
    meant = amended(text, held, call.today)
    return {"last": number, "typed": meant} if meant else False


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
        await _remember(message, state, call, wire, message.text or "")

    @router.message(StateFilter(None), F.text & ~F.text.startswith("/"), _amends)
    async def on_amended(
        message: Message, state: FSMContext, call: Call, wire: Wire, last: int | None, typed: str
    ) -> None:  # fmt: skip
        if last is None:
            await _remember(message, state, call, wire, typed)
            return
        screen = await own.press(call, last, "drop") if not typed else (await own.change(call, last, typed))[0]
        await _note(state, message, own.number_of(screen))
        await show(message, wire, screen)

    @router.callback_query(OwnKeep.filter())
    async def on_keep(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire) -> None:
        data = await state.get_data()
        screen = await own.remember(call, str(data.pop(_TYPED, "")))
        await state.set_data(data)
        if isinstance(query.message, Message):
            await _note(state, query.message, own.number_of(screen))
        await show(query, wire, screen, anew=True)

    @router.callback_query(OwnDate.filter())
    async def on_press(query: CallbackQuery, callback_data: OwnDate, state: FSMContext, call: Call, wire: Wire) -> None:
        await forget(state, _GROUP)
        if callback_data.what == "change":
            await state.set_state(OwnDay.text)
            await state.update_data({_GROUP: {"own": callback_data.own}})
        await show(query, wire, await own.press(call, callback_data.own, callback_data.what))

    return router
