"""`run`: settings that do not fit together, the sandbox, signals. The wiring itself is in `bot.assembly`.

aiogram is imported late, so that a refused token ends the run at once.
"""

import asyncio
import os
import signal
import sys
import threading

from bot.contact import Telegram
from bot.errors import StopError, place
from bot.sandboxed import sandboxed
from bot.settings import Settings, SettingsError

_LAST_MOMENT = 9.0


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


def check_operator(settings: Settings) -> None:
    """Real people must know who runs the bot."""
    if settings.on_loopback or (settings.operator_name and settings.operator_contact):
        return
    missing = "OPERATOR_CONTACT" if settings.operator_name else "OPERATOR_NAME"
    raise SettingsError(f"{missing}: people must know who runs the bot; set OPERATOR_NAME and OPERATOR_CONTACT")


async def _run(settings: Settings, stop: asyncio.Event, *, in_sandbox: bool) -> None:
    check_operator(settings)
    assert settings.bot_token is not None
    telegram = Telegram(settings.telegram_api_url, settings.bot_token.get_secret_value())
    await telegram.probe()

    from bot.assembly import Assembly
    from core.base import open_base, pack_folders
    from storage.packs import holds_pack

    packs = pack_folders("city", "public", "demo") if in_sandbox else []
    database = await open_base(settings.database_url, packs=packs, zone=settings.timezone)
    try:
        async with database.reading() as session:
            demo = await holds_pack(session, "demo")
        if demo and not settings.on_loopback:
            raise SettingsError("DATABASE_URL: this base holds invented demo records; take another for real people")
        async with Assembly(settings, telegram, database, demo=demo).running(stop) as tasks:
            if in_sandbox:
                print(f"Chat page: {settings.telegram_api_url}/", flush=True)
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({*tasks, waiting}, return_when="FIRST_COMPLETED")
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
