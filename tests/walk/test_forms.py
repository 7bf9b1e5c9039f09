"""The nine forms walked by a plain editor of one department: wrong, back, past, cancelled, killed, published."""

import pytest
from playwright.async_api import expect

from tests.walk.walker import MARINA, Walker

OLGA, PAVEL, IRINA = 901, 902, 905
HOSTILE = "<b>&\"'{{7*7}}"

Steps = list[tuple[str, str]]
"""(say, press or wrong) and the words; «wrong» is an answer that is not taken."""

CONTACT: Steps = [
    ("say", f"Ресурсный класс {HOSTILE} (пример)"), ("say", "Класс (пример)"), ("press", "« Назад"),
    ("say", "Класс НКО (пример)"), ("say", "аренда класса\nкомпьютеры"), ("say", "Пустят поработать."),
    ("wrong", "звоните"), ("say", "8 3842 58-00-01"), ("say", "ул. Примерная, 9"), ("say", "пропустить"),
    ("wrong", "сайта нет"), ("press", "Пропустить"), ("press", "Образование"), ("press", "Дальше"),
]  # fmt: skip
FORMS: list[tuple[str, str, Steps]] = [
    ("season", "📅 Срок приёма", [
        ("wrong", "такого конкурса нет"), ("pick", ""), ("press", "объявлен"), ("press", "Москва"),
        ("say", "1 декабря"), ("wrong", "31 ноября"), ("say", "15 декабря"), ("wrong", "500000"), ("say", "500 тыс"),
        ("say", "пропустить"), ("say", "20 января"), ("say", "example.org/priem"),
    ]),
    ("contest", "🏆 Конкурс, субсидия", [
        ("press", "конкурс"), ("say", f"Конкурс школьных музеев {HOSTILE} (пример)"), ("say", "Музеи (пример)"),
        ("press", "городской"), ("press", "городской бюджет"), ("say", "Управление образования"),
        ("say", "музеи школ"), ("say", "НКО при школах"), ("press", "Образование"), ("press", "Дальше"),
        ("say", "нет сметы\nнет печати"), ("wrong", "не знаю адреса"), ("press", "Пропустить"),
    ]),
    ("measure", "💰 Мера плана", [
        ("say", "3.11"), ("wrong", "давно"), ("say", "2026"), ("say", "Раздел 3"), ("say", "Музеи в школах"),
        ("say", "Музеи (пример)"), ("say", "Открыто 2 музея."), ("say", "отдел школ"), ("press", "Пропустить"),
    ]),
    ("premises", "🏠 Помещение", [
        ("say", "Класс 40 м² (пример)"), ("say", "ул. Примерная, 9"), ("press", "Пропустить"), ("wrong", "большая"),
        ("say", "40,5"), ("say", "занятия"), ("press", "бесплатно"), ("say", "по вечерам"), ("wrong", "31 февраля"),
        ("say", "20 декабря"), ("wrong", "нет фото"), ("press", "Дальше"), ("press", "Пропустить"),
    ]),
    ("duty", "📌 Обязанность", [
        ("say", "Отчёт музея"), ("press", "АНО"), ("press", "Дальше"), ("wrong", "весной"), ("say", "15 апреля"),
        ("say", "в управление"), ("press", "Пропустить"), ("say", "Приказ № 7 (пример)"), ("press", "Пропустить"),
        ("press", "Пропустить"),
    ]),
    ("contact", "☎️ Контакт", CONTACT),
    ("training", "🎓 Обучение", [
        ("say", f"Музей за неделю {HOSTILE} (пример)"), ("say", "Пять вечеров."), ("press", "местное"),
        ("wrong", "вечером"), ("say", "25 декабря в 18 часов"), ("say", "зал 3"), ("wrong", "много"), ("say", "12"),
        ("say", "учителя"), ("press", "Пропустить"), ("press", "Пропустить"), ("press", "Пропустить"),
        ("press", "Пропустить"),
    ]),
    ("faq", "💬 Частый вопрос", [
        ("say", "Как открыть школьный музей?"), ("say", "Напишите в управление образования."),
        ("say", "музей при школе\nоткрыть музей"), ("press", "Образование"), ("press", "Дальше"),
    ]),
    ("rule", "⚖️ Условие участия", [
        ("pick", ""), ("press", "возраст организации"), ("press", "не меньше"), ("wrong", "полгода"), ("say", "6"),
        ("press", "Пропустить"), ("say", "организации 6 месяцев"), ("press", "Пропустить"),
    ]),
]  # fmt: skip


async def act(walker: Walker, form: str, number: int, kind: str, words: str) -> None:
    """One answer, and wait until the bot said something else."""
    before = await walker.newest.inner_text()
    count = await walker.page.locator(".message.in").count()
    if kind == "press":
        await walker.page.locator(".message.in").last.locator(".inline-button", has_text=words).first.click()
    elif kind == "pick":
        await walker.page.locator(".message.in").last.locator(".inline-button").first.click()
    else:
        await walker.page.fill("#composer textarea", words)
        await walker.page.click("#send")
    for _ in range(200):
        if await walker.page.locator(".message.in").count() > count or await walker.newest.inner_text() != before:
            break
        await walker.page.wait_for_timeout(100)
    await walker.page.wait_for_timeout(250)
    if kind == "wrong":
        await walker.picture(f"form-{form}-{number:02}-wrong")


async def begin(walker: Walker, button: str) -> None:
    await walker.say("/content")
    await walker.press(button)
    await expect(walker.newest).to_contain_text("Добавить")
    await walker.press("Добавить")
    await expect(walker.newest).to_contain_text("1 из")


@pytest.mark.asyncio
async def test_a_plain_editor_fills_in_every_form(walker: Walker) -> None:
    await walker.become(PAVEL)
    await walker.say("/start")
    await walker.say("/content")
    await walker.picture("form-00-menu")
    for form, button, steps in FORMS:
        if form == "premises":
            await walker.say("/content")
            await walker.press(button)
            await expect(walker.newest).to_contain_text("эти записи ведёт")
            await walker.picture("form-premises-00-closed")
            await walker.become(IRINA)
        await begin(walker, button)
        await walker.picture(f"form-{form}-00-first")
        for number, (kind, words) in enumerate(steps, 1):
            await act(walker, form, number, kind, words)
        await expect(walker.newest).to_contain_text("Так увидят люди")
        await walker.picture(f"form-{form}-90-preview")
        await walker.press("Исправить")
        await expect(walker.newest).to_contain_text("что исправить")
        await walker.picture(f"form-{form}-91-fix")
        await walker.press("Показать целиком")
        await expect(walker.newest).to_contain_text("Так увидят люди")
        await walker.press("Опубликовать")
        await walker.page.wait_for_timeout(2_000)
        await walker.picture(f"form-{form}-92-published")
        await expect(walker.newest).to_contain_text("Опубликовано")
        if await walker.page.locator(".message.in").last.locator(".inline-button", has_text="Карточка").count():
            await walker.press("Карточка")
            await expect(walker.newest).not_to_contain_text("Опубликовано")
            await walker.picture(f"form-{form}-93-card")
        if form == "premises":
            await walker.become(PAVEL)


@pytest.mark.asyncio
async def test_a_form_survives_cancel_and_a_kill_and_two_editors_are_told(walker: Walker) -> None:
    await walker.become(PAVEL)
    await walker.say("/start")
    await begin(walker, "☎️ Контакт")
    for number, (kind, words) in enumerate(CONTACT[:5], 1):
        await act(walker, "contact", number, kind, words)
    await walker.say("/cancel")
    await walker.picture("form-10-cancelled")
    await walker.say("/content")
    await walker.press("Черновики: 1")
    await expect(walker.newest).to_contain_text("ждёт ответа")
    await walker.picture("form-11-drafts")
    await walker.page.locator(".message.in").last.locator(".inline-button").first.click()
    await expect(walker.newest).to_contain_text("Чем там помогут")
    await walker.picture("form-12-continued")
    assert walker.restart is not None
    await walker.restart()
    await walker.say("Пустят поработать.")
    await expect(walker.newest).to_contain_text("Какой телефон")
    await walker.picture("form-13-after-the-kill")
    await walker.press("В черновик")
    await expect(walker.newest).to_contain_text("Сохранено в черновиках")
    await walker.picture("form-14-saved")

    for person in (PAVEL, OLGA):
        await walker.become(person)
        await walker.say("/content")
        await walker.press("☎️ Контакт")
        for _ in range(4):
            await walker.page.wait_for_timeout(1_000)
            own = walker.page.locator(".message.in").last.locator(".inline-button", has_text="Управление образования")
            if await own.count():
                await own.first.click()
                break
            await walker.picture("form-14-table")
            await walker.press("›")
        await expect(walker.newest).to_contain_text("Что изменить")
        await walker.picture(f"form-15-fields-{person}")
        await walker.press("Телефон")
        await expect(walker.newest).to_contain_text("Какой телефон")
        await walker.say(f"8 3842 58-0{person}")
        await expect(walker.newest).to_contain_text("Так увидят люди")
        await walker.picture(f"form-16-change-{person}")
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Изменено")
    await walker.picture("form-17-second-published")
    await walker.become(PAVEL)
    await walker.press("Опубликовать")
    await expect(walker.newest).to_contain_text("Чьё оставить")
    await walker.picture("form-18-clash")
    await walker.press("Взять моё")
    await expect(walker.newest).to_contain_text("Изменено")
    await walker.picture("form-19-mine")
    await walker.press("Карточка")
    await expect(walker.newest).to_contain_text("Управление образования")
    await walker.picture("form-20-card")
    await walker.press("История записи")
    await expect(walker.newest).to_contain_text("2 правки")
    await walker.picture("form-21-history")

    await walker.become(MARINA)
    await walker.say("/team")
    await expect(walker.newest).to_be_visible()
