"""Long polling: offsets, order, conflicts, redelivery."""

import asyncio

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client


@pytest.mark.asyncio
async def test_an_update_comes_again_until_an_offset_confirms_it(sandbox: Sandbox, bot: Client) -> None:
    await sandbox.say(ANNA, "second")
    first = await bot.ok("getUpdates")
    assert [one["message"]["text"] for one in first] == ["/start", "second"]
    assert await bot.ok("getUpdates") == first
    assert first[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert await bot.ok("getUpdates", offset=first[0]["update_id"] + 1) == first[1:]
    assert await bot.ok("getUpdates", offset=first[1]["update_id"] + 1) == []


@pytest.mark.asyncio
async def test_a_limit_and_a_negative_offset_are_obeyed(sandbox: Sandbox, bot: Client) -> None:
    for word in "abc":
        await sandbox.say(ANNA, word)
    assert len(await bot.ok("getUpdates", limit=2)) == 2
    newest = await bot.ok("getUpdates", offset=-1)
    assert [one["message"]["text"] for one in newest] == ["c"]
    assert await bot.ok("getUpdates") == newest


@pytest.mark.asyncio
async def test_a_waiting_poll_wakes_up_when_something_is_said(sandbox: Sandbox, bot: Client) -> None:
    await bot.ok("getUpdates", offset=-1)
    last = (await bot.ok("getUpdates"))[0]["update_id"]
    poll = asyncio.create_task(bot.ok("getUpdates", offset=last + 1, timeout=20))
    await asyncio.sleep(0.05)
    await sandbox.say(BORIS, "hello")
    assert (await poll)[0]["message"]["from"]["id"] == BORIS


@pytest.mark.asyncio
async def test_the_older_of_two_polls_ends_with_a_conflict(sandbox: Sandbox, bot: Client) -> None:
    offset = (await bot.ok("getUpdates"))[-1]["update_id"] + 1
    older = asyncio.create_task(bot.call("getUpdates", offset=offset, timeout=20))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(bot.call("getUpdates", offset=offset, timeout=20))
    refused = await older
    assert refused["error_code"] == 409
    assert refused["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await sandbox.say(ANNA, "for the newer one")
    assert (await newer)["result"][0]["message"]["text"] == "for the newer one"


@pytest.mark.asyncio
async def test_allowed_updates_filter_what_arises_later(sandbox: Sandbox, bot: Client) -> None:
    offset = (await bot.ok("getUpdates", allowed_updates=["callback_query"]))[-1]["update_id"] + 1
    await sandbox.say(ANNA, "not wanted")
    assert await bot.ok("getUpdates", offset=offset) == []
    await bot.ok("getUpdates", offset=offset, allowed_updates=[])
    await sandbox.say(ANNA, "wanted again")
    assert len(await bot.ok("getUpdates", offset=offset)) == 1


@pytest.mark.asyncio
async def test_redelivery_brings_every_update_twice_although_confirmed(sandbox: Sandbox, bot: Client) -> None:
    offset = (await bot.ok("getUpdates"))[-1]["update_id"] + 1
    sandbox.redeliver = 1
    await sandbox.say(ANNA, "twice")
    first = await bot.ok("getUpdates", offset=offset)
    offset = first[0]["update_id"] + 1
    assert await bot.ok("getUpdates", offset=offset) == first
    assert await bot.ok("getUpdates", offset=offset) == []


@pytest.mark.asyncio
async def test_any_json_can_be_pushed_also_with_an_old_id(sandbox: Sandbox, bot: Client) -> None:
    last = (await bot.ok("getUpdates"))[-1]
    await bot.ok("getUpdates", offset=last["update_id"] + 1)
    await sandbox.push_update(last)
    await sandbox.push_update({"message": "poison"})
    batch = await bot.ok("getUpdates", offset=last["update_id"] + 1)
    assert batch[0] == last
    assert batch[1] == {"update_id": last["update_id"] + 1, "message": "poison"}
    assert await bot.ok("getUpdates", offset=last["update_id"] + 2) == []
