"""From the inbox to the handlers: lanes are claimed by a lease, worked in order, different lanes side by side.

A failing update is tried three times with pauses, then put aside and its lane goes on. Telegram's own outages
count no try. A process that ends leaves the rest in the inbox.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.errors import place
from core.calling import Clock
from storage.engine import Database
from storage.inbox import NewUpdate, add_updates, claim_lanes, finish_update, retry_later
from storage.leases import drop_leases
from storage.records.work import InboxUpdate
from storage.terms import UpdateState

log = structlog.get_logger()

CHANNEL = "telegram"
LEASE = timedelta(seconds=5)
RENEW_EVERY = 1.5
_POLL = 1.0
_CRASHES = 6
_OUTAGE_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_OUTAGE_LIMIT = timedelta(hours=24)
_INT32 = 2**31

Json = dict[str, Any]


class MalformedError(Exception):
    """The update is not one that we can read; trying again is pointless."""


class OutageError(Exception):
    """Telegram or the network failed; `after` is the pause that it asked for, in seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


def lane_of(update: Json) -> str:
    """The chat an update belongs to, else the person: what has to stay in order. A private chat is its person."""
    for value in update.values():
        if not isinstance(value, dict):
            continue
        message = value.get("message")
        for part in (message if isinstance(message, dict) else value, value):
            for name in ("chat", "from", "user"):
                found = part.get(name)
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return str(found["id"])
    return "none"


def readable(update: object) -> bool:
    """Whether the update can be kept at all: an object with a usable number."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _INT32


class Inbox:
    """The way in: a batch is one transaction; it returns once the batch is committed."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def put(self, updates: Sequence[Json]) -> None:
        """Write what is new. Only after this may Telegram hear that we have it."""
        rows = []
        for update in updates:
            if readable(update):
                rows.append(NewUpdate(update["update_id"], lane_of(update), update))
            else:
                log.warning("update_unreadable")
        if rows:
            async with self._database.writing() as session:
                new = await add_updates(session, CHANNEL, rows, self._clock())
                await session.commit()
            if new:
                self._wake()


class Workers:
    """Claims lanes and runs `handle` for each update; `give_up` is called once for one that was put aside.

    `pauses` are the seconds before the second, third ... try; one try more than there are pauses.
    """

    def __init__(
        self, database: Database, clock: Clock, holder: str, handle: Callable[[InboxUpdate], Awaitable[None]],
        give_up: Callable[[InboxUpdate], Awaitable[None]], *, lanes: int = 32, pauses: Sequence[float] = (0.5, 2.0),
        outage_pauses: Sequence[float] = _OUTAGE_PAUSES,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._holder = holder
        self._handle = handle
        self._give_up = give_up
        self._limit = lanes
        self._pauses = tuple(pauses)
        self._outage_pauses = tuple(outage_pauses)
        self._event = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self) -> None:
        """There may be work now."""
        self._event.set()

    async def run(self) -> None:
        """Work until cancelled; a failing database is logged once and tried again."""
        broken = False
        while not self._stopping:
            self._event.clear()
            try:
                await self._claim()
                broken = False
            except Exception as error:
                if not broken:
                    log.error("inbox_unavailable", error=type(error).__name__, place=place(error))
                broken = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._event.wait(), _POLL)

    async def stop(self, grace: float) -> None:
        """Claim nothing more, let running updates finish for `grace` seconds, leave the rest in the inbox."""
        self._stopping = True
        self._event.set()
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with contextlib.suppress(Exception):
            async with self._database.writing() as session:
                await drop_leases(session, self._holder)
                await session.commit()

    async def _claim(self) -> None:
        free = self._limit - len(self._running)
        if free <= 0:
            return
        now = self._clock()
        async with self._database.writing() as session:
            claimed = await claim_lanes(
                session, CHANNEL, self._holder, now, now + LEASE, free, skip=tuple(self._running)
            )  # fmt: skip
            await session.commit()
        for update in claimed:
            task = asyncio.create_task(self._work(update))
            self._running[update.lane] = task
            task.add_done_callback(partial(self._left, update.lane))

    def _left(self, lane: str, _task: asyncio.Task[None]) -> None:
        self._running.pop(lane, None)
        self._event.set()

    async def _work(self, update: InboxUpdate) -> None:
        following: InboxUpdate | None = update
        try:
            while following is not None:
                following = await self._one(following)
        except Exception as error:
            log.error("lane_broken", lane=update.lane, error=type(error).__name__, place=place(error))
            await asyncio.sleep(_POLL)

    async def _one(self, update: InboxUpdate) -> InboxUpdate | None:
        """One update; the next one of its lane, or None when the lane is left."""
        if update.attempts > _CRASHES:
            log.error("update_aside", update=update.update_id, reason="the process ended at each try")
            return await self._put_aside(update, tell=False)
        try:
            await self._handle(update)
        except MalformedError as error:
            log.warning("update_malformed", update=update.update_id, reason=str(error))
            return await self._put_aside(update, tell=False)
        except OutageError as error:
            return await self._outage(update, error)
        except Exception as error:
            log.error(
                "update_failed", update=update.update_id, lane=update.lane, attempt=update.attempts,
                error=type(error).__name__, place=place(error),
            )  # fmt: skip
            if update.attempts > len(self._pauses):
                return await self._put_aside(update, tell=True)
            await self._later(update, self._pauses[update.attempts - 1], update.attempts)
            return None
        return await self._finish(update, UpdateState.DONE)

    async def _outage(self, update: InboxUpdate, error: OutageError) -> InboxUpdate | None:
        log.warning("update_waits", update=update.update_id, lane=update.lane, reason=str(error))
        age = self._clock() - update.received_at
        if age > _OUTAGE_LIMIT:
            return await self._put_aside(update, tell=False)
        # The pause grows with the update's age, so that no counter is needed that tries would have to share.
        pause = next((one for one in self._outage_pauses if age.total_seconds() < one * 2), self._outage_pauses[-1])
        await self._later(update, max(pause, error.after), update.attempts - 1)
        return None

    async def _put_aside(self, update: InboxUpdate, *, tell: bool) -> InboxUpdate | None:
        following = await self._finish(update, UpdateState.ASIDE)
        if tell:
            await self._give_up(update)
        return following

    async def _finish(self, update: InboxUpdate, state: UpdateState) -> InboxUpdate | None:
        async with self._database.writing() as session:
            following = await finish_update(
                session, update, self._holder, self._clock(), state=state, next_one=not self._stopping
            )  # fmt: skip
            await session.commit()
        return following

    async def _later(self, update: InboxUpdate, pause: float, attempts: int) -> None:
        async with self._database.writing() as session:
            at = self._clock() + timedelta(seconds=pause)
            await retry_later(session, update, self._holder, at, attempts)
            await session.commit()
        asyncio.get_running_loop().call_later(pause + 0.01, self.wake)
