"""Faults on demand: what goes wrong, and what had been accepted by then."""

import aiohttp
import pytest

from sandbox.faults import Faults
from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, Client


@pytest.mark.asyncio
async def test_errors_have_telegrams_shapes(sandbox: Sandbox, bot: Client) -> None:
    sandbox.faults = Faults(error_500_rate=1)
    assert (await bot.call("sendMessage", chat_id=ANNA, text="x"))["error_code"] == 500
    sandbox.faults = Faults(rate_429=1, retry_after=7)
    assert (await bot.call("sendMessage", chat_id=ANNA, text="x"))["parameters"] == {"retry_after": 7}
    sandbox.faults = Faults(html_502_rate=1)
    async with bot.session.post(f"{bot.base}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
    assert len(sandbox.messages(ANNA)) == 1


@pytest.mark.asyncio
async def test_a_dropped_answer_leaves_the_message_accepted_or_not(sandbox: Sandbox, bot: Client) -> None:
    sandbox.faults = Faults(drop_before_rate=1)
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=ANNA, text="lost")
    assert len(sandbox.messages(ANNA)) == 1
    sandbox.faults = Faults(drop_after_rate=1)
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=ANNA, text="accepted")
    assert sandbox.messages(ANNA)[-1]["text"] == "accepted"


@pytest.mark.asyncio
async def test_faults_can_be_narrowed_and_set_over_http(sandbox: Sandbox, bot: Client) -> None:
    url = f"{sandbox.url}/sandbox/api/faults"
    async with bot.session.post(url, json={"error_500_rate": 1, "methods": ["getMe"]}) as response:
        assert (await response.json())["error_500_rate"] == 1
    assert (await bot.call("getMe"))["error_code"] == 500
    await bot.ok("sendMessage", chat_id=ANNA, text="spared")
    async with bot.session.post(url, json={"typo_rate": 1}) as response:
        assert response.status == 409


def test_the_same_seed_gives_the_same_faults() -> None:
    first, second = (Faults(error_500_rate=0.3, rate_429=0.2, seed=5) for _ in range(2))
    drawn = [first.draw("sendMessage") for _ in range(50)]
    assert drawn == [second.draw("sendMessage") for _ in range(50)]
    assert {None, "error_500_rate", "rate_429"} == set(drawn)
    assert first.draw("getUpdates") is None
