"""Ticks: once over several processes, a failing one does not stop the clock, and old work is swept."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.scheduler import Scheduler, slot_of
from storage.dialogue import write_dialogue
from storage.engine import Database
from storage.inbox import NewUpdate, add_updates, claim_lanes, finish_update

ZONE = ZoneInfo("Asia/Novokuznetsk")
NOW = datetime(2026, 11, 22, 5, 0, 20, tzinfo=UTC)


def test_a_slot_is_the_local_minute_or_day_whenever_in_it_the_tick_came() -> None:
    minute = timedelta(minutes=1)
    assert slot_of(NOW, minute, ZONE) == slot_of(NOW + timedelta(seconds=30), minute, ZONE)
    assert slot_of(NOW, minute, ZONE) != slot_of(NOW + minute, minute, ZONE)
    assert slot_of(NOW, timedelta(days=1), ZONE) == datetime(2026, 11, 22, tzinfo=ZONE)


@pytest.mark.asyncio
async def test_two_processes_run_a_slot_once_and_the_next_one_again(base: Database) -> None:
    runs: list[str] = []
    moment = [NOW]

    async def tick() -> None:
        runs.append("run")

    clocks = [Scheduler(base, lambda: moment[0], ZONE) for _ in range(2)]
    for clock in clocks:
        await clock.run_now("alerts", tick, timedelta(minutes=1))
    assert len(runs) == 1
    moment[0] += timedelta(minutes=1)
    await clocks[1].run_now("alerts", tick, timedelta(minutes=1))
    assert len(runs) == 2


@pytest.mark.asyncio
async def test_a_failing_tick_is_no_end(base: Database) -> None:
    async def broken() -> None:
        raise RuntimeError("broken")

    await Scheduler(base, lambda: NOW, ZONE).run_now("alerts", broken, timedelta(minutes=1))


@pytest.mark.asyncio
async def test_the_sweep_removes_what_was_done_eight_days_ago_and_keeps_what_waits(base: Database) -> None:
    old = NOW - timedelta(days=9)
    async with base.writing() as session:
        await add_updates(session, "telegram", [NewUpdate(1, "1", {}), NewUpdate(2, "2", {})], old)
        done, _ = await claim_lanes(session, "telegram", "one", old, old, 2)
        await finish_update(session, done, "one", old)
        await write_dialogue(session, "fresh", "Appeal:text", {}, NOW)
        await session.commit()
    await Scheduler(base, lambda: NOW, ZONE).clean_up()
    async with base.reading() as session:
        assert (await session.execute(text("SELECT update_id FROM inbox"))).scalars().all() == [2]
        assert (await session.execute(text("SELECT count(*) FROM dialogue_states"))).scalar_one() == 1


@pytest.mark.asyncio
async def test_runs_that_a_blocked_loop_was_too_busy_for_are_made_up_for_once(base: Database) -> None:
    runs: list[datetime] = []

    async def tick() -> None:
        runs.append(datetime.now(UTC))

    clock = Scheduler(base, lambda: datetime.now(UTC), ZONE)
    clock.every_minute("alerts", tick)
    clock.start()
    job = clock._scheduler.get_job("alerts")
    blocked_since = datetime.now(UTC) - timedelta(minutes=10)
    job.modify(next_run_time=blocked_since)
    async with asyncio.timeout(10):
        while not runs:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    clock.stop()
    assert len(runs) == 1
