"""Long polling of our own: raw updates go into the inbox, and only the next offset confirms them."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import aiohttp
import structlog

from bot.errors import StopError, place
from bot.inbox import Inbox, Json, readable

log = structlog.get_logger()

_LONG_POLL = 25
_TIMEOUT = aiohttp.ClientTimeout(total=_LONG_POLL + 15, sock_connect=10)
_CONFLICTS = 3
_CONFLICT_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_BATCH = 100

CONFLICT = (
    "Another process polls Telegram with this BOT_TOKEN (409): stop it, or give this one a token of its own"
)


def refused_token(status: int, address: str) -> StopError:
    """The line for a token that Telegram does not know."""
    return StopError(
        f"BOT_TOKEN: refused with {status}; check the token (@BotFather shows it) and TELEGRAM_API_URL, now {address}"
    )


class Poller:
    """Reads updates until cancelled. `address` is TELEGRAM_API_URL."""

    def __init__(self, address: str, token: str, inbox: Inbox, kinds: Sequence[str]) -> None:
        self._address = address
        self._url = f"{address}/bot{token}/getUpdates"
        self._inbox = inbox
        self._asked: Json = {"timeout": _LONG_POLL, "limit": _BATCH, "allowed_updates": list(kinds)}
        self._conflicts = 0
        self._failures = 0

    async def run(self) -> None:
        """Poll for ever. Raises StopError when the token is refused or somebody else keeps polling with it."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                pause = await self._once(session)
                if pause:
                    await asyncio.sleep(pause)

    async def _once(self, session: aiohttp.ClientSession) -> float:
        """One poll; the seconds to wait before the next."""
        try:
            async with session.post(self._url, json=self._asked) as response:
                status, body = response.status, await response.read()
            answer = json.loads(body)
            if not isinstance(answer, dict):
                raise TypeError("not an object")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError) as error:
            return self._failed(type(error).__name__)
        if status == 200 and answer.get("ok") is True:
            return await self._take(answer.get("result"))
        return self._refused(status, answer)

    def _refused(self, status: int, answer: Json) -> float:
        if status in {401, 404}:
            raise refused_token(status, self._address)
        if status == 409:
            self._conflicts += 1
            log.warning("polling_conflict", count=self._conflicts)
            if self._conflicts >= _CONFLICTS:
                raise StopError(CONFLICT)
            return _CONFLICT_PAUSE
        if status == 429:
            parameters = answer.get("parameters")
            asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
            return float(asked) if isinstance(asked, int) else 5.0
        return self._failed(str(status))

    async def _take(self, result: Any) -> float:
        updates = result if isinstance(result, list) else []
        try:
            await self._inbox.put(updates)
        except Exception as error:
            log.error("inbox_not_written", error=type(error).__name__, place=place(error))
            return 2.0
        if self._failures:
            log.info("telegram_reached_again", failures=self._failures)
        self._failures = 0
        if updates:
            self._conflicts = 0
        numbers = [update["update_id"] for update in updates if readable(update)]
        if numbers:
            self._asked["offset"] = max(numbers) + 1
        return 1.0 if updates and not numbers else 0.0

    def _failed(self, reason: str) -> float:
        """A growing pause; one log line for the whole outage."""
        self._failures += 1
        if self._failures == 1:
            log.warning("telegram_unreachable", reason=reason)
        return min(2.0 ** (self._failures - 1), _LONGEST_PAUSE)
