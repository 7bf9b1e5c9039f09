"""Files made in a process of their own: one at a time, one report at most per person, the bot answers meanwhile."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from core.messages import File
from core.reports.printers.printing import Job, begin, run

IDLE = 120.0
"""Seconds after which an unused process goes and gives its memory back."""


class Maker:
    """The worker process and who waits for it. The process starts with the first job."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._running = 0
        self._closing: asyncio.TimerHandle | None = None
        self._busy: set[str] = set()

    def claim(self, person: str) -> bool:
        """Whether this person may have a report made now; False while one is being made for them."""
        if person in self._busy:
            return False
        self._busy.add(person)
        return True

    def release(self, person: str) -> None:
        """The person's report is sent or has failed."""
        self._busy.discard(person)

    async def make(self, job: Job) -> tuple[File, ...]:
        """The job's files. Raises what the worker raised; a worker that died is replaced at the next job."""
        loop = asyncio.get_running_loop()
        if self._closing is not None:
            self._closing.cancel()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin)
        pool = self._pool
        self._running += 1
        try:
            return await loop.run_in_executor(pool, run, job)
        except BaseException:
            self._drop(pool)
            raise
        finally:
            self._running -= 1
            if not self._running:
                self._closing = loop.call_later(IDLE, self._drop, pool)

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if pool is self._pool:
            self._pool = None
        pool.shutdown(wait=False)
