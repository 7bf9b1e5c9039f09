"""A question to a specialist: shown before it goes, numbered at once, answered once, lost never."""

import pytest

from core.appeals.working_days import due_day
from storage.appeals import open_appeals
from storage.deliveries import deliveries_of
from storage.people import find_person
from storage.terms import Channel, Role
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

HOSTILE = "<b>&\"'{{7*7}}"
ODD = "<b>&\"'{{7*7}} \u202eשלום 🤝 нам отказали"


async def _letters(chat: Chat, person: int) -> list[str]:
    """What is on its way to a person, by template."""
    async with chat.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        return [] if found is None else [str(one.payload) for one in await deliveries_of(session, found.id)]


async def _draft(chat: Chat, person: int, text: str = "нам отказали в возмещении, куда жаловаться") -> str:
    await chat(person, "/start")
    assert "Напишите вопрос" in await chat.press(person, "✉️ Спросить специалиста")
    return await chat(person, text)


@pytest.mark.asyncio
async def test_what_will_be_sent_is_said_before_it_is_sent(talk: Chat) -> None:
    reply = await _draft(talk, ANNA)
    assert "нам отказали в возмещении" in reply
    assert "Анна Смирнова" in reply
    assert "телефон не нужен" in reply
    assert "до среды, 25 ноября" in reply
    async with talk.database.reading() as session:
        assert await open_appeals(session) == []


@pytest.mark.asyncio
async def test_a_remembered_organisation_goes_along_and_tells_the_sphere_where_the_words_do_not(talk: Chat) -> None:
    specialist = await talk.as_role("culture", Role.SPECIALIST)
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "Запомнить нашу организацию")
    await talk(ANNA, HOSTILE)
    await talk.press_data(ANNA, "owns:sphere:sport:0")
    assert "Сфера: образование" in await _draft(talk, ANNA, "кто оплатит школе коммуналку")
    reply = await _draft(talk, ANNA, "а что нам теперь делать")
    assert f"ваше имя в Telegram (Анна Смирнова) с организацией ({HOSTILE})" in reply
    assert "Сфера: спорт." in reply
    await talk.press(ANNA, "Передать")
    await talk(specialist, "/start")
    assert f"Пишет Анна Смирнова, {HOSTILE}:" in await talk.after(specialist, talk.deliver())


@pytest.mark.asyncio
async def test_the_number_comes_at_once_with_the_day_of_the_answer_and_reaches_administrators(talk: Chat) -> None:
    await _draft(talk, ANNA)
    reply = await talk.press(ANNA, "Передать")
    assert "Обращение № 1 принято." in reply
    assert "Сегодня воскресенье; ответят до среды, 25 ноября, сюда же." in reply
    await talk(VERA, "/start")
    assert "нам отказали в возмещении" in await talk.after(VERA, talk.deliver())
    assert talk.labels(VERA) == ["Ответить", "Заметка", "Другой отдел", "Закрыть"]


@pytest.mark.asyncio
async def test_a_double_tap_gives_the_same_number_and_writes_nothing_new(talk: Chat) -> None:
    await _draft(talk, ANNA)
    confirm = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    data = confirm["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk.press_data(ANNA, data)
    await talk.press_data(ANNA, data)
    last = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    assert "Обращение № 1 принято" in last["text"]
    async with talk.database.reading() as session:
        assert len(await open_appeals(session)) == 1
    assert len(await _letters(talk, VERA)) == 1


@pytest.mark.asyncio
async def test_cancel_drops_a_text_that_waits_for_a_tap(talk: Chat) -> None:
    await _draft(talk, ANNA)
    preview = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    data = preview["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk(ANNA, "/cancel")
    await talk.after(ANNA, talk.sandbox.press(ANNA, (preview["message_id"], data)))
    async with talk.database.reading() as session:
        assert await open_appeals(session) == []


@pytest.mark.asyncio
async def test_a_button_under_an_older_text_does_not_send_the_newer_one_unseen(talk: Chat) -> None:
    await _draft(talk, ANNA, "первый вопрос")
    old = [one for one in talk.sandbox.messages(ANNA) if one["from_bot"]][-1]
    data = old["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await _draft(talk, ANNA, "второй вопрос")
    shown = await talk.after(ANNA, talk.sandbox.press(ANNA, (old["message_id"], data)))
    assert "второй вопрос" in shown
    async with talk.database.reading() as session:
        assert await open_appeals(session) == []


@pytest.mark.asyncio
async def test_more_can_be_added_or_everything_dropped(talk: Chat) -> None:
    await _draft(talk, ANNA)
    await talk.press(ANNA, "Дописать вопрос")
    assert "мы частная школа" in await talk(ANNA, "мы частная школа")
    assert "Ничего не отправлено" in await talk.press(ANNA, "Не надо")
    async with talk.database.reading() as session:
        assert await open_appeals(session) == []
    assert "незаконченного больше нет" in (await talk(ANNA, "/cancel")).lower()


@pytest.mark.asyncio
async def test_the_answer_reaches_the_person_once_and_only_from_administrators(talk: Chat) -> None:
    await _draft(talk, ANNA, ODD)
    await talk.press(ANNA, "Передать")
    async with talk.database.reading() as session:
        (appeal,) = await open_appeals(session)
    await talk(BORIS, "/start")
    stranger = await talk.press_data(BORIS, f"apr:{appeal.id}")
    await talk(VERA, "/start")
    unknown = await talk.press_data(VERA, "apr:999")
    assert stranger == unknown
    await talk(VERA, "/start")
    asked = await talk.press_data(VERA, f"apr:{appeal.id}")
    assert "{{7*7}}" in asked
    assert "уйдёт человеку как ответ" in asked
    assert "отправляю" in await talk(VERA, "Направьте заявление в управление <образования>")
    assert "Направьте заявление" in await talk.after(ANNA, talk.deliver())
    await talk(VERA, "/start")
    assert "уже ответили" in await talk.press_data(VERA, f"apr:{appeal.id}")
    assert len(await _letters(talk, ANNA)) == 1
    await talk(ANNA, "/mine")
    assert "Направьте заявление" in await talk.press(ANNA, "Мои обращения")


@pytest.mark.asyncio
async def test_question_and_answer_travel_through_the_mailing(talk: Chat) -> None:
    await talk(VERA, "/start")
    await _draft(talk, ANNA, ODD)
    await talk.press(ANNA, "Передать")
    letter = await talk.after(VERA, talk.deliver())
    assert letter.startswith("Обращение № 1, ответить до среды, 25 ноября\n")
    shown = ODD.replace("\u202e", "")
    assert f"Пишет Анна Смирнова:\n{shown}" in letter, "a mark that turns the rest of the line round is not shown"
    async with talk.database.reading() as session:
        assert (await open_appeals(session))[0].text == ODD
    await talk.press(VERA, "Ответить")
    await talk(VERA, "Направьте заявление <в управление>")
    answer = await talk.after(ANNA, talk.deliver())
    assert answer == "Ответ на обращение № 1:\nНаправьте заявление <в управление>"
    assert talk.labels(ANNA) == ["Понятно, спасибо", "Ещё вопрос"]
    assert await talk.after(ANNA, talk.deliver()) == ""


@pytest.mark.asyncio
async def test_an_administrator_who_missed_the_message_finds_the_appeal_in_the_menu(talk: Chat) -> None:
    await _draft(talk, ANNA)
    await talk.press(ANNA, "Передать")
    assert "Ждут ответа обращения: 1" in await talk(VERA, "/start")
    assert "№ 1: обещали ответ до среды, 25 ноября" in await talk.press(VERA, "🗂 Для сотрудников")
    assert "уйдёт человеку как ответ" in await talk.press(VERA, "Ответить на № 1")
    assert "Ждут ответа" not in await talk(ANNA, "/start")


@pytest.mark.asyncio
async def test_what_does_not_fit_is_not_sent_and_the_dialogue_goes_on(talk: Chat) -> None:
    assert "Передать вопрос специалисту?" in await _draft(talk, ANNA, "щ" * 18_000)
    assert "Слишком длинно: 22 001 знак, помещается 20 000." in await talk(ANNA, "щ" * 4000)
    assert "всего 18 007 знаков" in await talk(ANNA, "короче")


@pytest.mark.asyncio
async def test_one_person_cannot_flood_the_specialists(talk: Chat) -> None:
    for number in range(5):
        await _draft(talk, ANNA, f"вопрос {number}")
        assert "принято" in await talk.press(ANNA, "Передать")
    await _draft(talk, ANNA, "шестой вопрос")
    assert "Этот вопрос не отправлен" in await talk.press(ANNA, "Передать")
    await _draft(talk, BORIS)
    assert "Обращение № 6 принято" in await talk.press(BORIS, "Передать")


@pytest.mark.asyncio
async def test_others_appeals_are_not_seen(talk: Chat) -> None:
    await _draft(talk, ANNA)
    await talk.press(ANNA, "Передать")
    await talk(BORIS, "/start")
    assert "Обращений у вас нет" in await talk.press_data(BORIS, "apl:1")


def test_the_answer_is_due_on_the_third_working_day() -> None:
    sunday = TODAY.date()
    assert due_day(sunday).isoformat() == "2026-11-25"
    assert due_day(sunday.replace(day=26)).isoformat() == "2026-12-01"
