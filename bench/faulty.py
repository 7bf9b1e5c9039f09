"""A bad day: server errors, dropped answers, 429 bursts, blocked people and three kill -9 of the sending bot."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select, update

from bench.invented import FIRST_PERSON, as_line, invent_messages, invent_people, sqlite_url
from bench.running import end_bot, start_bot
from core.announcements.reaching import reach_of
from core.base import open_base
from sandbox.faults import Faults
from sandbox.server import Sandbox
from storage.engine import Database
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow
from storage.terms import AnnouncementState, DeliveryState

PEOPLE, CEILING, KILLS = 5000, 100, (800, 2000, 3400)
BLOCKED_EVERY = 100
LONGEST = 300.0
RATES = {"error_500_rate": 0.05, "drop_after_rate": 0.02, "html_502_rate": 0.002}


class Counting(Faults):
    """Faults that say how often each was drawn."""

    def draw(self, method: str) -> str | None:
        drawn = super().draw(method)
        if drawn:
            DRAWN[drawn] = DRAWN.get(drawn, 0) + 1
        return drawn


DRAWN: dict[str, int] = {}


def _copies(sandbox: Sandbox) -> dict[int, int]:
    chats = sandbox.state.world.chats
    return {
        at + 1: sum("Собрание" in one.body["text"] for one in chats[FIRST_PERSON + at].messages.values())
        if FIRST_PERSON + at in chats else 0
        for at in range(PEOPLE)
    }  # fmt: skip


async def _announce(database: Database) -> int:
    from bench.invented import NOW

    async with database.writing() as session:
        row = {"author_id": 1, "text": "Собрание НКО в среду", "audience": {"sphere": "all"},
               "state": AnnouncementState.SENDING, "created_at": NOW}  # fmt: skip
        found = await session.scalar(insert(AnnouncementRow).values(row).returning(AnnouncementRow.id))
        await session.commit()
    assert found is not None
    await invent_messages(database, PEOPLE)
    async with database.writing() as session:
        await session.execute(update(DeliveryRow).values(announcement_id=found))
        await session.commit()
    return found


async def _in_flight(database: Database, sandbox: Sandbox) -> int:
    """Rows of a killed process that were taken by the server and not yet written down."""
    copies = _copies(sandbox)
    async with database.reading() as session:
        held = await session.scalars(select(DeliveryRow.person_id).where(DeliveryRow.state == DeliveryState.SENDING))
        return sum(1 for person in held if copies.get(person, 0))


async def measure(folder: Path) -> dict[str, object]:
    """Send through all of it, then compare what each person has with what the rows say."""
    url = sqlite_url(folder)
    database = await open_base(url)
    await invent_people(database, PEOPLE)
    sandbox = Sandbox(people_range=(FIRST_PERSON, FIRST_PERSON + PEOPLE))
    await sandbox.start()
    blocked = set(range(50, PEOPLE, BLOCKED_EVERY))
    for at in blocked:
        sandbox.block(FIRST_PERSON + at)
    calm = Counting(methods=["sendMessage"], **RATES)
    sandbox.faults = calm
    announcement = await _announce(database)
    in_flight: list[int] = []
    start = time.monotonic()
    bot = await start_bot(sandbox, url, CEILING)
    bursts = asyncio.create_task(_bursts(sandbox, calm))
    try:
        while time.monotonic() < start + LONGEST:
            await asyncio.sleep(0.5)
            async with database.reading() as session:
                reach = await reach_of(session, announcement)
            if len(in_flight) < len(KILLS) and reach.total - reach.waiting >= KILLS[len(in_flight)]:
                bot.kill()
                await bot.wait()
                await asyncio.sleep(0.3)
                in_flight.append(await _in_flight(database, sandbox))
                bot = await start_bot(sandbox, url, CEILING)
            if not reach.waiting:
                break
        spent = time.monotonic() - start
        copies = _copies(sandbox)
    finally:
        bursts.cancel()
        await end_bot(bot)
        await sandbox.stop()
    async with database.reading() as session:
        found = await session.execute(select(DeliveryRow.person_id, DeliveryRow.state))
        states = {row[0]: row[1] for row in found}
        off = await session.scalars(select(PersonRow.id).where(PersonRow.reachable.is_(False)))
        switched_off = set(off)
    await database.close()
    missed = [p for p in states if not copies[p] and p - 1 not in blocked]
    return {
        "seconds": spent, "missed": len(missed), "extras": sum(max(0, n - 1) for n in copies.values()),
        "bound": sum(in_flight) + DRAWN.get("drop_after_rate", 0), "in_flight": in_flight, "faults": DRAWN,
        "total": reach.total, "sent": reach.sent, "blocked": reach.blocked, "failed": reach.failed,
        "unknown": reach.unknown, "waiting": reach.waiting,
        "true": all(copies[p] for p, s in states.items() if s is DeliveryState.SENT)
        and {p - 1 for p, s in states.items() if s is DeliveryState.BLOCKED} == blocked
        and {p - 1 for p in switched_off} == blocked
        and reach.sent + reach.blocked + reach.failed + reach.unknown + reach.waiting == PEOPLE,
    }  # fmt: skip


async def _bursts(sandbox: Sandbox, calm: Faults) -> None:
    """Every few seconds half of the calls are told to wait, for half a second."""
    while True:
        await asyncio.sleep(6)
        calm.rate_429 = 0.5
        await asyncio.sleep(0.5)
        calm.rate_429 = 0.0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        print(as_line(asyncio.run(measure(Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
