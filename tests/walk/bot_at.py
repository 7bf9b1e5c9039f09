"""The bot's own process, forked from one that has read its code; its clock goes on from a moment of the test's."""

import multiprocessing
import os
import sys
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import time_machine


def start(environment: dict[str, str], at: datetime, log: Path) -> ForkServerProcess:
    """Start `python -m bot run` with this environment alone; its output goes to the end of `log`."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["bot.app", "handlers", "bot.assembly"])
    process = forking.Process(target=_run, args=(environment, at, log))
    process.start()
    return process


def _run(environment: dict[str, str], at: datetime, log: Path) -> None:
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["bot", "run"]
    time_machine.travel(at, tick=True).start()
    from bot.__main__ import app

    app()
