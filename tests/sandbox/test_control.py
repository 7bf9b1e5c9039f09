"""The page's own API, the helpers for tests, and the command line."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.asyncio
async def test_the_page_acts_over_http_and_hears_of_everything(sandbox: Sandbox, bot: Client) -> None:
    api = f"{sandbox.url}/sandbox/api"
    async with bot.session.get(f"{api}/events") as stream:
        assert b"retry" in await stream.content.readline()
        async with bot.session.post(f"{api}/say", json={"person": BORIS, "text": "hi"}) as response:
            assert (await response.json())["text"] == "hi"
        await bot.ok("sendMessage", chat_id=BORIS, text="hello")
        kinds = []
        while len(kinds) < 3:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                kinds.append(json.loads(line[6:])["type"])
        assert kinds == ["hello", "message", "message"]
    async with bot.session.get(f"{api}/state") as response:
        boris = next(one for one in (await response.json())["people"] if one["id"] == BORIS)
    assert (boris["unread"], boris["last"]["text"]) == (1, "hello")
    async with bot.session.post(f"{api}/read", json={"person": BORIS}) as response:
        assert response.status == 200
    async with bot.session.get(f"{api}/messages?person={BORIS}") as response:
        assert [one["text"] for one in (await response.json())["messages"]] == ["hi", "hello"]


@pytest.mark.asyncio
async def test_another_sites_page_may_not_act(sandbox: Sandbox, bot: Client) -> None:
    headers = {"Origin": "https://example.org"}
    url = f"{sandbox.url}/sandbox/api/say"
    async with bot.session.post(url, json={"person": ANNA, "text": "x"}, headers=headers) as response:
        assert response.status == 403
    async with bot.session.post(url, json={"person": 5, "text": "x"}) as response:
        assert (response.status, await response.json()) == (404, {"error": "no person 5 in this sandbox"})


@pytest.mark.asyncio
async def test_waiting_tells_what_was_there_instead(sandbox: Sandbox, bot: Client) -> None:
    waiting = asyncio.create_task(sandbox.wait_reply(ANNA, after=1))
    await bot.ok("sendMessage", chat_id=ANNA, text="came")
    assert (await waiting)["text"] == "came"
    with pytest.raises(TimeoutError, match="came"):
        await sandbox.wait_reply(ANNA, after=2, timeout=0.01)


@pytest.mark.asyncio
async def test_calls_are_logged_with_their_outcome(sandbox: Sandbox, bot: Client) -> None:
    await bot.call("sendMessage", chat_id=5, text="x")
    last = sandbox.calls[-1]
    assert (last["method"], last["params"]["chat_id"], last["ok"]) == ("sendMessage", 5, False)
    assert last["error"] == "Bad Request: chat not found"


@pytest.mark.asyncio
async def test_the_command_line_names_its_page_and_a_busy_port(sandbox: Sandbox) -> None:
    async def run(*arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sandbox", *arguments, cwd=ROOT, stdout=-1, stderr=-1
        )

    started = await run("--port", "0")
    assert started.stdout
    assert (await started.stdout.readline()).startswith(b"Chat page: http://127.0.0.1:")
    started.terminate()
    assert await started.wait() == 0
    busy = await run("--port", sandbox.url.rsplit(":", 1)[1])
    _, errors = await busy.communicate()
    assert busy.returncode == 1
    assert b"is busy: stop what listens there or choose another --port" in errors
    assert errors.count(b"\n") == 1
