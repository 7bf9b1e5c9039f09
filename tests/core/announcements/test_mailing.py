"""The mailing: what each outcome means, nobody missed, nobody written to twice without need."""

import asyncio
from datetime import timedelta

import pytest

from bot.mailing import Mailing
from core.announcements import subscribing, watching
from core.messages import Message
from core.outcomes import Moved, Outcome, Permanent, Refused, Sent, Temporary, Unknown, Wait
from storage.deliveries import enqueue
from storage.people import find_or_create
from storage.sending import Result, claim, finish
from storage.subscriptions import drop_subscription, set_watch
from storage.terms import Channel, DeliveryState, SubjectKind, SubscriptionKind, WatchState
from storage.told import told_of
from tests.core.announcements.town import MOSCOW, ZONE, Post, Town, at

PLAIN = {"template": "admin/announce_dropped.html.j2", "values": {}, "buttons": []}


async def _plain(town: Town, external_id: str, count: int = 1) -> None:
    person = await town.person(external_id)
    async with town.database.writing() as session:
        for _ in range(count):
            await enqueue(session, person_id=person.id, kind=SubjectKind.APPEAL, payload=PLAIN, now=town.now)
        await session.commit()


async def _states(town: Town, external_id: str) -> list[str]:
    return [str(one.state) for one in await town.deliveries(external_id)]


async def _kill_after_claim(town: Town) -> None:
    async with town.database.writing() as session:
        assert await claim(session, now=town.now, lease=timedelta(seconds=60))
        await session.commit()


@pytest.mark.asyncio
async def test_a_blocked_person_is_switched_off_and_the_rows_stay(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda _to, _message: Permanent("bot was blocked by the user")
    await town.mail()
    assert await _states(town, "101") == ["blocked"]
    assert not (await town.look("101")).reachable
    await town.listener("102")
    await _plain(town, "102")
    await town.mail()
    town.post.answer = None
    town.post.sent.clear()
    async with town.database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "101", "", town.now)
        await session.commit()
    assert person.reachable


@pytest.mark.asyncio
async def test_a_blocked_subscriber_is_not_tried_again_until_they_come_back(lite: Town) -> None:
    await lite.listener("101")
    await lite.season("teply", at("2026-12-11 23:59", MOSCOW))
    lite.post.answer = lambda _to, _message: Permanent("bot was blocked by the user")
    await lite.tick(at("2026-12-04 10:00"))
    await lite.tick(at("2026-12-08 10:00"))
    assert len(lite.post.sent) == 1
    lite.post.answer = None
    await lite.person("101")
    await lite.tick(at("2026-12-10 10:00"))
    assert len(lite.post.sent) == 2


@pytest.mark.asyncio
async def test_an_outage_switches_nobody_off_and_the_message_comes_later(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda _to, _message: Temporary("ClientConnectorError")
    for _ in range(4):
        await town.mail()
        town.now += timedelta(minutes=10)
    assert await _states(town, "101") == ["pending"]
    assert (await town.look("101")).reachable
    town.post.answer = None
    await town.mail()
    assert await _states(town, "101") == ["sent"]


@pytest.mark.asyncio
async def test_an_unknown_outcome_is_sent_once_more_and_then_counted_as_unknown(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda _to, _message: Unknown("ServerDisconnectedError")
    for _ in range(5):
        await town.mail()
        town.now += timedelta(minutes=10)
    assert len(town.post.sent) == 2
    assert await _states(town, "101") == ["unknown"]


@pytest.mark.asyncio
async def test_a_failure_that_the_messenger_names_is_tried_five_times_and_then_counted_as_unknown(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda _to, _message: Unknown("TelegramServerError", answered=True)
    for _ in range(7):
        await town.mail()
        town.now += timedelta(minutes=10)
    assert len(town.post.sent) == 5
    assert await _states(town, "101") == ["unknown"]
    assert (await town.look("101")).reachable


@pytest.mark.asyncio
async def test_our_own_bad_message_is_not_repeated_and_blames_nobody(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda _to, _message: Refused("can't parse entities")
    await town.mail()
    await town.mail()
    assert len(town.post.sent) == 1
    assert await _states(town, "101") == ["failed"]
    assert (await town.look("101")).reachable


@pytest.mark.asyncio
async def test_a_moved_chat_is_followed(town: Town) -> None:
    await _plain(town, "101")
    town.post.answer = lambda to, _message: Moved("-100101") if to == "101" else Sent("7")
    await town.mail()
    assert [to for to, _ in town.post.sent] == ["101", "-100101"]
    assert await _states(town, "-100101") == ["sent"]


@pytest.mark.asyncio
async def test_being_asked_to_wait_costs_no_attempt(town: Town) -> None:
    await _plain(town, "101")
    answers: list[Outcome] = [Wait(0.05), Sent("1")]
    town.post.answer = lambda _to, _message: answers.pop(0)
    await town.mail()
    (delivery,) = await town.deliveries("101")
    assert (str(delivery.state), delivery.attempt) == ("sent", 1)


@pytest.mark.asyncio
async def test_a_letter_that_cannot_be_made_stops_no_other(town: Town) -> None:
    broken = await town.person("101")
    async with town.database.writing() as session:
        await enqueue(
            session, person_id=broken.id, kind=SubjectKind.APPEAL, payload={"template": "no/such.html.j2"}, now=town.now
        )
        await session.commit()
    await _plain(town, "102")
    await town.mail()
    assert await _states(town, "101") == ["failed"]
    assert await _states(town, "102") == ["sent"]


@pytest.mark.asyncio
async def test_killed_between_claim_and_result_the_message_goes_once_more(town: Town) -> None:
    await _plain(town, "101", 3)
    await _kill_after_claim(town)
    await town.mail()
    assert town.post.sent == []
    town.now += timedelta(seconds=61)
    await town.mail()
    await town.mail()
    assert len(town.post.sent) == 3
    assert await _states(town, "101") == ["sent"] * 3


@pytest.mark.asyncio
async def test_a_late_result_of_a_rescued_attempt_changes_nothing(town: Town) -> None:
    await _plain(town, "101")
    await _kill_after_claim(town)
    town.now += timedelta(seconds=61)
    await town.mail()
    (delivery,) = await town.deliveries("101")
    async with town.database.writing() as session:
        late = Result(delivery.id, 1, DeliveryState.FAILED, reason="late")
        assert await finish(session, [late], town.now) == 0
        await session.commit()
    assert await _states(town, "101") == ["sent"]


@pytest.mark.asyncio
async def test_two_processes_find_and_send_one_copy(town: Town) -> None:
    from bot.mailing import find_due

    for number in range(40):
        await town.listener(f"1{number:02}")
    await town.season("teply", at("2026-12-11 23:59", MOSCOW))
    town.now = at("2026-12-04 10:00")
    await asyncio.gather(*(find_due(town.database, town.clock, ZONE) for _ in range(3)))
    posts = [Post(), Post()]
    await asyncio.gather(*(Mailing(town.database, post, town.clock, ZONE, workers=4).drain() for post in posts))
    sent = [to for post in posts for to, _ in post.sent]
    assert sorted(sent) == [f"1{number:02}" for number in range(40)]


@pytest.mark.asyncio
async def test_unsubscribing_cancels_what_is_on_its_way(town: Town) -> None:
    from bot.mailing import find_due

    await town.listener("101")
    await town.season("one", at("2026-12-11 18:00"), name="«Один»")
    await town.season("two", at("2026-12-11 18:00"), name="«Два»")
    town.now = at("2026-12-04 10:00")
    await find_due(town.database, town.clock, ZONE)
    await subscribing.unsubscribe(await town.call("101"), SubscriptionKind.CONTESTS)
    assert await _states(town, "101") == ["cancelled"]
    await town.mail()
    assert town.post.sent == []


@pytest.mark.asyncio
@pytest.mark.parametrize("stopped", ["unsubscribed", "applied", "muted"])
async def test_what_was_stopped_in_the_moment_of_writing_is_not_sent(town: Town, stopped: str) -> None:
    from bot.mailing import find_due

    person = await town.listener("101")
    await town.listener("102")
    await town.season("teply", at("2026-12-11 23:59", MOSCOW))
    town.now = at("2026-12-04 10:00")
    await find_due(town.database, town.clock, ZONE)
    async with town.database.writing() as session:  # what a press does that found no row to cancel yet
        if stopped == "unsubscribed":
            await drop_subscription(session, person.id, SubscriptionKind.CONTESTS)
        else:
            state = WatchState.DONE if stopped == "applied" else WatchState.MUTED
            await set_watch(session, person.id, SubjectKind.SEASON, "teply", town.now, state, person.id)
        await session.commit()
    await town.mail()
    assert [to for to, _ in town.post.sent] == ["102"]
    assert await _states(town, "101") == ["cancelled"]
    async with town.database.reading() as session:
        assert not [one for one in await told_of(session, person.id) if one.event == "closes:7"]


@pytest.mark.asyncio
async def test_applied_takes_its_line_out_of_a_digest_on_its_way(town: Town) -> None:
    from bot.mailing import find_due

    await town.listener("101")
    await town.season("one", at("2026-12-11 18:00"), name="«Один»")
    await town.season("two", at("2026-12-11 18:00"), name="«Два»")
    town.now = at("2026-12-04 10:00")
    await find_due(town.database, town.clock, ZONE)
    await watching.done(await town.call("101"), "season", "one")
    await town.mail()
    (text,) = town.post.texts("101")
    assert "«Один»" not in text
    assert text.startswith("<b>«Два»: неделя до конца приёма</b>")


@pytest.mark.asyncio
async def test_stopping_lets_what_is_being_sent_end_and_gives_the_rest_back(lite: Town) -> None:
    await _plain(lite, "101", 30)
    started = asyncio.Event()

    class Slow(Post):
        async def send(self, external_id: str, message: Message, wanted: object = None) -> Outcome:
            started.set()
            await asyncio.sleep(0.05)
            return await super().send(external_id, message)

    post = Slow()
    running = asyncio.create_task(Mailing(lite.database, post, lite.clock, ZONE, workers=2).run("holder"))
    await started.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    states = await _states(lite, "101")
    assert states.count("sent") == len(post.sent)
    assert states.count("pending") == 30 - len(post.sent)
