"""The two Bots (answers and mailing, one throttle), and the first contact with Telegram."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.utils.token import TokenValidationError

from bot.errors import StopError
from bot.polling import refused_token
from bot.throttle import Priority, Throttle, ThrottleMiddleware

log = structlog.get_logger()

_LONGEST_PAUSE = 30.0


def make_bot(address: str, token: str, throttle: Throttle, priority: Priority) -> Bot:
    """A Bot with a session of its own; StopError for a token of the wrong shape."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(address), timeout=30.0)
    session.middleware(ThrottleMiddleware(throttle, priority))
    try:
        return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    except TokenValidationError:
        raise StopError("BOT_TOKEN: this is no token; @BotFather gives one that looks like 123456789:AAE...") from None


async def reach(request: Callable[[], Awaitable[Any]], address: str, stop: asyncio.Event) -> bool:
    """Repeat a request until Telegram answers; False when we were told to stop meanwhile.

    A refused token raises StopError; an outage is one log line, however long it takes.
    """
    failures = 0
    while not stop.is_set():
        pause = min(2.0**failures, _LONGEST_PAUSE)
        try:
            await request()
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            status = 401 if isinstance(error, TelegramUnauthorizedError) else 404
            raise refused_token(status, address) from None
        except TelegramBadRequest as error:
            raise StopError(f"Telegram refuses a request of the start: {error.message}") from None
        except TelegramRetryAfter as error:
            pause = float(error.retry_after)
        except (TelegramAPIError, ClientDecodeError) as error:
            if not failures:
                log.warning("telegram_unreachable", reason=type(error).__name__)
        else:
            if failures:
                log.info("telegram_reached_again", failures=failures)
            return True
        failures += 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    return False
