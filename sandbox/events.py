"""What the page and waiting tests are told: events for browsers, wake-ups for `wait_...`."""

import asyncio
from collections.abc import Callable, Iterable

from sandbox.refusals import Json


class Events:
    def __init__(self) -> None:
        self.listeners: set[asyncio.Queue[Json]] = set()
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}

    def publish(self, kind: str, readers: Iterable[int], make: Callable[[], Json]) -> None:
        """`make` is only called when somebody looks: a bench without a page pays nothing."""
        if not self.listeners:
            return
        event = {"type": kind, "people": list(readers), **make()}
        for queue in list(self.listeners):
            if queue.full():
                self.listeners.discard(queue)  # the page reconnects and reads the state anew
            else:
                queue.put_nowait(event)

    def subscribe(self) -> asyncio.Queue[Json]:
        queue: asyncio.Queue[Json] = asyncio.Queue(5000)
        self.listeners.add(queue)
        return queue

    def changed(self, key: int) -> None:
        """Something happened in this chat: whoever waits looks again."""
        waiting = self._waiting.pop(key, None)
        if waiting:
            for one in waiting:
                if not one.done():
                    one.set_result(None)

    async def next_change(self, key: int, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(future)
        await asyncio.wait_for(future, seconds)
