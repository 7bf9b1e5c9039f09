"""Any other text is a question: answered, remembered for follow-ups, answered again in place when it is edited."""

from typing import Any

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, LinkPreviewOptions, Message

from core import messages
from core.answers import asking
from core.answers.loading import EngineHolder
from core.calling import Call
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire
from storage.engine import SessionFactory

KEPT_ANSWERS = 5
_TALK = "talk"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class AnswerPress(CallbackData, prefix=Action.ANSWER, sep=":"):
    """Another answer, by the engine's own code."""

    code: str


CALLBACKS: tuple[type[CallbackData], ...] = (AnswerPress,)


def setup() -> Router:
    """The router of free-text questions; it comes after all others that take text."""
    router = Router(name="ngo.questions")
    engines = EngineHolder()

    @router.startup()
    async def warm_up(reading: SessionFactory) -> None:
        await engines.get(reading)

    @router.message(F.text)
    async def on_question(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        talk = await _talk(state)
        answer = await asking.ask(call, engines, message.text or "", talk.get("context"))
        sent = await _send(message, wire, answer.message)
        answers = [*talk.get("answers", []), [message.message_id, sent.message_id]][-KEPT_ANSWERS:]
        await _keep(state, {"context": answer.context.as_json(), "before": talk.get("context"), "answers": answers})

    @router.edited_message(F.text)
    async def on_edited(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        talk = await _talk(state)
        known = next((pair for pair in talk.get("answers", []) if pair[0] == message.message_id), None)
        newest = bool(known) and known == talk["answers"][-1]
        answer = await asking.ask(call, engines, message.text or "", talk.get("before") if newest else None)
        if known is None or not await _replace(message, wire, answer.message, known[1]):
            sent = await _send(message, wire, answer.message)
            answers = [*talk.get("answers", []), [message.message_id, sent.message_id]][-KEPT_ANSWERS:]
            talk["answers"] = answers
            newest = True
        if newest:
            talk["context"] = answer.context.as_json()
        await _keep(state, talk)

    @router.callback_query(AnswerPress.filter())
    async def on_press(
        query: CallbackQuery, callback_data: AnswerPress, state: FSMContext, call: Call, wire: Wire
    ) -> None:
        answer = await asking.press(call, engines, callback_data.code)
        await show(query, wire, answer.message if answer else asking.gone(), anew=True)
        if answer is not None:
            talk = await _talk(state)
            await _keep(state, {**talk, "context": answer.context.as_json(), "before": talk.get("context")})

    return router


async def _talk(state: FSMContext) -> dict[str, Any]:
    kept = (await state.get_data()).get(_TALK)
    return dict(kept) if isinstance(kept, dict) else {}


async def _keep(state: FSMContext, talk: dict[str, Any]) -> None:
    await state.update_data({_TALK: talk})


async def _send(message: Message, wire: Wire, screen: messages.Message) -> Message:
    return await message.answer(screen.text, reply_markup=wire.markup(screen.buttons), link_preview_options=_NO_PREVIEW)


async def _replace(message: Message, wire: Wire, screen: messages.Message, answer_id: int) -> bool:
    """Edit the answer to an edited question; False when Telegram has no such message any more."""
    bot = message.bot
    assert bot is not None
    try:
        await bot.edit_message_text(
            screen.text, chat_id=message.chat.id, message_id=answer_id, reply_markup=wire.markup(screen.buttons),
            link_preview_options=_NO_PREVIEW,
        )  # fmt: skip
    except TelegramBadRequest as refusal:
        return "message is not modified" in refusal.message
    return True
