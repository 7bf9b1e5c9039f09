"""«Отпишите меня», «подпишите на спорт», «мои обращения»: typed, taken before a question is seen."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.announcements import asked
from core.announcements.asked import Wanted
from core.answers.loading import EngineHolder
from core.calling import Call
from core.messages import Action
from core.privacy import consent
from handlers.ngo.privacy import going
from handlers.screen import show
from handlers.subscriber.subscriptions import keep_draft
from handlers.subscriber.watches import Remind
from handlers.talk import talk_of
from handlers.wire import Wire
from storage.terms import Purpose


class StopAll(CallbackData, prefix=Action.STOP_ALL):
    """No subscription and no reminder any more."""


CALLBACKS: tuple[type[CallbackData], ...] = (StopAll,)


class IsWish(Filter):
    """A short text that asks something of the bot's own messages."""

    async def __call__(
        self, message: Message, state: FSMContext, call: Call, engines: EngineHolder
    ) -> bool | dict[str, Any]:
        """The wish, with what it names."""
        if message.forward_origin is not None or not message.text:
            return False
        found = await asked.wanted(call, engines, message.text, (await talk_of(state)).get("context"))
        return {"found": found} if found is not None else False


def setup() -> Router:
    """The router of wishes; it stands before questions and after dialogues."""
    router = Router(name="subscriber.wishes")

    @router.message(StateFilter(None), F.text & ~F.text.startswith("/"), IsWish())
    async def on_wish(message: Message, state: FSMContext, call: Call, wire: Wire, found: Wanted) -> None:
        keeps = asked.kept(found)
        first = await consent.needs_consent(call, Purpose.ALERTS) if keeps else None
        if keeps is not None and first is not None:
            await going(state, Remind(kind=keeps[0], key=keeps[1]).pack())
            await show(message, wire, first)
            return
        screen, kind, draft = await asked.granted(call, found)
        if kind is not None:
            await keep_draft(state, kind, draft)
        await show(message, wire, screen)

    @router.callback_query(StopAll.filter())
    async def on_stop_all(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await asked.stop_all(call))

    return router
