"""Keeps this process's leases alive, takes over those of dead ones, and makes sure that one process polls."""

import asyncio
import contextlib

import structlog

from bot.errors import StopError, place
from bot.holder import is_alive, is_dead
from bot.inbox import LEASE, RENEW_EVERY
from core.calling import Clock
from storage.engine import Database
from storage.leases import drop_leases, lease_holder, lease_holders, renew_leases, take_lease

log = structlog.get_logger()

POLLER = "poller"
_RUNNING = (
    "Another bot already runs with this base: stop it first, or give this one a DATABASE_URL and BOT_TOKEN of its own"
)
_TAKEN_OVER = "Another bot took over this base while this one stood still; ending"


class Keeper:
    """One lease a process on POLLER; its row is also the heartbeat that `health` reads.

    With `alone` a second process is refused (polling); without, several work side by side (webhook).
    """

    def __init__(self, database: Database, clock: Clock, holder: str, *, alone: bool) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder
        self._alone = alone

    async def take_over(self) -> None:
        """Free at once what processes of this machine held when they were killed."""
        async with self._database.writing() as session:
            for holder in await lease_holders(session):
                if is_dead(holder):
                    await drop_leases(session, holder)
            await session.commit()

    async def enter(self, stop: asyncio.Event) -> None:
        """Take the poller's lease; StopError when a living process of this machine has it, or it stays taken."""
        deadline = asyncio.get_running_loop().time() + LEASE.total_seconds() + 1
        while not await self._take() and self._alone and not stop.is_set():
            if await self._neighbour_lives() or asyncio.get_running_loop().time() > deadline:
                raise StopError(_RUNNING)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.3)

    async def run(self) -> None:
        """Renew until cancelled; StopError when another process has taken over."""
        broken = False
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                if not await self._take() and self._alone:
                    raise StopError(_TAKEN_OVER)
                broken = False
            except StopError:
                raise
            except Exception as error:
                if not broken:
                    log.error("leases_not_renewed", error=type(error).__name__, place=place(error))
                broken = True

    async def _neighbour_lives(self) -> bool:
        async with self._database.reading() as session:
            holder = await lease_holder(session, POLLER)
        return holder is not None and is_alive(holder)

    async def _take(self) -> bool:
        now = self._clock()
        async with self._database.writing() as session:
            await renew_leases(session, self._holder, now + LEASE)
            taken = await take_lease(session, POLLER, self._holder, now, now + LEASE)
            await session.commit()
        return taken
