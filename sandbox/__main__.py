"""`python -m sandbox`: a local Telegram and the address of its chat page."""

import argparse
import asyncio
import contextlib
import errno
import json
import signal
import sys
from pathlib import Path
from typing import Any

from sandbox.server import DEFAULT_TOKEN, Sandbox


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m sandbox", description="A local Telegram for bots and newcomers.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8081, help="0 picks a free one (default: 8081)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help=f"the bot's token (default: {DEFAULT_TOKEN})")
    parser.add_argument("--name", default="Sandbox bot", help="the bot's name on the page (default: Sandbox bot)")
    parser.add_argument("--people", type=Path, help="JSON list of people and groups")
    parser.add_argument("--hints", type=Path, help="JSON list of example messages, or an object by person id")
    parser.add_argument("--people-range", metavar="FIRST-LAST", help="ids that exist without being listed")
    parser.add_argument("--quiet", action="store_true", help="for benches: no log of calls, few messages kept")
    return parser.parse_args()


def _read(path: Path | None) -> Any:
    if path is None:
        return None
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: {error}") from None


async def _serve(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows loops take no signal handlers
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    span = None
    if options.people_range:
        first, _, last = options.people_range.partition("-")
        span = (int(first), int(last))
    sandbox = Sandbox(
        options.token, _read(options.people), people_range=span, hints=_read(options.hints), quiet=options.quiet,
        bot_name=options.name,
    )  # fmt: skip
    try:
        url = await sandbox.start(options.host, options.port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise SystemExit(f"Cannot listen on {options.host}:{options.port}: {error.strerror}") from None
        raise SystemExit(f"Port {options.port} is busy: stop what listens there or choose another --port") from None
    print(f"Chat page: {url}/", flush=True)
    await stopped.wait()
    await sandbox.stop()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(_options()))
    sys.exit(0)
