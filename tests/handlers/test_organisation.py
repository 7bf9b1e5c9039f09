"""«Наша организация» through the chat: remembered in three steps, shared by INN, left, and closed to strangers."""

import pytest

from storage.own_organisations import colleagues_of, organisation_of
from storage.people import find_person
from storage.records.people import OwnOrganisation
from storage.terms import Applicant, Channel
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat

INN = "4205000016"
OTHER_INN = "7707083893"

pytestmark = pytest.mark.asyncio


async def own(talk: Chat, person: int) -> OwnOrganisation | None:
    async with talk.database.reading() as session:
        found = await find_person(session, Channel.TELEGRAM, str(person))
        assert found is not None
        return await organisation_of(session, found.id)


async def together(talk: Chat, person: int) -> int:
    kept = await own(talk, person)
    assert kept is not None
    async with talk.database.reading() as session:
        return len(await colleagues_of(session, kept.id))


async def with_inn(talk: Chat, person: int, inn: str = INN) -> str:
    await talk(person, "/organisation")
    await talk.press(person, "Запомнить нашу организацию")
    return await talk(person, inn)


async def joined(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    await talk(ANNA, "/cancel")
    await with_inn(talk, BORIS)
    await talk.deliver()
    await talk.press(ANNA, "✅ Это наш коллега")


async def test_three_steps_remember_the_organisation(talk: Chat) -> None:
    await talk(ANNA, "/organisation")
    assert "1 из 3. Напишите ИНН или название" in await talk.press(ANNA, "Запомнить нашу организацию")
    assert "2 из 3. Какая у вас форма?" in await talk(ANNA, INN)
    assert "3 из 3. Сколько организации лет?" in await talk.press(ANNA, "АНО")
    reply = await talk.press(ANNA, "Больше года")
    assert f"Запомнил: ИНН {INN}" in reply
    kept = await own(talk, ANNA)
    assert kept is not None
    assert (kept.inn, kept.form) == (INN, Applicant.ANO)


async def test_every_step_can_be_skipped(talk: Chat) -> None:
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "Запомнить нашу организацию")
    await talk.press(ANNA, "Пропустить")
    await talk.press(ANNA, "Пропустить")
    assert "Вашу организацию я пока не знаю" in await talk.press(ANNA, "Пропустить")
    assert await own(talk, ANNA) is None


async def test_a_question_is_a_question_again_after_the_steps(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    assert "спорт" in (await talk(ANNA, "сколько дали на спорт в 2023")).lower()


async def test_a_wrong_inn_says_what_is_wrong(talk: Chat) -> None:
    assert "не сходится" in await with_inn(talk, ANNA, "4205000017")
    assert "10 цифр, а здесь 9" in await talk(ANNA, "420500000")
    assert "12 цифр: это ИНН человека" in await talk(ANNA, "500100732259")
    assert await own(talk, ANNA) is None
    assert "2 из 3" in await talk(ANNA, f"ИНН {INN[:4]} {INN[4:]}")


async def test_an_entrepreneur_says_so(talk: Chat) -> None:
    await with_inn(talk, ANNA, "500100732259")
    assert "3 из 3" in await talk.press(ANNA, "Мы ИП")
    kept = await own(talk, ANNA)
    assert kept is not None
    assert kept.form is Applicant.ENTREPRENEUR


async def test_a_name_finds_the_organisation_of_the_base_and_what_it_received(talk: Chat) -> None:
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "Запомнить нашу организацию")
    assert "это вы?" in await talk(ANNA, "федерация волейбола")
    assert {"✅ Это мы", "Это не мы"} <= set(talk.labels(ANNA))
    assert "3 из 3" in await talk.press(ANNA, "✅ Это мы")
    card = await talk.press(ANNA, "Пропустить")
    assert card.startswith("КГОО «Федерация волейбола города Кемерово».")
    assert "В базе города: Федерация волейбола" in card
    assert "субсидия города, 264,0 тыс. ₽" in await talk.press(ANNA, "Что мы получили")


async def test_namesakes_are_shown_for_the_person_to_choose(talk: Chat) -> None:
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "Запомнить нашу организацию")
    assert "Кто из них вы?" in await talk(ANNA, "Витязь")
    assert "2 из 3" in await talk.press(ANNA, "Нет в списке")
    kept = await own(talk, ANNA)
    assert kept is not None
    assert (kept.name, kept.record) == ("Витязь", None)


async def test_a_stranger_with_the_inn_is_told_nothing_of_whoever_is_there(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    await talk.press(ANNA, "АНО")
    await talk(ANNA, "/cancel")
    said = await with_inn(talk, BORIS)
    assert "попросил их подтвердить" in said
    for secret in ("АНО", "Анна", str(ANNA)):
        assert secret not in said
        assert secret not in await talk(BORIS, "/organisation")
    assert await own(talk, BORIS) is None
    assert "больше нет" in await talk.press_data(BORIS, "colj:1:yes")
    assert await own(talk, BORIS) is None


async def test_a_colleague_lets_in_whom_they_know(talk: Chat) -> None:
    await joined(talk)
    assert "👥 Коллеги: 2" in talk.labels(ANNA)
    assert await together(talk, BORIS) == 2
    await talk.deliver()
    texts = [one["text"] for one in talk.sandbox.messages(BORIS)]
    assert any("Вас подтвердили" in text for text in texts)
    assert "Нас 2" in await talk(BORIS, "/organisation")


async def test_a_refusal_holds_for_a_month_and_a_second_word_changes_nothing(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    await talk(ANNA, "/cancel")
    await with_inn(talk, BORIS)
    await talk.deliver()
    assert "запрос отклонён" in await talk.press(ANNA, "Не знаю такого")
    assert "запрос отклонён" in await talk.press_data(ANNA, "colj:1:yes")
    assert await own(talk, BORIS) is None
    assert "не подтвердили" in await with_inn(talk, BORIS)


async def test_a_wish_is_taken_back(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    await talk(ANNA, "/cancel")
    await with_inn(talk, BORIS)
    assert "Запрос отозван" in await talk.press(BORIS, "Отозвать запрос")
    await talk.deliver()
    assert "запрос отозван" in await talk.press_data(ANNA, "colj:1:yes")
    assert await own(talk, BORIS) is None


async def test_nobody_asks_many_organisations_a_day(talk: Chat) -> None:
    async with talk.database.writing() as session:
        from storage.own_organisations import create
        from storage.people import find_or_create

        for number, inn in enumerate(("7707083893", "7736050003", "7702070139", "4205000016")):
            one = await find_or_create(session, Channel.TELEGRAM, str(900 + number), "", talk.now())
            await create(session, one.id, talk.now(), inn=inn)
        await session.commit()
    for inn in ("7707083893", "7736050003", "7702070139"):
        assert "попросил их подтвердить" in await with_inn(talk, BORIS, inn)
        await talk.press(BORIS, "Отозвать запрос")
    assert "запросов было уже три" in await with_inn(talk, BORIS, "4205000016")


async def test_who_leaves_takes_nothing_from_the_others(talk: Chat) -> None:
    await joined(talk)
    await talk(ANNA, "/organisation")
    assert "У коллег (1) всё останется" in await talk.press(ANNA, "Выйти и забыть")
    assert "Вы вышли" in await talk.press(ANNA, "Выйти")
    kept = await own(talk, BORIS)
    assert kept is not None
    assert kept.inn == INN
    assert await own(talk, ANNA) is None


async def test_a_colleague_who_is_gone_is_taken_out_and_told(talk: Chat) -> None:
    await joined(talk)
    await talk(ANNA, "/organisation")
    await talk.press(ANNA, "👥 Коллеги: 2")
    drop = next(one for one in talk.labels(ANNA) if one.startswith("Убрать"))
    await talk.press(ANNA, drop)
    assert "больше не с вами" in await talk.press(ANNA, "Убрать")
    await talk.deliver()
    assert "вы больше не в организации" in talk.sandbox.messages(BORIS)[-1]["text"]
    assert await own(talk, BORIS) is None


async def test_a_stranger_takes_nobody_out(talk: Chat) -> None:
    await joined(talk)
    await talk(VERA, "/organisation")
    assert "больше нет" in await talk.press_data(VERA, "cold:1:yes")
    assert await together(talk, ANNA) == 2


async def test_what_is_changed_is_changed_for_all(talk: Chat) -> None:
    await joined(talk)
    await talk(BORIS, "/organisation")
    await talk.press(BORIS, "✏️ Изменить")
    await talk.press(BORIS, "Название")
    await talk(BORIS, "АНО «Добрый <b>&дом»")
    assert "АНО «Добрый <b>&дом»" in await talk(ANNA, "/organisation")


async def test_another_inn_wants_leaving_first_when_others_are_there(talk: Chat) -> None:
    await joined(talk)
    await talk(BORIS, "/organisation")
    await talk.press(BORIS, "✏️ Изменить")
    await talk.press(BORIS, "ИНН")
    assert "сначала выйдите" in await talk(BORIS, OTHER_INN)


async def test_the_deleted_person_leaves_the_organisation_to_the_others(talk: Chat) -> None:
    await joined(talk)
    assert "у коллег она останется" in await talk(ANNA, "/delete_me")
    await talk.press(ANNA, "Удалить мои данные")
    assert await together(talk, BORIS) == 1


async def test_the_last_one_takes_it_all_along(talk: Chat) -> None:
    await with_inn(talk, ANNA)
    await talk(ANNA, "/delete_me")
    await talk.press(ANNA, "Удалить мои данные")
    assert "2 из 3" in await with_inn(talk, BORIS)


async def test_a_typed_question_knows_the_remembered_organisation(demo_talk: Chat) -> None:
    assert "Кто подаёт" in await demo_talk(ANNA, "нам можно на тёплый город?")
    await demo_talk(ANNA, "/organisation")
    await demo_talk.press(ANNA, "Запомнить нашу организацию")
    await demo_talk.press(ANNA, "Пропустить")
    await demo_talk.press(ANNA, "АНО")
    await demo_talk(ANNA, "20 августа 2026")
    said = await demo_talk(ANNA, "нам можно на тёплый город?")
    assert "Пока рано." in said
    assert "Можно с 20 февраля 2027" in said
    assert "подходит" in await demo_talk(ANNA, "нам 3 года, можно на тёплый город?")
