"""The mailing: claims deliveries, sends them by bounded workers, writes results in bunches."""

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.errors import place
from core.announcements.composing import Composer
from core.announcements.corrections import write_corrections
from core.announcements.due import write_due
from core.announcements.fixing import correct_late
from core.announcements.later import start_scheduled
from core.announcements.payloads import APPEAL
from core.announcements.reaching import close_finished, progress
from core.announcements.results import late, record, unreachable
from core.calling import Clock
from core.messages import Message
from core.outcomes import Outcome, Refused, Wait, Withdrawn
from storage import Session
from storage.engine import Database
from storage.leases import drop_lease, take_lease
from storage.records.people import Delivery
from storage.sending import Result, anything_waits, claim, release, rescue, withdrawn

log = structlog.get_logger()

SENDER = "sender"
"""The lease of the one process that mails."""

_LEASE = timedelta(seconds=120)
_MARGIN = timedelta(seconds=20)
_SENDER_LEASE = timedelta(seconds=20)
_LEASE_EVERY = 5.0
_BATCH = 200
_FLUSH_AFTER = 0.05
_LOOK_EVERY = 0.25
_IDLE = 1.0
_RESCUE_EVERY = 10.0
_GRACE = 4.0
_PROGRESS_EVERY = 1.5

Ended = tuple[Delivery, Outcome | Result]


class Sender(Protocol):
    """What sends one message to an external id."""

    async def send(self, external_id: str, message: Message, wanted: Callable[[], bool] | None = None) -> Outcome:
        """Send and say what became of it; `wanted` is asked at the last moment."""
        ...

    async def edit(self, external_id: str, message_id: str, message: Message) -> None:
        """Change a message in place."""
        ...


class Mailing:
    """One process's mailing. Memory holds at most two batches; the rest are rows."""

    def __init__(self, database: Database, sender: Sender, clock: Clock, zone: ZoneInfo, *, workers: int = 30) -> None:
        self._database = database
        self._sender = sender
        self._clock = clock
        self._composer = Composer(zone)
        self._workers = workers
        self._queue: asyncio.Queue[tuple[Delivery, Message]] = asyncio.Queue(_BATCH)
        self._ended: list[Ended] = []
        self._one_writer = asyncio.Lock()
        self._held: set[int] = set()
        self._withdrawn: set[int] = set()
        self._looked_at = 0.0
        self._paused_until = 0.0
        self._rescued_at = -_RESCUE_EVERY
        self._readers: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    async def run(self, holder: str | None = None) -> None:
        """Mail until cancelled. With `holder`, only while this process has the sender's lease."""
        leased = holder is None
        busy = broken = False
        looked_at = -_LEASE_EVERY
        async with self._running():
            while True:
                try:
                    if holder is not None and asyncio.get_running_loop().time() - looked_at >= _LEASE_EVERY:
                        looked_at = asyncio.get_running_loop().time()
                        leased = await self._take_sender_lease(holder)
                    busy = leased and (busy or await self._anything_waits()) and await self.claim_batch()
                    broken = False
                except Exception as error:
                    if not broken:
                        log.error("mailing_stumbled", error=type(error).__name__, place=place(error))
                    busy, broken = False, True
                if not busy:
                    await asyncio.sleep(_IDLE)

    async def drain(self) -> None:
        """Mail until nothing is due; for the command and tests."""
        async with self._running():
            while await self.claim_batch():
                while await self.claim_batch():
                    pass
                await self._queue.join()
                await self._flush()

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._work()) for _ in range(self._workers)]
        flusher = asyncio.create_task(self._flush_often())
        try:
            yield
        finally:
            await self._give_back()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._queue.join(), _GRACE)
            for task in (*tasks, flusher):
                task.cancel()
            await asyncio.gather(*tasks, flusher, return_exceptions=True)
            await self._flush()

    async def _take_sender_lease(self, holder: str) -> bool:
        now = self._clock()
        async with self._database.writing() as session:
            taken = await take_lease(session, SENDER, holder, now, now + _SENDER_LEASE)
            await session.commit()
        return taken

    async def _anything_waits(self) -> bool:
        async with self._database.reading() as session:
            return await anything_waits(session, self._clock())

    async def claim_batch(self) -> bool:
        """Take the next due rows and queue their messages; False when there were none."""
        loop_time = asyncio.get_running_loop().time()
        async with self._writing() as session:
            now = self._clock()
            if loop_time - self._rescued_at >= _RESCUE_EVERY:
                self._rescued_at = loop_time
                rescued = await rescue(session, now)
                if rescued:
                    log.warning("deliveries_rescued", count=rescued)
            claims = await claim(session, now=now, lease=_LEASE, limit=_BATCH)
            reached = [one.delivery for one in claims if one.reachable]
            messages = await self._composer.compose(session, reached, now) if reached else {}
        for one in claims:
            delivery, message = one.delivery, messages.get(one.delivery.id)
            if not one.reachable:
                self._ended.append((delivery, unreachable(delivery)))
            elif delivery.id not in messages:
                self._ended.append((delivery, Refused("no letter")))
            elif message is None or (delivery.not_after is not None and delivery.not_after <= now):
                self._ended.append((delivery, late(delivery)))
            else:
                self._held.add(delivery.id)
                await self._queue.put((delivery, message))
        return bool(claims)

    async def _work(self) -> None:
        while True:
            delivery, message = await self._queue.get()
            try:
                async with self._in_order(delivery):
                    await self._send(delivery, message)
            finally:
                self._held.discard(delivery.id)
                self._withdrawn.discard(delivery.id)
                self._queue.task_done()

    def _in_order(self, delivery: Delivery) -> contextlib.AbstractAsyncContextManager[object]:
        """One after another for a thread's reader: an answer must not overtake its question."""
        if delivery.payload.get("letter") != APPEAL:
            return contextlib.nullcontext()
        return self._readers.setdefault(delivery.person_id, asyncio.Lock())

    async def _send(self, delivery: Delivery, message: Message) -> None:
        pause = self._paused_until - asyncio.get_running_loop().time()
        if pause > 0:
            await asyncio.sleep(pause)
        if delivery.lease_until is not None and self._clock() > delivery.lease_until - _MARGIN:
            await self._release([delivery])
            return
        try:
            if delivery.id in self._withdrawn:
                return
            outcome = await self._sender.send(delivery.external_id, message, lambda: delivery.id not in self._withdrawn)
        except Exception as error:
            log.error("delivery_not_sent", delivery=delivery.id, error=type(error).__name__, place=place(error))
            outcome = Refused(type(error).__name__)
        if isinstance(outcome, Withdrawn):
            return
        if isinstance(outcome, Wait):
            until = asyncio.get_running_loop().time() + outcome.seconds
            self._paused_until = max(self._paused_until, until)
            await self._release([delivery])
            return
        self._ended.append((delivery, outcome))
        if len(self._ended) >= _BATCH:
            await self._flush()

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_AFTER)
            try:
                await self._flush()
                await self._look_for_withdrawn()
            except Exception as error:
                log.error("results_not_written", error=type(error).__name__, place=place(error))
                await asyncio.sleep(_IDLE)

    @contextlib.asynccontextmanager
    async def _writing(self) -> AsyncIterator[Session]:
        """One transaction at a time, and with each go the results that have gathered: SQLite has one writer."""
        async with self._one_writer:
            ended, self._ended = self._ended, []
            try:
                async with self._database.writing() as session:
                    await record(session, ended, self._clock())
                    yield session
                    await session.commit()
            except BaseException:
                self._ended = ended + self._ended
                raise

    async def _flush(self) -> None:
        if self._ended:
            async with self._writing():
                pass

    async def _look_for_withdrawn(self) -> None:
        """What was stopped after it was claimed: a person unsubscribed, an author stopped it."""
        now = asyncio.get_running_loop().time()
        if not self._held or now - self._looked_at < _LOOK_EVERY:
            return
        self._looked_at = now
        async with self._database.reading() as session:
            self._withdrawn |= await withdrawn(session, sorted(self._held)) & self._held

    async def _give_back(self) -> None:
        held: list[Delivery] = []
        while not self._queue.empty():
            held.append(self._queue.get_nowait()[0])
            self._held.discard(held[-1].id)
            self._queue.task_done()
        await self._release(held)

    async def _release(self, deliveries: list[Delivery]) -> None:
        if deliveries:
            async with self._writing() as session:
                await release(session, [(one.id, one.attempt) for one in deliveries])


async def show_progress(database: Database, sender: Sender, shown: dict[tuple[str, str], str], zone: ZoneInfo) -> None:
    """Bring the authors' messages up to date; `shown` keeps what they read, so that nothing is edited in vain."""
    for external_id, message_id, message in await progress(database, zone):
        if shown.get((external_id, message_id)) != message.text:
            await sender.edit(external_id, message_id, message)
            shown[external_id, message_id] = message.text


async def _show_progress(database: Database, sender: Sender, zone: ZoneInfo) -> None:
    shown: dict[tuple[str, str], str] = {}
    while True:
        await asyncio.sleep(_PROGRESS_EVERY)
        try:
            await show_progress(database, sender, shown, zone)
        except Exception as error:
            log.error("progress_not_shown", error=type(error).__name__, place=place(error))


async def deliver_forever(database: Database, sender: Sender, clock: Clock, zone: ZoneInfo, holder: str) -> None:
    """The running bot's mailing: until cancelled, in one process at a time."""
    showing = asyncio.create_task(_show_progress(database, sender, zone))
    try:
        await Mailing(database, sender, clock, zone).run(holder)
    finally:
        showing.cancel()
        async with database.writing() as session:
            await drop_lease(session, SENDER, holder)
            await session.commit()


async def mail_once(database: Database, sender: Sender, clock: Clock, zone: ZoneInfo, holder: str) -> bool:
    """Mail what is due and end; False when another process holds the sender's lease."""
    now = clock()
    async with database.writing() as session:
        taken = await take_lease(session, SENDER, holder, now, now + timedelta(hours=1))
        await session.commit()
    if not taken:
        return False
    try:
        await Mailing(database, sender, clock, zone).drain()
    finally:
        async with database.writing() as session:
            await drop_lease(session, SENDER, holder)
            await session.commit()
    return True


async def find_due(database: Database, clock: Clock, zone: ZoneInfo) -> int:
    """The tick of each minute: write what is due now; how many messages."""
    now: datetime = clock()
    await start_scheduled(database, now, zone)
    await correct_late(database, now)
    await close_finished(database, now, zone)
    corrections = await write_corrections(database, now, zone)
    return corrections + await write_due(database, now, zone)
