"""The round-up of a year in chat: a good, a bad and a late department."""

import io
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import func, select

from core.collecting.board import remind_by_day
from core.organisations.resolving import Resolver
from storage.content import all_of
from storage.models.contests import SeasonRow
from storage.models.money import ProgrammeFundingRow, SubsidyRow
from storage.models.organisations import OrganisationRow
from storage.models.years import ResultTextRow
from storage.records.content import Organisation
from storage.terms import Role
from tests.conftest import TODAY, ZONE
from tests.handlers.conftest import ANNA, VERA, Chat
from tests.handlers.test_findings import hire
from tests.handlers.test_imports import files, send

pytestmark = pytest.mark.asyncio

VETERANS = "КООВОО ветеранов (пенсионеров) войны, труда, Вооруженных Сил и правоохранительных органов"


async def begin(talk: Chat, person: int = VERA) -> str:
    await talk(person, "/collect 2026")
    return await talk.press(person, "До 15\u00a0января")


async def template(talk: Chat, department: str, person: int = VERA) -> openpyxl.Workbook:
    await talk(person, "/collect 2026")
    await talk.press(person, "📑 Шаблоны")
    await talk.press(person, department)
    return openpyxl.load_workbook(io.BytesIO(files(talk, person)[-1][1]))


def fill(book: openpyxl.Workbook, sheet: str, row: int, **cells: Any) -> None:
    titles = [cell.value for cell in book[sheet][1]]
    for title, value in cells.items():
        book[sheet].cell(row, titles.index(title.replace("__", ", ").replace("_", " ")) + 1).value = value


def put(book: openpyxl.Workbook, sheet: str, row: int, values: dict[str, Any]) -> None:
    titles = [cell.value for cell in book[sheet][1]]
    for title, value in values.items():
        book[sheet].cell(row, titles.index(title) + 1).value = value


def social(book: openpyxl.Workbook) -> openpyxl.Workbook:
    """A good file: a text, the programme, a subsidy, support."""
    texts = book["Тексты"]
    row = next(cell.row for cell in texts["B"] if cell.value == "3.1")
    put(book, "Тексты", row, {"Что сделано": "Заключено 1 соглашение на 1 200,0 тыс. рублей."})
    put(book, "Программы", 2, {"Сумма, тыс. ₽": 1200, "Получателей": 1})
    put(book, "Субсидии", 2, {
        "Организация": VETERANS, "Название в отчёте": VETERANS, "Сумма, тыс. ₽": 1200,
        "Программа": "«Социальная поддержка населения города Кемерово»",
    })  # fmt: skip
    return book


async def counts(talk: Chat) -> tuple[int, ...]:
    async with talk.database.reading() as session:
        return tuple(
            [
                await session.scalar(select(func.count()).select_from(row).where(row.year == 2026)) or 0
                for row in (ProgrammeFundingRow, SubsidyRow, ResultTextRow)
            ]
        )


async def test_a_round_up_begins_with_a_last_day_and_shows_who_is_awaited(talk: Chat) -> None:
    assert (await talk(VERA, "/collect 2026")).startswith("Сбор за 2026 год не начат.")
    shown = await talk.press(VERA, "До 15\u00a0января")
    assert shown.splitlines() == [
        "Сбор за 2026 год, до пятницы, 15 января 2027",
        "⏳ Соцзащита · Образование · Культура и спорт · Предпринимательство · Имущество (КУМИ): ждём",
    ]
    assert talk.labels(VERA)[:4] == ["📑 Шаблоны", "🔔 Напомнить пятерым", "Загрузить за отдел", "📄 Черновик отчёта"]
    await talk.press(VERA, "Другой срок")
    assert "Этот день уже прошёл" in await talk(VERA, "1.11.2026")
    assert "до среды, 20 января 2027" in await talk(VERA, "20 января")


async def test_a_year_that_is_signed_already_is_not_collected(talk: Chat) -> None:
    assert "2023 год уже подписан." in await talk(VERA, "/collect 2023")
    assert "собирать рано или поздно" in await talk(VERA, "/collect 2051")


async def test_a_good_file_is_shown_applied_whole_and_taken_back(talk: Chat) -> None:
    owner = await hire(talk, "social", Role.OWNER)
    await begin(talk)
    book = await template(talk, "Соцзащита", owner)
    assert book.sheetnames[:4] == ["Тексты", "Программы", "Субсидии", "Поддержка"]
    numbers = [cell.value for cell in book["Тексты"]["B"]][1:]
    assert numbers == ["2.1", "2.4", "2.8", "3.1", "3.2", "4.2"]
    assert book["service"].sheet_state == "veryHidden"
    assert book["service"]["B1"].value == "year-2026-social"
    shown = await send(talk, social(book), "Соцзащита.xlsx", owner)
    assert shown.startswith("Всё сходится. Соцзащита, 2026 год: новых 3, изменений нет, удалённых нет.")
    assert await counts(talk) == (0, 0, 0)
    applied = await talk.press(owner, "Применить")
    assert applied.startswith("Применено. Соцзащита, 2026 год: новых 3, изменено 0, удалено 0.")
    assert "Осталось 4 отдела" in applied or "Остались 4 отдела" in applied
    assert await counts(talk) == (1, 1, 1)
    assert "✅ Соцзащита: 22 ноября" in await talk(VERA, "/collect")
    assert (await talk.press_data(owner, "yqu:1")).startswith("Отменено.")
    assert await counts(talk) == (0, 0, 0)


async def test_contests_of_the_year_that_wait_for_their_results_are_not_removed(demo_talk: Chat) -> None:
    await begin(demo_talk)
    book = await template(demo_talk, "Соцзащита")
    put(book, "Программы", 2, {"Сумма, тыс. ₽": 1200, "Получателей": 1})
    shown = await send(demo_talk, book, "Соцзащита.xlsx")
    assert shown.startswith("Всё сходится. Соцзащита, 2026 год: новых 1, изменений нет, удалённых нет."), shown
    assert "удалено 0." in await demo_talk.press(VERA, "Применить")
    async with demo_talk.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SeasonRow).where(SeasonRow.year == 2026))


async def test_the_same_file_twice_changes_nothing(talk: Chat) -> None:
    owner = await hire(talk, "social", Role.OWNER)
    await begin(talk)
    book = social(await template(talk, "Соцзащита", owner))
    await send(talk, book, person=owner)
    await talk.press(owner, "Применить")
    again = social(await template(talk, "Соцзащита", owner))
    for sheet, row in (("Субсидии", 2),):
        assert again[sheet].cell(row, 1).value
    assert (await send(talk, again, person=owner)).startswith("Ничего не изменилось.")
    assert "Этот файл уже применён." in await talk.press_data(owner, "yqa:1")
    assert await counts(talk) == (1, 1, 1)


async def test_a_bad_file_names_row_and_cell_and_changes_nothing(talk: Chat) -> None:
    owner = await hire(talk, "education", Role.OWNER)
    await begin(talk)
    book = await template(talk, "Образование", owner)
    put(book, "Программы", 2, {"Сумма, тыс. ₽": "2 856,2 тыс", "Получателей": 1})
    school = "ЧОУ «Православная школа во имя святых Кирилла и Мефодия»"
    put(book, "Субсидии", 2, {"Организация": school, "Название в отчёте": school, "Сумма, тыс. ₽": 2856.2})
    put(book, "Поддержка", 2, {"Сколько НКО": 100})
    last = book["Поддержка"].max_row + 1
    put(book, "Поддержка", last, {"Сфера": "Итого", "Сколько НКО": 101})
    shown = await send(talk, book, "Obrazovanie-2026.xlsx", owner)
    assert shown.startswith("Не принято: 3 замечания. В базе ничего не изменилось.")
    assert "Лист «Программы», C2: «2 856,2 тыс». Нужно число: 2856,2" in shown
    assert "Это она?" in shown
    assert f"Лист «Поддержка», E{last}: Итог 101, строки дают 100" in shown
    assert files(talk, owner)[-1][0] == "Obrazovanie-2026-замечания.xlsx"
    assert await counts(talk) == (0, 0, 0)
    assert "✏️ Образование: файл с ошибками" in await talk(VERA, "/collect 2026")


async def test_a_near_name_is_she_and_another_one_becomes_new(talk: Chat) -> None:
    owner = await hire(talk, "education", Role.OWNER)
    await begin(talk)
    for label, count in (("это она", 0), ("другая", 1)):
        book = await template(talk, "Образование", owner)
        school = "ЧОУ «Православная школа во имя святых Кирилла и Мефодия»"
        put(book, "Субсидии", 2, {"Организация": school, "Название в отчёте": school, "Сумма, тыс. ₽": 2856.2})
        async with talk.database.reading() as session:
            before = await session.scalar(select(func.count()).select_from(OrganisationRow)) or 0
        assert "Это она?" in await send(talk, book, person=owner)
        shown = await talk.press(owner, f"1: {label}")
        assert shown.startswith("Всё сходится.")
        assert (f"Новые организации: {school}." in shown) is bool(count)
        await talk.press(owner, "Применить")
        async with talk.database.reading() as session:
            after = await session.scalar(select(func.count()).select_from(OrganisationRow)) or 0
            assert (
                await session.scalar(select(func.count()).select_from(SubsidyRow).where(SubsidyRow.year == 2026)) == 1
            )
        assert after - before == count
        assert (await talk.press(owner, "↩️ Отменить")).startswith("Отменено.")


async def test_a_file_and_names_liken_organisations_alike(talk: Chat) -> None:
    """«Федерация хоккея» is spelt much like «Федерация футбола» and is another; /names would not propose it either."""
    owner = await hire(talk, "culture", Role.OWNER)
    await begin(talk)
    async with talk.database.reading() as session:
        resolver = Resolver(await all_of(session, Organisation), "кемеров")
    for name in ("РОО «Федерация хоккея города Кемерово»", "АНО «Волейбола города Кемерово федерация»"):
        book = await template(talk, "Культура и спорт", owner)
        put(book, "Субсидии", 2, {"Организация": name, "Название в отчёте": name, "Сумма, тыс. ₽": 100})
        shown = await send(talk, book, person=owner)
        proposed = resolver.recognise(name, 1)
        assert ("Это она?" in shown) is bool(proposed), name
    assert proposed
    assert "Федерация волейбола города Кемерово" in shown


async def test_who_is_late_is_reminded_by_hand_and_by_day(talk: Chat) -> None:
    owner, other = await hire(talk, "culture", Role.OWNER), await hire(talk, "social", Role.EDITOR)
    await begin(talk)
    reply = await talk.press(VERA, "🔔 Напомнить пятерым")
    assert reply.startswith("Напомнил: 2 человека (Соцзащита, Культура и спорт).")
    assert "Некому писать: Образование, Предпринимательство, Имущество (КУМИ)." in reply
    letter = await talk.after(owner, talk.deliver())
    assert letter.startswith("Файл за 2026 год: ждём до пятница, 15 января") or "15 января" in letter
    assert talk.labels(owner) == ["📑 Шаблоны", "📥 Сбор за 2026"]
    zone = ZoneInfo(ZONE)
    day = TODAY + timedelta(days=47)
    assert await remind_by_day(talk.database, day, zone) == 2
    assert await remind_by_day(talk.database, day, zone) == 0
    assert await remind_by_day(talk.database, day + timedelta(days=1), zone) == 0
    assert await remind_by_day(talk.database, day + timedelta(days=10), zone) == 2
    assert other


async def test_the_statistician_sends_for_a_department_and_a_stranger_cannot(talk: Chat) -> None:
    owner = await hire(talk, "culture", Role.OWNER)
    await begin(talk)
    book = social(await template(talk, "Соцзащита"))
    assert "Это файл другого отдела" in await send(talk, book, person=owner)
    assert (await send(talk, book)).startswith("Всё сходится. Соцзащита")
    assert (await talk.press(VERA, "Применить")).startswith("Применено.")
    await talk(ANNA, "/start")
    for data in ("yqu:1", "yqa:1", "yqf:2026:social", "yqr:2026", "yqs:2025:2027-01-15"):
        await talk.press_data(ANNA, data)
    assert await counts(talk) == (1, 1, 1)


async def test_a_year_in_work_is_nobodys_answer(talk: Chat) -> None:
    await begin(talk)
    await send(talk, social(await template(talk, "Соцзащита")))
    await talk.press(VERA, "Применить")
    assert "21 984,5" in await talk(ANNA, "сколько выделил город")
    assert (await talk(VERA, "/stats")).startswith("2023 год")
    assert (await talk(VERA, "/stats 2026")).startswith("2026 год")
