"""The webhook's doors, and updates that come through it."""

import socket
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.webhook import Webhook
from sandbox.server import Sandbox
from tests.bot.conftest import StartBot

SECRET = "s3cret_-"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Kept:
    """An inbox that keeps what comes, or fails."""

    def __init__(self) -> None:
        self.updates: list[Any] = []
        self.broken = False

    async def put(self, updates: Sequence[Any]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.updates += updates


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest_asyncio.fixture
async def door(kept: Kept) -> AsyncIterator[str]:
    webhook = Webhook(kept, SECRET)  # type: ignore[arg-type]  # the same one method
    port = free_port()
    await webhook.start("127.0.0.1", port)
    yield f"http://127.0.0.1:{port}/telegram"
    await webhook.stop()


async def knock(url: str, body: bytes, *, method: str = "POST", secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {HEADER: secret}
    async with aiohttp.ClientSession() as session, session.request(method, url, data=body, headers=headers) as answer:
        return answer.status


@pytest.mark.asyncio
async def test_an_update_is_taken_after_it_is_kept(door: str, kept: Kept) -> None:
    assert await knock(door, b'{"update_id": 5, "message": {}}') == 200
    assert kept.updates == [{"update_id": 5, "message": {}}]


@pytest.mark.asyncio
@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "секрет", "\udcff"])
async def test_a_wrong_secret_is_401(door: str, kept: Kept, secret: str | None) -> None:
    assert await knock(door, b'{"update_id": 5}', secret=secret) == 401
    assert not kept.updates


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"update_id": "5"}', b"[" * 100_000])
async def test_broken_json_is_400(door: str, kept: Kept, body: bytes) -> None:
    assert await knock(door, body) == 400
    assert not kept.updates


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
async def test_another_method_is_405(door: str, method: str) -> None:
    assert await knock(door, b'{"update_id": 5}', method=method) == 405


@pytest.mark.asyncio
async def test_a_body_over_a_megabyte_is_413(door: str, kept: Kept) -> None:
    assert await knock(door, b'{"update_id": 5, "x": "' + b"a" * 2**20 + b'"}') == 413
    assert not kept.updates


@pytest.mark.asyncio
async def test_what_could_not_be_kept_is_asked_for_again(door: str, kept: Kept) -> None:
    kept.broken = True
    assert await knock(door, b'{"update_id": 5}') == 500


@pytest.mark.asyncio
async def test_the_bot_answers_by_webhook_also_after_it_was_killed(sandbox: Sandbox, start_bot: StartBot) -> None:
    port = free_port()
    settings = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/x", "WEBHOOK_SECRET": SECRET, "WEBHOOK_PORT": str(port)}
    sandbox.state.webhook.first_pause = 0.2
    bot = await start_bot(**settings)
    await sandbox.say(101, "/start")
    first = await sandbox.wait_reply(101, timeout=30)
    await bot.kill()
    await sandbox.say(101, "/help")
    bot = await start_bot(**settings)
    assert await sandbox.wait_reply(101, after=first["message_id"] + 1)
    assert await bot.stop() == 0


@pytest.mark.asyncio
async def test_a_webhook_without_a_usable_secret_is_refused_naming_the_variable(start_bot: StartBot) -> None:
    for secret in ({}, {"WEBHOOK_SECRET": "с пробелом"}):
        bot = await start_bot(ready=False, WEBHOOK_URL="https://example.org/x", **secret)
        code, errors = await bot.ended()
        assert code == 1
        assert errors.startswith("WEBHOOK_SECRET")
