"""From a person's question to the year's figures: an answered appeal stands in row 2.2 and table 2, chat and files."""

import io
import zipfile

import openpyxl
import pytest

from core.reports.annual import annual_report
from storage.imports import Writer
from storage.own_organisations import create
from storage.people import find_or_create
from storage.records.content import SupportCount
from storage.terms import Channel, SupportKind
from tests.conftest import TODAY
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_appeal_threads import QUESTION, newest, sent, specialist, stored
from tests.handlers.test_files import sent_files

YEAR = TODAY.year
CULTURE = "Культура, спорт, молодежь, туризм"

pytestmark = pytest.mark.asyncio


async def answered(chat: Chat, expert: int, person: int = ANNA, text: str = QUESTION) -> None:
    await sent(chat, text, person)
    await chat.deliver()
    await chat.after(expert, chat.sandbox.say(expert, "Напишите в управление", reply_to=newest(chat, expert)))
    await chat.deliver()


async def handed_in(chat: Chat, label: str, sphere: str, count: int) -> None:
    """What a department says of the year, so that there is one."""
    async with chat.database.writing() as session:
        author = await find_or_create(session, Channel.TELEGRAM, str(VERA), "", TODAY)
        writer = Writer.of(session, author.id, TODAY)
        await writer.add("support_counts", SupportCount(
            key=f"{sphere}-{YEAR}", year=YEAR, sphere_label=label, spheres=(sphere,), kind=SupportKind.CONSULTATION,
            count=count,
        ))  # fmt: skip
        await session.commit()


async def consultations(chat: Chat) -> dict[str, int]:
    """Table 2: consultations by row."""
    async with chat.database.reading() as session:
        table = (await annual_report(session, YEAR)).table("2")
    return {str(row.cells[0]): int(table.cell(row, SupportKind.CONSULTATION) or 0) for row in table.rows}


async def test_an_answered_appeal_stands_in_table_two_of_the_chat_and_of_the_files(talk: Chat) -> None:
    expert = await specialist(talk)
    await talk(VERA, "/start")
    await handed_in(talk, "Социальная защита", "social", 7)
    await answered(talk, expert)
    await sent(talk, QUESTION, BORIS)
    assert await consultations(talk) == {"Социальная защита": 7, "Образование": 1}
    shown = await talk.press_data(VERA, f"yt:{YEAR}:2:1")
    assert "Образование" in shown
    assert "Из консультаций 1 через бота" in await talk.press_data(VERA, f"yr:{YEAR}:2:2")
    assert "возмещение коммунальных услуг: 1" in await talk.press_data(VERA, f"yw:{YEAR}")
    await talk(VERA, f"/report {YEAR}")
    files = {one["name"]: one for one in await sent_files(talk, 2)}
    word, book = (_content(talk, files[f"report-{YEAR}.{form}"]) for form in ("docx", "xlsx"))
    cells = [
        row for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets
        for row in sheet.iter_rows(values_only=True) if "Образование" in row and 1 in row
    ]  # fmt: skip
    assert cells, "table 2 of the workbook has the row"
    assert "Образование" in zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert "рассмотрено 1 обращение" in _plain(word)


def _content(chat: Chat, file: dict[str, str]) -> bytes:
    return chat.sandbox.state.files.by_id[file["url"].rsplit("/", 1)[1]].content


def _plain(word: bytes) -> str:
    import re

    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", text).replace("\u00a0", " ")


async def test_it_counts_once_however_it_went_on_and_where_it_was_answered(talk: Chat) -> None:
    expert, other = await specialist(talk), await specialist(talk, "social")
    await handed_in(talk, CULTURE, "culture", 5)
    await answered(talk, expert)
    await talk.press(ANNA, "Ещё вопрос")
    await talk(ANNA, "а сроки?")
    await talk.deliver()
    await talk.after(expert, talk.sandbox.say(expert, "30 дней", reply_to=newest(talk, expert)))
    await sent(talk, QUESTION, BORIS)
    await talk.deliver()
    card = next(one for one in reversed(talk.sandbox.messages(expert)) if one["text"].startswith("Обращение № 2"))
    await talk.press_data(expert, "aph:2:list")
    await talk.press(expert, "Соцзащита")
    assert card
    await talk.deliver()
    appeal, _ = await stored(talk, BORIS)
    assert (appeal.department, appeal.sphere) == ("social", "social")
    await talk.after(other, talk.sandbox.say(other, "Соцзащита ответила", reply_to=newest(talk, other)))
    assert await consultations(talk) == {CULTURE: 5, "Образование": 1, "Социальная защита": 1}
    await talk(ANNA, "/delete_me")
    await talk.press(ANNA, "Удалить мои данные")
    assert (await consultations(talk))["Образование"] == 1


async def test_a_department_without_the_sphere_named_counts_in_its_own_row(talk: Chat) -> None:
    expert = await specialist(talk, "culture")
    await handed_in(talk, CULTURE, "culture", 5)
    await sent(talk)
    async with talk.database.writing() as session:
        from storage import appeals

        appeal, _ = await stored(talk)
        await appeals.hand_over(session, appeal.id, appeal.department, "culture", None)
        await session.commit()
    await talk.press_data(expert, f"apr:{appeal.id}")
    await talk(expert, "Ответ отдела культуры")
    assert await consultations(talk) == {CULTURE: 6}


async def at_the_property_department(chat: Chat) -> int:
    """An answered appeal of a department that has no sphere."""
    expert = await specialist(chat, "property")
    await answered(chat, expert, text="как взять муниципальное помещение в аренду")
    assert (await stored(chat))[0].sphere is None
    return expert


async def test_where_the_department_has_no_sphere_it_is_asked_once_at_closing(talk: Chat) -> None:
    expert = await at_the_property_department(talk)
    await handed_in(talk, "Социальная защита", "social", 7)
    await talk.press_data(expert, "apx:1:list")
    asked = await talk.press(expert, "Разъяснили")
    assert asked.startswith("№ 1 закрыто: разъяснили.")
    assert "К какой сфере отнести? По ней обращение войдёт в таблицу 2." in asked
    assert "↩️ Открыть снова" in talk.labels(expert)
    assert "Имущество (КУМИ)" not in talk.labels(expert)
    assert "сфера: 🤝 Социальная защита." in await talk.press(expert, "Социальная защита")
    assert await consultations(talk) == {"Социальная защита": 8}
    await talk.press(expert, "Другая сфера")
    await talk.press(expert, "Образование")
    assert (await consultations(talk))["Образование"] == 1
    for forged in ("apx:1:to-nowhere", "apx:9:to-social"):
        await talk(expert, "/start")
        assert "больше нет" in await talk.press_data(expert, forged)
    await talk(BORIS, "/start")
    assert "больше нет" in await talk.press_data(BORIS, "apx:1:to-social")
    assert (await stored(talk))[0].sphere == "education"


async def test_an_organisation_remembered_meanwhile_tells_the_sphere(talk: Chat) -> None:
    await at_the_property_department(talk)
    async with talk.database.writing() as session:
        anna = await find_or_create(session, Channel.TELEGRAM, str(ANNA), "", TODAY)
        await create(session, anna.id, TODAY, sphere="education", name="Музей (пример)")
        await session.commit()
    await talk.press(ANNA, "Понятно, спасибо")
    assert (await stored(talk))[0].sphere == "education"
