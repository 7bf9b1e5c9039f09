"""The running process: starting, answering, ending, and two of them."""


import pytest

from sandbox.server import Sandbox
from tests.bot.conftest import StartBot


@pytest.mark.asyncio
async def test_start_is_answered_with_the_menu(sandbox: Sandbox, start_bot: StartBot) -> None:
    await start_bot()
    await sandbox.say(101, "/start")
    reply = await sandbox.wait_reply(101)
    assert "Подсказываю НКО" in reply["text"]
    assert reply["reply_markup"]["inline_keyboard"]


@pytest.mark.asyncio
async def test_sigterm_ends_it_with_exit_code_zero(start_bot: StartBot) -> None:
    bot = await start_bot()
    assert await bot.stop() == 0


@pytest.mark.asyncio
async def test_a_refused_token_ends_it_naming_the_setting(start_bot: StartBot) -> None:
    bot = await start_bot(ready=False, BOT_TOKEN="1000000002:another-token-than-the-sandbox-knows")
    code, errors = await bot.ended()
    assert code == 1
    assert "BOT_TOKEN" in errors.splitlines()[-1]
    assert "another-token" not in errors
    assert "Traceback" not in errors
