"""/announce and /demo: preview, sending once, a report that adds up, and nobody else's business."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.mailing import show_progress
from bot.sender import TelegramSender
from core.announcements.reaching import close_finished
from storage.deliveries import deliveries_of
from storage.people import find_person
from storage.sending import claim, release
from storage.terms import Channel
from tests.conftest import ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat


async def _count(chat: Chat, person: int) -> int:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        return 0 if found is None else len(await deliveries_of(session, found.id))


async def _announce(chat: Chat, text: str, sphere: str = "👥 Всем") -> str:
    for person in (ANNA, BORIS, VERA):
        await chat(person, "/start")
    assert "Пришлите текст" in await chat(VERA, "/announce")
    assert "Кому отправить?" in await chat(VERA, text)
    return await chat.press(VERA, sphere)


def _texts(chat: Chat, person: int) -> list[str]:
    return [one["text"].replace("\u00a0", " ") for one in chat.sandbox.messages(person) if one["from_bot"]]


@pytest.mark.asyncio
async def test_the_preview_shows_the_letter_and_who_gets_it(talk: Chat) -> None:
    preview = await _announce(talk, "Собрание НКО в среду")
    assert preview.startswith("Так увидят люди:")
    assert "Собрание НКО в среду" in preview
    assert "Получат 3 из 3" in preview
    assert await _count(talk, ANNA) == 0


@pytest.mark.asyncio
async def test_sending_twice_sends_once_and_the_report_adds_up(talk: Chat) -> None:
    await _announce(talk, "Собрание НКО в среду")
    talk.sandbox.block(BORIS)
    await talk.handle()
    async with talk.database.writing() as session:
        from storage.people import set_reachable

        await set_reachable(session, Channel.TELEGRAM, str(BORIS), True)
        await session.commit()
    first = await talk.press(VERA, "Отправить")
    assert first.startswith("Отправляю: 0 из 3")
    await talk.press_data(VERA, "anok:1")
    await talk.deliver()
    assert _texts(talk, ANNA)[-1].startswith("Собрание НКО в среду")
    assert sum("Собрание" in text for text in _texts(talk, ANNA)) == 1
    report = await talk.press_data(VERA, "anr:1")
    assert "Доставлено 2 из 3." in report
    assert "Заблокировали бота: 1." in report


@pytest.mark.asyncio
async def test_the_author_hears_how_it_ended(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    assert await close_finished(talk.database, talk.clock, ZoneInfo(ZONE)) == 1
    assert await close_finished(talk.database, talk.clock, ZoneInfo(ZONE)) == 0
    await talk.deliver()
    assert _texts(talk, VERA)[-1] == "Отправлено. Доставлено 3 из 3.\nЗаписано в меру 4.2 за 2026 год."


@pytest.mark.asyncio
async def test_markup_typed_by_hand_arrives_as_it_was_typed(talk: Chat) -> None:
    await _announce(talk, "<b>не жирный</b> & 1 < 2")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    assert _texts(talk, ANNA)[-1].startswith("<b>не жирный</b> & 1 < 2")


@pytest.mark.asyncio
async def test_a_sphere_reaches_its_subscribers_and_those_of_everything(demo_talk: Chat) -> None:
    preview = await _announce(demo_talk, "Турнир", "⚽ Спорт")
    assert "Получат 1 из 11" in preview
    assert "Пишу, потому что вы подписаны на сферу «Спорт»" in preview


@pytest.mark.asyncio
async def test_a_dropped_draft_is_not_sent_and_its_old_button_says_so(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    assert "Что изменить?" in await talk.press(VERA, "Изменить")
    assert "Не отправлено" in await talk.press(VERA, "Не отправлять")
    await talk.press_data(VERA, "anok:1")
    await talk.deliver()
    assert not any("Собрание" in text for text in _texts(talk, ANNA))


@pytest.mark.asyncio
async def test_a_text_that_is_too_long_may_be_sent_again_shorter(talk: Chat) -> None:
    await talk(VERA, "/announce")
    assert "Текст длиннее" in await talk(VERA, "щ" * 3001)
    assert "Кому отправить?" in await talk(VERA, "щ" * 3000)


@pytest.mark.asyncio
@pytest.mark.parametrize("data", ["an", "ans:all", "anok:1", "anno:1", "anr:1", "demo:last_day"])
async def test_a_stranger_is_told_how_to_get_in_and_nothing_is_written(talk: Chat, data: str) -> None:
    await _announce(talk, "Собрание")
    assert "сотрудник" in await talk.press_data(ANNA, data)
    assert await _count(talk, BORIS) == 0


@pytest.mark.asyncio
async def test_without_invented_records_there_is_nothing_to_show(talk: Chat) -> None:
    assert "Показ работает только с учебными записями." in await talk(VERA, "/demo")
    await talk(VERA, "/start")
    assert "учебными записями" in await talk.press_data(VERA, "demo:last_day")


@pytest.mark.asyncio
async def test_the_last_day_comes_at_a_tap_to_those_who_wait_for_it(demo_talk: Chat) -> None:
    for person in (ANNA, BORIS):
        await demo_talk(person, "/start")
    assert "Показ оповещений" in await demo_talk(VERA, "/demo")
    shown = await demo_talk.press(VERA, "Наступил последний день")
    assert shown.startswith("Последний день: 1 сообщение")
    assert "«Последний вагон» (пример)" in shown
    await demo_talk.deliver()
    assert "«Последний вагон» (пример): осталось 40 минут" in _texts(demo_talk, BORIS)[-1]
    moved = await demo_talk.press(VERA, "Продлить срок")
    assert moved.startswith("Срок продлён: 1 сообщение")
    await demo_talk.deliver()
    assert "срок продлили до 29 ноября" in _texts(demo_talk, BORIS)[-1]


@pytest.mark.asyncio
async def test_the_morning_digest_is_one_message_for_several_things(demo_talk: Chat) -> None:
    for person in (ANNA, BORIS):
        await demo_talk(person, "/start")
    await demo_talk(VERA, "/demo")
    shown = await demo_talk.press(VERA, "Утренний дайджест")
    assert shown.startswith("Утренний дайджест: 2 сообщения")
    before = len(_texts(demo_talk, ANNA))
    await demo_talk.deliver()
    assert len(_texts(demo_talk, ANNA)) == before + 1
    assert "и ещё" in _texts(demo_talk, ANNA)[-1].split("\n")[0]


@pytest.mark.asyncio
async def test_stopping_sends_it_to_nobody_else_and_the_report_adds_up(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить")
    stopped = await talk.press(VERA, "Остановить")
    assert stopped.startswith("Остановлено. Доставлено 0 из 3.")
    assert "Не отправлено: 3." in stopped
    await talk.deliver()
    assert not any("Собрание" in text for text in _texts(talk, ANNA))


@pytest.mark.asyncio
async def test_what_was_tried_when_it_was_stopped_is_not_tried_again(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить")
    async with talk.database.writing() as session:
        held = await claim(session, now=talk.clock, lease=timedelta(seconds=60), limit=1)
        await session.commit()
    assert "Не отправлено: 3." in await talk.press(VERA, "Остановить")
    async with talk.database.writing() as session:
        await release(session, [(one.delivery.id, one.delivery.attempt) for one in held])
        await session.commit()
    await talk.deliver()
    assert not any("Собрание" in text for person in (ANNA, BORIS) for text in _texts(talk, person))
    await talk.press_data(VERA, "anr:1")
    assert "Не отправлено: 3." in _texts(talk, VERA)[-1]


@pytest.mark.asyncio
async def test_first_to_me_shows_the_letter_to_its_author_alone(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    assert (await talk.press(VERA, "Сначала мне")).startswith("Собрание")
    assert await _count(talk, VERA) == 0
    assert not any("Собрание" in text for text in _texts(talk, ANNA))


@pytest.mark.asyncio
async def test_the_message_of_its_author_shows_how_far_it_is(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить")
    newest = next(one for one in reversed(talk.sandbox.messages(VERA)) if one["from_bot"])
    await talk.deliver()
    sender = TelegramSender(talk.parts.mailing_bot, talk.parts.wire)
    shown: dict[tuple[str, str], str] = {}
    await show_progress(talk.database, sender, shown, ZoneInfo(ZONE))
    edited = next(one for one in talk.sandbox.messages(VERA) if one["message_id"] == newest["message_id"])
    assert edited["text"].startswith("Отправлено. Доставлено 3 из 3.")
    before = len(talk.sandbox.calls)
    await show_progress(talk.database, sender, shown, ZoneInfo(ZONE))
    assert len(talk.sandbox.calls) == before
