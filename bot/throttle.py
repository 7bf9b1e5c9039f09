"""The one limit on everything that goes out to people: never more than the ceiling in any one-second window.

Answers go before the mailing. A 429 pauses the whole token until a monotonic deadline, the latest of all that are
running.
"""

import asyncio
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from enum import IntEnum
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = structlog.get_logger()

Answer = TypeVar("Answer")

_WINDOW = 1.005
"""Seconds from the answer to one message until another may take its place, less the shortest of the last round trips.
A message reaches Telegram before its answer comes back, so that no second holds more than the ceiling, however long
requests are on their way; what all of them spend on it costs nothing."""
_LONGEST_WAY = 0.25
"""Seconds after which a message counts as arrived without an answer: a slow upload must not stop the others."""
_WAYS, _ENOUGH_WAYS = 1000, 30
"""So many latest round trips are remembered, and so many are needed before the shortest of them is believed:
a busy machine must not be taken for a long way."""
_LONGEST_NAP = 0.05
_TRIES = 4
_PATIENCE = 60.0
_COUNTED = ("send", "edit", "copy", "forward")
_NOT_COUNTED = frozenset({"sendChatAction"})


class Priority(IntEnum):
    """Whose turn comes first."""

    ANSWER = 0
    MAILING = 1


class Throttle:
    """Turns under a ceiling (messages a second). The clock is monotonic seconds; tests bring their own."""

    def __init__(
        self, ceiling: int, *, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._sleep = sleep
        self._given: deque[list[float]] = deque(maxlen=ceiling)
        self._gap = _WINDOW / ceiling
        self._next_mailing = 0.0
        self._paused_until = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[list[float]]]] = []
        self._order = itertools.count()
        self._pump: asyncio.Task[None] | None = None
        self._ways: deque[float] = deque(maxlen=_WAYS)

    async def turn(self, priority: Priority) -> "Turn":
        """Return when one message may go out; say `answered` on what is returned when its answer is there."""
        if not self._waiting and self._delay(priority) <= 0:
            return self._begun(self._take(priority))
        future: asyncio.Future[list[float]] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._give_turns())
        try:
            await future
        finally:
            if future.done() and not future.cancelled():
                begun = self._begun(future.result())
        return begun

    def _begun(self, given: list[float]) -> "Turn":
        given[0] = self._clock() + _LONGEST_WAY
        return Turn(given, self)

    def now(self) -> float:
        """Monotonic seconds."""
        return self._clock()

    def arrived(self, way: float) -> float:
        """When a message that was answered just now after `way` seconds had reached Telegram at the latest.

        What every round trip takes is on the way of the next message too, so that only what differs counts.
        """
        self._ways.append(way)
        return self._clock() - (min(self._ways) if len(self._ways) >= _ENOUGH_WAYS else 0.0)

    def pause(self, seconds: float) -> None:
        """Telegram asked the token to wait; a shorter pause never ends a longer one."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    async def until_open(self) -> None:
        """Return when no pause is running."""
        while (left := self._paused_until - self._clock()) > 0:
            await self._sleep(left)

    def _delay(self, priority: int) -> float:
        now = self._clock()
        earliest = self._paused_until
        if len(self._given) == self._given.maxlen:
            earliest = max(earliest, self._given[0][0] + _WINDOW)
        if priority == Priority.MAILING:
            earliest = max(earliest, self._next_mailing)
        return earliest - now

    def _take(self, priority: int) -> list[float]:
        """A turn; whoever gets it writes down when it went on, since a busy loop may take its time until then."""
        given = [math.inf]
        self._given.append(given)
        if priority == Priority.MAILING:
            self._next_mailing = max(self._next_mailing, self._clock() - _LONGEST_NAP / 2) + self._gap
        return given

    async def _give_turns(self) -> None:
        while self._waiting:
            priority, _, future = self._waiting[0]
            if future.done():
                heapq.heappop(self._waiting)
                continue
            delay = self._delay(priority)
            if delay > 0:
                await self._sleep(min(delay, _LONGEST_NAP) if math.isfinite(delay) else 0.001)
                continue
            heapq.heappop(self._waiting)
            future.set_result(self._take(priority))


class Turn:
    """One message that may go out. Until it is answered it counts as being on its way."""

    def __init__(self, given: list[float], throttle: Throttle) -> None:
        self._given = given
        self._throttle = throttle
        self._begun = given[0] - _LONGEST_WAY

    def answered(self) -> None:
        """Whatever came back: the message has reached Telegram, or never will."""
        now = self._throttle.now()
        self._given[0] = min(self._given[0], self._throttle.arrived(now - self._begun))


class ThrottleMiddleware(BaseRequestMiddleware):
    """Stands in a Bot's session. Answers are sent again after a 429, the mailing hears of it."""

    def __init__(self, throttle: Throttle, priority: Priority) -> None:
        self._throttle = throttle
        self._priority = priority

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Wait for a turn, send, and obey `retry_after`."""
        return await self.pass_on(method.__api_method__, lambda: make_request(bot, method))

    async def pass_on(self, name: str, request: Callable[[], Awaitable[Answer]]) -> Answer:
        """The same for any request that is the method `name`."""
        counted = name.startswith(_COUNTED) and name not in _NOT_COUNTED
        for attempt in itertools.count(1):
            turn = None
            if counted:
                turn = await self._throttle.turn(self._priority)
            else:
                await self._throttle.until_open()
            try:
                return await request()
            except TelegramRetryAfter as refusal:
                self._throttle.pause(refusal.retry_after)
                log.warning("telegram_asks_to_wait", seconds=refusal.retry_after, method=name)
                again = self._priority is Priority.ANSWER and attempt < _TRIES
                if not again or refusal.retry_after > _PATIENCE:
                    raise
            finally:
                if turn is not None:
                    turn.answered()
        raise AssertionError("unreachable")
