"""Claims on both databases: every row to one process, results only where they belong."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage.deliveries import NewDelivery, deliveries_of, enqueue, enqueue_telling
from storage.engine import Database, open_database
from storage.people import find_or_create
from storage.sending import Result, anything_waits, claim, finish, release, rescue
from storage.terms import Channel, DeliveryState, SubjectKind
from storage.told import AlreadyToldError, ToldItem, told_of

NOW = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
WARM = ToldItem(SubjectKind.SEASON, "teply", "closes:7", "2026-12-11T20:59+00:00")


async def _person(database: Database, external_id: str = "101") -> int:
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, external_id, "", NOW)
        await session.commit()
    return person.id


async def _enqueue(database: Database, person_id: int, count: int) -> None:
    async with database.writing() as session:
        for _ in range(count):
            await enqueue(session, person_id=person_id, kind=SubjectKind.APPEAL, payload={}, now=NOW)
        await session.commit()


async def _states(database: Database, person_id: int) -> list[str]:
    async with database.reading() as session:
        return [str(one.state) for one in await deliveries_of(session, person_id)]


@pytest.mark.asyncio
async def test_four_processes_never_claim_the_same_row(migrated: Database, database_url: str) -> None:
    await _enqueue(migrated, await _person(migrated), 600)

    async def work() -> list[int]:
        own = open_database(database_url)
        taken: list[int] = []
        while True:
            async with own.writing() as session:
                claims = await claim(session, now=NOW, lease=LEASE, limit=20)
                await session.commit()
            if not claims:
                await own.close()
                return taken
            taken += [one.delivery.id for one in claims]

    taken = [one for part in await asyncio.gather(*(work() for _ in range(4))) for one in part]
    assert len(taken) == 600
    assert len(set(taken)) == 600


@pytest.mark.asyncio
async def test_a_row_is_claimed_when_it_is_due_and_the_oldest_first(migrated: Database) -> None:
    person_id = await _person(migrated)
    async with migrated.writing() as session:
        for hours in (1, -1, -2):
            await enqueue(
                session, person_id=person_id, kind=SubjectKind.APPEAL, payload={"at": hours}, now=NOW,
                due_at=NOW + timedelta(hours=hours),
            )  # fmt: skip
        claims = await claim(session, now=NOW, lease=LEASE)
        await session.commit()
    assert [one.delivery.payload["at"] for one in claims] == [-2, -1]
    assert all(one.delivery.attempt == 1 for one in claims)


@pytest.mark.asyncio
async def test_a_delivery_and_what_it_tells_are_written_together_or_not_at_all(migrated: Database) -> None:
    person_id = await _person(migrated)
    new = NewDelivery(person_id, SubjectKind.SEASON, {}, NOW, tells=(WARM,))
    async with migrated.writing() as session:
        await enqueue_telling(session, [new], NOW)
        await session.commit()
    async with migrated.writing() as session:
        with pytest.raises(AlreadyToldError):
            await enqueue_telling(session, [new], NOW)
    async with migrated.reading() as session:
        assert await told_of(session, person_id) == {WARM}
    assert await _states(migrated, person_id) == ["pending"]


@pytest.mark.asyncio
async def test_a_result_of_another_attempt_is_not_written(migrated: Database) -> None:
    person_id = await _person(migrated)
    await _enqueue(migrated, person_id, 1)
    async with migrated.writing() as session:
        (claimed,) = await claim(session, now=NOW, lease=LEASE)
        wrong = Result(claimed.delivery.id, 2, DeliveryState.SENT, message_id="9")
        assert await finish(session, [wrong], NOW) == 0
        right = Result(claimed.delivery.id, 1, DeliveryState.SENT, message_id="9")
        assert await finish(session, [right], NOW) == 1
        assert await finish(session, [right], NOW) == 0
        await session.commit()
    assert await _states(migrated, person_id) == ["sent"]


@pytest.mark.asyncio
async def test_what_a_blocked_message_would_have_told_was_not_told(migrated: Database) -> None:
    person_id = await _person(migrated)
    async with migrated.writing() as session:
        await enqueue_telling(session, [NewDelivery(person_id, SubjectKind.SEASON, {}, NOW, tells=(WARM,))], NOW)
        (claimed,) = await claim(session, now=NOW, lease=LEASE)
        await finish(session, [Result(claimed.delivery.id, 1, DeliveryState.BLOCKED, reason="blocked")], NOW)
        await session.commit()
    async with migrated.reading() as session:
        assert await told_of(session, person_id) == frozenset()
    assert await _states(migrated, person_id) == ["blocked"]


@pytest.mark.asyncio
async def test_only_a_lease_that_ran_out_is_rescued(migrated: Database) -> None:
    person_id = await _person(migrated)
    await _enqueue(migrated, person_id, 1)
    async with migrated.writing() as session:
        await claim(session, now=NOW, lease=LEASE)
        assert await rescue(session, NOW + timedelta(seconds=59)) == 0
        assert not await anything_waits(session, NOW + timedelta(seconds=59))
        assert await anything_waits(session, NOW + timedelta(seconds=61))
        assert await rescue(session, NOW + timedelta(seconds=61)) == 1
        await session.commit()
    assert await _states(migrated, person_id) == ["pending"]


@pytest.mark.asyncio
async def test_a_row_given_back_has_lost_no_attempt(migrated: Database) -> None:
    person_id = await _person(migrated)
    await _enqueue(migrated, person_id, 1)
    async with migrated.writing() as session:
        (claimed,) = await claim(session, now=NOW, lease=LEASE)
        await release(session, [(claimed.delivery.id, claimed.delivery.attempt)])
        (again,) = await claim(session, now=NOW, lease=LEASE)
        await session.commit()
    assert again.delivery.attempt == 1
