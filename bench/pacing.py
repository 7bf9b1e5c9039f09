"""At 30 a second: the share of the ceiling that is used, the fullest second, 429s, and answers during the mailing."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from bench.invented import FIRST_PERSON, as_line, invent_messages, invent_people, sqlite_url
from bench.running import end_bot, start_bot
from core.base import open_base
from sandbox.faults import Faults, Limits
from sandbox.server import Sandbox

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


async def measure(folder: Path) -> dict[str, object]:
    """One run of the real bot: an asker 60 ms away, then mailing next door, then mailing with the asker 60 ms away."""
    url = sqlite_url(folder)
    database = await open_base(url)
    await invent_people(database, MESSAGES)
    sandbox = Sandbox(people_range=(ASKER, FIRST_PERSON + MESSAGES))
    await sandbox.start()
    sandbox.state.calls = deque(maxlen=20_000)
    sandbox.faults = Faults(delay_ms=LATENCY)
    bot = await start_bot(sandbox, url, CEILING)
    try:
        await _answers(sandbox, 5)
        quiet = await _answers(sandbox, ANSWERS)
        sandbox.limits = Limits(overall=CEILING, per_chat=0)
        sandbox.calls.clear()
        sandbox.faults = Faults()
        await invent_messages(database, MESSAGES)
        await asyncio.sleep(22)
        alone = _sent(sandbox)
        sandbox.faults = Faults(delay_ms=LATENCY)
        since = time.monotonic()
        busy = await _answers(sandbox, ANSWERS)
        everything = _sent(sandbox)
        far = [moment for moment in everything if moment > since + 3]
    finally:
        await end_bot(bot)
        await sandbox.stop()
        await database.close()
    calls = list(sandbox.calls)
    steady = [moment for moment in alone if moment > alone[0] + 2]
    rate = (len(steady) - 1) / (steady[-1] - steady[0])
    return {
        "share": rate / CEILING, "far_share": (len(far) - 1) / (far[-1] - far[0]) / CEILING,
        "fullest": fullest_second(everything), "fullest_alone": fullest_second(alone),
        "refused": sum(1 for one in calls if one["error"] and "Too Many" in str(one["error"])),
        "quiet_p95_ms": _p95(quiet), "busy_p95_ms": _p95(busy), "sent": len(everything),
    }  # fmt: skip


def _sent(sandbox: Sandbox) -> list[float]:
    return [one["time"] for one in sandbox.calls if one["method"] in {"sendMessage", "editMessageText"} and one["ok"]]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        print(as_line(asyncio.run(measure(Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
