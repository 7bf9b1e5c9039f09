"""The real bot as a process of its own, for the parts of the bench that kill it or talk to it meanwhile."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from sandbox.server import Sandbox


async def start_bot(sandbox: Sandbox, url: str, ceiling: int) -> Process:
    """`python -m bot run` against the sandbox; returns when it polls."""
    environment = {
        "BOT_TOKEN": sandbox.token, "TELEGRAM_API_URL": sandbox.url, "DATABASE_URL": url, "PATH": os.environ["PATH"],
        "OPERATOR_NAME": "Ресурсный центр (пример)", "MESSAGES_PER_SECOND": str(ceiling),
    }  # fmt: skip
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stdout=DEVNULL, stderr=PIPE
    )
    assert bot.stderr is not None
    async with asyncio.timeout(90):
        while b"bot_started" not in (line := await bot.stderr.readline()):
            if not line:
                raise RuntimeError("the bot did not start")
    bot.drain = asyncio.create_task(_drain(bot))  # type: ignore[attr-defined]
    return bot


async def _drain(bot: Process) -> None:
    assert bot.stderr is not None
    while await bot.stderr.readline():
        pass


async def end_bot(bot: Process) -> None:
    """Stop it politely, at the end of a part."""
    if bot.returncode is None:
        bot.terminate()
        await bot.wait()
