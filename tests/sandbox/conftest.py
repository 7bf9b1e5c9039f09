"""A started sandbox and a client that calls its Bot API over real HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from sandbox.server import Sandbox

ANNA, BORIS, VERA = 101, 102, 103


class Client:
    """A bot's side of the wire: `call` gives the whole answer, `ok` the result of one that must succeed."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.base = f"{sandbox.url}/bot{sandbox.token}"

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.base}/{method}", json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert answer["ok"] == (response.status == 200)
            assert answer.get("error_code", 200) == response.status
            return answer

    async def ok(self, method: str, **params: Any) -> Any:
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def form(self, method: str, **fields: Any) -> dict[str, Any]:
        """Multipart; a (name, bytes) pair is a file."""
        data = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            if isinstance(value, tuple):
                data.add_field(name, value[1], filename=value[0])
            else:
                data.add_field(name, str(value))
        async with self.session.post(f"{self.base}/{method}", data=data) as response:
            answer: dict[str, Any] = await response.json()
            return answer


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Client]:
    """A client whose Anna has already said /start."""
    await sandbox.say(ANNA, "/start")
    async with aiohttp.ClientSession() as session:
        yield Client(sandbox, session)
