"""The engine of a running process: built off the event loop, rebuilt and swapped when the content changed."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from core.answers.dense import Meanings
from core.answers.engine import Engine
from storage import content
from storage.engine import SessionFactory
from storage.models import CONTENT
from storage.records.content import Indicator as IndicatorRecord
from storage.records.content import Lease, LevelTotal, ProgrammeFunding, StatedTotal, Subsidy, SupportCount
from storage.versions import years_in_work

SMALL = 3_000
"""Records of a base that is read again in a blink: who asks first after a change waits for it."""


FIGURES = (
    IndicatorRecord, LevelTotal, Lease, ProgrammeFunding, StatedTotal, Subsidy, SupportCount,
)  # fmt: skip
"""Records whose year is nobody's answer while its report is collected and not signed."""


class EngineHolder:
    """Gives the engine of the newest content. While a new one is built, others are answered by the old one."""

    def __init__(self, meanings: Meanings | None = None) -> None:
        self._meanings = meanings
        self._engine: Engine | None = None
        self._version = -1
        self._building: asyncio.Task[None] | None = None
        self._learning: asyncio.Task[None] | None = None

    async def get(self, reading: SessionFactory) -> Engine:
        """The engine; the first call builds it, later ones only compare a version number.

        After a change of a small base the first asker gets the new one; a large one is built in the background.
        """
        async with reading() as session:
            version = await content.version(session)
        if self._engine is not None and version == self._version:
            return self._engine
        first = self._building is None or self._building.done()
        if first:
            self._building = asyncio.create_task(self._build(reading, version))
        if self._engine is None or (first and self._engine.size < SMALL):
            assert self._building is not None
            await asyncio.shield(self._building)
        assert self._engine is not None
        return self._engine

    async def _build(self, reading: SessionFactory, version: int) -> None:
        with uncollected():
            self._engine, self._version = await load(reading, self._engine), version
        if self._meanings is not None:
            self._learning = asyncio.create_task(asyncio.to_thread(self._engine.know_meanings, self._meanings))


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would walk each new object of a large base several times, and everybody's
    answers would wait for it."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


async def load(reading: SessionFactory, before: Engine | None = None) -> Engine:
    """An engine over all content of the base; `before` is the one that answered so far."""
    async with reading() as session:
        records = [record for table in CONTENT.values() for record in await content.all_of(session, table.record)]
        in_work = await years_in_work(session)
    if in_work:
        records = [one for one in records if not (isinstance(one, FIGURES) and one.year in in_work)]
    return await asyncio.to_thread(Engine.build, records, before)
