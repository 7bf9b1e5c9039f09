"""Plain requests to Telegram around the start and the end, before and beside aiogram, which takes seconds to import."""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from bot.errors import StopError

log = structlog.get_logger()

_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=10)
_PROBE = aiohttp.ClientTimeout(total=3)
_LONGEST_PAUSE = 30.0

CONFLICT = "Another process polls Telegram with this BOT_TOKEN (409): stop it, or give this one a token of its own"


class UnreachableError(Exception):
    """No clear answer; the text is the reason in a word."""


@dataclass(frozen=True, slots=True)
class Telegram:
    """Where to reach the Bot API (TELEGRAM_API_URL) and as whom."""

    address: str
    token: str

    async def ask(self, session: aiohttp.ClientSession, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer of one method; UnreachableError when there was none that can be read."""
        try:
            async with session.post(f"{self.address}/bot{self.token}/{method}", json=parameters) as response:
                status, body = response.status, await response.read()
            answer = json.loads(body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise UnreachableError(type(error).__name__) from None
        if not isinstance(answer, dict):
            raise UnreachableError("not an object")
        return status, answer

    def refused(self, status: int) -> StopError:
        """The line for a token that Telegram does not know."""
        return StopError(
            f"BOT_TOKEN: refused with {status}; check it (@BotFather shows it) "
            f"and TELEGRAM_API_URL, now {self.address}"
        )  # fmt: skip

    async def probe(self) -> None:
        """One quick getMe: StopError for a refused token, silence when Telegram is out of reach."""
        async with aiohttp.ClientSession(timeout=_PROBE) as session:
            with contextlib.suppress(UnreachableError):
                status, _ = await self.ask(session, "getMe")
                if status in {401, 404}:
                    raise self.refused(status)

    async def insist(self, method: str, stop: asyncio.Event, **parameters: Any) -> bool:
        """Repeat a method until it is answered; False when we were told to stop meanwhile.

        A refusal raises StopError; an outage is one log line, however long it takes.
        """
        failures = 0
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while not stop.is_set():
                pause = min(2.0**failures, _LONGEST_PAUSE)
                try:
                    status, answer = await self.ask(session, method, **parameters)
                    if status == 200 and answer.get("ok") is True:
                        if failures:
                            log.info("telegram_reached", failures=failures)
                        return True
                    pause = max(pause, self._refusal(status, answer))
                    reason = str(status)
                except UnreachableError as error:
                    reason = str(error)
                if not failures:
                    log.warning("telegram_unreachable", reason=reason)
                failures += 1
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
        return False

    def _refusal(self, status: int, answer: dict[str, Any]) -> float:
        if status in {401, 404}:
            raise self.refused(status)
        if status == 400:
            raise StopError(f"Telegram refuses the start: {answer.get('description')}")
        return retry_after(answer) if status == 429 else 0.0


def retry_after(answer: dict[str, Any]) -> float:
    """The pause that a 429 asks for, in seconds."""
    parameters = answer.get("parameters")
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(asked) if isinstance(asked, int) else 5.0
