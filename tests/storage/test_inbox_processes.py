"""Claims by several processes at once, on both databases: nothing twice, nothing left."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.engine import Database
from storage.inbox import NewUpdate, add_updates

ROOT = Path(__file__).parents[2]
CLAIMER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from storage.engine import open_database
from storage.inbox import claim_lanes, finish_update

async def main(url, holder):
    database = open_database(url)
    while True:
        now = datetime.now(UTC)
        async with database.writing() as session:
            claimed = await claim_lanes(session, "telegram", holder, now, now + timedelta(minutes=1), 4)
            await session.commit()
        if not claimed:
            break
        for update in claimed:
            print(update.update_id)
            async with database.writing() as session:
                await finish_update(session, update, holder, now, next_one=False)
                await session.commit()
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.asyncio
async def test_four_processes_do_each_update_once(migrated: Database, database_url: str) -> None:
    now = datetime.now(UTC)
    async with migrated.writing() as session:
        rows = [NewUpdate(number, str(number % 40), {"update_id": number}) for number in range(200)]
        await add_updates(session, "telegram", rows, now)
        await session.commit()
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLAIMER, database_url, f"holder {number}", cwd=ROOT, stdout=PIPE
        )
        for number in range(4)
    ]
    done: Counter[int] = Counter()
    for process in processes:
        printed, _ = await process.communicate()
        assert process.returncode == 0
        done.update(int(line) for line in printed.split())
    assert set(done.values()) == {1}
    assert len(done) == 200
