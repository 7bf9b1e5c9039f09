"""Announcements at a time, by filters, with pictures, from records; their correction, their reach, and who declines."""

import struct
import zlib
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.mailing import find_due
from bot.sender import TelegramSender
from core.announcements.later import read_moment
from core.announcements.reaching import MEASURE
from core.messages import Message
from core.outcomes import Withdrawn
from storage.people import set_reachable
from storage.reach import evidence_of
from storage.sending import Result, claim, finish
from storage.terms import Channel, DeliveryState
from tests.conftest import TODAY, ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_announce import _announce, _texts

KEMEROVO = ZoneInfo(ZONE)


async def _tick(chat: Chat) -> None:
    await find_due(chat.database, chat.now, KEMEROVO)
    await chat.deliver()
    await find_due(chat.database, chat.now, KEMEROVO)
    await chat.deliver()


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + b"\x80" * 8 for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _got(chat: Chat, person: int, words: str) -> int:
    return sum(words in text for text in _texts(chat, person))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("завтра в 10", "2026-11-23 10:00"),
        ("27 ноября в 18:30", "2026-11-27 18:30"),
        ("в пятницу в 9 утра", "2026-11-27 09:00"),
        ("послезавтра к 7 вечера", "2026-11-24 19:00"),
        ("1 декабря", "2026-12-01 10:00"),
        ("через 2 часа", "2026-11-22 14:00"),
        ("в 9:00", "2026-11-23 09:00"),
        ("5.12 в 8.15", "2026-12-05 08:15"),
        ("сегодня в 9", "past"),
        ("31 ноября в 10", "impossible"),
        ("завтра в 25:00", "impossible"),
        ("через год и ещё", "no_day"),
        ("как-нибудь потом", "no_day"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, expected: str) -> None:
    noon = TODAY.astimezone(KEMEROVO).replace(hour=12, minute=0)
    moment = read_moment(typed, noon, KEMEROVO)
    said = moment.trouble if moment.at is None else f"{moment.at.astimezone(KEMEROVO):%Y-%m-%d %H:%M}"
    assert said == expected or (expected == "no_day" and said in {"no_day", "far", "2027-11-22 10:00"})


@pytest.mark.asyncio
async def test_a_scheduled_one_is_echoed_with_its_weekday_and_goes_out_once_at_its_time(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    assert "Когда отправить?" in await talk.press(VERA, "Отправить позже")
    assert "Не вижу дня и часа" in await talk(VERA, "потом")
    assert "понедельник, 23 ноября, в 10:00" in await talk(VERA, "завтра в 10")
    assert (await talk.press(VERA, "Отправить в это время")).startswith("Назначено: понедельник, 23 ноября, в 10:00.")
    await talk.press_data(VERA, "ant:1")
    await _tick(talk)
    assert not _got(talk, ANNA, "Собрание")
    talk.clock = TODAY.astimezone(KEMEROVO).replace(day=23, hour=10, minute=1)
    await _tick(talk)
    await _tick(talk)
    assert _got(talk, ANNA, "Собрание") == 1
    assert _texts(talk, VERA)[-1].startswith("Отправлено. Доставлено 3 из 3.")


@pytest.mark.asyncio
async def test_a_scheduled_one_can_be_taken_back_and_sent_otherwise(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить позже")
    await talk(VERA, "завтра в 10")
    await talk.press(VERA, "Отправить в это время")
    assert (await talk.press(VERA, "↩️ Отменить отправку")).startswith("Так увидят люди:")
    talk.clock = TODAY + timedelta(days=2)
    await _tick(talk)
    assert not _got(talk, ANNA, "Собрание")


@pytest.mark.asyncio
async def test_after_an_outage_what_is_far_too_late_goes_back_to_its_author(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить позже")
    await talk(VERA, "завтра в 10")
    await talk.press(VERA, "Отправить в это время")
    talk.clock = TODAY + timedelta(days=3)
    await _tick(talk)
    assert not _got(talk, ANNA, "Собрание")
    assert _texts(talk, VERA)[-1].startswith("Объявление не отправлено: в назначенное время бот не работал.")
    assert (await talk.press(VERA, "Посмотреть")).startswith("Так увидят люди:")


@pytest.mark.asyncio
async def test_a_picture_is_uploaded_once_and_sent_by_its_id_with_the_text_under_it(talk: Chat) -> None:
    for person in (ANNA, BORIS, VERA):
        await talk(person, "/start")
    await talk(VERA, "/announce")
    picture = _picture()
    no_words = await talk.after(VERA, talk.sandbox.send_file(VERA, "a.png", picture, "photo"))
    assert "нет подписи" in no_words
    await talk.after(VERA, talk.sandbox.send_file(VERA, "a.png", picture, "photo", caption="Приходите на ярмарку"))
    assert "(с картинкой)" in await talk.press(VERA, "👥 Всем")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    sent = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    assert sent["photo"]
    assert sent["text"].startswith("Приходите на ярмарку")
    calls = [one for one in talk.sandbox.calls if one["method"] == "sendPhoto"]
    assert len(calls) == 3
    assert len({str(one["params"]["photo"]) for one in calls}) == 1


@pytest.mark.asyncio
async def test_first_to_me_shows_the_picture_and_its_text_as_one_message(talk: Chat) -> None:
    await talk(VERA, "/start")
    await talk(VERA, "/announce")
    await talk.after(VERA, talk.sandbox.send_file(VERA, "a.png", _picture(), "photo", caption="Приходите на ярмарку"))
    await talk.press(VERA, "👥 Всем")
    await talk.press(VERA, "Сначала мне")
    first = talk.sandbox.messages(VERA)[-1]
    assert first["photo"]
    assert first["text"].startswith("Приходите на ярмарку")
    assert "Не присылать объявления" in talk.labels(VERA)


@pytest.mark.asyncio
async def test_filters_say_their_size_before_anything_is_sent(demo_talk: Chat) -> None:
    talk = demo_talk
    for person in (ANNA, BORIS, VERA):
        await talk(person, "/start")
    await talk.press_data(ANNA, "setf:ano")
    await talk(VERA, "/announce")
    await talk(VERA, "Новое в отчётах")
    everybody = await talk.press(VERA, "🔎 Точнее")
    assert everybody.startswith("Получат 11 из 11.")
    await talk.press(VERA, "Форма")
    narrowed = await talk.press(VERA, "▫️ АНО")
    assert narrowed.startswith("Получат 1 из 11: форма: АНО.")
    await talk.press(VERA, "« Назад")
    await talk.press(VERA, "О чём")
    nobody = await talk.press(VERA, "▫️ Помещения")
    assert "Получат 0 из 11: подписка: помещения; форма: АНО." in nobody
    await talk.press(VERA, "✅ Помещения")
    assert "Получат 1 из 11: форма: АНО" in await talk.press(VERA, "Дальше")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    assert _got(talk, ANNA, "Новое в отчётах") == 1
    assert not _got(talk, BORIS, "Новое в отчётах")
    assert "вашей правовой формы" in _texts(talk, ANNA)[-1]


@pytest.mark.asyncio
async def test_a_corrected_text_is_edited_in_place_and_who_cannot_be_edited_gets_the_correction(talk: Chat) -> None:
    await _announce(talk, "Собрание в среду")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    await _tick(talk)
    chat = talk.sandbox.chat(BORIS)
    old = next(one for one in talk.sandbox.messages(BORIS) if "Собрание в среду" in one["text"])
    del chat.messages[old["message_id"]]
    assert "Сейчас так:\n\nСобрание в среду" in await talk.press(VERA, "Исправить текст")
    assert "Исправлю у 3." in await talk(VERA, "Собрание в четверг")
    assert "Исправляю: 0 из 3" in await talk.press(VERA, "Исправить у всех")
    await talk.press_data(VERA, "aneo:1")
    await talk.deliver()
    assert _got(talk, ANNA, "Собрание в четверг") == 1
    assert not _got(talk, ANNA, "Собрание в среду")
    assert _got(talk, BORIS, "Поправка к объявлению") == 1
    report = await talk.press_data(VERA, "anr:1")
    assert "Доставлено 3 из 3." in report
    assert "Исправлено у 2 из 3. Одному сообщение изменить нельзя, ему ушла поправка." in report


@pytest.mark.asyncio
async def test_what_was_on_its_way_with_the_old_text_is_corrected_when_it_has_arrived(talk: Chat) -> None:
    await _announce(talk, "Собрание в среду")
    await talk.press(VERA, "Отправить")
    async with talk.database.writing() as session:
        held = await claim(session, now=talk.clock, lease=timedelta(seconds=60), limit=3)
        await session.commit()
    await talk.press_data(VERA, "ane:1")
    await talk(VERA, "Собрание в четверг")
    await talk.press(VERA, "Исправить у всех")
    sender = TelegramSender(talk.parts.mailing_bot, talk.parts.wire)
    for one in held:
        outcome = await sender.send(one.delivery.external_id, Message("Собрание в среду"))
        async with talk.database.writing() as session:
            result = Result(one.delivery.id, 1, DeliveryState.SENT, message_id=getattr(outcome, "message_id", ""))
            await finish(session, [result], talk.clock)
            await session.commit()
    await _tick(talk)
    assert _got(talk, ANNA, "Собрание в четверг") == 1
    assert not _got(talk, ANNA, "Собрание в среду")


@pytest.mark.asyncio
async def test_in_quiet_hours_the_progress_says_until_when_people_wait(talk: Chat) -> None:
    talk.clock = TODAY.astimezone(KEMEROVO).replace(hour=23, minute=0)
    preview = await _announce(talk, "Собрание")
    assert "Тихие часы у 3 человек, им в 9:00." in preview
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    assert not _got(talk, ANNA, "Собрание")
    assert "Ждут: 3 (из них 3 до конца тихих часов, с 09:00)" in _texts(talk, VERA)[-1]


@pytest.mark.asyncio
async def test_who_did_not_get_it_is_named_with_the_reason(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    talk.sandbox.block(BORIS)
    await talk.handle()
    async with talk.database.writing() as session:
        await set_reachable(session, Channel.TELEGRAM, str(BORIS), True)
        await session.commit()
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    await talk.press_data(VERA, "anr:1")
    missed = await talk.press(VERA, "Кто не получил")
    assert missed.startswith("Не получили: 1 человек")
    assert "бот заблокирован" in missed
    assert "сотрудник" in await talk.press_data(ANNA, "anm:1:1")


@pytest.mark.asyncio
async def test_a_record_is_announced_its_card_opens_and_each_reader_counts_once_as_evidence(demo_talk: Chat) -> None:
    talk = demo_talk
    for person in (ANNA, BORIS, VERA):
        await talk(person, "/start")
    await talk.press_data(VERA, "cs:open:1")
    opened = next(
        button["callback_data"]
        for row in talk.sandbox.messages(VERA)[-1]["reply_markup"]["inline_keyboard"]
        for button in row
        if button.get("callback_data", "").startswith("c:")
    )
    await talk.press_data(VERA, opened)
    assert "Кому отправить?" in await talk.press(VERA, "📣 Объявить")
    await talk.press(VERA, "👥 Всем")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    assert "Подробнее" in talk.labels(ANNA)
    number = next(
        button["callback_data"]
        for row in talk.sandbox.messages(ANNA)[-1]["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].startswith("ano:")
    )
    card = await talk.press_data(ANNA, number)
    await talk.press_data(ANNA, number)
    assert "(пример)" in card
    await _tick(talk)
    assert "«Подробнее» открыл 1 человек." in _texts(talk, VERA)[-1]
    assert "Записано в меру 4.2 за 2026 год." in _texts(talk, VERA)[-1]
    async with talk.database.reading() as session:
        (kept,) = await evidence_of(session, 2026, MEASURE)
    assert kept.delivered == kept.audience - 8
    assert kept.opened == 1


@pytest.mark.asyncio
async def test_who_declines_announcements_gets_none_not_even_one_that_is_on_its_way(talk: Chat) -> None:
    await _announce(talk, "Первое")
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    await _announce(talk, "Второе")
    await talk.press(VERA, "Отправить")
    letter = next(one for one in reversed(talk.sandbox.messages(ANNA)) if "Первое" in one["text"])
    muted = await talk.after(ANNA, talk.sandbox.press(ANNA, (letter["message_id"], "anq:1:1")))
    assert muted.startswith("Объявления больше не присылаю.")
    await talk.deliver()
    assert not _got(talk, ANNA, "Второе")
    assert "Получат 2 из 2" in await _announce(talk, "Третье")
    await talk.press_data(ANNA, "anq:1:0")
    assert "Получат 3 из 3" in await talk.press_data(VERA, "ans:all")


@pytest.mark.asyncio
async def test_what_is_stopped_while_it_waits_for_its_turn_does_not_go_out(talk: Chat) -> None:
    await _announce(talk, "Собрание")
    await talk.press(VERA, "Отправить")
    sender = TelegramSender(talk.parts.mailing_bot, talk.parts.wire)
    assert await sender.send(str(ANNA), Message("Собрание"), lambda: False) == Withdrawn()
    assert not _got(talk, ANNA, "Собрание")


@pytest.mark.asyncio
async def test_a_training_is_announced_from_its_card_and_opens_where_one_signs_up(demo_talk: Chat) -> None:
    talk = demo_talk
    for person in (ANNA, VERA):
        await talk(person, "/start")
    await talk.press_data(VERA, "trn:demo-training-application")
    await talk.press(VERA, "📣 Объявить")
    preview = await talk.press(VERA, "👥 Всем")
    assert "Как написать заявку на грант (пример): пятница, 27 ноября, 18:00" in preview
    await talk.press(VERA, "Отправить")
    await talk.deliver()
    opened = await talk.press(ANNA, "Подробнее")
    assert "Как написать заявку на грант (пример)" in opened
    assert "✅ Записаться" in talk.labels(ANNA)
    await talk.press_data(ANNA, "trn:demo-training-application")
    assert "📣 Объявить" not in talk.labels(ANNA)
