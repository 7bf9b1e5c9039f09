"""A clock that ticks: APScheduler in memory. What is due stands in tables; a missed tick is made up for once."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.errors import place
from core.calling import Clock
from core.privacy.retention import retain
from storage.engine import Database
from storage.leases import claim_slot

log = structlog.get_logger()

Tick = Callable[[], Awaitable[None]]


class Scheduler:
    """Ticks by name. With `once`, several processes run a slot once: the first who writes its row."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        self._scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every_minute(self, name: str, tick: Tick) -> None:
        """At each full minute."""
        self._add(name, tick, CronTrigger(second=0, timezone=self._zone), timedelta(minutes=1))

    def every_day(self, name: str, tick: Tick, hour: int) -> None:
        """Each day at a local hour."""
        self._add(name, tick, CronTrigger(hour=hour, minute=0, timezone=self._zone), timedelta(days=1))

    def start(self) -> None:
        """Begin to tick in the running loop."""
        self.every_day("cleanup", self.clean_up, hour=4)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a tick that runs is cancelled with the loop."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _add(self, name: str, tick: Tick, trigger: CronTrigger, period: timedelta) -> None:
        self._scheduler.add_job(self.run_now, trigger, args=(name, tick, period), id=name)

    async def run_now(self, name: str, tick: Tick, period: timedelta) -> None:
        """One tick, unless another process has done this slot; a failure is one log line."""
        try:
            if await self._ours(name, period):
                await tick()
        except Exception as error:
            log.error("tick_failed", job=name, error=type(error).__name__, place=place(error))

    async def _ours(self, name: str, period: timedelta) -> bool:
        now = self._clock()
        async with self._database.writing() as session:
            claimed = await claim_slot(session, name, slot_of(now, period, self._zone), now)
            await session.commit()
        return claimed

    async def clean_up(self) -> None:
        """Remove and empty what was kept long enough, by table (core.privacy.retention)."""
        done = await retain(self._database, self._clock())
        log.info("cleaned_up", **done)


def slot_of(moment: datetime, period: timedelta, zone: ZoneInfo) -> datetime:
    """The beginning of the local minute or day that a run belongs to: the same in every process."""
    local = moment.astimezone(zone).replace(second=0, microsecond=0)
    return local.replace(hour=0, minute=0) if period >= timedelta(days=1) else local
