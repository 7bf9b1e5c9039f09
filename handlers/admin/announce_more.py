"""An announcement at a chosen time, and its correction. What a reader taps under one stands here too."""

from typing import Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.announcements import fixing, later, opening, reaching
from core.calling import Call
from core.desk.rights import Right
from core.messages import Action
from handlers.dialogues import forget
from handlers.screen import show
from handlers.wire import Wire


class AnnounceDialogue(StatesGroup):
    """Somebody of the desk types a time, or a corrected text."""

    when = State()
    fix = State()


class AnnounceLater(CallbackData, prefix=Action.ANNOUNCE_LATER):
    """At another time."""

    announcement: int


class AnnounceAt(CallbackData, prefix=Action.ANNOUNCE_AT):
    """At the time that was echoed."""

    announcement: int


class AnnounceUnschedule(CallbackData, prefix=Action.ANNOUNCE_UNSCHEDULE):
    """Not at that time."""

    announcement: int


class AnnounceFix(CallbackData, prefix=Action.ANNOUNCE_FIX):
    """Another text for what was sent."""

    announcement: int


class AnnounceFixOk(CallbackData, prefix=Action.ANNOUNCE_FIX_OK):
    """Change it for everybody."""

    announcement: int


class AnnounceOpen(CallbackData, prefix=Action.ANNOUNCE_OPEN):
    """A reader opens it."""

    announcement: int


class AnnounceMute(CallbackData, prefix=Action.ANNOUNCE_MUTE):
    """A reader wants no announcements, or wants them again."""

    announcement: int
    muted: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    AnnounceLater, AnnounceAt, AnnounceUnschedule, AnnounceFix, AnnounceFixOk, AnnounceOpen, AnnounceMute,
)  # fmt: skip

_GROUP = AnnounceDialogue.__name__


async def _announcement(state: FSMContext) -> int:
    kept: dict[str, Any] = (await state.get_data()).get(_GROUP) or {}
    return int(kept.get("announcement", 0))


def setup() -> Router:
    """The router of what comes before and after the sending."""
    router = Router(name="admin.announce_more")

    async def ask(call: Call, state: FSMContext, step: State, announcement: int) -> None:
        await forget(state, _GROUP)
        if call.desk.may(Right.ANNOUNCE):
            await state.set_state(step)
            await state.update_data({_GROUP: {"announcement": announcement}})

    @router.callback_query(AnnounceLater.filter())
    async def on_later(
        query: CallbackQuery, callback_data: AnnounceLater, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        await ask(call, state, AnnounceDialogue.when, callback_data.announcement)
        await show(query, wire, await later.ask_when(call, callback_data.announcement))

    @router.message(AnnounceDialogue.when, F.text & ~F.text.startswith("/"))
    async def on_when(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        screen, done = await later.take_when(call, await _announcement(state), message.text or "")
        if done:
            await forget(state, _GROUP)
        await show(message, wire, screen)

    @router.callback_query(AnnounceAt.filter())
    async def on_at(query: CallbackQuery, callback_data: AnnounceAt, call: Call, wire: Wire) -> None:
        await show(query, wire, await later.schedule(call, callback_data.announcement))

    @router.callback_query(AnnounceUnschedule.filter())
    async def on_unschedule(query: CallbackQuery, callback_data: AnnounceUnschedule, call: Call, wire: Wire) -> None:
        await show(query, wire, await later.unschedule(call, callback_data.announcement))

    @router.callback_query(AnnounceFix.filter())
    async def on_fix(
        query: CallbackQuery, callback_data: AnnounceFix, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        await ask(call, state, AnnounceDialogue.fix, callback_data.announcement)
        await show(query, wire, await fixing.ask_for_correction(call, callback_data.announcement))

    @router.message(AnnounceDialogue.fix, F.text & ~F.text.startswith("/"))
    async def on_new_text(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        screen, done = await fixing.take_correction(call, await _announcement(state), message.html_text)
        if done:
            await forget(state, _GROUP)
        await show(message, wire, screen)

    @router.callback_query(AnnounceFixOk.filter())
    async def on_fix_ok(query: CallbackQuery, callback_data: AnnounceFixOk, call: Call, wire: Wire) -> None:
        await show(query, wire, await fixing.correct(call, callback_data.announcement))
        if query.message is not None:
            await reaching.follow(call, callback_data.announcement, str(query.message.message_id))

    @router.callback_query(AnnounceOpen.filter())
    async def on_open(query: CallbackQuery, callback_data: AnnounceOpen, call: Call, wire: Wire) -> None:
        await show(query, wire, await opening.open_announcement(call, callback_data.announcement), anew=True)

    @router.callback_query(AnnounceMute.filter())
    async def on_mute(query: CallbackQuery, callback_data: AnnounceMute, call: Call, wire: Wire) -> None:
        screen = await opening.mute(call, callback_data.announcement, bool(callback_data.muted))
        await show(query, wire, screen, anew=bool(callback_data.muted))

    return router
