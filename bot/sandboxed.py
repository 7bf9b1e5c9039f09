"""Running without a token: a sandbox in a process of its own, its own base, and invented people."""

import asyncio
import contextlib
import ctypes
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from bot.errors import StopError
from bot.settings import ROOT, Settings, SettingsError

TOKEN = "1000000001:sandbox-token"
DATABASE = f"sqlite:///{ROOT}/var/sandbox.db"
_ADMIN = "900"
_FIRST_PORT = 8081
_PORTS = 50
_OPERATOR = "Ресурсный центр (пример)"
_NAME = "Навигатор НКО"


def sandbox_settings(settings: Settings, address: str) -> Settings:
    """The settings of a run in the sandbox at `address`; its base is its own."""
    if "database_url" in settings.model_fields_set and settings.database_url != DATABASE:
        raise SettingsError("DATABASE_URL: the sandbox has its own base, var/sandbox.db; unset it or set BOT_TOKEN")
    return settings.model_copy(
        update={
            "bot_token": SecretStr(TOKEN),
            "telegram_api_url": address,
            "database_url": DATABASE,
            "admin_ids": ",".join(sorted(settings.admins | {_ADMIN})),
            "operator_name": settings.operator_name or _OPERATOR,
            "webhook_url": "",
        }
    )


def _free_port() -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + _PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise StopError(f"No free port from {_FIRST_PORT} to {_FIRST_PORT + _PORTS - 1}: stop what listens there")


def _end_with_parent() -> None:
    """Linux ends the sandbox when the bot is killed, so that no port stays busy."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


async def _start(port: int) -> Process:
    arguments = [sys.executable, "-m", "sandbox", "--port", str(port), "--token", TOKEN, "--name", _NAME]
    for option, name in (("--people", "sandbox-people.json"), ("--hints", "hints.json")):
        file = ROOT / "data" / "demo" / name
        if await asyncio.to_thread(file.exists):
            arguments += [option, str(file)]
    return await asyncio.create_subprocess_exec(
        *arguments, cwd=ROOT, stdout=PIPE, start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )  # fmt: skip


async def _stop(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 2)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def sandboxed(settings: Settings) -> AsyncIterator[Settings]:
    """A running sandbox and the settings to use it; prints the chat page's address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    inside = sandbox_settings(settings, address)
    process = await _start(port)
    try:
        assert process.stdout is not None
        try:
            line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
        except TimeoutError:
            line = ""
        if not line:
            raise StopError("The sandbox did not start; run `python -m sandbox` to see why")
        yield inside
    finally:
        await _stop(process)
