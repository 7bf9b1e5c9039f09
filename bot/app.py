"""The running bot: all wiring in one place."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from aiogram import Bot, Dispatcher

from bot.dialogue import DialogueStorage
from bot.errors import StopError, place
from bot.handling import UpdateHandler
from bot.holder import holder_id
from bot.inbox import Inbox, Workers
from bot.keeper import Keeper
from bot.menu import CommandMenus
from bot.middlewares import Acknowledgements, CallMiddleware
from bot.polling import Poller
from bot.sandboxed import sandboxed
from bot.scheduler import Scheduler
from bot.settings import Settings, SettingsError
from bot.telegram import make_bot, reach
from bot.throttle import Priority, Throttle
from bot.webhook import Webhook
from core.base import open_base, pack_folders
from core.calling import Operator
from handlers import callbacks, routers
from handlers.wire import Wire
from storage.engine import Database
from storage.packs import holds_pack

log = structlog.get_logger()

_GRACE = 5.0
_LAST_MOMENT = 9.0


def _now() -> datetime:
    return datetime.now(UTC)


async def run_bot(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT (0), or until it cannot go on (1, one line on stderr)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, stop)
    try:
        if settings.bot_token is not None and settings.bot_token.get_secret_value():
            await _run(settings, stop, in_sandbox=False)
        else:
            async with sandboxed(settings) as inside:
                await _run(inside, stop, in_sandbox=True)
    except StopError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def _ask_to_stop(stop: asyncio.Event) -> None:
    stop.set()
    # Whatever still runs is in the inbox: a busy thread must not keep us over the ten seconds.
    guard = threading.Timer(_LAST_MOMENT, os._exit, args=(0,))
    guard.daemon = True
    guard.start()


async def _run(settings: Settings, stop: asyncio.Event, *, in_sandbox: bool) -> None:
    if not (settings.on_loopback or (settings.operator_name and settings.operator_contact)):
        missing = "OPERATOR_CONTACT" if settings.operator_name else "OPERATOR_NAME"
        raise SettingsError(f"{missing}: people must know who runs the bot; set OPERATOR_NAME and OPERATOR_CONTACT")
    packs = pack_folders("city", "public", "demo") if in_sandbox else []
    database = await open_base(settings.database_url, packs=packs, zone=settings.timezone)
    try:
        async with database.reading() as session:
            demo = await holds_pack(session, "demo")
        if demo and not settings.on_loopback:
            raise SettingsError("DATABASE_URL: this base holds invented demo records; take another for real people")
        async with _Assembly(settings, database, demo=demo).running(stop, announce=in_sandbox) as tasks:
            await asyncio.wait({*tasks, waiting := asyncio.create_task(stop.wait())}, return_when="FIRST_COMPLETED")
            waiting.cancel()
            for task in tasks:
                if task.done() and not stop.is_set():
                    _explain(task)
    finally:
        await database.close()


def _explain(ended: asyncio.Task[None]) -> None:
    error = ended.exception()
    if isinstance(error, StopError):
        raise error
    where = place(error) if error else "without an error"
    raise StopError(f"A part of the bot ended unexpectedly: {type(error).__name__} at {where}")


class _Assembly:
    """Every part of one running bot, put together once."""

    def __init__(self, settings: Settings, database: Database, *, demo: bool) -> None:
        assert settings.bot_token is not None
        token, zone = settings.bot_token.get_secret_value(), ZoneInfo(settings.timezone)
        self.settings, self.database, self.address = settings, database, settings.telegram_api_url
        self.polls = not settings.webhook_url
        throttle = Throttle(settings.messages_per_second)
        self.bot = make_bot(self.address, token, throttle, Priority.ANSWER)
        self.mailing_bot = make_bot(self.address, token, throttle, Priority.MAILING)
        self.menus = CommandMenus(self.bot, demo=demo)
        self.wire = Wire(callbacks())
        operator = Operator(settings.operator_name, settings.operator_contact, demo)
        self.dispatcher = self._dispatcher(zone, operator)
        holder = holder_id()
        self.keeper = Keeper(database, _now, holder, alone=self.polls)
        handler = UpdateHandler(self.dispatcher, self.bot, database)
        self.workers = Workers(database, _now, holder, handler.handle, handler.give_up)
        self.inbox = Inbox(database, _now, self.workers.wake)
        self.kinds = sorted({*self.dispatcher.resolve_used_update_types(), "my_chat_member"})
        self.poller = Poller(self.address, token, self.inbox, self.kinds)
        self.scheduler = Scheduler(database, _now, zone)

    def _dispatcher(self, zone: ZoneInfo, operator: Operator) -> Dispatcher:
        # Updates of one chat never meet (the inbox's lanes), so aiogram needs no isolation of its own.
        dispatcher = Dispatcher(storage=DialogueStorage(self.database, _now))
        acknowledgements = Acknowledgements()
        self.bot.session.middleware(acknowledgements)
        dispatcher.update.outer_middleware(
            CallMiddleware(
                self.database, _now, zone, operator, lambda: self.settings.admins, self.wire, acknowledgements,
                self.menus.meet,
            )
        )  # fmt: skip
        dispatcher.include_routers(*routers())
        return dispatcher

    @asynccontextmanager
    async def running(self, stop: asyncio.Event, *, announce: bool) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Start everything in order; yields the tasks that must not end; stops everything, answers last."""
        async with AsyncExitStack() as stack:
            for bot in (self.bot, self.mailing_bot):
                stack.push_async_callback(bot.session.close)
            await self.keeper.take_over()
            await self.keeper.enter(stop)
            keeping = asyncio.create_task(self.keeper.run())
            stack.push_async_callback(_cancel, [keeping])
            stack.push_async_callback(self.workers.stop, _GRACE)
            if not await reach(self.bot.get_me, self.address, stop):
                yield []
                return
            tasks = [keeping, asyncio.create_task(self.workers.run())]
            stack.push_async_callback(_cancel, tasks[1:])
            await self._open_door(stack, tasks, stop)
            menu = asyncio.create_task(self.menus.set_up())
            stack.push_async_callback(_cancel, [menu])
            self.scheduler.start()
            stack.callback(self.scheduler.stop)
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 50)
            log.info("bot_started", by="polling" if self.polls else "webhook")
            if announce:
                print(f"Chat page: {self.address}/", flush=True)
            yield tasks
            log.info("bot_stopping")

    async def _open_door(self, stack: AsyncExitStack, tasks: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
        if self.polls:
            await reach(self.bot.delete_webhook, self.address, stop)
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
        await reach(lambda: _set_webhook(self.bot, self.settings, self.kinds), self.address, stop)


async def _set_webhook(bot: Bot, settings: Settings, kinds: list[str]) -> None:
    assert settings.webhook_secret is not None
    await bot.set_webhook(
        settings.webhook_url, secret_token=settings.webhook_secret.get_secret_value(), allowed_updates=kinds
    )


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
