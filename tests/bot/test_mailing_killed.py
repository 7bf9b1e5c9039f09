"""The real process is killed in the middle of a mailing: nobody is missed, and extra copies are what was in flight."""

import asyncio
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from sqlalchemy import text

from core.announcements.payloads import payload
from sandbox.faults import Faults
from sandbox.server import Sandbox
from storage.deliveries import enqueue
from storage.engine import Database, open_database
from storage.people import find_or_create
from storage.terms import Channel, SubjectKind
from tests.bot.conftest import StartBot

PEOPLE = range(1100, 1160)
WORKERS, ONE_FLUSH = 30, 5


@pytest_asyncio.fixture
async def looked_into(city_url: str):  # type: ignore[no-untyped-def]
    database = open_database(city_url)
    yield database
    await database.close()


def copies(sandbox: Sandbox) -> dict[int, int]:
    return {person: sum(1 for one in sandbox.messages(person) if one["from_bot"]) for person in PEOPLE}


async def _write_messages(database: Database) -> None:
    now = datetime.now(UTC)
    letter = payload(
        "subscriber/announcement.html.j2",
        {"text": "Собрание", "amends": False, "spheres": [], "filters": {"kinds": [], "levels": [], "forms": []}},
    )
    async with database.writing() as session:
        for one in PEOPLE:
            person = await find_or_create(session, Channel.TELEGRAM, str(one), "", now)
            await enqueue(session, person_id=person.id, kind=SubjectKind.ANNOUNCEMENT, payload=letter, now=now)
        await session.commit()


async def _let_leases_run_out(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("UPDATE work_leases SET until = '2026-01-01 00:00:00.000000'"))
        await session.execute(
            text("UPDATE deliveries SET lease_until = '2026-01-01 00:00:00.000000' WHERE state = 'sending'")
        )
        await session.commit()


@pytest.mark.asyncio
async def test_after_sigkill_in_the_middle_of_a_mailing_nobody_is_missed_and_extras_are_what_was_in_flight(
    sandbox: Sandbox, start_bot: StartBot, looked_into: Database
) -> None:
    await _write_messages(looked_into)
    sandbox.faults = Faults(delay_ms=150, methods=["sendMessage"])
    bot = await start_bot(ready=False, MESSAGES_PER_SECOND="60")
    async with asyncio.timeout(30):
        while sum(copies(sandbox).values()) < 20:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await bot.kill()
    await asyncio.sleep(0.3)
    sandbox.faults = Faults()
    arrived = copies(sandbox)
    assert 20 <= sum(arrived.values()) < len(PEOPLE)
    async with looked_into.reading() as session:
        held = await session.execute(
            text("SELECT p.external_id FROM deliveries d JOIN people p ON p.id = d.person_id WHERE d.state = 'sending'")
        )
        in_flight = {int(one) for (one,) in held if arrived[int(one)]}
    assert len(in_flight) <= WORKERS + ONE_FLUSH
    await _let_leases_run_out(looked_into)
    await start_bot(ready=False, MESSAGES_PER_SECOND="600")
    async with asyncio.timeout(30):
        while True:
            async with looked_into.reading() as session:
                found = await session.execute(text("SELECT count(*) FROM deliveries WHERE state != 'sent'"))
                if not found.scalar_one():
                    break
            await asyncio.sleep(0.05)
    got = copies(sandbox)
    assert all(got.values()), [one for one, number in got.items() if not number]
    assert {one for one, number in got.items() if number > 1} <= in_flight
    assert max(got.values()) <= 2
