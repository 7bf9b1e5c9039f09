"""Long polling of our own: raw updates go into the inbox, and only the next offset confirms them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp
import structlog

from bot.contact import CONFLICT, Telegram, UnreachableError, retry_after
from bot.errors import StopError, place
from bot.inbox import Inbox, Json, readable

log = structlog.get_logger()

_LONG_POLL = 25
_TIMEOUT = aiohttp.ClientTimeout(total=_LONG_POLL + 15, sock_connect=10)
_CONFLICTS = 3
_CONFLICT_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_BATCH = 100


class Poller:
    """Reads updates until cancelled."""

    def __init__(self, telegram: Telegram, inbox: Inbox, kinds: Sequence[str]) -> None:
        self._telegram = telegram
        self._inbox = inbox
        self._asked: Json = {"timeout": _LONG_POLL, "limit": _BATCH, "allowed_updates": list(kinds)}
        self._conflicts = 0
        self._failures = 0

    async def run(self) -> None:
        """Poll for ever. Raises StopError when the token is refused or somebody else keeps polling with it."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                try:
                    status, answer = await self._telegram.ask(session, "getUpdates", **self._asked)
                except UnreachableError as error:
                    pause = self._failed(str(error))
                else:
                    accepted = status == 200 and answer.get("ok") is True
                    pause = await self._take(answer.get("result")) if accepted else self._refused(status, answer)
                if pause:
                    await asyncio.sleep(pause)

    def _refused(self, status: int, answer: Json) -> float:
        if status in {401, 404}:
            raise self._telegram.refused(status)
        if status == 409:
            self._conflicts += 1
            log.warning("polling_conflict", count=self._conflicts)
            if self._conflicts >= _CONFLICTS:
                raise StopError(CONFLICT)
            return _CONFLICT_PAUSE
        return retry_after(answer) if status == 429 else self._failed(str(status))

    async def _take(self, result: Any) -> float:
        """Write a batch and confirm it by the next offset; the seconds to wait before the next poll."""
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
