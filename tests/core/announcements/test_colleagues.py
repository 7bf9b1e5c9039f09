"""A colleague's «Подали» ends the ladder for the whole organisation, says who, once and silently, and comes back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.announcements import watching
from core.announcements.deadlines import move_deadline
from core.announcements.following import following
from core.calling import Call
from core.organisations import joining, leaving
from storage.editing import change_fields
from storage.join_requests import ask
from storage.own_organisations import create, enter, organisation_of
from storage.subscriptions import watch_of
from storage.terms import SeasonStatus, SubjectKind, WatchState
from tests.core.announcements.town import MOSCOW, Town, at

pytestmark = pytest.mark.asyncio

WARM = "«Тёплый город»"
SUBJECT = (SubjectKind.SEASON, "teply")


async def _speaks(town: Town, external_id: str, name: str) -> Call:
    call = await town.call(external_id)
    return replace(call, person=replace(call.person, name=name))


async def _colleagues(town: Town) -> None:
    """101 and 102 are of one organisation, 103 of none; all three were told 11 December."""
    for one in ("101", "102", "103"):
        await town.listener(one)
    await town.season("teply", at("2026-12-11 23:59", MOSCOW), name=WARM)
    anna, boris = await town.look("101"), await town.look("102")
    async with town.database.writing() as session:
        own = await create(session, anna.id, town.now, inn="7707083893")
        await enter(session, boris.id, own.id, town.now)
        await session.commit()
    await town.tick(at("2026-12-04 10:00"))
    town.post.sent.clear()


async def _state(town: Town, external_id: str) -> WatchState | None:
    person = await town.look(external_id)
    async with town.database.reading() as session:
        found = await watch_of(session, person.id, *SUBJECT)
    return None if found is None else found.state


async def _applied(town: Town, by: str = "101", name: str = "Анна") -> str:
    return (await watching.done(await _speaks(town, by, name), "season", "teply")).text


async def test_everybody_of_the_organisation_is_told_who_did_it_once_and_without_sound(town: Town) -> None:
    await _colleagues(town)
    assert "Коллегам (1) тоже не напоминаю" in await _applied(town)
    await _applied(town)
    await town.tick(town.now + timedelta(minutes=1))
    ((to, message),) = town.post.sent
    assert to == "102"
    assert message.text.startswith(f"<b>{WARM}: подали, отметил(а) Анна.</b>")
    assert message.silent


async def test_nobody_of_the_organisation_is_reminded_any_more(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    await town.tick(town.now + timedelta(minutes=1))
    town.post.sent.clear()
    await town.tick(at("2026-12-10 10:00"))
    assert {to for to, _ in town.post.sent} == {"103"}


async def test_nobody_of_the_organisation_gets_the_extension_and_all_get_the_results(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    await town.tick(town.now + timedelta(minutes=1))
    town.post.sent.clear()
    await move_deadline(await town.call("900", admin=True), "teply", at("2026-12-18 23:59", MOSCOW))
    await town.tick(at("2026-12-08 12:00"))
    assert {to for to, _ in town.post.sent} == {"103"}
    town.post.sent.clear()
    async with town.database.writing() as session:
        values = {"winners": 3, "status": SeasonStatus.CLOSED}
        await change_fields(session, "seasons", "teply", values, author_id=None, now=town.now)
        await session.commit()
    await town.tick(at("2027-01-20 10:00"))
    assert {to for to, _ in town.post.sent} == {"101", "102"}
    assert "вы отметили «Подали»" in town.post.texts("101")[0]
    assert "коллега отметил «Подали»" in town.post.texts("102")[0]


async def test_a_tap_by_mistake_taken_back_at_once_tells_nobody(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    await watching.restore(await _speaks(town, "101", "Анна"), "season", "teply")
    await town.tick(town.now + timedelta(minutes=1))
    assert town.post.sent == []
    assert (await _state(town, "101"), await _state(town, "102")) == (None, None)
    await town.tick(at("2026-12-08 10:00"))
    assert {to for to, _ in town.post.sent} == {"101", "102", "103"}


async def test_taken_back_later_it_is_taken_back_for_all_who_were_told(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    await town.tick(town.now + timedelta(minutes=1))
    town.post.sent.clear()
    await watching.restore(await _speaks(town, "101", "Анна"), "season", "teply")
    await town.tick(town.now + timedelta(minutes=1))
    assert "Анна отменил(а)" in town.post.texts("102")[0]
    assert await _state(town, "102") is None


async def test_a_colleague_takes_back_only_their_own_reminders(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    await watching.restore(await _speaks(town, "102", "Борис"), "season", "teply")
    assert (await _state(town, "101"), await _state(town, "102")) == (WatchState.DONE, None)


async def test_who_asked_not_to_be_reminded_hears_nothing(town: Town) -> None:
    await _colleagues(town)
    await watching.mute(await town.call("102"), "season", "teply")
    await _applied(town)
    await town.tick(town.now + timedelta(minutes=1))
    assert town.post.sent == []
    assert await _state(town, "102") is WatchState.MUTED


async def test_both_at_once_is_each_ones_own_word(town: Town) -> None:
    await _colleagues(town)
    await asyncio.gather(_applied(town, "101", "Анна"), _applied(town, "102", "Борис"))
    assert (await _state(town, "101"), await _state(town, "102")) == (WatchState.DONE, WatchState.DONE)
    await watching.restore(await _speaks(town, "101", "Анна"), "season", "teply")
    assert await _state(town, "102") is WatchState.DONE


async def test_the_list_says_who_did_it(town: Town) -> None:
    await _colleagues(town)
    async with town.database.writing() as session:
        from storage.people import find_or_create
        from storage.terms import Channel

        await find_or_create(session, Channel.TELEGRAM, "101", "Анна", town.now)
        await session.commit()
    person = await town.look("101")
    await watching.done(replace(await town.call("999"), person=person), "season", "teply")
    async with town.database.writing() as session:
        await find_or_create(session, Channel.TELEGRAM, "101", "Анна", town.now)
        await session.commit()
    followed = await following(await town.call("102"))
    assert [one.done_by for one in followed.subjects] == ["Анна"]


async def test_who_joins_finds_it_done_and_who_leaves_is_reminded_again(town: Town) -> None:
    await _colleagues(town)
    await _applied(town)
    newcomer = await town.look("103")
    anna = await town.look("101")
    async with town.database.writing() as session:
        own = await organisation_of(session, anna.id)
        assert own is not None
        request = await ask(session, own.id, newcomer.id, town.now)
        await session.commit()
    await joining.answer(await _speaks(town, "101", "Анна"), request.id, "yes")
    assert await _state(town, "103") is WatchState.DONE
    await leaving.leave_organisation(await town.call("103"))
    assert await _state(town, "103") is None
