"""Any other text is a question: answered, remembered for follow-ups, answered again in place when it is edited."""

from typing import Any

from aiogram import F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message

from core import messages
from core.answers import asking
from core.answers.answer import Outcome
from core.answers.asking import Asked
from core.answers.loading import EngineHolder
from core.answers.plain import plain_text
from core.calling import Call
from core.learning import helping
from core.messages import Action
from handlers.screen import show
from handlers.talk import TURNS, keep_talk, talk_of
from handlers.unasked import keep_file
from handlers.wire import Wire
from storage.engine import SessionFactory

KEPT_ANSWERS = 5
_QUESTION, _REPLY = 200, 160
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_VOTES = (f"{Action.HELPED}:", f"{Action.NOT_HELPED}:")


class AnswerPress(CallbackData, prefix=Action.ANSWER, sep=":"):
    """Another answer, by the engine's own code."""

    code: str


class Helped(CallbackData, prefix=Action.HELPED):
    """The answer helped."""

    question: int


class NotHelped(CallbackData, prefix=Action.NOT_HELPED):
    """The answer was about something else."""

    question: int


CALLBACKS: tuple[type[CallbackData], ...] = (AnswerPress, Helped, NotHelped)


def setup() -> Router:
    """The router of free-text questions; it comes after all others that take text."""
    router = Router(name="ngo.questions")

    @router.startup()
    async def warm_up(reading: SessionFactory, engines: EngineHolder) -> None:
        await engines.get(reading)

    @router.message(F.text | F.caption)
    async def on_question(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        talk = await talk_of(state)
        await keep_file(state, message, call.now)
        asked = await asking.ask(call, engines, message.text or message.caption or "", talk.get("context"))
        sent = await _send(message, wire, _screen(asked))
        answers = [*talk.get("answers", []), [message.message_id, sent.message_id]][-KEPT_ANSWERS:]
        turns = [*talk.get("turns", []), _turn(message, asked)][-TURNS:]
        before = talk.get("context")
        await keep_talk(state, {**_after(asked), "before": before, "answers": answers, "turns": turns})

    @router.edited_message(F.text)
    async def on_edited(message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder) -> None:
        talk = await talk_of(state)
        known = next((pair for pair in talk.get("answers", []) if pair[0] == message.message_id), None)
        newest = bool(known) and known == talk["answers"][-1]
        asked = await asking.ask(call, engines, message.text or "", talk.get("before") if newest else None)
        if newest:
            talk["turns"] = talk.get("turns", [])[:-1]
        if known is None or not await _replace(message, wire, _screen(asked), known[1]):
            sent = await _send(message, wire, _screen(asked))
            answers = [*talk.get("answers", []), [message.message_id, sent.message_id]][-KEPT_ANSWERS:]
            talk["answers"] = answers
            newest = True
        if newest:
            talk["turns"] = [*talk.get("turns", []), _turn(message, asked)][-TURNS:]
            talk |= _after(asked)
        await keep_talk(state, talk)

    @router.callback_query(AnswerPress.filter())
    async def on_press(
        query: CallbackQuery, callback_data: AnswerPress, state: FSMContext, call: Call, wire: Wire,
        engines: EngineHolder,
    ) -> None:  # fmt: skip
        answer = await asking.press(call, engines, callback_data.code)
        talk = await talk_of(state)
        screen = answer.message if answer else asking.gone()
        asked_back = answer is not None and talk.get("asked_back")
        await show(query, wire, helping.with_votes(screen, asked_back) if asked_back else screen, anew=True)
        if answer is not None:
            context = answer.context.as_json()
            await keep_talk(state, {**talk, "context": context, "before": talk.get("context"), "asked_back": None})

    @router.callback_query(Helped.filter())
    async def on_helped(query: CallbackQuery, callback_data: Helped, call: Call) -> None:
        await helping.helped(call, callback_data.question)
        await _drop_votes(query)

    @router.callback_query(NotHelped.filter())
    async def on_not_helped(
        query: CallbackQuery, callback_data: NotHelped, state: FSMContext, call: Call, wire: Wire,
        engines: EngineHolder,
    ) -> None:  # fmt: skip
        talk = await talk_of(state)
        shown = talk.get("context") or {}
        others = await helping.not_helped(call, engines, callback_data.question, talk.get("before"), shown)
        await show(query, wire, others, anew=True)
        await _drop_votes(query)

    return router


def _screen(asked: Asked) -> messages.Message:
    answer = asked.answer
    return helping.with_votes(answer.message, asked.question_id) if helping.unsure(answer) else answer.message


def _after(asked: Asked) -> dict[str, Any]:
    """What the talk remembers of an answer; a tap on one of its subjects is asked about once."""
    asked_back = asked.question_id if asked.answer.outcome is Outcome.CLARIFY else None
    return {"context": asked.answer.context.as_json(), "asked_back": asked_back}


def _turn(message: Message, asked: Asked) -> list[str]:
    """A question and the first line of its reply."""
    lines = plain_text(asked.answer.message.text).strip().splitlines()
    return [(message.text or message.caption or "")[:_QUESTION], lines[0][:_REPLY] if lines else ""]


async def _drop_votes(query: CallbackQuery) -> None:
    """Take both thumbs off the message; other buttons stay."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    rows = [
        [one for one in row if not (one.callback_data or "").startswith(_VOTES)]
        for row in message.reply_markup.inline_keyboard
    ]
    try:
        await message.edit_reply_markup(reply_markup=InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row]))
    except TelegramBadRequest as refusal:
        if "message is not modified" not in refusal.message:
            raise


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
