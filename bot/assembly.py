"""All wiring of a running bot in one place: bots, dispatcher, inbox, workers, commands menu, clock."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.utils.token import TokenValidationError

from bot.contact import Telegram
from bot.dialogue import DialogueStorage
from bot.errors import StopError
from bot.handling import UpdateHandler
from bot.holder import holder_id
from bot.inbox import Inbox, Workers
from bot.keeper import Keeper
from bot.mailing import deliver_forever, find_due
from bot.menu import CommandMenus
from bot.middlewares import Acknowledgements, CallMiddleware
from bot.polling import Poller
from bot.scheduler import Scheduler
from bot.sender import TelegramSender
from bot.session import Session
from bot.settings import Settings
from bot.throttle import Priority, Throttle
from bot.webhook import Webhook
from core.announcements.expecting import expect_next
from core.answers.dense import E5, Meanings
from core.answers.loading import EngineHolder
from core.appeals.reminding import remind
from core.calling import Operator
from core.collecting.board import remind_by_day
from core.forms.freshness import write_stale
from core.learning.weekly import write_week
from core.premises.leases import write_lease_ends
from core.trainings.telling import tell_trainings
from handlers import callbacks, routers
from handlers.wire import Wire
from storage.engine import Database

log = structlog.get_logger()

_GRACE = 4.0


def _now() -> datetime:
    return datetime.now(UTC)


def make_bot(telegram: Telegram, throttle: Throttle, priority: Priority) -> Bot:
    """A Bot with a session of its own; StopError for a token of the wrong shape."""
    session = Session(telegram.address, throttle, priority)
    try:
        return Bot(telegram.token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    except TokenValidationError:
        raise StopError("BOT_TOKEN: this is no token; @BotFather gives one that looks like 123456789:AAE...") from None


class Assembly:
    """Every part of one running bot, put together once."""

    def __init__(self, settings: Settings, telegram: Telegram, database: Database, *, demo: bool) -> None:
        self.settings, self.telegram, self.database = settings, telegram, database
        self.zone, self.holder = ZoneInfo(settings.timezone), holder_id()
        self.polls = not settings.webhook_url
        throttle = Throttle(settings.messages_per_second)
        self.bot = make_bot(telegram, throttle, Priority.ANSWER)
        self.mailing_bot = make_bot(telegram, throttle, Priority.MAILING)
        self.menus = CommandMenus(self.bot, demo=demo)
        self.wire = Wire(callbacks())
        operator = Operator(settings.operator_name, settings.operator_contact, demo, settings.check_after_days)
        self.dispatcher = self._dispatcher(operator)
        self.keeper = Keeper(database, _now, self.holder, alone=self.polls)
        handler = UpdateHandler(self.dispatcher, self.bot, database)
        self.workers = Workers(database, _now, self.holder, handler.handle, handler.give_up)
        self.inbox = Inbox(database, _now, self.workers.wake)
        self.kinds = sorted({*self.dispatcher.resolve_used_update_types(), "my_chat_member"})
        self.poller = Poller(telegram, self.inbox, self.kinds)
        self.scheduler = Scheduler(database, _now, self.zone)
        self.scheduler.every_minute("alerts", self._find_due)
        self.scheduler.every_minute("trainings", self._tell_trainings)
        self.scheduler.every_day("seasons", self._expect_next, hour=5)
        self.scheduler.every_day("appeals", self._remind, hour=9)
        self.scheduler.every_day("week", self._tell_week, hour=10)
        self.scheduler.every_day("round_up", self._remind_departments, hour=10)
        self.scheduler.every_day("leases", self._tell_lease_ends, hour=9)
        self.scheduler.every_day("stale", self._ask_to_check, hour=10)

    def _dispatcher(self, operator: Operator) -> Dispatcher:
        meanings = Meanings(E5()) if self.settings.dense_search else None
        # Updates of one chat never meet (the inbox's lanes), so aiogram needs no isolation of its own.
        dispatcher = Dispatcher(storage=DialogueStorage(self.database, _now), engines=EngineHolder(meanings))
        acknowledgements = Acknowledgements()
        self.bot.session.middleware(acknowledgements)
        dispatcher.update.outer_middleware(
            CallMiddleware(
                self.database, _now, self.zone, operator, lambda: self.settings.admins, self.wire, acknowledgements,
                self.menus.meet,
            )
        )  # fmt: skip
        dispatcher.include_routers(*routers())
        return dispatcher

    @asynccontextmanager
    async def running(self, stop: asyncio.Event) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Start everything in order; yields the tasks that must not end; stops everything, answers last."""
        async with AsyncExitStack() as stack:
            for bot in (self.bot, self.mailing_bot):
                stack.push_async_callback(bot.session.close)
            await self.keeper.take_over()
            await self.keeper.enter(stop)
            keeping = asyncio.create_task(self.keeper.run())
            stack.push_async_callback(_cancel, [keeping])
            if not await self.telegram.insist("getMe", stop):
                yield []
                return
            working = [asyncio.create_task(self.workers.run()), asyncio.create_task(self._mail())]
            stack.push_async_callback(self._wind_down, working)
            tasks = [keeping, *working]
            await self._open_door(stack, tasks, stop)
            menu = asyncio.create_task(self.menus.set_up())
            stack.push_async_callback(_cancel, [menu])
            self.scheduler.start()
            stack.callback(self.scheduler.stop)
            await self.dispatcher.emit_startup(reading=self.database.reading, engines=self.dispatcher["engines"])
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 50)
            log.info("bot_started", by="polling" if self.polls else "webhook")
            yield tasks
            log.info("bot_stopping")

    async def _tell_trainings(self) -> None:
        await tell_trainings(self.database, _now(), self.zone)

    async def _find_due(self) -> None:
        await find_due(self.database, _now, self.zone)

    async def _remind(self) -> None:
        await remind(self.database, _now(), self.zone, self.settings.admins)

    async def _tell_week(self) -> None:
        await write_week(self.database, _now(), self.zone, self.settings.admins)

    async def _tell_lease_ends(self) -> None:
        await write_lease_ends(self.database, _now(), self.zone, self.settings.admins)

    async def _ask_to_check(self) -> None:
        await write_stale(self.database, _now(), self.zone, self.settings.admins, self.settings.check_after_days)

    async def _remind_departments(self) -> None:
        await remind_by_day(self.database, _now(), self.zone)

    async def _expect_next(self) -> None:
        await expect_next(self.database, _now(), self.settings.admins)

    async def _mail(self) -> None:
        sender = TelegramSender(self.mailing_bot, self.wire)
        await deliver_forever(self.database, sender, _now, self.zone, self.holder)

    async def _wind_down(self, working: list[asyncio.Task[None]]) -> None:
        await asyncio.gather(self.workers.stop(_GRACE), _cancel(working))

    async def _open_door(self, stack: AsyncExitStack, tasks: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
        if self.polls:
            await self.telegram.insist("deleteWebhook", stop)
            polling = asyncio.create_task(self.poller.run())
            stack.push_async_callback(_cancel, [polling])
            tasks.append(polling)
            return
        secret = self.settings.webhook_secret
        assert secret is not None
        webhook = Webhook(self.inbox, secret.get_secret_value())
        try:
            await webhook.start(self.settings.webhook_host, self.settings.webhook_port)
        except OSError as error:
            where = f"{self.settings.webhook_host}:{self.settings.webhook_port}"
            raise StopError(f"WEBHOOK_HOST, WEBHOOK_PORT: cannot listen on {where} ({error.strerror})") from None
        stack.push_async_callback(webhook.stop)
        await self.telegram.insist(
            "setWebhook", stop, url=self.settings.webhook_url, secret_token=secret.get_secret_value(),
            allowed_updates=self.kinds,
        )  # fmt: skip


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
