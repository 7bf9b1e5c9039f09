"""/report, /compare and pictures of a year. Reports are made beside the conversation, which goes on."""

import asyncio

import structlog
from aiogram import Bot, Router
from aiogram.enums import ChatAction
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery, Message
from aiogram.utils.chat_action import ChatActionSender

from core import messages
from core.calling import Call
from core.messages import Action
from core.reports import chat_compare, chat_files
from core.reports.chat_files import Order
from core.reports.making import Maker, StoppedError
from handlers.screen import show
from handlers.wire import Wire

log = structlog.get_logger()


class Files(CallbackData, prefix=Action.STATS_FILE):
    """Which files there are of a year."""

    year: int


class ReportFiles(CallbackData, prefix=Action.REPORT_FILES):
    """Make some forms of the report: joined by «+»."""

    year: int
    forms: str


class ReportStop(CallbackData, prefix=Action.REPORT_STOP):
    """Stop a report that is being made."""

    year: int
    name: str


class VersionFile(CallbackData, prefix=Action.VERSION_FILE):
    """A signed version as Word and Excel."""

    year: int
    version: int


class Charts(CallbackData, prefix=Action.CHARTS):
    """Which pictures there are."""

    year: int


class Chart(CallbackData, prefix=Action.CHART):
    """One picture."""

    year: int
    name: str


class Compare(CallbackData, prefix=Action.COMPARE):
    """Two years; science counted in or not."""

    older: int
    newer: int
    science: bool


CALLBACKS: tuple[type[CallbackData], ...] = (Files, ReportFiles, ReportStop, VersionFile, Charts, Chart, Compare)


class Deliveries:
    """Reports under way, each a task beside the conversation of its person."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, bot: Bot, chat: int, call: Call, wire: Wire, order: Order) -> None:
        """Say that it is being made, and go on."""
        try:
            screen = chat_files.making(order)
            progress = await bot.send_message(chat, screen.text, reply_markup=wire.markup(screen.buttons))
        except BaseException:
            self._maker.release(order.person, order.name)
            raise
        task = asyncio.create_task(self._finish(bot, progress, call, wire, order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, bot: Bot, progress: Message, call: Call, wire: Wire, order: Order) -> None:
        """The files below the message that said so; whoever stopped the report has been answered by their press."""
        chat = progress.chat.id
        try:
            screen = await self._make(bot, chat, call, order)
            markup = wire.markup(screen.buttons)
            await bot.edit_message_text(screen.text, chat_id=chat, message_id=progress.message_id, reply_markup=markup)
            for file in screen.files:
                await bot.send_document(chat, BufferedInputFile(file.content, file.name))
        except StoppedError:
            log.info("report_stopped", year=order.job.year)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("report_not_sent", year=order.job.year, reason=type(error).__name__)
        finally:
            self._maker.release(order.person, order.name)

    async def _make(self, bot: Bot, chat: int, call: Call, order: Order) -> messages.Message:
        try:
            async with ChatActionSender(bot=bot, chat_id=chat, action=ChatAction.UPLOAD_DOCUMENT):
                files = await self._maker.make(order.job, order.name)
        except (TelegramAPIError, ClientDecodeError, StoppedError):
            raise
        except Exception as error:
            log.error("report_not_made", year=order.job.year, reason=type(error).__name__)
            return chat_files.failed(call, order)
        if not self._maker.finished(order.name):
            raise StoppedError
        return chat_files.made(order, files)


def setup() -> Router:
    """The router of files and comparisons, with its own worker."""
    router = Router(name="admin.files")
    maker = Maker()
    deliveries = Deliveries(maker)

    @router.message(Command("report"))
    async def on_report(message: Message, command: CommandObject, bot: Bot, call: Call, wire: Wire) -> None:
        found = await chat_files.order(call, maker, command.args or "")
        if isinstance(found, Order):
            await deliveries.begin(bot, message.chat.id, call, wire, found)
        else:
            await show(message, wire, found)

    @router.message(Command("compare"))
    async def on_compare(message: Message, command: CommandObject, call: Call, wire: Wire) -> None:
        await show(message, wire, await chat_compare.compare_command(call, command.args or ""))

    @router.callback_query(Files.filter())
    async def on_files(query: CallbackQuery, callback_data: Files, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_files.files(call, callback_data.year))

    @router.callback_query(ReportFiles.filter())
    async def on_forms(query: CallbackQuery, callback_data: ReportFiles, bot: Bot, call: Call, wire: Wire) -> None:
        forms = tuple(callback_data.forms.split("+"))
        found = await chat_files.order_files(call, maker, callback_data.year, forms)
        if isinstance(found, Order):
            await deliveries.begin(bot, query.from_user.id, call, wire, found)
        else:
            await show(query, wire, found, anew=True)

    @router.callback_query(ReportStop.filter())
    async def on_stop(query: CallbackQuery, callback_data: ReportStop, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_files.stop(call, maker, callback_data.year, callback_data.name))

    @router.callback_query(VersionFile.filter())
    async def on_version(query: CallbackQuery, callback_data: VersionFile, bot: Bot, call: Call, wire: Wire) -> None:
        year, version = callback_data.year, callback_data.version
        found = await chat_files.order_files(call, maker, year, ("docx", "xlsx"), version)
        if isinstance(found, Order):
            await deliveries.begin(bot, query.from_user.id, call, wire, found)
        else:
            await show(query, wire, found, anew=True)

    @router.callback_query(Charts.filter())
    async def on_charts(query: CallbackQuery, callback_data: Charts, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_files.charts(call, callback_data.year))

    @router.callback_query(Chart.filter())
    async def on_chart(query: CallbackQuery, callback_data: Chart, bot: Bot, call: Call, wire: Wire) -> None:
        async with ChatActionSender(bot=bot, chat_id=query.from_user.id, action=ChatAction.UPLOAD_PHOTO):
            screen = await chat_files.chart(call, maker, callback_data.year, callback_data.name)
        await show(query, wire, screen)

    @router.callback_query(Compare.filter())
    async def on_switch(query: CallbackQuery, callback_data: Compare, call: Call, wire: Wire) -> None:
        older, newer = callback_data.older, callback_data.newer
        await show(query, wire, await chat_compare.compare_years(call, older, newer, science=callback_data.science))

    return router
