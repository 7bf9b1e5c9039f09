"""The bot's queue of updates and long polling: ids increase, an offset confirms, the older of two polls ends."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.refusals import TWO_POLLERS, Json, Refusal

KEPT_SECONDS = 24 * 3600
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True)
class Entry:
    key: int
    id: int
    update: Json
    at: float
    again: int = 0
    forced: bool = False  # delivered once more or at all, whatever the offset says


class Updates:
    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.next_id = int(time.time())  # a later sandbox never repeats an id that a bot has stored
        self.allowed: set[str] | None = None
        self.redeliver = 0
        self.on_add: Callable[[Entry], None] | None = None
        self._sequence = 0
        self._waiting: asyncio.Future[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self.entries)

    def add(self, kind: str, payload: Json) -> int | None:
        """Telegram filters by kind when an update arises, not when it is fetched."""
        if kind not in self.allowed if self.allowed is not None else kind in NOT_BY_DEFAULT:
            return None
        return self.push({kind: payload}, forced=False)

    def push(self, update: Json, *, forced: bool = True) -> int:
        """Any JSON at all; an `update_id` of its own is kept, so one update can come twice."""
        if isinstance(update.get("update_id"), int):
            update_id = int(update["update_id"])
        else:
            update_id = self.next_id
            update = {"update_id": update_id, **{k: v for k, v in update.items() if k != "update_id"}}
        self.next_id = max(self.next_id, update_id + 1)
        self._sequence += 1
        entry = Entry(self._sequence, update_id, update, time.monotonic(), self.redeliver, forced)
        self.entries[self._sequence] = entry
        if self.on_add:
            self.on_add(entry)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        return update_id

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refusal(409, TWO_POLLERS))
        self._waiting = None
        self._confirm(offset)
        batch = self._batch(limit)
        if batch or seconds <= 0 or self._closed:
            return batch
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return []
        finally:
            if self._waiting is waiting:
                self._waiting = None
        return self._batch(limit)

    def interrupt(self, refusal: Refusal | None = None) -> None:
        """End a waiting poll: with a refusal, or empty-handed when the server stops."""
        if self._waiting and not self._waiting.done():
            if refusal:
                self._waiting.set_exception(refusal)
            else:
                self._closed = True
                self._waiting.set_result(None)

    def drop_all(self) -> None:
        self.entries.clear()

    def settle(self, entry: Entry) -> None:
        """A webhook took it."""
        self.entries.pop(entry.key, None)

    def waiting_entries(self) -> Iterator[Entry]:
        yield from list(self.entries.values())

    def _confirm(self, offset: int) -> None:
        horizon = time.monotonic() - KEPT_SECONDS
        if offset < 0:
            for key in list(self.entries)[:offset]:
                del self.entries[key]
            return
        done = []
        for key, entry in self.entries.items():
            if entry.at < horizon:
                done.append(key)
            elif entry.id >= offset and not entry.forced:
                break
            elif entry.id < offset and not entry.forced:
                if entry.again > 0:
                    entry.again -= 1
                    entry.forced = True
                else:
                    done.append(key)
        for key in done:
            del self.entries[key]

    def _batch(self, limit: int) -> list[Json]:
        batch: list[Json] = []
        for entry in self.entries.values():
            if len(batch) >= limit:
                break
            entry.forced = False
            batch.append(entry.update)
        return batch
