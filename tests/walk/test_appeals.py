"""An appeal walked by everybody in it: the NGO's person, a specialist in private, the owner, a group with topics."""

import re

import pytest
from playwright.async_api import expect

from tests.walk.walker import ANNA, Walker, words

OLGA, SVETLANA = 901, 903
GROUP = -1001000000901
QUESTION = "нам отказали в возмещении коммуналки, куда жаловаться"
PDF = {"name": "otkaz.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 otkaz"}
DOCX = {"name": "zayavlenie.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04"}


async def begin(walker: Walker, person: int) -> None:
    """The first word: the bot may still be starting."""
    await walker.become(person)
    await walker.page.fill("#composer textarea", "/start")
    await walker.page.click("#send")
    await expect(walker.page.locator(".message.in").first).to_be_visible(timeout=60_000)


async def send(walker: Walker, text: str) -> None:
    """A question from the menu to the number."""
    await walker.become(ANNA)
    await walker.say("/start")
    await walker.press("Спросить специалиста")
    await expect(walker.newest).to_contain_text("Напишите вопрос")
    await walker.say(text)
    await expect(walker.newest).to_contain_text("Передать вопрос специалисту")


async def confirm(walker: Walker) -> None:
    await walker.press("Передать")
    agree = walker.page.locator(".inline-button", has_text="Согласен")
    await expect(walker.newest).to_contain_text(re.compile("принято|персональн|данн|сохраню"))
    if await agree.count():
        await agree.last.click()
    await expect(walker.newest).to_contain_text("принято")


async def group(walker: Walker, person: int) -> None:
    await walker.page.goto(f"{walker.address}/?person={person}&group={GROUP}")
    await expect(walker.page.locator("#composer textarea")).to_be_visible()


async def reply(walker: Walker, text: str) -> None:
    """Answer the newest message of the bot by its menu."""
    await walker.page.locator(".message.in").last.locator(".bubble").click(button="right")
    await walker.page.locator("#context-menu button", has_text="Ответить").click()
    await walker.page.fill("#composer textarea", text)
    await walker.page.click("#send")


@pytest.mark.asyncio
async def test_an_appeal_in_private_from_the_question_to_the_thanks(walker: Walker) -> None:
    await begin(walker, SVETLANA)
    await send(walker, QUESTION)
    await walker.picture("appeal-preview")
    await walker.press("Другая сфера")
    await expect(walker.newest).to_contain_text("О чём вопрос")
    await walker.picture("appeal-spheres")
    await walker.press("Образование")
    await expect(walker.newest).to_contain_text("Сфера: образование")
    await walker.page.set_input_files("#file-input", PDF)
    await expect(walker.newest).to_contain_text(words("1 файл"))
    await walker.picture("appeal-preview-file")
    await confirm(walker)
    await walker.picture("appeal-accepted")

    await walker.become(SVETLANA)
    await expect(walker.page.locator(".message.in", has_text="Пишет Анна")).to_be_visible(timeout=20_000)
    await walker.picture("appeal-specialist")
    await walker.press("Заметка")
    await expect(walker.newest).to_contain_text("человек не увидит")
    await walker.say("похоже на прошлогодний отказ")
    await walker.press("Обращение целиком")
    await expect(walker.page.locator(".message.in", has_text="прошлогодний отказ").last).to_be_visible()
    await walker.picture("appeal-card")
    await walker.press("Ответить")
    await expect(walker.newest).to_contain_text("уйдёт человеку")
    await walker.picture("appeal-answering")
    await walker.page.fill("#composer textarea", "Направьте заявление в управление образования, образец во вложении.")
    await walker.page.set_input_files("#file-input", DOCX)
    await expect(walker.newest).to_contain_text("отправляю человеку")
    await walker.picture("appeal-answered")

    await walker.become(ANNA)
    await expect(walker.page.locator(".message.in", has_text="zayavlenie.docx").last).to_be_visible(timeout=20_000)
    await walker.picture("appeal-answer")
    await walker.press("Ещё вопрос")
    await expect(walker.newest).to_contain_text("что добавить")
    await walker.say("а сколько ждать ответа?")
    await walker.picture("appeal-again")

    await walker.become(SVETLANA)
    await expect(walker.newest).to_contain_text("Ещё вопрос")
    await walker.picture("appeal-reopened")
    await walker.say("/queue")
    await walker.picture("appeal-queue")
    await walker.press("№ 1")
    await expect(walker.page.locator(".message.in", has_text="Пишет Анна").last).to_contain_text("ответить до")
    await walker.press("Другой отдел")
    await expect(walker.newest).to_contain_text("Кому передать")
    await walker.picture("appeal-hand")
    await walker.press("Имущество")
    await expect(walker.newest).to_contain_text("передано")
    await walker.picture("appeal-handed")
    await walker.press("Вернуть себе")
    await expect(walker.newest).to_contain_text("Образование")
    await walker.press("Закрыть")
    await expect(walker.newest).to_contain_text("Чем закончилось")
    await walker.picture("appeal-outcomes")
    await walker.press("Разъяснили")
    await expect(walker.newest).to_contain_text("закрыто")

    await walker.become(ANNA)
    await expect(walker.newest).to_contain_text("закрыто", timeout=120_000)
    await walker.picture("appeal-closed")
    await walker.press("Мои обращения")
    await expect(walker.newest).to_contain_text("Ваши обращения")
    await walker.picture("appeal-own")
    await walker.press("№ 1")
    await expect(walker.newest).to_contain_text("Обращение № 1")
    await walker.picture("appeal-thread")


@pytest.mark.asyncio
async def test_a_group_with_a_topic_for_each_appeal(walker: Walker) -> None:
    await begin(walker, SVETLANA)
    await group(walker, SVETLANA)
    await walker.page.fill("#composer textarea", "/bind")
    await walker.page.click("#send")
    await expect(walker.newest).to_contain_text("владелец отдела")
    await group(walker, OLGA)
    await walker.page.fill("#composer textarea", "/bind")
    await walker.page.click("#send")
    await expect(walker.newest).to_contain_text("Группа привязана")
    await walker.picture("group-bound")

    await send(walker, QUESTION)
    await confirm(walker)

    await group(walker, SVETLANA)
    topic = walker.page.locator("#topics button", has_text="№ 1")
    await expect(topic).to_be_visible(timeout=20_000)
    await topic.click()
    await expect(walker.newest).to_contain_text("Пишет Анна")
    await walker.picture("group-card")
    await reply(walker, "# уточню у юриста")
    await expect(walker.page.locator(".message.out .reaction")).to_have_count(1)
    await walker.page.fill("#composer textarea", "Направьте заявление, ответят за 30 дней.")
    await walker.page.click("#send")
    await expect(walker.newest).to_contain_text("Это ответ человеку")
    await walker.picture("group-asks")
    await walker.press("Отправить человеку")
    await expect(walker.page.locator(".message.in", has_text="Отправляю человеку")).to_be_visible()
    await expect(walker.newest).to_contain_text("Научить бота")
    await reply(walker, "Образец заявления тоже приложу.")
    await expect(walker.page.locator(".message.out .reaction")).to_have_count(2)
    await walker.picture("group-answered")

    await walker.become(ANNA)
    await expect(walker.newest).to_contain_text("Образец заявления")
    await reply(walker, "Спасибо! А если снова откажут?")
    await expect(walker.newest).to_contain_text("Передано к обращению")
    await walker.picture("group-person")

    await group(walker, OLGA)
    await walker.page.locator("#topics button", has_text="№ 1").click()
    await expect(walker.newest).to_contain_text("снова откажут")
    await walker.press("Закрыть")
    await expect(walker.newest).to_contain_text("Чем закончилось")
    await walker.picture("group-outcomes")
    await walker.press("Решили")
    await expect(walker.newest).to_contain_text("закрыто: вопрос решён")
    closed = walker.page.locator("#topics button", has_text="✅ № 1")
    await expect(closed).to_be_visible(timeout=120_000)
    await walker.picture("group-closed")

    await walker.become(ANNA)
    await walker.press("Ещё вопрос")
    await expect(walker.newest).to_contain_text("откроется снова")
    await walker.say("отказали ещё раз")
    await group(walker, OLGA)
    await expect(closed).to_have_count(0)
    await walker.page.locator("#topics button", has_text="№ 1").click()
    await expect(walker.newest).to_contain_text("отказали ещё раз")
    await walker.picture("group-reopened")


@pytest.mark.asyncio
async def test_an_edited_message_and_an_odd_name_before_it_is_sent(walker: Walker) -> None:
    await begin(walker, SVETLANA)
    await send(walker, f"<b>&\"'{{{{7*7}}}} {QUESTION}")
    await walker.page.locator(".message.out").last.locator(".bubble").click(button="right")
    await walker.page.locator("#context-menu button", has_text="Изменить").click()
    await walker.page.fill("#composer textarea", "<i>исправлено</i> & שלום: нам отказали в возмещении коммуналки")
    await walker.page.click("#send")
    await expect(walker.newest).to_contain_text("<i>исправлено</i> & שלום")
    await walker.picture("appeal-edited")
    await confirm(walker)
    await walker.become(SVETLANA)
    await expect(walker.newest).to_contain_text("<i>исправлено</i>")
    await walker.picture("appeal-odd")
