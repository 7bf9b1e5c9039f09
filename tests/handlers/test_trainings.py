"""/trainings through the chat: found, signed up to with consent, given up, asked for in words."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from core.trainings.telling import tell_trainings
from tests.conftest import ZONE
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_content import HOSTILE, PICTURE

pytestmark = pytest.mark.asyncio

SCHOOL = "Школа волонтёров (пример)"
STRANGER = 104


async def test_a_place_is_taken_and_given_up_in_the_same_message(demo_talk: Chat) -> None:
    said = await demo_talk(ANNA, "/trainings")
    assert "Ближайшее обучение: понедельник, 23 ноября, 11:00" in said
    card = await demo_talk.press(ANNA, SCHOOL)
    assert "Где: ул. Примерная, 5; до 13:00" in card
    assert "Свободно мест: 2 из 2." in card
    assert "Вы записаны: Школа волонтёров" in await demo_talk.press(ANNA, "✅ Записаться")
    assert "✅ понедельник" in await demo_talk(ANNA, "/trainings")
    await demo_talk.press(ANNA, SCHOOL)
    assert "вас больше нет в списке" in await demo_talk.press(ANNA, "Не приду")
    assert "Вы записаны" in await demo_talk.press(ANNA, "✅ Записаться снова")


async def test_the_third_waits(demo_talk: Chat) -> None:
    for person in (BORIS, VERA, ANNA):
        await demo_talk(person, "/trainings")
        await demo_talk.press(person, SCHOOL)
        last = await demo_talk.press_data(person, "trs:demo-training-volunteers")
    assert "Вы в листе ожидания, номер 1" in last


async def test_signing_up_asks_for_consent_once_and_lands_where_it_was_going(demo_talk: Chat) -> None:
    demo_talk.sandbox.state.world.add_person({"id": STRANGER, "first_name": "Пелагея", "started": True})
    await demo_talk(STRANGER, "/trainings")
    await demo_talk.press(STRANGER, SCHOOL)
    assert "Чтобы записать вас на обучение" in await demo_talk.press(STRANGER, "✅ Записаться")
    assert "Вы записаны" in await demo_talk.press(STRANGER, "✅ Согласен")


async def test_the_date_goes_into_the_calendar(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/trainings")
    await demo_talk.press(ANNA, SCHOOL)
    await demo_talk.press(ANNA, "✅ Записаться")
    assert "23 ноября" in await demo_talk.press(ANNA, "📅 В календарь")


async def test_an_organiser_sees_who_signed_up(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/trainings")
    await demo_talk.press(ANNA, SCHOOL)
    await demo_talk.press(ANNA, "✅ Записаться")
    await demo_talk(VERA, "/trainings")
    await demo_talk.press(VERA, SCHOOL)
    assert "записались 1 из 2" in await demo_talk.press(VERA, "👥 Записались: 1")


@pytest.mark.parametrize(
    "question", ["ближайшее обучение", "когда ближайший семинар", "вебинары", "куда записаться на тренинг"]
)
async def test_typed_on_data_without_dates_it_says_so_and_offers_to_tell(talk: Chat, question: str) -> None:
    said = await talk(ANNA, question)
    assert "Ближайшего обучения в базе нет: дат организаторы пока не внесли." in said
    assert "Обзор грантовых конкурсов" in said
    assert "🔔 Сообщать об обучении" in talk.labels(ANNA)


async def test_typed_on_dated_data_it_says_when(demo_talk: Chat) -> None:
    assert "Ближайшее обучение: понедельник, 23 ноября, 11:00" in await demo_talk(ANNA, "ближайшее обучение")
    assert "🎓 Обучение" in demo_talk.labels(ANNA)


async def test_an_organiser_sends_words_photos_and_files_to_whoever_came(demo_talk: Chat) -> None:
    talk = demo_talk
    for person in (ANNA, BORIS):
        await talk(person, "/trainings")
        await talk.press(person, SCHOOL)
        await talk.press(person, "✅ Записаться")
    talk.clock += timedelta(days=1, hours=4)
    await talk(VERA, "/start")
    await talk(ANNA, "/trainings")
    assert not any(one.startswith("👥 Отметить") for one in talk.labels(ANNA))
    await talk(VERA, "/trainings")
    await talk.press(VERA, "👥 Отметить: Школа")
    await talk.press(VERA, "✅ Пришли все")
    await talk(VERA, "/trainings")
    assert not any(one.startswith("👥 Отметить") for one in talk.labels(VERA))
    await talk.press_data(VERA, "trl:demo-training-volunteers:1")
    assert "пришлите материалы" in await talk.press(VERA, "📎 Материалы")
    assert (await talk(VERA, HOSTILE)).startswith(f"{SCHOOL}: принял.")
    said = await talk.after(VERA, talk.sandbox.send_file(VERA, "помощь.pdf", b"%PDF-1.4"))
    assert "Файлы (1): помощь.pdf" in said
    assert "Получат пришедшие: сейчас 2 человека." in said
    for number in range(3):
        await talk.sandbox.send_file(VERA, f"{number}.png", PICTURE, kind="photo", media_group_id="7")
    assert (await talk.after(VERA, talk.sandbox.say(VERA, HOSTILE))).count("Файлы") == 2
    await talk(VERA, "/start")
    await talk.press_data(VERA, "trm:demo-training-volunteers")
    assert "материалы те же" in await talk.press_data(VERA, "trms:demo-training-volunteers:send")
    assert "пришлите материалы" in await talk.press_data(VERA, "trm:demo-training-volunteers")
    await talk(VERA, HOSTILE)
    await talk.after(VERA, talk.sandbox.send_file(VERA, "помощь.pdf", b"%PDF-1.4"))
    sent = await talk.press(VERA, "✅ Отправить")
    assert sent.startswith(f"{SCHOOL}: материалы сохранены, файлов: 1.")
    await tell_trainings(talk.database, talk.now(), ZoneInfo(ZONE))
    await talk.deliver()
    for person in (ANNA, BORIS):
        got = [one for one in talk.sandbox.messages(person) if one["from_bot"]]
        assert HOSTILE in got[-2]["text"]
        assert got[-1]["document"]["file_name"] == "помощь.pdf"
    await talk(ANNA, "/trainings")
    await talk.press_data(ANNA, "trn:demo-training-volunteers")
    again = await talk.press(ANNA, "📎 Материалы")
    assert HOSTILE in again
    assert "больше нет" in await talk.press_data(VERA, "trh:demo-training-volunteers")


async def test_whoever_moves_a_training_reads_how_many_will_hear_of_it(demo_talk: Chat) -> None:
    talk = demo_talk
    for person in (ANNA, BORIS):
        await talk(person, "/start")
        await talk.press_data(person, "trs:demo-training-volunteers")
    await talk(VERA, "/trainings")
    await talk.press(VERA, SCHOOL)
    await talk.press(VERA, "✏️ Изменить")
    await talk.press(VERA, "О чём")
    assert "Кто записан" not in await talk(VERA, "О первой помощи.")
    await talk.press(VERA, "Не надо")
    await talk.press_data(VERA, "fe:trainings:demo-training-volunteers")
    await talk.press(VERA, "Место")
    assert "Кто записан (2 человека), узнает о перемене сразу." in await talk(VERA, "Зал 7")
    assert "Кто записан (2 человека), узнает о перемене сразу." in await talk.press(VERA, "✅ Опубликовать")
