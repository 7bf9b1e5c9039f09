"""The throttle, on a clock of its own: no test sleeps."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.throttle import Priority, Throttle, ThrottleMiddleware, Turn
from sandbox.faults import Faults
from sandbox.server import Sandbox


class FakeTime:
    """Monotonic seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        target = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, target)


def most_in_a_second(times: list[float]) -> int:
    return max(sum(1 for other in times if start <= other < start + 1.0) for start in times)


async def _send_all(throttle: Throttle, time: FakeTime, plan: list[tuple[Priority, float]]) -> list[float]:
    sent: list[float] = []

    async def one(priority: Priority) -> None:
        await throttle.turn(priority)
        sent.append(time.now)

    tasks = []
    for priority, pause in plan:
        tasks.append(asyncio.create_task(one(priority)))
        if pause:
            await time.sleep(pause)  # the test's own clock: nothing waits
    await asyncio.gather(*tasks)
    return sent


@settings(max_examples=150, deadline=None)
@given(
    ceiling=st.integers(1, 40),
    plan=st.lists(st.tuples(st.sampled_from(Priority), st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0])), max_size=120),
)
def test_no_window_of_a_second_holds_more_than_the_ceiling(ceiling: int, plan: list[tuple[Priority, float]]) -> None:
    time = FakeTime()

    async def run() -> list[float]:
        return await _send_all(Throttle(ceiling, clock=time.clock, sleep=time.sleep), time, plan)

    sent = asyncio.run(run())
    assert len(sent) == len(plan)
    assert not sent or most_in_a_second(sent) <= ceiling


@pytest.mark.asyncio
async def test_answers_go_before_a_mailing_that_waited_longer() -> None:
    time = FakeTime()
    throttle = Throttle(5, clock=time.clock, sleep=time.sleep)
    order: list[Priority] = []

    async def one(priority: Priority) -> None:
        await throttle.turn(priority)
        order.append(priority)

    mailing = [asyncio.create_task(one(Priority.MAILING)) for _ in range(10)]
    await asyncio.sleep(0)
    answers = [asyncio.create_task(one(Priority.ANSWER)) for _ in range(4)]
    await asyncio.gather(*mailing, *answers)
    assert order.index(Priority.ANSWER) <= 1
    assert [number for number, one in enumerate(order) if one is Priority.ANSWER][-1] <= 5


@pytest.mark.asyncio
async def test_a_mailing_is_spread_over_the_second() -> None:
    time = FakeTime()
    sent = await _send_all(
        Throttle(10, clock=time.clock, sleep=time.sleep), time, [(Priority.MAILING, 0.0)] * 30
    )  # fmt: skip
    assert max(sum(1 for other in sent if start <= other < start + 0.5) for start in sent) <= 6


@pytest.mark.asyncio
async def test_a_pause_stops_everything_and_a_shorter_one_does_not_end_it() -> None:
    time = FakeTime()
    throttle = Throttle(30, clock=time.clock, sleep=time.sleep)
    throttle.pause(20)
    throttle.pause(3)
    sent = await _send_all(throttle, time, [(Priority.ANSWER, 0.0), (Priority.MAILING, 0.0)])
    assert min(sent) >= 1020


@pytest.mark.asyncio
async def test_whoever_gives_up_waiting_does_not_keep_the_others_from_their_turn() -> None:
    time = FakeTime()
    throttle = Throttle(1, clock=time.clock, sleep=time.sleep)
    tasks = [asyncio.create_task(throttle.turn(Priority.ANSWER)) for _ in range(6)]
    while not tasks[1].done():
        for impatient in tasks[2:5]:
            impatient.cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await tasks[5]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    async with Sandbox(people_range=(1000, 1999)) as running:
        yield running


def bot_for(sandbox: Sandbox, throttle: Throttle, priority: Priority) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    session.middleware(ThrottleMiddleware(throttle, priority))
    return Bot(sandbox.token, session=session)


@pytest.mark.asyncio
async def test_a_429_pauses_the_whole_token_and_the_answer_is_sent_again(telegram: Sandbox) -> None:
    time = FakeTime()
    throttle = Throttle(30, clock=time.clock, sleep=time.sleep)
    answers, mailing = (bot_for(telegram, throttle, priority) for priority in Priority)
    telegram.faults = Faults(rate_429=1.0, retry_after=7)
    with pytest.raises(TelegramRetryAfter):
        await mailing.send_message(1001, "рассылка")
    telegram.faults = Faults()
    await answers.send_message(1002, "ответ")
    assert time.now >= 1007
    telegram.faults = Faults(rate_429=0.5, retry_after=2, seed=3)
    for number in range(5):
        await answers.send_message(1003, f"ответ {number}")
    assert [one["text"] for one in telegram.messages(1003)] == [f"ответ {number}" for number in range(5)]
    for bot in (answers, mailing):
        await bot.session.close()


@pytest.mark.asyncio
@pytest.mark.parametrize(("answered_after", "next_after"), [(0.0, 1.0), (0.2, 1.2), (None, 1.25)])
async def test_a_second_begins_when_a_message_is_answered_but_no_slow_one_stops_the_others(
    answered_after: float | None, next_after: float
) -> None:
    time = FakeTime()
    throttle = Throttle(1, clock=time.clock, sleep=time.sleep)
    start = time.now
    turn = await throttle.turn(Priority.ANSWER)
    if answered_after is not None:
        time.now += answered_after
        turn.answered()
    await throttle.turn(Priority.ANSWER)
    assert start + next_after <= time.now <= start + next_after + 0.06


@pytest.mark.asyncio
async def test_far_from_telegram_nearly_the_whole_ceiling_is_used_and_no_second_holds_more() -> None:
    time = FakeTime()
    ceiling, arrived = 30, list[float]()
    throttle = Throttle(ceiling, clock=time.clock, sleep=time.sleep)
    on_the_way: list[tuple[float, Turn]] = []
    for number in range(600):
        turn = await throttle.turn(Priority.MAILING)
        back = 0.03 if number % 7 else 0.05
        arrived.append(time.now + 0.03)
        on_the_way.append((time.now + 0.03 + back, turn))
        for at, other in [one for one in on_the_way if one[0] <= time.now + 0.034]:
            time.now = max(time.now, at)
            other.answered()
            on_the_way.remove((at, other))
    steady = arrived[100:]
    assert most_in_a_second(steady) <= ceiling
    assert (len(steady) - 1) / (steady[-1] - steady[0]) >= 0.97 * ceiling
