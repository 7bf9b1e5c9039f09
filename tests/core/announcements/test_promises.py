"""What the rules of the subscriber promise and no other test holds: loading, own ladders, hours, what is said ahead."""

from datetime import timedelta

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.dialogue import DialogueStorage
from core.announcements import pacing, watching
from core.announcements.deadlines import move_deadline
from core.announcements.expecting import expect_next
from core.announcements.subscribing import unsubscribe
from storage.editing import change_fields
from storage.models.people import PersonRow
from storage.people import set_reachable
from storage.terms import Channel, SeasonStatus, SubscriptionKind
from tests.core.announcements.town import MOSCOW, Town, at

WARM = "«Тёплый город»"


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def _ladder(town: Town, person: str, *taken_out: str) -> None:
    for step in taken_out:
        await pacing.ladder_screen(await town.call(person), step)


@pytest.mark.asyncio
async def test_twenty_contests_loaded_at_once_are_one_message_a_person_and_past_ones_none(town: Town) -> None:
    for person in ("101", "102"):
        await town.listener(person)
    for number in range(20):
        await town.season(f"new-{number}", at("2026-12-20 18:00"), name=f"«Новый {number}»")
    for number in range(20):
        closed = SeasonStatus.CLOSED if number % 2 else SeasonStatus.ANNOUNCED
        await town.season(f"old-{number}", at("2026-10-01 18:00"), name=f"«Старый {number}»", status=closed)
    for hour in range(48):
        await town.tick(at("2026-11-22 12:01") + timedelta(hours=hour))
    for person in ("101", "102"):
        (text,) = town.post.texts(person)
        assert "и ещё 19" in _plain(text).split("\n")[0]
        assert "«Старый" not in text


@pytest.mark.asyncio
async def test_a_season_of_the_past_tells_nobody_also_when_next_years_is_expected(town: Town) -> None:
    await town.listener("101")
    await town.season("past", at("2026-10-11 23:59", MOSCOW), name=WARM)
    await watching.remind(await town.call("102"), "season", "past")
    await expect_next(town.database, town.now, [])
    for hour in range(48):
        await town.tick(at("2026-11-22 12:01") + timedelta(hours=hour))
    assert town.post.sent == []


@pytest.mark.asyncio
async def test_results_are_not_hidden_below_what_is_only_open(town: Town) -> None:
    await town.listener("101")
    for number in range(9):
        await town.season(f"new-{number}", at("2027-01-23 18:00"), name=f"«Новый {number}»")
    await town.season("applied", at("2026-11-25 18:00"), name=WARM)
    await watching.done(await town.call("101"), "season", "applied")
    async with town.database.writing() as session:
        await change_fields(session, "seasons", "applied", {"winners": 5}, author_id=None, now=town.now)
        await session.commit()
    await town.tick(at("2027-01-16 10:00"))
    (text,) = town.post.texts("101")
    assert text.startswith(f"<b>{WARM}: итоги подведены, и ещё 9</b>")
    assert text.index(f"• {WARM}") < text.index("• «Новый")


@pytest.mark.asyncio
async def test_what_is_said_ahead_names_the_persons_own_ladder(town: Town, deadline: str) -> None:
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    await _ladder(town, "101", "14", "3", "0")
    said = await watching.remind(await town.call("101"), "season", "teply")
    assert _plain(said.text).startswith(f"<b>{WARM}: напомню за неделю и за день</b>")
    await move_deadline(await town.call("900", admin=True), "teply", at("2026-12-18 23:59", MOSCOW))
    await town.tick(at("2026-11-22 12:01"))
    (text,) = town.post.texts("101")
    assert "Напомню за неделю и за день." in _plain(text)


@pytest.mark.asyncio
async def test_a_weekly_reader_is_promised_no_ladder_with_a_correction(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    await lite.tick(at("2026-12-04 10:00"))
    await pacing.pace_screen(await lite.call("101"), "weekly")
    await move_deadline(await lite.call("900", admin=True), "teply", at("2026-12-25 23:59", MOSCOW))
    await lite.tick(at("2026-12-04 12:00"))
    text = lite.post.texts("101")[-1]
    assert "срок продлили" in text
    assert "Напомню" not in text


@pytest.mark.asyncio
async def test_nothing_arrives_in_the_quiet_hours_whatever_they_are(lite: Town, deadline: str) -> None:
    for person, hours in {"a": (21, 9, 8), "b": (0, 12, 10), "c": (13, 20, 15)}.items():
        await lite.listener(person)
        async with lite.database.writing() as session:
            row = await session.get_one(PersonRow, (await lite.look(person)).id)
            row.quiet_from, row.quiet_to, row.digest_hour = hours
            await session.commit()
    await lite.season("teply", at(deadline, MOSCOW), name=WARM)
    heard: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    for hour in range(24 * 18):
        moment = at("2026-11-24 00:30") + timedelta(hours=hour)
        await lite.tick(moment)
        for person, seen in heard.items():
            seen.extend([f"{moment:%H}"] * (len(lite.post.texts(person)) - len(seen)))
    opened, earlier = {"a": "09", "b": "12", "c": "00"}, {"a": "20", "b": "23", "c": "12"}
    assert {person: (hours[0], set(hours[1:])) for person, hours in heard.items()} == {
        person: (opened[person], {earlier[person]}) for person in heard
    }


@pytest.mark.asyncio
async def test_who_came_back_is_written_to_again(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    async with town.database.writing() as session:
        await set_reachable(session, Channel.TELEGRAM, "101", False)
        await session.commit()
    await town.tick(at("2026-12-04 10:00"))
    assert town.post.sent == []
    await town.person("101")  # /start
    await town.tick(at("2026-12-08 10:00"))
    assert len(town.post.texts("101")) == 1


@pytest.mark.asyncio
async def test_who_unsubscribed_keeps_the_single_contest_that_they_asked_for(lite: Town, deadline: str) -> None:
    await lite.listener("101")
    for key in ("teply", "other"):
        await lite.season(key, at(deadline, MOSCOW), name=f"«{key}»")
    await watching.remind(await lite.call("101"), "season", "teply")
    await unsubscribe(await lite.call("101"), SubscriptionKind.CONTESTS)
    await lite.tick(at("2026-12-04 10:00"))
    (text,) = lite.post.texts("101")
    assert "«teply»" in text
    assert "«other»" not in text


@pytest.mark.asyncio
async def test_a_season_that_was_closed_early_is_told_no_more(town: Town, deadline: str) -> None:
    await town.listener("101")
    await town.season("teply", at(deadline, MOSCOW), name=WARM)
    async with town.database.writing() as session:
        await change_fields(
            session, "seasons", "teply", {"status": SeasonStatus.CLOSED}, author_id=None, now=town.now
        )  # fmt: skip
        await session.commit()
    await town.tick(at("2026-12-04 10:00"))
    await town.tick(at("2026-12-11 20:00"))
    assert town.post.sent == []


async def _asked_something(town: Town, person: str) -> None:
    storage = DialogueStorage(town.database, town.clock)
    await storage.set_state(StorageKey(bot_id=42, chat_id=int(person), user_id=int(person)), "Asking:text")


@pytest.mark.asyncio
async def test_a_digest_waits_some_minutes_for_who_is_answering_a_question(town: Town) -> None:
    for person in ("101", "102", "103"):
        await town.listener(person)
    await town.season("teply", at("2026-12-11 23:59", MOSCOW), name=WARM)
    await _asked_something(town, "103")
    town.now = at("2026-11-23 09:58")
    await _asked_something(town, "101")
    await town.tick(at("2026-11-23 10:00"))
    assert [to for to, _ in town.post.sent] == ["102", "103"], "a step left open long ago holds nothing up"
    await _asked_something(town, "101")
    await town.tick(at("2026-11-23 10:05"))
    assert len(town.post.texts("101")) == 1


@pytest.mark.asyncio
async def test_last_hours_and_what_would_fall_into_quiet_hours_do_not_wait_for_a_talk(town: Town) -> None:
    await town.listener("101")
    await town.season("soon", at("2026-11-23 18:00"), name=WARM)
    town.now = at("2026-11-23 14:59")
    await _asked_something(town, "101")
    await town.tick(at("2026-11-23 15:00"))
    assert len(town.post.texts("101")) == 1
    await town.season("later", at("2026-12-11 23:59", MOSCOW), name="«Другой»")
    town.now = at("2026-11-24 20:56")
    await _asked_something(town, "101")
    await town.tick(at("2026-11-24 20:57"))
    assert len(town.post.texts("101")) == 2
