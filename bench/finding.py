"""Finding what is due: seconds, processor seconds and memory for so many subscribers, in a process of its own."""

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.invented import NOW, as_line, fresh_base, invent_people, invent_seasons, sqlite_url
from core.announcements.due import write_due

CONTESTS, DUE = 1000, 20
ZONE = ZoneInfo("Asia/Novokuznetsk")


async def measure(url: str, people: int) -> dict[str, object]:
    """Fill a base, find what is due once, and say what it took."""
    async with fresh_base(url) as database:
        await invent_seasons(database, CONTESTS, DUE)
        await invent_people(database, people, subscribed=True)
        before = resource.getrusage(resource.RUSAGE_SELF)
        start, cpu = time.perf_counter(), time.process_time()
        written = await write_due(database, NOW, ZONE)
        spent, cpu = time.perf_counter() - start, time.process_time() - cpu
        after = resource.getrusage(resource.RUSAGE_SELF)
        assert await write_due(database, NOW, ZONE) == 0
    added = (after.ru_maxrss - before.ru_maxrss) / 1024
    return {"people": people, "written": written, "seconds": spent, "cpu": cpu, "added_mb": added}


def main() -> None:
    people, url = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder:
        print(as_line(asyncio.run(measure(url or sqlite_url(Path(folder)), people))))


if __name__ == "__main__":
    main()
