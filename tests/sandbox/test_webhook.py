"""Webhooks: the secret header, repeats in order, calls in the answer, and no polling beside them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client


class Receiver:
    """The bot's end: answers with `statuses` first, then 200 and `reply`."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.reply: dict[str, Any] | None = None
        self.url = ""
        self.arrived = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.got.append(json.loads(await request.read()))
        self.arrived.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.json_response(self.reply) if self.reply else web.Response()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


@pytest.mark.asyncio
async def test_updates_are_posted_with_the_secret(sandbox: Sandbox, bot: Client, receiver: Receiver) -> None:
    await bot.ok("setWebhook", url=receiver.url, secret_token="quiet-please")
    await receiver.until(1)
    assert receiver.got[0]["message"]["text"] == "/start"
    assert receiver.secrets == ["quiet-please"]
    info = await bot.ok("getWebhookInfo")
    assert info["url"] == receiver.url


@pytest.mark.asyncio
async def test_a_refused_update_is_repeated_and_keeps_its_place(
    sandbox: Sandbox, bot: Client, receiver: Receiver
) -> None:
    sandbox.state.webhook.first_pause = 0.01
    receiver.statuses = [500, 403]
    await sandbox.say(ANNA, "after it")
    await bot.ok("setWebhook", url=receiver.url)
    await receiver.until(4)
    assert [one["message"]["text"] for one in receiver.got] == ["/start", "/start", "/start", "after it"]
    assert "403" in (await bot.ok("getWebhookInfo"))["last_error_message"]


@pytest.mark.asyncio
async def test_a_method_in_the_answer_is_called(sandbox: Sandbox, bot: Client, receiver: Receiver) -> None:
    receiver.reply = {"method": "sendMessage", "chat_id": ANNA, "text": "by the answer"}
    await bot.ok("setWebhook", url=receiver.url)
    assert (await sandbox.wait_reply(ANNA))["text"] == "by the answer"


@pytest.mark.asyncio
async def test_polling_beside_a_webhook_is_a_conflict(sandbox: Sandbox, bot: Client, receiver: Receiver) -> None:
    await bot.ok("setWebhook", url=receiver.url, drop_pending_updates=True)
    assert await bot.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await bot.ok("deleteWebhook")
    await sandbox.say(BORIS, "polled")
    assert [one["message"]["text"] for one in await bot.ok("getUpdates")] == ["polled"]


@pytest.mark.asyncio
async def test_wrong_addresses_and_secrets_are_refused(bot: Client) -> None:
    assert "HTTPS" in await bot.refusal("setWebhook", url="http://example.org/hook")
    assert "ports 80, 88, 443 or 8443" in await bot.refusal("setWebhook", url="https://example.org:9000/")
    text = await bot.refusal("setWebhook", url="https://example.org/", secret_token="секрет")
    assert text == "Bad Request: secret token contains unallowed characters"
