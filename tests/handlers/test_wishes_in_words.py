"""What people ask of their alerts in plain words; questions with the same words stay questions."""

import pytest

from storage.people import find_person
from storage.subscriptions import subscriptions_of, watches_of
from storage.terms import Channel
from tests.handlers.conftest import ANNA, Chat


async def _on(chat: Chat) -> tuple[list[str], list[str]]:
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(ANNA))
        assert found is not None
        kinds = [str(one.kind) for one in await subscriptions_of(session, found.id)]
        return kinds, [str(one.state) for one in await watches_of(session, found.id)]


async def _follow(chat: Chat, what: str) -> None:
    await chat(ANNA, "/mine")
    await chat.press(ANNA, what)
    await chat.press(ANNA, "✅ Подписаться")


@pytest.mark.asyncio
async def test_stopping_everything_is_asked_once_more_and_then_holds(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await _follow(talk, "🎓 Обучение")
    await _follow(talk, "🏠 Помещения")
    said = await talk(ANNA, "не пишите мне больше")
    assert said.startswith("Остановить всё, о чём я пишу?")
    assert "помещения, обучение" in said
    assert (await _on(talk))[0] == ["premises", "trainings"]
    assert (await talk.press(ANNA, "🔕 Остановить всё")).startswith("Готово, больше не пишу")
    assert await _on(talk) == ([], [])
    assert (await talk(ANNA, "отпишите меня от всего")).startswith("Я вам ничего не шлю")


@pytest.mark.asyncio
async def test_one_kind_is_stopped_on_a_word_and_what_is_not_on_is_said(talk: Chat) -> None:
    await talk(ANNA, "/start")
    await _follow(talk, "🎓 Обучение")
    assert (await talk(ANNA, "хватит слать про помещения")).startswith("На помещения вы не подписаны")
    assert (await talk(ANNA, "отпишите меня от вебинаров")).startswith("Больше не пишу про обучение")
    assert (await _on(talk))[0] == []


@pytest.mark.asyncio
async def test_reminders_of_a_named_contest_are_stopped_and_can_be_taken_back(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/start")
    said = await demo_talk(ANNA, "не хочу получать напоминания про тёплый город")
    assert said.startswith("«Тёплый город» (пример): не напоминаю")
    assert "muted" in (await _on(demo_talk))[1]
    assert demo_talk.labels(ANNA)[0] == "↩️ Вернуть напоминания"
    again = await demo_talk(ANNA, "не напоминайте мне про тёплый город")
    assert again.startswith("О конкурсе «Тёплый город» (пример) я вам не напоминаю")


@pytest.mark.asyncio
async def test_a_subscription_asked_for_in_words_shows_its_screen_with_the_spheres_chosen(talk: Chat) -> None:
    await talk(ANNA, "/start")
    said = await talk(ANNA, "подпиши меня на спорт и молодежь")
    assert said.startswith("Подписка на конкурсы: спорт, молодёжь")
    assert (await _on(talk))[0] == []
    await talk.press(ANNA, "✅ Подписаться")
    assert (await _on(talk))[0] == ["contests"]
    assert "Спорт" in await talk(ANNA, "на что я подписана?")


@pytest.mark.asyncio
async def test_own_appeals_are_shown_and_questions_stay_questions(talk: Chat) -> None:
    await talk(ANNA, "/start")
    assert "обращени" in (await talk(ANNA, "мое обращение рассмотрели?")).split("\n")[0].lower()
    assert "1 397,2" in await talk(ANNA, "сколько дали на спорт")
    assert (await talk(ANNA, "кто подписал отчёт")).startswith("Отчёт подпис")


@pytest.mark.asyncio
async def test_being_told_when_it_opens_waits_for_the_contest_of_the_talk_alone(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/start")
    await demo_talk(ANNA, "фпг когда откроется")
    said = await demo_talk.press(ANNA, "🔔 Сообщить, когда откроется")
    assert said.startswith("Президентские гранты: сообщу, когда объявят приём")
    assert "Президентские гранты: сообщу, когда объявят приём" in await demo_talk(ANNA, "/mine")
    await demo_talk(ANNA, "зимняя волна когда")
    said = await demo_talk(ANNA, "сообщи когда откроется")
    assert said.startswith("«Зимняя волна» (пример): напомню, когда откроется приём")
    assert (await demo_talk(ANNA, "напомни про соседи за 3 дня")).startswith("«Соседи» (пример): напомню")
    assert (await demo_talk(ANNA, "отпишите меня от фпг")).startswith("Президентские гранты: не напоминаю")


@pytest.mark.asyncio
async def test_a_training_that_is_named_opens_to_sign_up_and_shows_its_places(demo_talk: Chat) -> None:
    await demo_talk(ANNA, "/start")
    assert "Как написать заявку" in (await demo_talk(ANNA, "запишите нас на как написать заявку")).split("\n")[0]
    assert "Школа волонтёров" in (await demo_talk(ANNA, "сколько мест осталось на школе волонтёров")).split("\n")[0]
    assert (await demo_talk(ANNA, "всё спасибо отстаньте")).startswith("Остановить всё")
