"""The real bot as a process of its own, pointed at a sandbox in the test's process."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest_asyncio

from sandbox.server import Sandbox

ROOT = Path(__file__).parents[2]


class RunningBot:
    """`python -m bot run`; `kill` is SIGKILL, `stop` is SIGTERM."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 10)

    async def ended(self, seconds: float = 40) -> tuple[int, str]:
        """Exit code and stderr of a process that ends by itself."""
        _, errors = await asyncio.wait_for(self.process.communicate(), seconds)
        assert self.process.returncode is not None
        return self.process.returncode, errors.decode()

    async def log_line(self, part: str) -> str:
        """The next line on stderr that holds `part`."""
        assert self.process.stderr is not None
        async with asyncio.timeout(60):
            while line := (await self.process.stderr.readline()).decode():
                self.said.append(line)
                if part in line:
                    return line
        raise AssertionError(f"the bot ended without saying {part!r}: {''.join(self.said)}")


StartBot = Callable[..., Coroutine[Any, Any, RunningBot]]


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people_range=(1000, 1999)) as running:
        yield running


async def spawn(sandbox: Sandbox, database_url: str, **environment: str) -> RunningBot:
    """Start the process without waiting for it; `environment` adds to what a test bot is given."""
    known = {
        "BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.url, "DATABASE_URL": database_url,
        "OPERATOR_NAME": "Ресурсный центр (пример)", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=known | environment, stdout=PIPE, stderr=PIPE
    )
    return RunningBot(process)


@pytest_asyncio.fixture
async def start_bot(sandbox: Sandbox, city_url: str) -> AsyncIterator[StartBot]:
    """Starts the bot against the sandbox with the city's base; keyword arguments are environment variables."""
    started: list[RunningBot] = []

    async def start(*, ready: bool = True, **environment: str) -> RunningBot:
        bot = await spawn(sandbox, city_url, **environment)
        started.append(bot)
        if ready:
            await bot.log_line("bot_started")
        return bot

    yield start
    for bot in started:
        if bot.process.returncode is None:
            await bot.kill()
