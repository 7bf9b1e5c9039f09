"""Colleagues decide about a newcomer at the same moment: one word counts and one letter goes out, on both databases."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core.organisations import joining, ours
from storage.engine import Database
from storage.join_requests import request_by_id
from storage.own_organisations import colleagues_of, enter, organisation_of
from storage.terms import RequestState
from tests.core.announcements.town import Town, at

pytestmark = pytest.mark.asyncio

INN = "4205000016"


@pytest_asyncio.fixture
async def town(migrated: Database) -> AsyncIterator[Town]:
    """Two colleagues of one organisation, and a newcomer who has asked."""
    found = Town(migrated, at("2026-11-22 12:00"))
    await ours.written(await found.call("101"), "inn", "0", INN)
    own_id = await organisation(found)
    second = await found.person("102")
    async with migrated.writing() as session:
        await enter(session, second.id, own_id, found.now)
        await session.commit()
    await ours.written(await found.call("103"), "inn", "0", INN)
    await found.mail()
    assert sorted(to for to, _ in found.post.sent) == ["101", "102"]
    found.post.sent.clear()
    yield found


async def organisation(town: Town) -> int:
    person = await town.look("101")
    async with town.database.reading() as session:
        own = await organisation_of(session, person.id)
    assert own is not None
    return own.id


async def test_yes_and_no_at_once_are_one_decision_and_one_letter(town: Town) -> None:
    calls = [await town.call("101"), await town.call("102"), await town.call("101"), await town.call("102")]
    words = ["yes", "no", "yes", "no"]
    said = await asyncio.gather(*(joining.answer(call, 1, word) for call, word in zip(calls, words, strict=True)))
    await town.mail()
    async with town.database.reading() as session:
        request = await request_by_id(session, 1)
        together = len(await colleagues_of(session, await organisation(town)))
    assert request is not None
    accepted = request.state is RequestState.ACCEPTED
    assert together == (3 if accepted else 2)
    assert [to for to, _ in town.post.sent] == ["103"]
    wanted = "теперь с вами" if accepted else "запрос отклонён"
    assert all(wanted in message.text for message in said)


async def test_two_who_ask_at_once_with_a_free_inn_do_not_both_own_it(town: Town) -> None:
    calls = [await town.call(who) for who in ("201", "202")]
    await asyncio.gather(*(ours.written(call, "inn", "0", "7707083893") for call in calls))
    held = []
    for who in ("201", "202"):
        person = await town.look(who)
        async with town.database.reading() as session:
            own = await organisation_of(session, person.id)
        held.append(own is not None and own.inn == "7707083893")
    assert sorted(held) == [False, True]
