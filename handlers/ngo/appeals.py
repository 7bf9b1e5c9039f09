"""Asking a specialist, and the specialist's answer."""

from typing import Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core import messages
from core.answers.loading import EngineHolder
from core.appeals import answering, asking
from core.appeals.asking import Draft
from core.calling import Call
from core.messages import Action
from handlers.dialogues import forget
from handlers.screen import show
from handlers.talk import talk_of, turns_before
from handlers.wire import Wire


class Appeal(StatesGroup):
    """A person writes to a specialist. The draft stays in the data until another one replaces it."""

    text = State()
    more = State()


class AppealReply(StatesGroup):
    """An administrator writes the answer."""

    text = State()


class AskSpecialist(CallbackData, prefix=Action.ASK_SPECIALIST):
    """Starts an appeal."""


class AppealAnew(CallbackData, prefix=Action.APPEAL_ANEW):
    """Another text."""


class AppealMore(CallbackData, prefix=Action.APPEAL_MORE):
    """More text."""


class SendAppeal(CallbackData, prefix=Action.SEND_APPEAL):
    """Send what was shown: a button under an older text shows the newer one first."""

    draft: str


class DropAppeal(CallbackData, prefix=Action.DROP_APPEAL):
    """Send nothing."""


class Appeals(CallbackData, prefix=Action.APPEALS):
    """A page of the person's own appeals."""

    page: int


class ReplyAppeal(CallbackData, prefix=Action.REPLY_APPEAL):
    """An administrator answers; who may is checked by core."""

    appeal: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    AskSpecialist, AppealAnew, AppealMore, SendAppeal, DropAppeal, Appeals, ReplyAppeal,
)  # fmt: skip

_GROUP = Appeal.__name__
_WORDS = F.text & ~F.text.startswith("/")


async def _draft(state: FSMContext) -> Draft | None:
    kept: dict[str, Any] | None = (await state.get_data()).get(_GROUP)
    return Draft.from_json(kept) if kept else None


async def _keep(state: FSMContext, call: Call, draft: Draft) -> messages.Message:
    """Keep the draft and ask for the person's word, or say that it is too long."""
    if len(draft.text) > asking.LIMIT:
        return asking.too_long(len(draft.text))
    await state.update_data({_GROUP: draft.as_json()})
    return asking.confirm(call, draft)


async def _of_talk(state: FSMContext, call: Call, engines: EngineHolder, question: str) -> Draft:
    """A question that was put to the bot, with the talk before it."""
    turns, talk = await turns_before(state, question), await talk_of(state)
    return await asking.drafted(call, engines, question, turns=turns, before=talk.get("before"))


async def _take(message: Message, state: FSMContext, call: Call, wire: Wire, draft: Draft) -> None:
    """Answer first, then end the dialogue: a repeated update finds it as it was."""
    await show(message, wire, await _keep(state, call, draft))
    if len(draft.text) <= asking.LIMIT:
        await state.set_state(None)


def setup() -> Router:
    """The router of appeals."""
    router = Router(name="ngo.appeals")

    @router.callback_query(AskSpecialist.filter())
    async def on_ask(query: CallbackQuery, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        proposed = await asking.proposed(call)
        if proposed is not None:
            await show(query, wire, await _keep(state, call, await _of_talk(state, call, engines, proposed)), anew=True)
            await state.set_state(None)
            return
        await state.set_state(Appeal.text)
        await show(query, wire, asking.ask_for_text(), anew=True)

    @router.callback_query(AppealAnew.filter())
    async def on_anew(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        await state.set_state(Appeal.text)
        await show(query, wire, asking.ask_for_text())

    @router.callback_query(AppealMore.filter())
    async def on_more(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        draft = await _draft(state)
        await state.set_state(Appeal.text if draft is None else Appeal.more)
        await show(query, wire, asking.ask_for_text() if draft is None else asking.ask_for_more(draft))

    @router.message(Appeal.text, _WORDS)
    async def on_text(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        await _take(message, state, call, wire, await asking.drafted(call, engines, message.text or ""))

    @router.message(Appeal.more, _WORDS)
    async def on_more_text(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        draft = await _draft(state)
        more = draft.longer(message.text or "", call.update_key) if draft else None
        await _take(message, state, call, wire, more or await asking.drafted(call, engines, message.text or ""))

    @router.callback_query(SendAppeal.filter())
    async def on_send(
        query: CallbackQuery, callback_data: SendAppeal, state: FSMContext, call: Call, wire: Wire,
        admins: frozenset[str],
    ) -> None:  # fmt: skip
        draft = await _draft(state)
        if draft is None:
            await state.set_state(Appeal.text)
            await show(query, wire, asking.ask_for_text())
        elif draft.name != callback_data.draft:
            await show(query, wire, asking.confirm(call, draft))
        else:
            await show(query, wire, await asking.send(call, draft, admins))

    @router.callback_query(DropAppeal.filter())
    async def on_drop(query: CallbackQuery, state: FSMContext, wire: Wire) -> None:
        await forget(state, _GROUP)
        await show(query, wire, asking.dropped())

    @router.callback_query(Appeals.filter())
    async def on_own(query: CallbackQuery, callback_data: Appeals, call: Call, wire: Wire) -> None:
        await show(query, wire, await asking.own_appeals(call, callback_data.page))

    @router.callback_query(ReplyAppeal.filter())
    async def on_reply(
        query: CallbackQuery, callback_data: ReplyAppeal, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        screen, waits = await answering.ask_for_answer(call, callback_data.appeal)
        if waits:
            await state.set_state(AppealReply.text)
            await state.update_data({AppealReply.__name__: callback_data.appeal})
        await show(query, wire, screen, anew=True)

    @router.message(AppealReply.text, _WORDS)
    async def on_reply_text(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        appeal = int((await state.get_data()).get(AppealReply.__name__, 0))
        screen = await answering.answer(call, engines, appeal, message.text or "")
        await show(message, wire, screen)
        if len(message.text or "") <= asking.LIMIT:
            await forget(state, AppealReply.__name__)

    return router
