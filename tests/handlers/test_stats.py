"""The year's figures in chat: for administrators only, the same numbers as the JSON."""

import json

import pytest

from core.rendering import figure, number
from core.reports.annual import annual_report
from core.reports.json_printer import print_json
from storage.engine import Database
from tests.handlers.conftest import ANNA, VERA, Chat


async def pages(talk: Chat, label: str) -> list[str]:
    """A table's screen and all that follow by «Дальше ›», then back to the list."""
    shown = [await talk.press(VERA, label)]
    while "Дальше ›" in talk.labels(VERA):
        shown.append(await talk.press(VERA, "Дальше ›"))
    await talk.press(VERA, "« Таблицы")
    return shown


@pytest.mark.asyncio
async def test_stats_gives_five_figures_and_the_warning(talk: Chat) -> None:
    reply = await talk(VERA, "/stats 2023")
    assert reply.splitlines() == [
        "2023 год",
        "Из бюджета города: 21 984,5 тыс. ₽, 27 получателей",
        "Привлечено грантов: 410 190,0 тыс. ₽, 20 конкурсов; из них наука 317 092,0",
        "Охвачено поддержкой: 475 НКО по отчёту (по видам; организация может войти дважды)",
        "Имущество: 29 договоров, 11 332,7 м²",
        "Показатели: выполнено 5 из 7; ниже плана образование и культура (по 0,13 % при плане 0,15 %)",
        "≠ В таблицах 2, 3 и 5 итог не равен сумме строк.",
    ]
    assert talk.labels(VERA) == ["Таблицы 1–5", "Показатели", "Проверка", "📄 Отчёт файлом"]
    assert await talk(VERA, "/stats") == reply


@pytest.mark.parametrize("text", ["/stats", "/stats 2023", "/check", "/check 2023"])
@pytest.mark.asyncio
async def test_a_stranger_gets_their_number_and_no_figure(talk: Chat, text: str) -> None:
    reply = await talk(ANNA, text)
    assert "передайте администратору ваш номер: 101" in reply
    assert "«сколько выделили в 2023»" in reply
    assert "21 984" not in reply
    assert "424" not in reply


@pytest.mark.parametrize(
    "data", ["y:2023", "ya:2023", "yt:2023:1:1", "yr:2023:1:1", "yi:2023", "yc:2023", "yn:2023:1", "yf:2023"]
)
@pytest.mark.asyncio
async def test_a_forged_press_is_checked_again(talk: Chat, data: str) -> None:
    await talk(ANNA, "/start")
    reply = await talk.press_data(ANNA, data)
    assert "передайте администратору ваш номер: 101" in reply
    assert not any(character in reply for character in "≠₽%")


@pytest.mark.asyncio
async def test_every_number_of_the_tables_in_chat_is_the_jsons(talk: Chat, base: Database) -> None:
    async with base.reading() as session:
        printed = json.loads(print_json(await annual_report(session, 2023)))
    await talk(VERA, "/stats 2023")
    await talk.press(VERA, "Таблицы 1–5")
    for name, table in printed["tables"].items():
        shown = await pages(talk, f"Таблица {name}")
        assert all(len(page.splitlines()) <= 13 for page in shown)
        lines = [line for page in shown for line in page.splitlines() if line.split(".")[0].isdigit()]
        assert len(lines) == len(table["rows"])
        for line, row in zip(lines, table["rows"], strict=True):
            for cell in row[1:]:
                if isinstance(cell, float):
                    assert number(cell, 1).replace("\u00a0", " ") in line
                elif isinstance(cell, int) and name in "123":
                    assert figure(cell) in line
        text = "\n".join(shown)
        for total in (table["stated_total"], table["computed_total"]):
            for value in total.values():
                assert (number(value, 1) if isinstance(value, float) else figure(value)).replace("\u00a0", " ") in text


@pytest.mark.asyncio
async def test_a_row_leads_to_what_is_printed_and_back_to_its_page(talk: Chat) -> None:
    await talk(VERA, "/stats 2023")
    await talk.press(VERA, "Таблицы 1–5")
    await talk.press(VERA, "Таблица 3")
    await talk.press(VERA, "Дальше ›")
    reply = await talk.press(VERA, "13")
    assert reply.startswith("Смотр-конкурс «Снежный калейдоскоп»\nУчастники: более 800\n")
    assert "отчёт города за 2023 год, мера 2.8, таблица 3, строка 13" in reply
    assert "(2/3)" in await talk.press(VERA, "« Таблица 3")


@pytest.mark.asyncio
async def test_a_programme_leads_to_its_recipients_and_a_contest_to_its_projects(talk: Chat) -> None:
    await talk(VERA, "/stats 2023")
    await talk.press(VERA, "Таблицы 1–5")
    await talk.press(VERA, "Таблица 1")
    reply = await talk.press(VERA, "6")
    assert "• АНО ЦСМ «ВИТЯЗЬ»: 350,0 тыс. ₽\n" in reply
    assert "и ещё 5" in reply
    assert (await talk.press(VERA, "Таблица 5")).startswith("Таблица 5, 2023 год: 1 397,2 тыс. ₽ (1/2)")
    await talk.press(VERA, "« Таблицы")
    await talk.press(VERA, "Таблица 3")
    assert "«Домашняя забота»: 5 469,0 тыс. ₽" in await talk.press(VERA, "2")


@pytest.mark.asyncio
async def test_indicators_show_plan_and_fact_and_mark_the_missed(talk: Chat) -> None:
    await talk(VERA, "/stats 2023")
    reply = await talk.press(VERA, "Показатели")
    assert reply.startswith("2023 год: выполнено 5 из 7 показателей")
    assert reply.count("✅") == 5
    assert "⚠️ Доля НКО в деньгах на культуру: 0,13 % при плане 0,15 %" in reply


@pytest.mark.asyncio
async def test_a_sphere_may_stand_behind_the_command_or_in_words(talk: Chat) -> None:
    sport = await talk(VERA, "/stats 2023 спорт")
    assert sport.startswith("Спорт, 2023 год: 1 397,2 тыс. ₽ из бюджета города, 9 получателей")
    social = await talk(VERA, "статистика за 2023 по соцзащите")
    assert social.startswith("Социальная защита, 2023 год: 11 424,9 тыс. ₽")
    assert "40 НКО (консультации 23, имущество 11, деньги 6)" in social
    assert "Сферы «марсиан» не знаю" in await talk(VERA, "/stats 2023 марсиан")


@pytest.mark.asyncio
async def test_a_year_without_data_says_so_and_offers_the_last_full_one(talk: Chat) -> None:
    reply = await talk(VERA, "/stats 2026")
    assert reply == "За 2026 год данных ещё нет. Последний полный год: 2023."
    assert (await talk.press(VERA, "2023 год")).startswith("2023 год\nИз бюджета города: 21 984,5")
    assert "Известны только гранты по уровням: федеральные 246 900,0 тыс. ₽" in await talk(VERA, "/stats 2022")
    assert "За 2026 год данных ещё нет." in await talk(VERA, "/check 2026")
    assert "За 2147483647 год данных ещё нет." in await talk.press_data(VERA, "y:99999999999999999999")


@pytest.mark.asyncio
async def test_check_groups_what_does_not_fit_and_walks_through_it(talk: Chat) -> None:
    reply = await talk(VERA, "/check")
    lines = reply.splitlines()
    assert lines[0] == "2023 год: в трёх таблицах итог не равен сумме строк"
    assert lines[1].startswith("≠ Таблица 2, консультации: 424, по строкам 434 (на 10 больше)")
    assert "= Таблицы 1 и 4 сходятся." in lines
    assert "≠ Получатели денег: 27 в таблице 1, 24 в таблице 2." in lines
    assert lines[-1] == "Ничего не исправляю: решаете вы."
    assert len(lines) <= 12
    first = await talk.press(VERA, "По одному")
    assert "265 + 101 + 45 + 23 = 434" in first
    assert "17 + 24 + 434 = 475" in first
    assert "Похоже, верно: 434" in first
    assert "375 993,5 + 31 163,5 + 3 033,4 = 410 190,4" in await talk.press(VERA, "Дальше ›")
    seen = 2
    while "Дальше ›" in talk.labels(VERA):
        seen += 1
        assert (await talk.press(VERA, "Дальше ›")).startswith(f"{seen} из ")
    assert (await talk.press(VERA, "« Проверка")) == reply


@pytest.mark.asyncio
async def test_a_demo_base_does_not_change_the_citys_year(demo_talk: Chat) -> None:
    reply = await demo_talk(VERA, "/stats 2023")
    assert "410 190,0 тыс. ₽, 20 конкурсов" in reply
    assert await demo_talk(VERA, "/stats") == reply


@pytest.mark.parametrize("text", ["/stats 20023", "/stats 99", "/check 20 23", "/report 3999"])
@pytest.mark.asyncio
async def test_a_figure_that_is_no_year_is_said_and_no_other_year_shown(talk: Chat, text: str) -> None:
    reply = await talk(VERA, text)
    assert reply.startswith("Года «")
    assert "21 984" not in reply
    assert "424" not in reply


@pytest.mark.asyncio
async def test_a_form_that_is_not_made_is_said(talk: Chat) -> None:
    assert (await talk(VERA, "/report 2023 pdf")).startswith("Вида «pdf» не делаю.\nЕсть Word, Excel, CSV и JSON.")


@pytest.mark.asyncio
async def test_the_bots_own_work_is_one_tap_from_the_tables(talk: Chat) -> None:
    await talk(ANNA, "сколько выделили на спорт")
    await talk(VERA, "/stats 2026")
    await talk(VERA, "/stats 2023")
    await talk.press(VERA, "Таблицы 1–5")
    none = await talk.press(VERA, "💬 Работа бота")
    assert none.startswith("За 2023 год бот ничего не считал: вопросов, обращений и объявлений в нём не было.")
    reply = await talk.press_data(VERA, "yw:2026")
    assert "Вопросов: 1 от 1 человека, с ответом 1, передано 0" in reply
