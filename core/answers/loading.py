"""The engine of a running process: built off the event loop, rebuilt and swapped when the content changed."""

import asyncio

from core.answers.engine import Engine
from storage import content
from storage.engine import SessionFactory
from storage.models import CONTENT


class EngineHolder:
    """Gives the engine of the newest content. While a new one is built, others are answered by the old one."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._version = -1
        self._building = asyncio.Lock()

    async def get(self, reading: SessionFactory) -> Engine:
        """The engine; the first call builds it, later ones only compare a version number."""
        async with reading() as session:
            version = await content.version(session)
        if self._engine is not None and (version == self._version or self._building.locked()):
            return self._engine
        async with self._building:
            if self._engine is None or version != self._version:
                self._engine, self._version = await load(reading), version
            return self._engine


async def load(reading: SessionFactory) -> Engine:
    """An engine over all content of the base."""
    async with reading() as session:
        records = [record for table in CONTENT.values() for record in await content.all_of(session, table.record)]
    return await asyncio.to_thread(Engine.build, records)
