"""Sign-ups hold their limit under a crowd; reminders, corrections and materials reach exactly whom they are for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from core.appeals.drafts import Said
from core.calling import Call
from core.messages import Action, Message
from core.trainings import attending, handouts, signing
from core.trainings.counting import counts_of_year
from core.trainings.handouts import Gathered
from core.trainings.telling import tell_trainings
from core.trainings.timetable import training_card, training_list
from storage.editing import change_fields
from storage.engine import Database
from storage.imports import Writer
from storage.models.plan import TrainingRow
from storage.own_organisations import create, enter
from storage.packs import current_records
from storage.privacy import erase
from storage.records.appeals import Attached
from storage.terms import SignupState, SubscriptionKind
from storage.trainings import signup_of
from tests.core.announcements.town import ZONE, Town, at

pytestmark = pytest.mark.asyncio

KEY = "school"
STARTS = at("2026-11-27 18:00")
HOSTILE = "<b>&\"'{{7*7}}"
PHOTO, PAPER = Attached("photo", "photo-1"), Attached("document", "paper-1", "смета: итог.docx")


@pytest_asyncio.fixture
async def town(migrated: Database) -> AsyncIterator[Town]:
    """A town with one training on Friday at 18:00 and two places, on both databases."""
    found = Town(migrated, at("2026-11-22 12:00"))
    async with migrated.writing() as session:
        session.add(
            TrainingRow(
                key=KEY, title="Школа (пример)", text="О смете.", year=2026, period="", starts_at=STARTS,
                zone="Asia/Novokuznetsk", audience="", organiser="", aliases=(), venue="Зал 2", places=2, materials="",
                handouts=(), called_off=False,
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


async def hand_over(lead: Call, text: str, *files: Attached) -> Message:
    """What the organiser sends, taken as one message, and «Отправить»."""
    begun = (await handouts.ask_for_materials(lead, KEY)).gathered
    assert begun is not None
    found = (await handouts.gather(lead, KEY, begun, Said(text, files, 0))).gathered
    assert found is not None
    return await handouts.keep_materials(lead, KEY, found)


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
    assert text.startswith("<b>Школа (пример): перенесли на 28 ноября, 12:00</b>")
    assert "Было: пятница, 27 ноября, 18:00.\nСтало: суббота, 28 ноября, 12:00." in text
    assert "Вы в листе ожидания" in town.post.texts("103")[0]


@pytest.mark.parametrize("signups_first", [True, False])
async def test_a_subscriber_who_signed_up_hears_of_a_moved_training_once(town: Town, signups_first: bool) -> None:
    """Two clocks know of it: the subscriptions' (told dates) and the sign-ups'. A person gets one message of theirs."""
    for one in ("101", "102", "103", "104", "105"):
        await town.listener(one, kind=SubscriptionKind.TRAININGS)
    await town.tick(at("2026-11-22 12:00"))
    await town.tick(at("2026-11-23 12:00"))
    assert sorted({to for to, _ in town.post.sent}) == ["101", "102", "103", "104", "105"]
    town.post.sent.clear()
    await sign_up(town, "101", "102", "103", "104")
    await signing.sign_off(await town.call("104"), KEY)
    await change(town, starts_at=at("2026-11-28 12:00"))
    for minute in range(3):
        moment = at("2026-11-23 13:00") + timedelta(minutes=minute)
        for clock in (tick, Town.tick) if signups_first else (Town.tick, tick):
            await clock(town, moment)
    assert sorted(to for to, _ in town.post.sent) == ["101", "102", "103", "104", "105"]
    assert "Ваше место за вами" in town.post.texts("101")[0]
    assert "Вы в листе ожидания" in town.post.texts("103")[0]
    assert all("перенесли на 28" in message.text.replace("\u00a0", " ") for _, message in town.post.sent)
    town.post.sent.clear()
    await signing.sign_off(await town.call("101"), KEY)
    await change(town, starts_at=STARTS)
    for minute in range(3):
        moment = at("2026-11-23 14:00") + timedelta(minutes=minute)
        await tick(town, moment)
        await town.tick(moment)
    told = [to for to, message in town.post.sent if "перенесли на 27" in message.text.replace("\u00a0", " ")]
    assert sorted(told) == ["101", "102", "103", "104", "105"]


async def test_who_was_told_the_new_hour_and_then_gives_the_place_up_is_not_told_again(town: Town) -> None:
    await town.listener("101", kind=SubscriptionKind.TRAININGS)
    await sign_up(town, "101")
    await change(town, starts_at=at("2026-11-28 12:00"))
    await tick(town)
    assert len(town.post.texts("101")) == 1
    await signing.sign_off(await town.call("101"), KEY)
    await town.tick(at("2026-11-22 13:00"))
    await tick(town)
    assert len(town.post.texts("101")) == 1


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
    await hand_over(lead, "https://example.org/smeta")
    await tick(town)
    await tick(town)
    assert [to for to, _ in town.post.sent] == ["101"]
    assert "example.org/smeta" in town.post.texts("101")[0]
    assert "второй раз не отправляю" in (await hand_over(lead, "https://example.org/smeta")).text
    await tick(town)
    assert len(town.post.sent) == 1
    await attending.came(lead, KEY, "all", "1")
    await tick(town)
    assert [to for to, _ in town.post.sent] == ["101", "102"]


async def test_materials_are_files_too_and_new_ones_go_to_who_got_the_former(town: Town) -> None:
    await sign_up(town, "101", "102")
    town.now = (STARTS + timedelta(hours=3)).astimezone(UTC)
    lead = await town.call("900", admin=True)
    await attending.came(lead, KEY, "all", "1")
    await hand_over(lead, "", PHOTO, PAPER)
    await tick(town)
    assert sorted(to for to, _ in town.post.sent) == ["101", "102"]
    message = town.post.sent[0][1]
    assert "Файлы ниже: 2." in message.text
    assert [(one.kind, one.reference, one.name) for one in message.files] == [
        ("photo", "photo-1", ""), ("document", "paper-1", "смета: итог.docx"),
    ]  # fmt: skip
    card = await training_card(await town.call("101"), KEY)
    assert "📎 Материалы" in [button.label for row in card.buttons for button in row]
    again = await handouts.hand_out(await town.call("101"), KEY)
    assert [one.reference for one in again.files] == ["photo-1", "paper-1"]
    for who in ("103", "900"):
        assert (await handouts.hand_out(await town.call(who), KEY)).files == ()
    town.post.sent.clear()
    await hand_over(lead, "https://example.org/smeta")
    await tick(town)
    assert sorted(to for to, _ in town.post.sent) == ["101", "102"]
    assert len(town.post.sent[0][1].files) == 2
    assert "example.org/smeta" in town.post.texts("101")[0]


async def test_what_does_not_fit_the_materials_leaves_them_as_they_were(town: Town) -> None:
    await sign_up(town, "101")
    lead = await town.call("900", admin=True)
    found = (await handouts.ask_for_materials(lead, KEY)).gathered
    assert found is not None
    for number in range(12):
        file = Attached("document", f"paper-{number}", HOSTILE)
        reply = await handouts.gather(lead, KEY, found, Said("", (file,), 0))
        found = reply.gathered
        assert found is not None
    assert len(found.files) == handouts.MOST
    assert "этот не взял" in reply.message.text
    assert "<b>&" not in reply.message.text
    reply = await handouts.gather(lead, KEY, found, Said("я" * 1001, (), 0))
    assert reply.message.text.startswith("<b>Слишком длинно: 1001")
    assert reply.gathered == found


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
    assert "Раздел для сотрудников" in (await handouts.keep_materials(stranger, KEY, Gathered("x"))).text
    assert "Раздел для сотрудников" in (await handouts.gather(stranger, KEY, Gathered(), Said("x", (), 0))).message.text
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
