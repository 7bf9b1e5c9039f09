"""The running process: starting, answering, ending, and two of them."""

import asyncio
import shutil
import signal
from pathlib import Path

import pytest

from sandbox.faults import Faults
from sandbox.refusals import Refusal
from sandbox.server import Sandbox
from tests.bot.conftest import StartBot


@pytest.mark.asyncio
async def test_start_is_answered_with_the_menu_and_sigterm_ends_it_with_exit_code_zero(
    sandbox: Sandbox, start_bot: StartBot
) -> None:
    bot = await start_bot()
    await sandbox.say(101, "/start")
    reply = await sandbox.wait_reply(101, timeout=30)
    assert "Подсказываю НКО" in reply["text"]
    assert reply["reply_markup"]["inline_keyboard"]
    assert await bot.stop() == 0


@pytest.mark.asyncio
async def test_a_refused_token_ends_it_naming_the_setting(start_bot: StartBot) -> None:
    bot = await start_bot(ready=False, BOT_TOKEN="1000000002:another-token-than-the-sandbox-knows")
    code, errors = await bot.ended()
    assert code == 1
    assert "BOT_TOKEN" in errors.splitlines()[-1]
    assert "another-token" not in errors
    assert "Traceback" not in errors


@pytest.mark.asyncio
async def test_two_bots_on_one_base_do_not_both_poll(start_bot: StartBot) -> None:
    await start_bot()
    second = await start_bot(ready=False)
    code, errors = await second.ended()
    assert code == 1
    assert "DATABASE_URL" in errors.splitlines()[-1]


@pytest.mark.asyncio
async def test_of_two_bots_with_one_token_the_older_ends_naming_the_remedy(
    sandbox: Sandbox, start_bot: StartBot, city_file: Path, tmp_path: Path
) -> None:
    older = await start_bot()
    await start_bot(DATABASE_URL=f"sqlite:///{shutil.copy(city_file, tmp_path / 'other.db')}")
    code, errors = await older.ended()
    assert code == 1
    assert "BOT_TOKEN" in errors.splitlines()[-1]
    await sandbox.say(101, "/start")
    assert await sandbox.wait_reply(101, timeout=30)


@pytest.mark.asyncio
async def test_without_telegram_it_waits_with_one_line_and_ends_cleanly(sandbox: Sandbox, start_bot: StartBot) -> None:
    bot = await start_bot(ready=False, TELEGRAM_API_URL="http://127.0.0.1:9")
    await bot.log_line("telegram_unreachable")
    bot.process.send_signal(signal.SIGTERM)
    code, errors = await bot.ended()
    assert code == 0
    assert "Traceback" not in errors


@pytest.mark.asyncio
async def test_an_operator_is_a_must_for_real_people(start_bot: StartBot) -> None:
    bot = await start_bot(ready=False, TELEGRAM_API_URL="https://telegram.invalid")
    code, errors = await bot.ended()
    assert (code, errors.split(":")[0]) == (1, "OPERATOR_CONTACT")


@pytest.mark.asyncio
async def test_invented_records_are_refused_for_real_people(start_bot: StartBot, demo_url: str) -> None:
    bot = await start_bot(
        ready=False, TELEGRAM_API_URL="https://telegram.invalid", DATABASE_URL=demo_url, OPERATOR_CONTACT="пример"
    )
    code, errors = await bot.ended()
    assert (code, errors.split(":")[0]) == (1, "DATABASE_URL")


@pytest.mark.asyncio
async def test_the_sandbox_refuses_another_base_than_its_own(start_bot: StartBot) -> None:
    bot = await start_bot(ready=False, BOT_TOKEN="")
    code, errors = await bot.ended()
    assert code == 1
    assert errors.startswith("DATABASE_URL")
    assert "var/sandbox.db" in errors


@pytest.mark.asyncio
async def test_it_runs_on_postgresql_as_well(sandbox: Sandbox, start_bot: StartBot, postgres_url: str) -> None:
    await start_bot(DATABASE_URL=postgres_url)
    await sandbox.say(101, "сколько выделили на спорт в 2023")
    reply = await sandbox.wait_reply(101, timeout=30)
    assert "1\u00a0397,2" in reply["text"]


@pytest.mark.asyncio
async def test_a_token_that_is_taken_back_ends_the_run_naming_the_setting(
    sandbox: Sandbox, start_bot: StartBot
) -> None:
    bot = await start_bot()
    sandbox.state.token = "1000000001:a-new-token"
    sandbox.state.updates.interrupt(Refusal(401, "Unauthorized"))
    code, errors = await bot.ended()
    assert code == 1
    assert errors.splitlines()[-1].startswith("BOT_TOKEN")


@pytest.mark.asyncio
async def test_sigterm_in_the_middle_of_an_outage_ends_it_in_time(sandbox: Sandbox, start_bot: StartBot) -> None:
    bot = await start_bot()
    sandbox.faults = Faults(delay_ms=60_000, methods=["sendMessage"])
    for person in range(1001, 1006):
        await sandbox.say(person, "/start")
    await asyncio.sleep(0.5)
    assert await bot.stop() == 0
