"""/announce: text or record, whom, preview, sending, report. Rights are checked at each step."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.announcements import aiming, announcing, reaching
from core.announcements.announcing import Kept
from core.calling import Call
from core.desk.rights import Right
from core.messages import Action
from handlers.dialogues import forget, leave
from handlers.screen import show
from handlers.wire import Wire


class Announcement(StatesGroup):
    """Somebody of the desk writes an announcement."""

    text = State()


class Announce(CallbackData, prefix=Action.ANNOUNCE):
    """Starts an announcement."""


class AnnounceRecord(CallbackData, prefix=Action.ANNOUNCE_RECORD):
    """Starts one about a record."""

    kind: str
    key: str


class AnnounceSphere(CallbackData, prefix=Action.ANNOUNCE_SPHERE):
    """Whom it is for; empty asks again."""

    sphere: str


class AnnounceFilter(CallbackData, prefix=Action.ANNOUNCE_FILTER):
    """One filter of the audience."""

    what: str
    value: str


class AnnounceChange(CallbackData, prefix=Action.ANNOUNCE_CHANGE):
    """What shall be different."""

    announcement: int
    what: str


class AnnounceSend(CallbackData, prefix=Action.ANNOUNCE_SEND):
    """Send it."""

    announcement: int


class AnnounceDrop(CallbackData, prefix=Action.ANNOUNCE_DROP):
    """Throw it away."""

    announcement: int


class AnnounceReport(CallbackData, prefix=Action.ANNOUNCE_REPORT):
    """How far it is."""

    announcement: int


class AnnounceMissed(CallbackData, prefix=Action.ANNOUNCE_MISSED):
    """Who did not get it."""

    announcement: int
    page: int


class AnnounceMe(CallbackData, prefix=Action.ANNOUNCE_ME):
    """Its author gets it first."""

    announcement: int


class AnnounceStop(CallbackData, prefix=Action.ANNOUNCE_STOP):
    """Send it to nobody else."""

    announcement: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    Announce, AnnounceRecord, AnnounceSphere, AnnounceFilter, AnnounceChange, AnnounceSend, AnnounceDrop,
    AnnounceReport, AnnounceMissed, AnnounceMe, AnnounceStop,
)  # fmt: skip

_GROUP = Announcement.__name__


def file_of(message: Message) -> Kept | None:
    """A picture or document by the messenger's own id: it was uploaded once, by whoever sent it here."""
    if message.photo:
        return "photo", message.photo[-1].file_id
    return ("document", message.document.file_id) if message.document else None


def setup() -> Router:
    """The router of announcements."""
    router = Router(name="admin.announce")

    async def begin(call: Call, state: FSMContext, draft: int | None) -> None:
        await forget(state, _GROUP)
        if call.desk.may(Right.ANNOUNCE):
            await state.set_state(Announcement.text)
            await state.update_data({_GROUP: {"draft": draft}})

    @router.message(Command("announce"))
    async def on_command(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        await begin(call, state, None)
        await show(message, wire, announcing.ask_for_text(call))

    @router.callback_query(Announce.filter())
    async def on_button(query: CallbackQuery, call: Call, wire: Wire, state: FSMContext) -> None:
        await begin(call, state, None)
        await show(query, wire, announcing.ask_for_text(call))

    @router.callback_query(AnnounceRecord.filter())
    async def on_record(query: CallbackQuery, callback_data: AnnounceRecord, call: Call, wire: Wire) -> None:
        screen = await announcing.take_record(call, callback_data.kind, callback_data.key)
        await show(query, wire, screen, anew=True)

    @router.message(Announcement.text, (F.text & ~F.text.startswith("/")) | F.photo | F.document)
    async def on_text(message: Message, call: Call, wire: Wire, state: FSMContext) -> None:
        html, file = message.html_text if (message.text or message.caption) else "", file_of(message)
        draft = ((await state.get_data()).get(_GROUP) or {}).get("draft")
        screen = await announcing.take_text(call, html, file, draft)
        if announcing.fits(html, file):
            await forget(state, _GROUP)
        await show(message, wire, screen)

    @router.callback_query(AnnounceSphere.filter())
    async def on_sphere(query: CallbackQuery, callback_data: AnnounceSphere, call: Call, wire: Wire) -> None:
        sphere = callback_data.sphere
        await show(query, wire, await (announcing.aim(call, sphere) if sphere else announcing.choose_again(call)))

    @router.callback_query(AnnounceFilter.filter())
    async def on_filter(query: CallbackQuery, callback_data: AnnounceFilter, call: Call, wire: Wire) -> None:
        await show(query, wire, await aiming.filter_screen(call, callback_data.what, callback_data.value))

    @router.callback_query(AnnounceChange.filter())
    async def on_change(
        query: CallbackQuery, callback_data: AnnounceChange, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        await leave(state)
        if callback_data.what == "text":
            await begin(call, state, callback_data.announcement)
        await show(query, wire, await announcing.change(call, callback_data.announcement, callback_data.what))

    @router.callback_query(AnnounceSend.filter())
    async def on_send(query: CallbackQuery, callback_data: AnnounceSend, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.send(call, callback_data.announcement))
        if query.message is not None:
            await reaching.follow(call, callback_data.announcement, str(query.message.message_id))

    @router.callback_query(AnnounceMe.filter())
    async def on_me(query: CallbackQuery, callback_data: AnnounceMe, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.first_to_me(call, callback_data.announcement), anew=True)

    @router.callback_query(AnnounceStop.filter())
    async def on_stop(query: CallbackQuery, callback_data: AnnounceStop, call: Call, wire: Wire) -> None:
        await show(query, wire, await reaching.stop(call, callback_data.announcement))

    @router.callback_query(AnnounceDrop.filter())
    async def on_drop(query: CallbackQuery, callback_data: AnnounceDrop, call: Call, wire: Wire) -> None:
        await show(query, wire, await announcing.drop(call, callback_data.announcement))

    @router.callback_query(AnnounceReport.filter())
    async def on_report(
        query: CallbackQuery, callback_data: AnnounceReport, call: Call, wire: Wire, state: FSMContext
    ) -> None:
        await leave(state)
        await show(query, wire, await reaching.report(call, callback_data.announcement))

    @router.callback_query(AnnounceMissed.filter())
    async def on_missed(query: CallbackQuery, callback_data: AnnounceMissed, call: Call, wire: Wire) -> None:
        await show(query, wire, await reaching.missed(call, callback_data.announcement, callback_data.page))

    return router
