"""Subscribing, alerts, and the taps under them, as people see them in a chat."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.mailing import find_due
from storage.people import find_person
from storage.subscriptions import subscriptions_of, watches_of
from storage.terms import Channel, SubscriptionKind
from tests.conftest import ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

CITY = ZoneInfo(ZONE)
WARM = "«Тёплый город» (пример)"


async def _subscriptions(chat: Chat, person: int) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        return {str(one.kind): (one.spheres, one.levels) for one in await subscriptions_of(session, found.id)}


async def _watches(chat: Chat, person: int) -> dict[str, str]:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        return {one.subject: str(one.state) for one in await watches_of(session, found.id)}


async def _tick(chat: Chat, local: str) -> None:
    chat.clock = datetime.fromisoformat(local).replace(tzinfo=CITY).astimezone(UTC)
    await find_due(chat.database, chat.now, CITY)
    await chat.deliver()


def _texts(chat: Chat, person: int) -> list[str]:
    return [one["text"].replace("\u00a0", " ") for one in chat.sandbox.messages(person) if one["from_bot"]]


@pytest.mark.asyncio
async def test_from_nothing_open_to_a_subscription_in_two_taps(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "🏆 Гранты и конкурсы")
    await talk.press(ANNA, "🟢 Открыто сейчас")
    asked = await talk.press(ANNA, "🔔 Сообщить, когда откроется")
    assert asked.startswith("Подписка на конкурсы: все сферы")
    saved = await talk.press(ANNA, "✅ Подписаться")
    assert saved.startswith("Подписка есть: конкурсы.")
    assert "Сейчас ничего не открыто" in saved
    assert await _subscriptions(talk, ANNA) == {"contests": ((), ())}


@pytest.mark.asyncio
async def test_spheres_and_levels_are_toggled_and_kept_only_when_saved(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await talk.press(ANNA, "🔔 Мои подписки")
    await talk.press_data(ANNA, f"sub:{SubscriptionKind.CONTESTS}")
    await talk.press(ANNA, "▫️ Спорт")
    await talk.press(ANNA, "▫️ Культура")
    await talk.press(ANNA, "✅ Культура")
    screen = await talk.press(ANNA, "▫️ Городские")
    assert "Подписка на конкурсы: спорт" in screen
    assert "городские" in screen
    assert await _subscriptions(talk, ANNA) == {}
    await talk.press(ANNA, "✅ Подписаться")
    assert await _subscriptions(talk, ANNA) == {"contests": (("sport",), ("municipal",))}
    await talk.press(ANNA, "Изменить")
    assert "✅ Спорт" in talk.labels(ANNA)
    stopped = await talk.press(ANNA, "Отписаться")
    assert stopped.startswith("Больше не пишу про конкурсы.")
    assert await _subscriptions(talk, ANNA) == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", list(SubscriptionKind))
async def test_every_kind_can_be_subscribed_to_on_the_citys_data_alone(talk: Chat, kind: SubscriptionKind) -> None:
    await talk(ANNA, "/start")
    await talk.press_data(ANNA, f"sub:{kind}")
    saved = await talk.press(ANNA, "✅ Подписаться")
    assert saved.startswith("Подписка есть:")
    assert "Напишу, когда появится" in saved


@pytest.mark.asyncio
async def test_an_alert_ends_with_applied_and_comes_back_from_the_same_message(demo_talk: Chat) -> None:
    await demo_talk(VERA, "/start")
    await demo_talk.press_data(VERA, "w:season:demo-teply-gorod-now")
    await _tick(demo_talk, "2026-11-24 10:00")
    alert = next(text for text in _texts(demo_talk, VERA) if WARM in text and "завтра" in text)
    assert alert.startswith(f"{WARM}: завтра последний вечер")
    assert demo_talk.labels(VERA) == ["✅ Подали", "Подробнее", "📅 В календарь", "Не напоминать"]
    count = len(_texts(demo_talk, VERA))
    done = await demo_talk.press(VERA, "✅ Подали")
    assert done.startswith(f"{WARM}: подали. Больше не напоминаю. Итоги ждём 4 января 2027, сообщу.")
    assert (await _watches(demo_talk, VERA))["demo-teply-gorod-now"] == "done"
    back = await demo_talk.press(VERA, "↩️ Вернуть напоминания")
    assert back.startswith(f"{WARM}: завтра последний вечер")
    assert (await _watches(demo_talk, VERA))["demo-teply-gorod-now"] == "watching"
    assert len(_texts(demo_talk, VERA)) == count


@pytest.mark.asyncio
async def test_applied_tapped_twice_is_taken_back_by_one_tap(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    await demo_talk.press_data(BORIS, "w:season:demo-teply-gorod-now")
    for _ in range(2):
        await demo_talk.press_data(BORIS, "wd:season:demo-teply-gorod-now")
    await demo_talk.press_data(BORIS, "wr:season:demo-teply-gorod-now")
    assert (await _watches(demo_talk, BORIS))["demo-teply-gorod-now"] == "watching"


@pytest.mark.asyncio
async def test_remind_says_what_will_come_and_can_be_taken_back(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    said = await demo_talk.press_data(BORIS, "w:season:demo-sosedi-now")
    assert said.startswith(
        "«Соседи» (пример): напомню за две недели, за неделю, за 3 дня и за день, а также в последние часы"
    )
    gone = await demo_talk.press(BORIS, "↩️ Не надо")
    assert gone == "«Соседи» (пример): напоминания убраны."
    assert "demo-sosedi-now" not in await _watches(demo_talk, BORIS)


@pytest.mark.asyncio
async def test_remind_of_a_duty_says_when_and_that_the_next_year_comes_too(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    said = (await demo_talk.press_data(BORIS, "w:duty:demo-grant-report")).replace("\u00a0", " ")
    assert "Пишу за две недели, за неделю, за 3 дня и за день; на следующий год тоже.\nНажмёте «Сдали»" in said


@pytest.mark.asyncio
async def test_an_expected_season_is_promised_when_its_dates_are_known(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    said = await demo_talk.press_data(BORIS, "w:season:demo-gorod-masterov-next")
    assert said == "«Город мастеров» (пример): напомню, когда объявят даты"


@pytest.mark.asyncio
async def test_a_closed_season_offers_the_next_one(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    said = await demo_talk.press_data(BORIS, "w:season:demo-dobrye-dela-done")
    assert "приём уже закрыт" in said
    assert "demo-dobrye-dela-done" not in await _watches(demo_talk, BORIS)


@pytest.mark.asyncio
async def test_handed_in_names_next_years_day(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    done = await demo_talk.press_data(BORIS, "wd:duty:demo-subsidy-report")
    assert done.startswith(
        "Отчёт по субсидии учебного города (пример): сдали. До следующего срока не напоминаю: 17 января 2028"
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("data", ["wd:season:no-such", "wr:duty:no-such", "ics:premises:x", "w:nonsense:x", "sub:x"])
async def test_a_button_about_what_is_gone_is_answered(demo_talk: Chat, data: str) -> None:
    await demo_talk(BORIS, "/start")
    assert await demo_talk.press_data(BORIS, data)


@pytest.mark.asyncio
async def test_the_calendar_file_holds_the_deadline_in_its_zone_with_alarms(demo_talk: Chat) -> None:
    await demo_talk(BORIS, "/start")
    await demo_talk.press_data(BORIS, "ics:season:demo-teply-gorod-now")
    (file,) = [one["file"] for one in demo_talk.sandbox.messages(BORIS) if one.get("file")]
    calendar = Calendar.from_ical(await _content(demo_talk, file))
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == f"{WARM}: конец приёма"
    assert event["DTEND"].dt == datetime(2026, 11, 25, 23, 59, tzinfo=ZoneInfo("Europe/Moscow"))
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Moscow"]
    assert timedelta(hours=-2) in [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]


async def _content(chat: Chat, file: dict[str, str]) -> bytes:
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(chat.sandbox.url + file["url"]) as response:
        return await response.read()
