"""An administrator takes a workbook in the chat, sends it back, sees the difference, applies it, takes it back."""

import io

import openpyxl
import pytest

from sandbox.state import State
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat


def files(talk: Chat, person: int) -> list[tuple[str, bytes]]:
    """The files that the bot sent, oldest first, with their bytes."""
    state: State = talk.sandbox.state
    sent = [one["document"] for one in talk.sandbox.messages(person) if one["from_bot"] and one.get("document")]
    return [(one["file_name"], state.files.by_id[one["file_id"]].content) for one in sent]


async def take(talk: Chat, label: str, person: int = VERA) -> openpyxl.Workbook:
    """Choose a workbook by its button and open the file that comes."""
    await talk(person, "/data")
    await talk.press(person, label)
    return openpyxl.load_workbook(io.BytesIO(files(talk, person)[-1][1]))


async def send(talk: Chat, book: openpyxl.Workbook | bytes, name: str = "Меры.xlsx", person: int = VERA) -> str:
    """Send a workbook as a document."""
    if isinstance(book, bytes):
        data = book
    else:
        target = io.BytesIO()
        book.save(target)
        data = target.getvalue()
    return await talk.after(person, talk.sandbox.send_file(person, name, data))


@pytest.mark.asyncio
async def test_a_workbook_goes_out_comes_back_is_applied_and_taken_back(talk: Chat) -> None:
    assert (await talk(VERA, "/data")).startswith("Какую таблицу дать?")
    assert "💰 Меры плана" in talk.labels(VERA)
    book = await take(talk, "💰 Меры плана")
    assert files(talk, VERA)[-1][0] == "Меры-2026-11-22.xlsx"
    assert (await send(talk, book)).startswith("Ничего не изменилось.")

    titles = [cell.value for cell in book["Меры"][1]]
    book["Меры"].cell(2, titles.index("Срок") + 1).value = "до июня"
    reply = await send(talk, book)
    assert reply.splitlines()[:2] == [
        "Всё сходится. Меры плана: новых нет, изменится 1, удалённых нет.",
        "В базе пока ничего не изменилось.",
    ]
    assert "срок: постоянно → до июня" in reply
    assert talk.labels(VERA) == ["Применить", "Не надо"]

    assert (await talk.press(VERA, "Применить")).startswith("Применено.")
    assert talk.labels(VERA) == ["↩️ Отменить", "📑 Шаблоны"]
    assert (await talk.press(VERA, "↩️ Отменить")).startswith("Отменено.")
    fresh = await take(talk, "💰 Меры плана")
    assert fresh["Меры"].cell(2, titles.index("Срок") + 1).value == "постоянно"


@pytest.mark.asyncio
async def test_every_table_comes_by_its_button(talk: Chat) -> None:
    await talk(VERA, "/data")
    labels = [label for label in talk.labels(VERA) if label != "🗂 Для сотрудников"]
    assert len(labels) == 8
    for label in labels:
        book = await take(talk, label)
        assert (await send(talk, book)).startswith("Ничего не изменилось."), label


@pytest.mark.asyncio
async def test_a_bad_file_comes_back_marked_and_changes_nothing(talk: Chat) -> None:
    book = await take(talk, "🏆 Конкурсы и сезоны")
    titles = [cell.value for cell in book["Сезоны"][1]]
    cell = book["Сезоны"].cell(4, titles.index("Сумма, тыс. ₽") + 1)
    cell.value = "2 856,2 тыс"
    reply = await send(talk, book, "Конкурсы (2).xlsx")
    assert reply.startswith("Не принято: 1 замечание. В базе ничего не изменилось.")
    assert f"1. Лист «Сезоны», {cell.coordinate}: «2 856,2 тыс». Нужно число: 2856,2" in reply
    name, data = files(talk, VERA)[-1]
    assert name == "Конкурсы (2)-замечания.xlsx"
    marked = openpyxl.load_workbook(io.BytesIO(data))["Сезоны"][cell.coordinate]
    assert marked.value == "2 856,2 тыс"
    assert "Нужно число: 2856,2" in marked.comment.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("Таблица.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "старый формат .xls"),
        ("Таблица.xlsm", b"PK\x03\x04" + b"\0" * 600, "макросы"),
        ("Таблица.csv", b"a;b;c", "не таблица Excel"),
        ("Таблица.xlsx", b"GIF89a" + b"\0" * 600, "не таблица Excel"),
        ("Таблица.xlsx", b"PK\x03\x04" + b"\1" * 5_100_000, "больше 5 МБ"),
    ],
)
async def test_a_file_that_is_no_workbook_gets_a_sentence(talk: Chat, name: str, data: bytes, expected: str) -> None:
    reply = await send(talk, data, name)
    assert reply.startswith("Не принято. В базе ничего не изменилось.")
    assert expected in reply


@pytest.mark.asyncio
async def test_a_stranger_gets_no_table_and_their_file_is_not_read(talk: Chat) -> None:
    assert "Раздел для сотрудников" in await talk(ANNA, "/data")
    book = await take(talk, "💰 Меры плана")
    reply = await send(talk, book, person=ANNA)
    assert "Ничего не изменилось" not in reply
    assert "Не принято" not in reply
    assert reply
    for data in ("im", "imb:measures", "imok:1:file", "imno:1", "imun:1"):
        await talk(BORIS, "/start")
        reply = await talk.press_data(BORIS, data)
        assert "Раздел для сотрудников" in reply or "Этого файла уже нет" in reply, data
    assert files(talk, BORIS) == []


@pytest.mark.asyncio
async def test_a_forged_number_and_a_missing_one_read_alike(talk: Chat) -> None:
    for data in ("imok:999:base", "imno:999", "imun:999"):
        await talk(VERA, "/start")
        assert "Этого файла уже нет" in await talk.press_data(VERA, data)


@pytest.mark.asyncio
async def test_the_staff_screen_leads_to_the_tables(talk: Chat) -> None:
    await talk(VERA, "/start")
    reply = await talk.press(VERA, "🗂 Для сотрудников")
    assert "/data" in reply
    assert (await talk.press(VERA, "📑 Шаблоны")).startswith("Какую таблицу дать?")
