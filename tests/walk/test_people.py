"""Organisations walked in the chat page: a newcomer, a colleague, a stranger with the same INN, an editor of names."""

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, IGOR, MARINA, Walker, words

PAVEL, TIMUR = 902, 904
INN, WRONG_INN = "7707083893", "7707083894"
GRANT = "Тёплый город"


async def agreed(walker: Walker) -> None:
    """The screen of consent, where it comes."""
    await walker.page.wait_for_timeout(1_500)
    if await walker.page.locator(".inline-button", has_text="Согласен").count():
        await walker.press("Согласен")


async def seen(walker: Walker, text: str) -> None:
    """A bubble with these words; a letter may have come below it."""
    await expect(walker.page.locator(".message.in", has_text=text).last).to_be_visible(timeout=120_000)


@pytest.mark.asyncio
async def test_colleagues_share_an_organisation_and_what_they_did(walker: Walker) -> None:
    await walker.become(ANNA)
    await walker.say("/start")
    await walker.say("/organisation")
    await walker.picture("people-01-none")
    await walker.press("Запомнить нашу организацию")
    await walker.page.wait_for_timeout(1_500)
    await walker.picture("people-02-consent")
    await agreed(walker)
    await expect(walker.newest).to_contain_text("1 из 3")
    await walker.picture("people-03-who")
    await walker.say(WRONG_INN)
    await expect(walker.newest).to_contain_text("не сходится")
    await walker.picture("people-04-wrong")
    await walker.say(INN)
    await expect(walker.newest).to_contain_text("2 из 3")
    await walker.picture("people-05-form")
    await walker.press("АНО")
    await expect(walker.newest).to_contain_text("3 из 3")
    await walker.picture("people-06-founded")
    await walker.press("Больше года")
    await expect(walker.newest).to_contain_text("Запомнил")
    await walker.picture("people-07-card")
    await walker.press("Изменить")
    await expect(walker.newest).to_contain_text("Что изменить")
    await walker.picture("people-08-edit")
    await walker.press("Сфера")
    await expect(walker.newest).to_contain_text("В какой сфере")
    await walker.picture("people-09-sphere")
    await walker.press("Спорт")
    await expect(walker.newest).to_contain_text("порт")
    await walker.press("Изменить")
    await walker.press("Название")
    await walker.say("федерация волейбола")
    await expect(walker.newest).to_contain_text("это вы?")
    await walker.picture("people-10-namesake")
    await walker.press("Это мы")
    await expect(walker.newest).to_contain_text("В базе города")
    await walker.picture("people-11-known")
    await walker.press("Что мы получили")
    await expect(walker.newest).to_contain_text(words("264,0 тыс. ₽"))
    await walker.picture("people-12-received")

    await walker.become(IGOR)
    await walker.say("/start")
    await walker.say("/organisation")
    await walker.press("Запомнить нашу организацию")
    await agreed(walker)
    await expect(walker.newest).to_contain_text("1 из 3")
    await walker.say(INN)
    await expect(walker.newest).to_contain_text("попросил их подтвердить")
    await walker.picture("people-13-asked")
    await walker.press("Наша организация")
    await expect(walker.newest).to_contain_text("ещё не ответили")
    await walker.picture("people-14-waits")

    await walker.become(ANNA)
    await seen(walker, "просится в вашу организацию")
    await walker.picture("people-15-wish")
    await walker.press("Это наш коллега")
    await seen(walker, "теперь с вами")
    await walker.picture("people-16-let-in")
    await walker.say("/organisation")
    await walker.press("Коллеги: 2")
    await expect(walker.newest).to_contain_text("нас 2")
    await walker.picture("people-17-colleagues")
    await walker.say("нам можно на тёплый город?")
    await expect(walker.newest).to_contain_text(GRANT)
    await walker.picture("people-18-eligible")

    await walker.become(IGOR)
    await seen(walker, "Вас подтвердили")
    await walker.picture("people-19-confirmed")
    for person in (ANNA, IGOR):
        await walker.become(person)
        await walker.say("/start c_demo-teply-gorod")
        await expect(walker.newest).to_contain_text(GRANT)
        await walker.press("Напомнить")
        await walker.page.wait_for_timeout(1_500)
    await walker.picture("people-20-remind")

    await walker.become(TIMUR)
    await walker.say("/start")
    await walker.say("/organisation")
    await walker.press("Запомнить нашу организацию")
    await agreed(walker)
    await expect(walker.newest).to_contain_text("1 из 3")
    await walker.say(INN)
    await expect(walker.newest).to_contain_text("попросил их подтвердить")
    await walker.picture("people-21-stranger")

    await walker.become(ANNA)
    await seen(walker, "Тимур")
    await walker.press("Не знаю такого")
    await seen(walker, "запрос отклонён")
    await walker.picture("people-22-refused")

    await walker.become(TIMUR)
    await seen(walker, "Коллеги не подтвердили")
    await walker.picture("people-23-not-confirmed")
    await walker.say("/organisation")
    await walker.picture("people-24-nothing-known")

    await walker.become(IGOR)
    await walker.say("/organisation")
    await walker.press("Коллеги: 2")
    await walker.press("Убрать: Анна")
    await expect(walker.newest).to_contain_text("Убрать из организации")
    await walker.picture("people-25-drop")
    await walker.press("Коллеги: 2")
    await expect(walker.newest).to_contain_text("нас 2")
    await walker.press("Наша организация")
    await walker.press("Выйти и забыть")
    await expect(walker.newest).to_contain_text("Выйти")
    await walker.picture("people-26-leave")
    await walker.page.locator(".inline-button", has_text="Выйти").first.click()
    await expect(walker.newest).to_contain_text("Вы вышли")
    await walker.picture("people-27-left")


@pytest.mark.asyncio
async def test_an_editor_decides_about_names(walker: Walker) -> None:
    await walker.become(PAVEL)
    await walker.say("/start")
    await walker.press("Для сотрудников")
    await expect(walker.newest).to_contain_text("Вы редактор")
    await walker.picture("names-00-staff")
    await walker.say("/names")
    await expect(walker.newest).to_contain_text("одна ли это организация")
    await walker.picture("names-01-pair")
    await walker.press("Это одна")
    await expect(walker.newest).to_contain_text("Теперь одна")
    await walker.picture("names-02-merged")
    await walker.press("Дальше")
    await expect(walker.newest).to_contain_text("одна ли это организация")
    await walker.press("Разные")
    await expect(walker.newest).to_contain_text("Больше не предложу")
    await walker.picture("names-03-apart")
    await walker.press("Дальше")
    await expect(walker.newest).to_contain_text("одна ли это организация")
    await walker.press("Решённые")
    await expect(walker.newest).to_contain_text("Решено о названиях")
    await walker.picture("names-04-done")
    await walker.page.locator(".inline-button", has_text="↩️").last.click()
    await walker.page.wait_for_timeout(2_000)
    await walker.picture("names-05-back")
    await walker.say("/history")
    await expect(walker.newest).to_contain_text("История")
    await walker.picture("names-06-history")

    await walker.become(MARINA)
    await walker.say("/names")
    await expect(walker.newest).to_contain_text("одна ли это организация")
    await walker.become(ANNA)
    await walker.say("/names")
    await walker.picture("names-07-stranger")
