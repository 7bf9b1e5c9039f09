"""The inbox and the leases, on both databases."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from storage.engine import Database
from storage.inbox import (
    NewUpdate,
    add_updates,
    claim_lanes,
    finish_update,
    retry_later,
    waiting_count,
)
from storage.leases import claim_slot, drop_leases, renew_leases, take_lease
from storage.records.work import InboxUpdate
from storage.terms import UpdateState

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
LEASE = timedelta(seconds=5)
CHANNEL = "telegram"


def an_update(number: int, lane: str = "101") -> NewUpdate:
    return NewUpdate(number, lane, {"update_id": number, "message": {"text": f"вопрос {number}"}})


async def add(database: Database, *updates: NewUpdate, now: datetime = NOW) -> int:
    async with database.writing() as session:
        new = await add_updates(session, CHANNEL, updates, now)
        await session.commit()
    return new


async def claim(database: Database, holder: str = "one", now: datetime = NOW, limit: int = 10) -> list[InboxUpdate]:
    async with database.writing() as session:
        claimed = await claim_lanes(session, CHANNEL, holder, now, now + LEASE, limit)
        await session.commit()
    return claimed


async def finish(
    database: Database, update: InboxUpdate, holder: str = "one", state: UpdateState = UpdateState.DONE,
    *, go_on: bool = True,
) -> InboxUpdate | None:  # fmt: skip
    async with database.writing() as session:
        following = await finish_update(session, update, holder, NOW, state=state, next_one=go_on)
        await session.commit()
    return following


@pytest.mark.asyncio
async def test_an_update_that_comes_twice_is_kept_once(migrated: Database) -> None:
    assert await add(migrated, an_update(1), an_update(2)) == 2
    assert await add(migrated, an_update(2), an_update(3)) == 1
    async with migrated.reading() as session:
        assert await waiting_count(session, CHANNEL) == 3


@pytest.mark.asyncio
async def test_a_done_update_that_comes_again_is_not_done_again(migrated: Database) -> None:
    await add(migrated, an_update(1))
    [update] = await claim(migrated)
    await finish(migrated, update)
    assert await add(migrated, an_update(1)) == 0
    assert await claim(migrated) == []


@pytest.mark.asyncio
async def test_a_lane_is_worked_on_in_the_order_of_arrival_whatever_the_numbers(migrated: Database) -> None:
    await add(migrated, an_update(900), an_update(5), an_update(7))
    [update] = await claim(migrated)
    numbers = [update.update_id]
    following = await finish(migrated, update)
    while following is not None:
        numbers.append(following.update_id)
        following = await finish(migrated, following)
    assert numbers == [900, 5, 7]


@pytest.mark.asyncio
async def test_a_claimed_lane_is_nobody_elses_until_the_lease_runs_out(migrated: Database) -> None:
    await add(migrated, an_update(1), an_update(2, lane="102"))
    assert {one.lane for one in await claim(migrated, "one")} == {"101", "102"}
    assert await claim(migrated, "two") == []
    taken_over = await claim(migrated, "two", NOW + LEASE)
    assert [(one.update_id, one.attempts) for one in taken_over] == [(1, 2), (2, 2)]


@pytest.mark.asyncio
async def test_renewed_leases_stay_and_dropped_ones_are_free_at_once(migrated: Database) -> None:
    await add(migrated, an_update(1))
    await claim(migrated, "one")
    async with migrated.writing() as session:
        assert await renew_leases(session, "one", NOW + 2 * LEASE) == 1
        await session.commit()
    assert await claim(migrated, "two", NOW + LEASE) == []
    async with migrated.writing() as session:
        await drop_leases(session, "one")
        await session.commit()
    assert len(await claim(migrated, "two", NOW + LEASE)) == 1


@pytest.mark.asyncio
async def test_who_lost_the_lane_gets_no_further_update_of_it(migrated: Database) -> None:
    await add(migrated, an_update(1), an_update(2))
    [late] = await claim(migrated, "one")
    await claim(migrated, "two", NOW + LEASE)
    assert await finish(migrated, late, "one") is None
    assert await claim(migrated, "three", NOW + LEASE) == []


@pytest.mark.asyncio
async def test_a_failing_update_holds_its_own_lane_back_and_no_other(migrated: Database) -> None:
    await add(migrated, an_update(1), an_update(2), an_update(3, lane="102"))
    failed = next(one for one in await claim(migrated) if one.lane == "101")
    async with migrated.writing() as session:
        await drop_leases(session, "one")
        await retry_later(session, failed, "one", NOW + timedelta(seconds=2), failed.attempts)
        await session.commit()
    assert [one.update_id for one in await claim(migrated)] == [3]
    again = await claim(migrated, now=NOW + timedelta(seconds=2))
    assert [(one.update_id, one.attempts) for one in again if one.lane == "101"] == [(1, 2)]


@pytest.mark.asyncio
async def test_an_update_put_aside_lets_its_lane_go_on(migrated: Database) -> None:
    await add(migrated, an_update(1), an_update(2))
    [poison] = await claim(migrated)
    following = await finish(migrated, poison, state=UpdateState.ASIDE)
    assert following is not None
    assert following.update_id == 2


@pytest.mark.asyncio
async def test_done_updates_lose_their_text_at_once(migrated: Database) -> None:
    from sqlalchemy import text

    await add(migrated, an_update(1))
    [update] = await claim(migrated)
    await finish(migrated, update)
    async with migrated.reading() as session:
        assert "вопрос" not in str((await session.execute(text("SELECT body FROM inbox"))).scalar_one())


@pytest.mark.asyncio
async def test_many_claimers_at_once_never_get_the_same_update(migrated: Database) -> None:
    await add(migrated, *(an_update(number, lane=str(number % 20)) for number in range(100)))
    handled: Counter[int] = Counter()
    held: set[str] = set()

    async def work(holder: str) -> None:
        while claimed := await claim(migrated, holder, limit=3):
            assert not held & {update.lane for update in claimed}
            held.update(update.lane for update in claimed)
            for update in claimed:
                following: InboxUpdate | None = update
                while following is not None:
                    handled[following.update_id] += 1
                    last = following.update_id % 3 == 0
                    if last:
                        held.discard(update.lane)
                    following = await finish(migrated, following, holder, go_on=not last)
                held.discard(update.lane)

    await asyncio.gather(*(work(f"holder {number}") for number in range(6)))
    assert len(handled) == 100
    assert set(handled.values()) == {1}


@pytest.mark.asyncio
async def test_a_lease_has_one_holder(migrated: Database) -> None:
    async def take(holder: str, now: datetime = NOW) -> bool:
        async with migrated.writing() as session:
            taken = await take_lease(session, "poller", holder, now, now + LEASE)
            await session.commit()
        return taken

    results = await asyncio.gather(*(take(f"holder {number}") for number in range(8)))
    assert sorted(results) == [False] * 7 + [True]
    assert await take("later", NOW + LEASE)


@pytest.mark.asyncio
async def test_a_scheduled_run_is_done_by_one_of_many(migrated: Database) -> None:
    async def start() -> bool:
        async with migrated.writing() as session:
            claimed = await claim_slot(session, "alerts", NOW, NOW)
            await session.commit()
        return claimed

    assert sum(await asyncio.gather(*(start() for _ in range(8)))) == 1
