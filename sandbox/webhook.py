"""Delivery by webhook: in order within a chat, repeated with growing pauses until the bot answers 2xx."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable

import aiohttp

from sandbox.refusals import Json
from sandbox.updates import Entry, Updates

Caller = Callable[[str, Json], Awaitable[object]]


class Webhook:
    first_pause = 1.0
    longest_pause = 60.0

    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: tuple[int, str] | None = None
        self.call: Caller | None = None
        self._lanes: dict[object, deque[Entry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)

    def info(self) -> Json:
        found: Json = {"url": self.url, "has_custom_certificate": False, "max_connections": self.max_connections}
        if self.last_error:
            found["last_error_date"], found["last_error_message"] = self.last_error
        return found

    def set(self, url: str, secret: str, max_connections: int) -> None:
        self.unset()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._slots = asyncio.Semaphore(max_connections)
        self.updates.on_add = self._take
        for entry in self.updates.waiting_entries():
            self._take(entry)

    def unset(self) -> None:
        self.url = ""
        self.last_error = None
        self.updates.on_add = None
        for task in self._tasks:
            task.cancel()
        self._lanes.clear()

    async def stop(self) -> None:
        self.unset()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _take(self, entry: Entry) -> None:
        key = _lane(entry.update)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(entry)
            return
        self._lanes[key] = lane = deque([entry])
        task = asyncio.get_running_loop().create_task(self._drain(key, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: object, lane: deque[Entry]) -> None:
        while lane:
            entry = lane[0]
            for _ in range(entry.again + 1):
                await self._until_taken(entry)
            lane.popleft()
            self.updates.settle(entry)
        if self._lanes.get(key) is lane:
            del self._lanes[key]

    async def _until_taken(self, entry: Entry) -> None:
        pause = self.first_pause
        while True:
            async with self._slots:
                error, retry_after = await self._post(entry.update)
            if not error:
                return
            self.last_error = (int(time.time()), error)
            await asyncio.sleep(retry_after or pause)
            pause = min(pause * 2, self.longest_pause)

    async def _post(self, update: Json) -> tuple[str, float]:
        """An error's text (empty when taken) and the pause that the bot asked for."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        body = json.dumps(update, ensure_ascii=False).encode()
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                if not 200 <= response.status <= 299:
                    asked = response.headers.get("Retry-After", "")
                    text = f"Wrong response from the webhook: {response.status} {response.reason}"
                    return text, float(asked) if asked.isdigit() else 0.0
                await self._reply(await response.read(), response.content_type)
        except TimeoutError:
            return "Connection timed out", 0.0
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}", 0.0
        return "", 0.0

    async def _reply(self, body: bytes, kind: str) -> None:
        """A method named in the answer is called; its result goes nowhere, as Telegram does it."""
        if not body.strip() or self.call is None or kind != "application/json":
            return
        try:
            values = json.loads(body)
        except ValueError:
            return
        if isinstance(values, dict) and isinstance(values.get("method"), str):
            await self.call(values.pop("method"), values)


def _lane(update: Json) -> object:
    """Telegram keeps the order of one chat's updates; different chats may go side by side."""
    for value in update.values():
        if isinstance(value, dict):
            inner = value.get("message") if isinstance(value.get("message"), dict) else value
            chat = (inner or {}).get("chat") or value.get("from")
            if isinstance(chat, dict):
                return chat.get("id")
    return None
