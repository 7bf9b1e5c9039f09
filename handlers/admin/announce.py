"""/announce: text, sphere, preview, sending, report. Rights are checked at each step."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.announcements import announcing
from core.calling import Call
from core.desk.rights import Right
from core.messages import Action
from handlers.dialogues import leave
from handlers.screen import show
from handlers.wire import Wire


class Announcement(StatesGroup):
    """An administrator writes an announcement."""

    text = State()


class Announce(CallbackData, prefix=Action.ANNOUNCE):
    """Starts an announcement."""


class AnnounceSphere(CallbackData, prefix=Action.ANNOUNCE_SPHERE):
    """Whom it is for; empty asks again."""

    sphere: str


class AnnounceSend(CallbackData, prefix=Action.ANNOUNCE_SEND):
    """Send it."""

    announcement: int


class AnnounceDrop(CallbackData, prefix=Action.ANNOUNCE_DROP):
    """Throw it away."""

    announcement: int


class AnnounceReport(CallbackData, prefix=Action.ANNOUNCE_REPORT):
    """How far it is."""

    announcement: int


class AnnounceMe(CallbackData, prefix=Action.ANNOUNCE_ME):
    """Its author gets it first."""

    announcement: int


class AnnounceStop(CallbackData, prefix=Action.ANNOUNCE_STOP):
    """Send it to nobody else."""

    announcement: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    Announce, AnnounceSphere, AnnounceSend, AnnounceDrop, AnnounceReport, AnnounceMe, AnnounceStop,
)  # fmt: skip


def setup() -> Router:
    """The router of announcements."""
    router = Router(name="admin.announce")

    @router.message(Command("announce"))
    async def on_command(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        await state.set_state(Announcement.text if call.desk.may(Right.ANNOUNCE) else None)
        await show(message, wire, announcing.ask_for_text(call))

    @router.callback_query(Announce.filter())
    async def on_button(query: CallbackQuery, call: Call, wire: Wire, state: FSMContext) -> None:
        await state.set_state(Announcement.text if call.desk.may(Right.ANNOUNCE) else None)
        await show(query, wire, announcing.ask_for_text(call))

    @router.message(Announcement.text, F.text, ~F.text.startswith("/"))
    async def on_text(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        screen = await announcing.take_text(call, message.html_text)
        if announcing.fits(message.html_text):
            await leave(state)
        await show(message, wire, screen)

    @router.callback_query(AnnounceSphere.filter())
    async def on_sphere(query: CallbackQuery, callback_data: AnnounceSphere, call: Call, wire: Wire) -> None:
        sphere = callback_data.sphere
        await show(query, wire, await (announcing.preview(call, sphere) if sphere else announcing.choose_again(call)))

    @router.callback_query(AnnounceSend.filter())
    async def on_send(query: CallbackQuery, callback_data: AnnounceSend, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.send(call, callback_data.announcement))
        if query.message is not None:
            await announcing.follow(call, callback_data.announcement, str(query.message.message_id))

    @router.callback_query(AnnounceMe.filter())
    async def on_me(query: CallbackQuery, callback_data: AnnounceMe, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.first_to_me(call, callback_data.announcement), anew=True)

    @router.callback_query(AnnounceStop.filter())
    async def on_stop(query: CallbackQuery, callback_data: AnnounceStop, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.stop(call, callback_data.announcement))

    @router.callback_query(AnnounceDrop.filter())
    async def on_drop(query: CallbackQuery, callback_data: AnnounceDrop, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.drop(call, callback_data.announcement))

    @router.callback_query(AnnounceReport.filter())
    async def on_report(query: CallbackQuery, callback_data: AnnounceReport, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.report(call, callback_data.announcement))

    return router
