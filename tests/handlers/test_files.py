"""/report, /compare and charts as an administrator meets them."""

import asyncio
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from core.catalogue.loading import load
from core.reports.annual import annual_report
from core.reports.json_printer import print_json
from storage.engine import Database
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, VERA, Chat


async def sent_files(talk: Chat, count: int) -> list[dict[str, Any]]:
    """The files that the bot has sent to the administrator, once there are so many."""
    async with asyncio.timeout(60):
        while True:
            found = [one["file"] for one in talk.sandbox.messages(VERA) if one["from_bot"] and one.get("file")]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)


def stopping(talk: Chat) -> tuple[int, str]:
    """The progress message and what its «Остановить» holds."""
    newest = [one for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]
    return newest["message_id"], newest["reply_markup"]["inline_keyboard"][0][0]["callback_data"]


@pytest.mark.asyncio
async def test_a_report_is_made_beside_the_conversation_and_only_once_at_a_time(talk: Chat) -> None:
    reply = await talk(VERA, "/report 2023")
    assert reply.startswith("Готовлю отчёт за 2023 год\n")
    assert "Отчёт уже готовится." in await talk(VERA, "/report 2023")
    assert (await talk(VERA, "/stats 2023")).startswith("2023 год\n")
    found = await sent_files(talk, 2)
    assert [file["name"] for file in found] == ["report-2023.docx", "report-2023.xlsx"]
    texts = [one["text"] or "" for one in talk.sandbox.messages(VERA)]
    assert any(text.startswith("Отчёт за 2023 год готов") for text in texts)
    assert not any(text.startswith("Готовлю") for text in texts)


@pytest.mark.asyncio
async def test_a_report_is_stopped_from_its_message_and_may_be_asked_for_again(talk: Chat) -> None:
    await talk(VERA, "/report 2023")
    assert talk.labels(VERA) == ["Остановить"]
    stop = stopping(talk)
    assert (await talk.press(VERA, "Остановить")).startswith("Остановлено: отчёт за 2023 год не готовлю.")
    assert talk.labels(VERA) == ["📄 Word и Excel", "« Сводка"]
    assert await talk.after(VERA, talk.sandbox.press(VERA, stop)) == "", "a second press changes nothing"
    assert (await talk.press(VERA, "📄 Word и Excel")).startswith("Готовлю отчёт за 2023 год")
    assert [file["name"] for file in await sent_files(talk, 2)] == ["report-2023.docx", "report-2023.xlsx"]


@pytest.mark.asyncio
async def test_a_late_press_on_stop_says_that_the_report_is_made(talk: Chat) -> None:
    await talk(VERA, "/report 2023 json")
    stop = stopping(talk)
    await sent_files(talk, 1)
    assert "Отчёт за 2023 год уже готов, останавливать нечего." in await talk.after(
        VERA, talk.sandbox.press(VERA, stop)
    )
    assert "здесь уже не готовится" in await talk.press_data(VERA, "yos:2023:00000000")


@pytest.mark.asyncio
async def test_data_files_and_pictures_come_by_buttons(talk: Chat, base: Database) -> None:
    async with base.reading() as session:
        printed = print_json(await annual_report(session, 2023))
    await talk(VERA, "/stats 2023")
    assert "Отчёт за 2023 год файлом" in await talk.press(VERA, "📄 Отчёт файлом")
    assert talk.labels(VERA) == ["📄 Word и Excel", "CSV и JSON", "📊 Диаграммы", "🗂 Версии", "« Сводка"]
    await talk.press(VERA, "CSV и JSON")
    found = await sent_files(talk, 2)
    assert [file["name"] for file in found] == ["report-2023.csv", "report-2023.json"]
    assert found[1]["size"] == len(printed.encode())
    assert len(json.loads(printed)["measures"]) == 21
    await talk(VERA, "/stats 2023")
    await talk.press(VERA, "📄 Отчёт файлом")
    await talk.press(VERA, "📊 Диаграммы")
    shown = await talk.press(VERA, "План и факт")
    assert shown.startswith("Показатели: план и факт, 2023 год")
    assert (await sent_files(talk, 3))[2]["size"] > 10_000
    assert talk.labels(VERA) == ["« Диаграммы", "« Сводка"]


@pytest.mark.parametrize(
    "data", ["yo:2023:docx+xlsx", "yos:2023:00000000", "yg:2023", "yh:2023:levels", "ym:2022:2023:1", "yf:2023"]
)
@pytest.mark.asyncio
async def test_a_forged_press_for_files_is_refused(talk: Chat, data: str) -> None:
    await talk(ANNA, "/start")
    assert "передайте администратору ваш номер: 101" in await talk.press_data(ANNA, data)


@pytest.mark.parametrize("text", ["/report 2023", "/compare 2022 2023"])
@pytest.mark.asyncio
async def test_a_stranger_gets_no_files(talk: Chat, text: str) -> None:
    assert "передайте администратору ваш номер: 101" in await talk(ANNA, text)


@pytest.mark.asyncio
async def test_a_year_that_is_not_held_makes_no_report(talk: Chat) -> None:
    assert "За 2026 год данных ещё нет." in await talk(VERA, "/report 2026")
    assert "Отчёт уже готовится" not in await talk(VERA, "/report 2026")


@pytest.mark.asyncio
async def test_two_years_stand_side_by_side_and_what_a_year_lacks_is_named(talk: Chat) -> None:
    reply = await talk(VERA, "/compare 2023 2022")
    assert reply.splitlines() == [
        "2023 и 2022: гранты выросли на 137,2 млн ₽ (50 %)",
        "Всего, млн ₽: 410,2 против 273,0 (+137,2)",
        "Федеральный: 376,0 против 246,9 (+129,1)",
        "Региональный: 31,2 против 23,1 (+8,1)",
        "Местный: 3,0 против 3,0 (без изменений)",
        "За 2022 год не известны: суммы по конкурсам, деньги города, охват поддержкой, имущество, показатели; "
        "суммы по уровням есть до 0,1 млн.",
    ]
    assert talk.labels(VERA) == ["Без науки", "Год к году", "« Сводка"]
    without = await talk.press(VERA, "Без науки")
    assert without.startswith("2023 и 2022: гранты без науки 93 098,4 тыс. ₽ в 2023 году")
    assert "Федеральный: 75 401,5, за 2022 год не известно" in without
    assert "Поэтому науку за 2022 год отделить нельзя." in without
    assert "0,0" not in without
    assert await talk.press(VERA, "С наукой") == reply
    assert "сумм грантов за этот год в базе нет" in await talk(VERA, "/compare 2019 2023")
    assert await talk(VERA, "/compare") == reply


@pytest.mark.asyncio
async def test_rows_of_both_years_tell_what_made_the_change(talk: Chat, base: Database, tmp_path: Path) -> None:
    """An invented 2022 of three contests, one of them science."""
    (tmp_path / "pack.yaml").write_text("name: before\ntitle: Год раньше\nkind: city\n", encoding="utf-8")
    seasons = [
        {"key": f"{contest}-2022", "contest": contest, "year": 2022, "status": "closed", "zone": "UTC", "winners": 1,
         "amount": amount}
        for contest, amount in (("fpg", "9489.1 тыс"), ("minobrnauki", "200 млн"), ("veche", "1250 тыс"))
    ]  # fmt: skip
    (tmp_path / "seasons.yaml").write_text(yaml.safe_dump(seasons, allow_unicode=True), encoding="utf-8")
    await load(base, tmp_path, TODAY, ZoneInfo("UTC"))
    reply = await talk(VERA, "/compare 2022 2023")
    assert "Федеральный: 375 993,5 против 209 489,1 (+166 504,4)" in reply
    assert "Что изменило: Гранты Минобрнауки +76 592,0; Президентские гранты +10 000,0" in reply
    assert "Только в 2023: Российский научный фонд 24 000,0" in reply
    assert "За 2022 год не известны: деньги города, охват поддержкой, имущество, показатели." in reply
    assert "Всего, тыс. ₽: 410 190,4 против 210 739,1 (+199 451,3)" in reply
    without = await talk.press(VERA, "Без науки")
    assert "Что изменило: Президентские гранты +10 000,0" in without
    assert "Федеральный: 75 401,5 против 9 489,1 (+65 912,4)" in without
