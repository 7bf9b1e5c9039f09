"""Sign-ups hold their limit under a crowd; reminders, corrections and materials reach exactly whom they are for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from core.messages import Action
from core.trainings import attending, signing
from core.trainings.counting import counts_of_year
from core.trainings.telling import tell_trainings
from core.trainings.timetable import training_card, training_list
from storage.editing import change_fields
from storage.engine import Database
from storage.imports import Writer
from storage.models.plan import TrainingRow
from storage.own_organisations import create, enter
from storage.packs import current_records
from storage.privacy import erase
from storage.terms import SignupState
from storage.trainings import signup_of
from tests.core.announcements.town import ZONE, Town, at

pytestmark = pytest.mark.asyncio

KEY = "school"
STARTS = at("2026-11-27 18:00")


@pytest_asyncio.fixture
async def town(migrated: Database) -> AsyncIterator[Town]:
    """A town with one training on Friday at 18:00 and two places, on both databases."""
    found = Town(migrated, at("2026-11-22 12:00"))
    async with migrated.writing() as session:
        session.add(
            TrainingRow(
                key=KEY, title="Школа (пример)", text="О смете.", year=2026, period="", starts_at=STARTS,
                zone="Asia/Novokuznetsk", audience="", organiser="", aliases=(), venue="Зал 2", places=2, materials="",
                called_off=False,
            )
        )  # fmt: skip
        await session.commit()
    yield found


async def state(town: Town, who: str) -> SignupState | None:
    person = await town.look(who)
    async with town.database.reading() as session:
        found = await signup_of(session, KEY, person.id)
    return None if found is None else found.state


async def sign_up(town: Town, *people: str) -> None:
    for one in people:
        await signing.sign_up(await town.call(one), KEY)


async def change(town: Town, **values: object) -> None:
    async with town.database.writing() as session:
        await change_fields(session, "trainings", KEY, dict(values), author_id=None, now=town.now)
        await session.commit()


async def tick(town: Town, moment: datetime | None = None) -> None:
    town.now = (moment or town.now).astimezone(UTC)
    await tell_trainings(town.database, town.now, ZONE)
    await town.mail()


async def test_a_limit_holds_when_everybody_presses_at_once(town: Town) -> None:
    calls = [await town.call(str(number)) for number in range(101, 109)]
    await asyncio.gather(*(signing.sign_up(call, KEY) for call in calls))
    states = [await state(town, str(number)) for number in range(101, 109)]
    assert states.count(SignupState.SIGNED) == 2
    assert states.count(SignupState.WAITING) == 6


async def test_twice_is_once(town: Town) -> None:
    await sign_up(town, "101", "101", "102")
    assert await state(town, "102") is SignupState.SIGNED


async def test_a_place_given_up_goes_to_the_first_who_waits_and_only_that_one_is_told(town: Town) -> None:
    await sign_up(town, "101", "102", "103", "104")
    await signing.sign_off(await town.call("101"), KEY)
    await signing.sign_off(await town.call("101"), KEY)
    await tick(town)
    assert await state(town, "103") is SignupState.SIGNED
    assert await state(town, "104") is SignupState.WAITING
    assert [to for to, _ in town.post.sent] == ["103"]
    assert "Освободилось место, вы записаны: Школа (пример), пятница, 27" in town.post.texts("103")[0]


async def test_places_given_up_at_once_are_given_away_once(town: Town) -> None:
    await sign_up(town, "101", "102", "103", "104", "105")
    calls = [await town.call(one) for one in ("101", "102")]
    await asyncio.gather(*(signing.sign_off(call, KEY) for call in calls))
    states = [await state(town, one) for one in ("103", "104", "105")]
    assert states == [SignupState.SIGNED, SignupState.SIGNED, SignupState.WAITING]


async def test_who_comes_back_stands_last(town: Town) -> None:
    await sign_up(town, "101", "102", "103")
    await signing.sign_off(await town.call("101"), KEY)
    await sign_up(town, "101")
    assert await state(town, "101") is SignupState.WAITING


async def test_more_places_move_the_waiting_up(town: Town) -> None:
    await sign_up(town, "101", "102", "103")
    await change(town, places=3)
    await tick(town)
    assert await state(town, "103") is SignupState.SIGNED


async def test_a_deleted_person_frees_the_place(town: Town) -> None:
    await sign_up(town, "101", "102", "103")
    async with town.database.writing() as session:
        await erase(session, await town.look("101"), town.now)
        await session.commit()
    await tick(town)
    assert await state(town, "103") is SignupState.SIGNED


async def test_reminded_a_day_and_an_hour_before_once_each(town: Town) -> None:
    await sign_up(town, "101", "102", "103")
    await tick(town, at("2026-11-26 17:59"))
    assert town.post.sent == []
    for moment in ("2026-11-26 18:00", "2026-11-26 18:01", "2026-11-27 09:00"):
        await tick(town, at(moment))
    assert sorted(to for to, _ in town.post.sent) == ["101", "102"]
    assert "Школа (пример): завтра, 18:00" in town.post.texts("101")[0]
    town.post.sent.clear()
    for moment in ("2026-11-27 17:00", "2026-11-27 17:30"):
        await tick(town, at(moment))
    assert sorted(to for to, _ in town.post.sent) == ["101", "102"]
    assert "Школа (пример): сегодня, 18:00" in town.post.texts("101")[0]


async def test_a_reminder_in_quiet_hours_comes_earlier(town: Town) -> None:
    await change(town, starts_at=at("2026-11-27 09:30"))
    await sign_up(town, "101")
    await tick(town, at("2026-11-26 19:59"))
    town.post.sent.clear()
    await tick(town, at("2026-11-26 20:00"))
    assert "завтра, 09:30" in town.post.texts("101")[0]


async def test_whoever_signs_up_in_the_last_hour_is_not_reminded_at_once(town: Town) -> None:
    town.now = at("2026-11-27 17:20").astimezone(UTC)
    await sign_up(town, "101")
    await tick(town)
    assert town.post.sent == []


async def test_who_gave_the_place_up_is_not_reminded(town: Town) -> None:
    await sign_up(town, "101")
    await signing.sign_off(await town.call("101"), KEY)
    await tick(town, at("2026-11-26 18:00"))
    assert town.post.sent == []


async def test_a_subscriber_who_signed_up_is_reminded_once(town: Town) -> None:
    from storage.terms import SubscriptionKind

    await town.listener("101", kind=SubscriptionKind.TRAININGS)
    await sign_up(town, "101")
    await tick(town, at("2026-11-26 18:00"))
    await town.tick(at("2026-11-27 10:00"))
    assert len(town.post.texts("101")) == 1


async def test_a_moved_training_is_told_to_exactly_who_signed_up_once(town: Town) -> None:
    await sign_up(town, "101", "102", "103", "104")
    await signing.sign_off(await town.call("104"), KEY)
    await town.person("105")
    await change(town, starts_at=at("2026-11-28 12:00"))
    await tick(town)
    await tick(town)
    assert sorted(to for to, _ in town.post.sent) == ["101", "102", "103"]
    text = town.post.texts("101")[0].replace("\u00a0", " ")
    assert "перенесли на суббота, 28 ноября 2026, 12:00" in text
    assert "Было: пятница, 27 ноября 2026, 18:00." in text
    assert "Вы в листе ожидания" in town.post.texts("103")[0]


async def test_another_hall_is_told_and_another_wording_is_not(town: Town) -> None:
    await sign_up(town, "101")
    await change(town, text="О смете и сроках.")
    await tick(town)
    assert town.post.sent == []
    await change(town, venue="Зал 5")
    await tick(town)
    assert "другое место, время прежнее" in town.post.texts("101")[0]


async def test_a_training_called_off_or_taken_out_is_told_once(town: Town) -> None:
    await sign_up(town, "101", "102", "103")
    await change(town, called_off=True)
    await tick(town)
    await tick(town, at("2026-11-26 18:00"))
    assert sorted(to for to, _ in town.post.sent) == ["101", "102", "103"]
    assert "занятие отменили" in town.post.texts("101")[0]
    assert await state(town, "101") is SignupState.CALLED_OFF
    assert "отменили" in (await signing.sign_up(await town.call("104"), KEY)).text


async def test_a_record_taken_out_is_told_too(town: Town) -> None:
    await sign_up(town, "101")
    async with town.database.writing() as session:
        record = (await current_records(session, "trainings"))[KEY]
        await Writer.of(session, None, town.now).remove("trainings", record)
        await session.commit()
    await tick(town)
    assert "занятие отменили" in town.post.texts("101")[0]


async def test_materials_go_to_who_came_and_once(town: Town) -> None:
    await sign_up(town, "101", "102")
    town.now = (STARTS + timedelta(hours=3)).astimezone(UTC)
    lead = await town.call("900", admin=True)
    person = await town.look("101")
    async with town.database.reading() as session:
        own = await signup_of(session, KEY, person.id)
    assert own is not None
    await attending.came(lead, KEY, str(own.id), "1")
    await attending.keep_materials(lead, KEY, "https://example.org/smeta")
    await tick(town)
    await tick(town)
    assert [to for to, _ in town.post.sent] == ["101"]
    assert "example.org/smeta" in town.post.texts("101")[0]
    await attending.came(lead, KEY, "all", "1")
    await tick(town)
    assert [to for to, _ in town.post.sent] == ["101", "102"]


async def test_the_year_counts_events_attendances_and_different_organisations(town: Town) -> None:
    anna, boris, vera = [await town.person(one) for one in ("101", "102", "103")]
    await change(town, places=None)
    async with town.database.writing() as session:
        shared = await create(session, anna.id, town.now, inn="7707083893")
        await enter(session, boris.id, shared.id, town.now)
        await create(session, vera.id, town.now, inn="7736050003")
        await session.commit()
    await sign_up(town, "101", "102", "103", "104")
    town.now = (STARTS + timedelta(hours=3)).astimezone(UTC)
    lead = await town.call("900", admin=True)
    async with town.database.reading() as session:
        before = await counts_of_year(session, 2026, town.now, ZONE)
    assert (before[None].events, before[None].participants, before[None].unmarked) == (1, 0, 1)
    await attending.came(lead, KEY, "all", "1")
    async with town.database.reading() as session:
        after = (await counts_of_year(session, 2026, town.now, ZONE))[None]
    assert (after.events, after.participants, after.organisations, after.unmarked) == (1, 4, 2, 0)
    async with town.database.writing() as session:
        await erase(session, vera, town.now)
        await session.commit()
    async with town.database.reading() as session:
        assert (await counts_of_year(session, 2026, town.now, ZONE))[None] == after


async def test_nobody_but_an_organiser_sees_names_or_marks(town: Town) -> None:
    await sign_up(town, "101")
    stranger = await town.call("102")
    assert "Раздел для сотрудников" in (await attending.signed_list(stranger, KEY, 1)).text
    assert "Раздел для сотрудников" in (await attending.came(stranger, KEY, "all", "1")).text
    assert "Раздел для сотрудников" in (await attending.keep_materials(stranger, KEY, "x"))[0].text
    actions = {one.action for row in (await training_card(stranger, KEY)).buttons for one in row}
    assert Action.SIGNED_UP not in actions


async def test_nobody_is_marked_before_the_beginning_or_by_a_forged_number(town: Town) -> None:
    await sign_up(town, "101")
    lead = await town.call("900", admin=True)
    assert "больше нет" in (await attending.came(lead, KEY, "all", "1")).text
    late = replace(lead, now=STARTS + timedelta(hours=1))
    assert "больше нет" in (await attending.came(late, KEY, "77", "1")).text
    assert "больше нет" in (await attending.came(late, KEY, "all", "7")).text


async def test_the_list_says_what_is_nearest_and_an_empty_one_what_there_was(town: Town) -> None:
    call = await town.call("101")
    assert "Ближайшее обучение: пятница, 27" in (await training_list(call, 1)).text
    later = replace(call, now=STARTS + timedelta(days=1))
    text = (await training_list(later, 1)).text
    assert "Ближайшего обучения в базе нет" in text
    assert "Школа (пример)" in text
    assert "уже началось" in (await signing.sign_up(later, KEY)).text
