"""One screen to change everything, own dates typed in the chat, and the calendar of everything followed."""

import aiohttp
import pytest
from icalendar import Calendar

from storage.own_dates import own_dates_of
from storage.people import find_person
from storage.terms import Channel
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, BORIS, Chat

STRANGER = 555


async def _own(chat: Chat, person: int) -> list[str]:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        return [one.text for one in await own_dates_of(session, found.id, TODAY.date())]


@pytest.mark.asyncio
async def test_the_pace_and_the_ladder_are_set_from_my_subscriptions(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "🔔 Мои подписки")
    assert (await talk.press(ANNA, "Как часто писать")).startswith("Пишу сразу")
    assert (await talk.press(ANNA, "Раз в неделю")).startswith("Пишу раз в неделю")
    await talk.press(ANNA, "Подробнее")
    assert (await talk.press(ANNA, "✅ За 14 дней")).startswith("Напоминаю за неделю, за 3 дня и за день")
    await talk.press(ANNA, "« Назад")
    assert "по понедельникам" in await talk.press(ANNA, "🔔 Мои подписки")


@pytest.mark.asyncio
async def test_an_own_date_is_typed_listed_changed_and_deleted(talk: Chat) -> None:
    await talk(ANNA, "/start")
    said = await talk(ANNA, "напомни 15 января отчёт по субсидии")
    assert said.startswith("Напомню в пятницу, 15 января 2027, и за 3 дня.")
    assert talk.labels(ANNA)[:2] == ["Изменить", "Удалить"]
    assert (await talk.press(ANNA, "Изменить")).startswith("На какой день перенести?")
    assert (await talk(ANNA, "чай")).startswith("Не вижу здесь дня")
    assert (await talk(ANNA, "20 января")).startswith("Напомню в среду, 20 января 2027")
    assert "отчёт по субсидии" in await talk.press(ANNA, "🔔 Мои подписки")
    await talk.press(ANNA, "отчёт по субсидии")
    assert (await talk.press(ANNA, "Удалить")).startswith("Удалено: отчёт по субсидии")
    assert await _own(talk, ANNA) == []


@pytest.mark.asyncio
async def test_a_question_or_a_long_text_where_a_day_was_asked_changes_no_date(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk(ANNA, "напомни 15 января отчёт по субсидии")
    await talk.press(ANNA, "Изменить")
    post = "Коллеги, фонд объявил приём заявок до 20 января 2027. Подробнее на сайте. А нам подойдёт?"
    assert "Напомню" not in await talk(ANNA, post)
    assert "1 397,2" in await talk(ANNA, "сколько дали на спорт")
    assert await _own(talk, ANNA) == ["отчёт по субсидии"]


@pytest.mark.asyncio
async def test_somebody_who_has_not_agreed_is_asked_first_and_then_lands_where_they_were_going(talk: Chat) -> None:
    talk.sandbox.state.world.add_person({"id": STRANGER, "first_name": "Галина", "started": True})
    await talk(STRANGER, "/start")
    asked = await talk(STRANGER, "напомни 15 января отчёт")
    assert "Нужно только согласие, и дата сохранится" in asked
    assert await _own(talk, STRANGER) == []
    agreed = next(one for one in talk.labels(STRANGER) if "оглас" in one)
    assert "Напомню в пятницу, 15 января 2027" in await talk.press(STRANGER, agreed)
    assert await _own(talk, STRANGER) == ["отчёт"]


@pytest.mark.asyncio
async def test_what_fits_us_says_what_to_do_when_no_organisation_is_remembered(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press_data(ANNA, "sub:contests")
    said = await talk.press(ANNA, "▫️ Что подходит нам")
    assert said.startswith("Пока не знаю, какая у вас организация.")
    assert "Подходим ли мы" in talk.labels(ANNA)


@pytest.mark.asyncio
async def test_everything_followed_is_one_calendar_with_zones_and_alarms(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    await demo_talk.press_data(BORIS, "w:season:demo-teply-gorod-now")
    await demo_talk(BORIS, "напомни 15 января отчёт")
    await demo_talk.press(BORIS, "🔔 Мои подписки")
    await demo_talk.press(BORIS, "📅 Всё в календарь")
    (file,) = [one["file"] for one in demo_talk.sandbox.messages(BORIS) if one.get("file")]
    async with aiohttp.ClientSession() as session, session.get(demo_talk.sandbox.url + file["url"]) as response:
        calendar = Calendar.from_ical(await response.read())
    names = {str(event["summary"]) for event in calendar.walk("VEVENT")}
    assert "отчёт" in names
    assert any("Тёплый город" in name for name in names)
    assert "Europe/Moscow" in {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
    assert all(len(event.walk("VALARM")) == 3 for event in calendar.walk("VEVENT"))
