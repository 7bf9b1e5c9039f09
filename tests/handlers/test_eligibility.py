"""«Нам подойдёт?» through the chat: taps and written answers, what is remembered and how it is forgotten."""

import pytest

from storage.own_organisations import organisation_of
from storage.people import find_person
from storage.records.people import OwnOrganisation
from storage.terms import Applicant, Channel
from tests.handlers.conftest import ANNA, Chat


async def kept(talk: Chat) -> OwnOrganisation | None:
    async with talk.database.reading() as session:
        person = await find_person(session, Channel.TELEGRAM, str(ANNA))
        assert person is not None
        return await organisation_of(session, person.id)


async def _card(talk: Chat, key: str) -> None:
    await talk(ANNA, f"/start c_{key}")


@pytest.mark.asyncio
async def test_two_taps_lead_from_a_card_to_a_verdict(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    assert "Кто подаёт заявку?" in await demo_talk.press(ANNA, "Нам подойдёт?")
    assert "Сколько организации лет?" in await demo_talk.press(ANNA, "АНО")
    assert "По проверенным условиям подходит" in await demo_talk.press(ANNA, "Больше года")


@pytest.mark.asyncio
async def test_an_answer_may_be_written(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    reply = await demo_talk(ANNA, "ано, августа")
    assert "Пока рано." in reply
    assert "Можно с 28 февраля 2027." in reply


@pytest.mark.asyncio
async def test_another_question_leaves_the_dialogue(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    reply = await demo_talk(ANNA, "сколько выделили на спорт в 2023")
    assert "Кто подаёт" not in reply
    assert "Сколько организации лет" not in await demo_talk(ANNA, "спасибо")


@pytest.mark.asyncio
async def test_what_is_skipped_stays_unknown(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    await demo_talk.press(ANNA, "АНО")
    reply = await demo_talk.press(ANNA, "Не знаю")
    assert "Точно сказать нельзя." in reply
    assert "Не проверено: организации 6 месяцев" in reply


@pytest.mark.asyncio
async def test_a_person_of_no_organisation_is_refused_with_the_rule(demo_talk: Chat) -> None:
    await _card(demo_talk, "fpg")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    assert (
        "Не подходит. Президентские гранты: участвуют только негосударственные НКО. У вас физлицо."
        in await demo_talk.press(ANNA, "Физлицо")
    )


@pytest.mark.asyncio
async def test_the_organisation_is_kept_only_after_the_consent_and_then_not_asked_for(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    await demo_talk(ANNA, "ано, 20 августа")
    consent = await demo_talk.press(ANNA, "Запомнить нашу организацию")
    assert "Храню форму и дату регистрации, чтобы не спрашивать снова. Изменить и удалить: /organisation." in consent
    assert await kept(demo_talk) is None
    assert "Запомнил: АНО, регистрация: 20 августа 2026" in await demo_talk.press(ANNA, "✅ Запомнить")
    found = await kept(demo_talk)
    assert found is not None
    assert found.form is Applicant.ANO
    await _card(demo_talk, "demo-teply-gorod")
    assert "Можно с 20 февраля 2027." in await demo_talk.press(ANNA, "Нам подойдёт?")


@pytest.mark.asyncio
async def test_settings_forget_the_organisation(demo_talk: Chat) -> None:
    await _card(demo_talk, "demo-teply-gorod")
    await demo_talk.press(ANNA, "Нам подойдёт?")
    await demo_talk(ANNA, "ано, 20 августа")
    await demo_talk.press(ANNA, "Запомнить нашу организацию")
    await demo_talk.press(ANNA, "✅ Запомнить")
    await demo_talk(ANNA, "/settings")
    assert "АНО, регистрация: 20 августа 2026" in await demo_talk.press(ANNA, "🏢 Наша организация")
    assert "Выйти и забыть" in await demo_talk.press(ANNA, "Выйти и забыть")
    assert "удалил" in await demo_talk.press(ANNA, "Выйти")
    assert await kept(demo_talk) is None


@pytest.mark.asyncio
async def test_a_broken_button_says_that_it_is_gone(demo_talk: Chat) -> None:
    for data in ("el:fpg:zz", "el:fpg:....9x", "el:nothing:....", "elk:zz", "elok:zz"):
        await _card(demo_talk, "fpg")
        assert "больше нет" in await demo_talk.press_data(ANNA, data)


@pytest.mark.asyncio
async def test_without_rules_the_card_does_not_offer_a_verdict(talk: Chat) -> None:
    await _card(talk, "fpg")
    assert "Нам подойдёт?" not in talk.labels(ANNA)
    assert "условий этого конкурса в базе нет" in await talk.press_data(ANNA, "el:fpg:-")
