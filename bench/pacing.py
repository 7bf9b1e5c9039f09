"""At 30 a second: the share of the ceiling that is used, the fullest second, 429s, and answers during the mailing."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.invented import FIRST_PERSON, as_line, invent_messages, invent_people, sqlite_url
from bench.running import end_bot, start_bot
from core.base import open_base
from sandbox.faults import Faults, Limits
from sandbox.server import Sandbox
from storage.engine import Database

CEILING, ASKER, ANSWERS, LATENCY = 30, 999, 40, 60
MESSAGES = 1500
QUESTION = "сколько выделили на спорт в 2023"


async def _answers(sandbox: Sandbox, count: int) -> list[float]:
    """Seconds from a question until its answer stands in the chat."""
    spent = []
    for _ in range(count):
        after = sandbox.chat(ASKER).last_id
        start = time.perf_counter()
        await sandbox.say(ASKER, QUESTION)
        await sandbox.wait_reply(ASKER, after=after + 1, timeout=30)
        spent.append(time.perf_counter() - start)
        await asyncio.sleep(0.35)
    return spent


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] * 1000


def fullest_second(times: list[float]) -> int:
    """The most moments within any window of one second."""
    window: deque[float] = deque()
    most = 0
    for moment in sorted(times):
        window.append(moment)
        while window[0] <= moment - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


@dataclass
class Running:
    """The real bot on a base of its own, so many milliseconds away from its server."""

    sandbox: Sandbox
    database: Database

    async def mail(self) -> None:
        """Give it a full mailing; from now on the server holds it to the ceiling."""
        self.sandbox.limits = Limits(overall=CEILING, per_chat=0)
        self.sandbox.calls.clear()
        await invent_messages(self.database, MESSAGES)

    def refused(self) -> int:
        """How often the server's own limit answered 429."""
        return sum(1 for one in self.sandbox.calls if one["error"] and "Too Many" in str(one["error"]))


@asynccontextmanager
async def running(folder: Path, delay_ms: float) -> AsyncIterator[Running]:
    """From its start to a polite end."""
    url = sqlite_url(folder)
    database = await open_base(url)
    await invent_people(database, MESSAGES)
    sandbox = Sandbox(people_range=(ASKER, FIRST_PERSON + MESSAGES))
    await sandbox.start()
    sandbox.state.calls = deque(maxlen=20_000)
    sandbox.faults = Faults(delay_ms=delay_ms)
    bot = await start_bot(sandbox, url, CEILING)
    try:
        yield Running(sandbox, database)
    finally:
        await end_bot(bot)
        await sandbox.stop()
        await database.close()


async def next_door(folder: Path) -> dict[str, object]:
    """Mailing alone, without any way between."""
    async with running(folder, 0) as one:
        await one.mail()
        await asyncio.sleep(24)
        sent = _sent(one.sandbox)
        refused = one.refused()
    return {"share": _share(sent, sent[0] + 2), "fullest": fullest_second(sent), "refused": refused}


async def far(folder: Path) -> dict[str, object]:
    """An asker without a mailing, then during one, LATENCY milliseconds away all the time."""
    async with running(folder, LATENCY) as one:
        await _answers(one.sandbox, 5)
        quiet = await _answers(one.sandbox, ANSWERS)
        await one.mail()
        await asyncio.sleep(5)
        since = time.monotonic()
        busy = await _answers(one.sandbox, ANSWERS)
        sent = _sent(one.sandbox)
        refused = one.refused()
    return {
        "far_share": _share(sent, since), "far_fullest": fullest_second(sent), "far_refused": refused,
        "quiet_p95_ms": _p95(quiet), "busy_p95_ms": _p95(busy),
        "quiet_ms": statistics.median(quiet) * 1000, "busy_ms": statistics.median(busy) * 1000,
    }  # fmt: skip


async def measure(folder: Path) -> dict[str, object]:
    """Both, one after the other."""
    return await next_door(folder) | await far(folder)


def _share(sent: list[float], since: float) -> float:
    steady = [moment for moment in sorted(sent) if moment > since]
    return (len(steady) - 1) / (steady[-1] - steady[0]) / CEILING


def _sent(sandbox: Sandbox) -> list[float]:
    return [one["time"] for one in sandbox.calls if one["method"] in {"sendMessage", "editMessageText"} and one["ok"]]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        print(as_line(asyncio.run(measure(Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
