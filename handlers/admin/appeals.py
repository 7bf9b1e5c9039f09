"""Specialists in private: the queue, a card, an answer, a note, handing over, closing. Core checks every right."""

import dataclasses
from typing import Any

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.answers.loading import EngineHolder
from core.appeals import answering, copies, correcting, handing, placing
from core.appeals.answering import Came
from core.appeals.queue import queue
from core.calling import Call
from core.messages import Action
from core.messages import Message as Screen
from handlers.continuing import AndMore, NextPart, remember
from handlers.dialogues import forget
from handlers.said import SAID, said_of
from handlers.screen import show, shown
from handlers.wire import Wire


class AppealReply(StatesGroup):
    """A specialist writes; the data hold the appeal's id."""

    text = State()
    note = State()


class ReplyAppeal(CallbackData, prefix=Action.REPLY_APPEAL):
    """Answers."""

    appeal: int


class AppealNote(CallbackData, prefix=Action.APPEAL_NOTE):
    """Writes what stays at the desk."""

    appeal: int


class AppealCard(CallbackData, prefix=Action.APPEAL_CARD):
    """The whole appeal."""

    appeal: int


class AppealHand(CallbackData, prefix=Action.APPEAL_HAND):
    """Another department: the list, or the chosen one."""

    appeal: int
    department: str


class AppealClose(CallbackData, prefix=Action.APPEAL_CLOSE):
    """An outcome: the list, the chosen one, or «reopen»; afterwards the sphere in which it counts."""

    appeal: int
    outcome: str


class AppealHeld(CallbackData, prefix=Action.APPEAL_HELD):
    """Words that wait: to the person or not."""

    entry: int
    what: str


class AppealQueue(CallbackData, prefix=Action.APPEAL_QUEUE):
    """A page of what waits."""

    page: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    ReplyAppeal, AppealNote, AppealCard, AppealHand, AppealClose, AppealHeld, AppealQueue,
)  # fmt: skip

_GROUP = AppealReply.__name__


class AboutAppeal(Filter):
    """A reply to a message of the bot about somebody else's appeal."""

    async def __call__(self, message: Message, call: Call) -> bool | dict[str, Any]:
        """The appeal that the message is about."""
        if message.reply_to_message is None:
            return False
        appeal = await copies.desk(call, str(message.reply_to_message.message_id))
        return {"appeal": appeal} if appeal is not None else False


class Corrects(Filter):
    """An edit of a message that became an answer or a note."""

    async def __call__(self, message: Message, call: Call) -> bool | dict[str, Any]:
        """The row of the thread that it is."""
        entry = await correcting.of_desk(call, message.message_id)
        return {"entry": entry} if entry is not None else False


def setup() -> Router:
    """The router of specialists."""
    router = Router(name="admin.appeals")
    _read(router)
    _write(router)
    _decide(router)
    return router


def _read(router: Router) -> None:
    @router.message(Command("queue"))
    async def on_queue(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await queue(call))

    @router.callback_query(AppealQueue.filter())
    async def on_page(query: CallbackQuery, callback_data: AppealQueue, call: Call, wire: Wire) -> None:
        await show(query, wire, await queue(call, callback_data.page))

    @router.callback_query(AppealCard.filter())
    async def on_card(query: CallbackQuery, callback_data: AppealCard, call: Call, wire: Wire) -> None:
        await _tell(query, wire, call, callback_data.appeal, await answering.open_card(call, callback_data.appeal))

    @router.callback_query(ReplyAppeal.filter())
    async def on_reply(
        query: CallbackQuery, callback_data: ReplyAppeal, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        screen, waits = await answering.ask_for_answer(call, callback_data.appeal)
        if waits:
            await state.set_state(AppealReply.text)
            await state.update_data({_GROUP: callback_data.appeal})
        await _tell(query, wire, call, callback_data.appeal, screen)

    @router.callback_query(AppealNote.filter())
    async def on_note(
        query: CallbackQuery, callback_data: AppealNote, state: FSMContext, call: Call, wire: Wire
    ) -> None:  # fmt: skip
        screen, waits = await answering.ask_for_note(call, callback_data.appeal)
        if waits:
            await state.set_state(AppealReply.note)
            await state.update_data({_GROUP: callback_data.appeal})
        await show(query, wire, screen, anew=True)


def _write(router: Router) -> None:
    @router.message(SAID, NextPart())
    async def on_next_part(
        message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder, admins: frozenset[str],
        appeal: int, note: bool,
    ) -> None:  # fmt: skip
        said = said_of(message)
        if note:
            heard = await answering.note(call, appeal, said, admins)
        else:
            heard = await answering.answer(call, engines, appeal, said, admins)
        if heard.came not in (Came.SENT, Came.NOTED):
            await show(message, wire, heard.screen)
        await remember(state, message, appeal, note=note)

    @router.message(AppealReply.note, SAID)
    async def on_note_text(
        message: Message, state: FSMContext, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        appeal = int((await state.get_data()).get(_GROUP, 0))
        heard = await answering.note(call, appeal, said_of(message), admins)
        await show(message, wire, heard.screen)
        if heard.came is not Came.REFUSED:
            await forget(state, _GROUP)
            await remember(state, message, appeal, note=True)

    @router.message(AppealReply.text, SAID)
    async def on_reply_text(
        message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder, admins: frozenset[str]
    ) -> None:  # fmt: skip
        appeal = int((await state.get_data()).get(_GROUP, 0))
        heard = await answering.answer(call, engines, appeal, said_of(message), admins)
        await show(message, wire, heard.screen)
        if heard.came is not Came.REFUSED:
            await forget(state, _GROUP)
            await remember(state, message, appeal, note=heard.came is Came.NOTED)

    @router.message(SAID, AboutAppeal())
    async def on_answer(
        message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder, admins: frozenset[str],
        appeal: int,
    ) -> None:  # fmt: skip
        heard = await answering.answer(call, engines, appeal, said_of(message), admins)
        await show(message, wire, heard.screen)
        if (await state.get_data()).get(_GROUP) == appeal:
            await forget(state, _GROUP)
        await remember(state, message, appeal, note=heard.came is Came.NOTED)

    @router.message(SAID, AndMore())
    async def on_more(
        message: Message, state: FSMContext, call: Call, wire: Wire, engines: EngineHolder, admins: frozenset[str],
        appeal: int, held: int,
    ) -> None:  # fmt: skip
        said = said_of(message)
        if held and await answering.hold_more(call, held, said):
            await remember(state, message, appeal, note=False, held=held)
            return
        heard = await answering.answer(call, engines, appeal, said, admins, sure=False)
        await show(message, wire, heard.screen)
        if heard.came is not Came.REFUSED:
            await remember(state, message, appeal, note=heard.came is Came.NOTED, held=heard.entry)

    @router.edited_message(SAID, Corrects())
    async def on_edited(message: Message, call: Call, wire: Wire, entry: int) -> None:
        screen = await correcting.correct(call, entry, said_of(message))
        if screen is not None:
            await show(message, wire, screen)


def _decide(router: Router) -> None:
    @router.callback_query(AppealHeld.filter())
    async def on_held(
        query: CallbackQuery, callback_data: AppealHeld, call: Call, wire: Wire, engines: EngineHolder,
        admins: frozenset[str],
    ) -> None:  # fmt: skip
        send = callback_data.what == "send"
        heard = await answering.decide(call, engines, callback_data.entry, send, admins)
        await show(query, wire, heard.screen)
        if heard.teach is not None:
            await show(query, wire, heard.teach, anew=True)

    @router.callback_query(AppealHand.filter())
    async def on_hand(
        query: CallbackQuery, callback_data: AppealHand, state: FSMContext, call: Call, wire: Wire,
        admins: frozenset[str],
    ) -> None:  # fmt: skip
        await show_hand(query, callback_data, call, wire, admins)

    @router.callback_query(AppealClose.filter())
    async def on_close(
        query: CallbackQuery, callback_data: AppealClose, call: Call, wire: Wire, admins: frozenset[str]
    ) -> None:  # fmt: skip
        await show_close(query, callback_data, call, wire, admins)


async def show_hand(
    query: CallbackQuery, pressed: AppealHand, call: Call, wire: Wire, admins: frozenset[str], *,
    in_group: bool = False,
) -> None:  # fmt: skip
    """The list below the card, then the outcome in its place."""
    if pressed.department == "list":
        await show(query, wire, await handing.ask_where(call, pressed.appeal), anew=True)
        return
    screen = await handing.hand_over(call, pressed.appeal, pressed.department, admins)
    await show(query, wire, _of_group(screen) if in_group else screen)


async def show_close(
    query: CallbackQuery, pressed: AppealClose, call: Call, wire: Wire, admins: frozenset[str], *,
    in_group: bool = False,
) -> None:  # fmt: skip
    """The list below the card, then the outcome in its place."""
    if pressed.outcome == "list":
        await show(query, wire, await handing.ask_outcome(call, pressed.appeal), anew=True)
        return
    if pressed.outcome == placing.LIST or pressed.outcome.startswith(placing.TO):
        screen = await placing.place(call, pressed.appeal, pressed.outcome)
    elif pressed.outcome == "reopen":
        screen = await handing.take_back(call, pressed.appeal)
    else:
        screen = await handing.close(call, pressed.appeal, pressed.outcome, admins, in_group=in_group)
    await show(query, wire, _of_group(screen) if in_group else screen)


def _of_group(screen: Screen) -> Screen:
    """Without what a group has no business with: the queue is each specialist's own."""
    rows = (tuple(one for one in row if one.action is not Action.APPEAL_QUEUE) for row in screen.buttons)
    return dataclasses.replace(screen, buttons=tuple(row for row in rows if row))


async def _tell(query: CallbackQuery, wire: Wire, call: Call, appeal: int, screen: Any) -> None:
    """Show it below, and let a reply to it be about the appeal."""
    seen = await shown(query, wire, screen, anew=True)
    await copies.note(call, appeal, [str(one.message_id) for one in seen])
