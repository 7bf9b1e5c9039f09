"""/trainings through the chat: found, signed up to with consent, given up, asked for in words."""

import pytest

from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

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
