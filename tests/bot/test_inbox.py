"""The workers over the inbox: order, poison, outages, ending. A handler of the test's own stands at the end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.inbox import Inbox, MalformedError, OutageError, Workers, lane_of
from storage.engine import Database
from storage.inbox import claim_lanes, waiting_count
from storage.records.work import InboxUpdate

Handle = Callable[[InboxUpdate], Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)


def said(number: int, person: int = 101) -> dict[str, object]:
    return {"update_id": number, "message": {"chat": {"id": person}, "from": {"id": person}, "text": str(number)}}


class Run:
    """Workers with an inbox in front; `seen` is what was handled to the end, `told` who was told of trouble."""

    def __init__(self, database: Database, handle: Handle, holder: str = "one") -> None:
        self.seen: list[int] = []
        self.told: list[int] = []
        self.database = database
        self._handle = handle
        self.workers = Workers(database, now, holder, self._one, self._tell, pauses=(0.01, 0.01), outage_pauses=(0.01,))
        self.inbox = Inbox(database, now, self.workers.wake)

    async def _one(self, update: InboxUpdate) -> None:
        await self._handle(update)
        self.seen.append(update.update_id)

    async def _tell(self, update: InboxUpdate) -> None:
        self.told.append(update.update_id)

    async def until_empty(self) -> None:
        task = asyncio.create_task(self.workers.run())
        async with asyncio.timeout(30):
            while await self.waiting():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await self.workers.stop(5)
        await task

    async def waiting(self) -> int:
        async with self.database.reading() as session:
            return await waiting_count(session, "telegram")


async def nothing(_update: InboxUpdate) -> None:
    return None


def test_a_lane_is_the_chat_else_the_person() -> None:
    assert lane_of(said(1, 7)) == "7"
    assert lane_of({"update_id": 1, "callback_query": {"from": {"id": 8}, "message": {"chat": {"id": 9}}}}) == "9"
    assert lane_of({"update_id": 1, "inline_query": {"from": {"id": 8}}}) == "8"
    assert lane_of({"update_id": 1, "message": "broken"}) == "none"


@pytest.mark.asyncio
async def test_one_chat_keeps_its_order_while_others_go_on(base: Database) -> None:
    others = asyncio.Event()

    async def slow_for_101(update: InboxUpdate) -> None:
        if update.update_id == 1:
            await others.wait()
        if update.lane == "102":
            others.set()

    run = Run(base, slow_for_101)
    await run.inbox.put([said(1), said(2), said(3), said(4, 102)])
    await run.until_empty()
    assert run.seen.index(4) == 0
    assert run.seen[1:] == [1, 2, 3]


@pytest.mark.asyncio
async def test_a_poison_update_is_tried_three_times_told_once_and_its_chat_goes_on(base: Database) -> None:
    tries: list[int] = []

    async def poison(update: InboxUpdate) -> None:
        if update.update_id == 2:
            tries.append(update.attempts)
            raise RuntimeError("broken")

    run = Run(base, poison)
    await run.inbox.put([said(1), said(2), said(3), said(4, 102)])
    await run.until_empty()
    assert tries == [1, 2, 3]
    assert run.told == [2]
    assert [number for number in run.seen if number != 4] == [1, 3]


@pytest.mark.asyncio
async def test_a_malformed_update_is_put_aside_at_once(base: Database) -> None:
    tries: list[int] = []

    async def malformed(update: InboxUpdate) -> None:
        if update.update_id == 1:
            tries.append(update.attempts)
            raise MalformedError("message")

    run = Run(base, malformed)
    await run.inbox.put([said(1), said(2)])
    await run.until_empty()
    assert (tries, run.seen, run.told) == ([1], [2], [])


@pytest.mark.asyncio
async def test_an_outage_of_telegram_counts_no_try_and_loses_nothing(base: Database) -> None:
    tries: list[int] = []

    async def outage(update: InboxUpdate) -> None:
        tries.append(update.attempts)
        if len(tries) < 6:
            raise OutageError("TelegramNetworkError")

    run = Run(base, outage)
    await run.inbox.put([said(1)])
    await run.until_empty()
    assert tries == [1] * 6
    assert (run.seen, run.told) == ([1], [])


@pytest.mark.asyncio
async def test_an_update_that_ended_the_process_each_time_is_put_aside(base: Database) -> None:
    async def interrupted(_update: InboxUpdate) -> None:
        raise AssertionError("never reached")

    run = Run(base, interrupted)
    await run.inbox.put([said(1)])
    for crash in range(6):
        at = now() - timedelta(minutes=10 - crash)
        async with base.writing() as session:
            await claim_lanes(session, "telegram", f"crashed {crash}", at, at, 1)
            await session.commit()
    await run.until_empty()
    assert (run.seen, run.told) == ([], [])


@pytest.mark.asyncio
async def test_what_is_unreadable_is_left_out_and_the_rest_of_the_batch_kept(base: Database) -> None:
    run = Run(base, nothing)
    await run.inbox.put([{"message": {}}, said(1), {"update_id": 2**40}, said(2)])
    await run.until_empty()
    assert run.seen == [1, 2]


@pytest.mark.asyncio
async def test_ending_leaves_the_rest_of_a_chat_in_the_inbox_for_the_next_run(base: Database) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_update: InboxUpdate) -> None:
        started.set()
        await go_on.wait()

    run = Run(base, slow)
    await run.inbox.put([said(1), said(2), said(3)])
    task = asyncio.create_task(run.workers.run())
    await started.wait()
    stopping = asyncio.create_task(run.workers.stop(5))
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await task
    assert run.seen == [1]
    later = Run(base, nothing, holder="two")
    await later.until_empty()
    assert later.seen == [2, 3]


@pytest.mark.asyncio
async def test_who_does_not_finish_in_time_is_cut_off_and_answered_by_the_next_run(base: Database) -> None:
    started = asyncio.Event()

    async def endless(_update: InboxUpdate) -> None:
        started.set()
        await asyncio.Event().wait()

    run = Run(base, endless)
    await run.inbox.put([said(1)])
    task = asyncio.create_task(run.workers.run())
    await started.wait()
    await run.workers.stop(0.01)
    await task
    later = Run(base, nothing, holder="two")
    await later.until_empty()
    assert later.seen == [1]
