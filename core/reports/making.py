"""Files made in a process of their own: one at a time, one report at most per person, the bot answers meanwhile."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from enum import Enum, auto
from multiprocessing import get_context
from secrets import token_hex

from core.messages import File
from core.reports.printers.printing import Job, begin, run

IDLE = 120.0
"""Seconds after which an unused process goes and gives its memory back."""

REMEMBERED = 200
"""Reports whose end is known to whoever presses late."""


class StoppedError(Exception):
    """Somebody stopped the report while it was being made."""


class End(Enum):
    """What a report that was asked for has come to."""

    MAKING = auto()
    STOPPED = auto()
    MADE = auto()
    FAILED = auto()
    UNKNOWN = auto()


class Maker:
    """The worker process and who waits for it. The process starts with the first job.

    Jobs go to the worker one by one, so that ending the process stops the job in hand and no other.
    """

    def __init__(self, work: Callable[[Job], tuple[File, ...]] = run) -> None:
        self._work = work
        self._pool: ProcessPoolExecutor | None = None
        self._worker = 0
        self._turn = asyncio.Lock()
        self._in_hand = ""
        self._waiting = 0
        self._closing: asyncio.TimerHandle | None = None
        self._busy: dict[str, str] = {}
        self._ends: dict[str, End] = {}

    def claim(self, person: str) -> str:
        """The name of a report that this person may have made now; empty while one is being made for them."""
        if person in self._busy:
            return ""
        name = token_hex(4)
        self._busy[person] = name
        self._ends[name] = End.MAKING
        for old in list(self._ends)[:-REMEMBERED]:
            del self._ends[old]
        return name

    def release(self, person: str, name: str) -> None:
        """The person's report is sent, stopped or has failed."""
        if self._busy.get(person) == name:
            del self._busy[person]
        if self._ends.get(name) is End.MAKING:
            self._ends[name] = End.FAILED

    def finished(self, name: str) -> bool:
        """The files are there and will be sent: from now on the report cannot be stopped. False when it was before."""
        if self._ends.get(name) is not End.MAKING:
            return False
        self._ends[name] = End.MADE
        return True

    def stop(self, person: str, name: str) -> End:
        """Stop the person's own report; what it had come to when it was too late, or is not theirs."""
        if self._busy.get(person) != name:
            return self._ends.get(name, End.UNKNOWN) if name not in self._busy.values() else End.UNKNOWN
        if self._ends.get(name) is End.MAKING:
            self._ends[name] = End.STOPPED
            self.release(person, name)
            if self._in_hand == name:
                self._kill()
        return self._ends.get(name, End.UNKNOWN)

    async def make(self, job: Job, name: str = "") -> tuple[File, ...]:
        """The job's files. Raises what the worker raised, StoppedError when the report `name` was stopped.

        A worker that died is replaced at the next job.
        """
        if self._closing is not None:
            self._closing.cancel()
        self._waiting += 1
        try:
            async with self._turn:
                return await self._make(job, name)
        finally:
            self._waiting -= 1
            if not self._waiting and self._pool is not None:
                self._closing = asyncio.get_running_loop().call_later(IDLE, self._drop, self._pool)

    async def _make(self, job: Job, name: str) -> tuple[File, ...]:
        loop = asyncio.get_running_loop()
        self._in_hand = name
        try:
            self._not_stopped(name)
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin)
                self._worker = 0
            pool = self._pool
            try:
                self._worker = await loop.run_in_executor(pool, os.getpid)
                self._not_stopped(name)
                return await loop.run_in_executor(pool, self._work, job)
            except StoppedError:
                raise
            except BrokenProcessPool:
                self._drop(pool)
                self._not_stopped(name)
                raise
            except BaseException:
                self._drop(pool)
                raise
        finally:
            self._in_hand = ""

    def _not_stopped(self, name: str) -> None:
        if self._ends.get(name) is End.STOPPED:
            raise StoppedError

    def _kill(self) -> None:
        """End the worker; it only reads, so nothing is left half done."""
        if self._worker:
            os.kill(self._worker, signal.SIGKILL)

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if pool is self._pool:
            self._pool, self._worker = None, 0
        pool.shutdown(wait=False)
