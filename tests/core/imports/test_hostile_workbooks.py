"""Hostile files are refused with a sentence before anything is parsed; nothing is written, memory stays bounded."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.imports import guarding
from core.messages import Action
from tests.core.imports.conftest import Office, Workbook, actions, text

pytestmark = pytest.mark.asyncio

MEMORY = 150_000_000


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def sheet(rows: str) -> bytes:
    head = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return f"{head}{rows}</sheetData></worksheet>".encode()


def xml(element: str, count: int) -> bytes:
    return f"<x>{f'<{element}/>' * count}</x>".encode()


def with_sheet(data: bytes, rows: str) -> bytes:
    return packed(parts_of(data) | {"xl/worksheets/sheet1.xml": sheet(rows)})


def declared_bomb(data: bytes) -> bytes:
    return packed(parts_of(data) | {f"xl/media/{number}.png": b"\0" * 9_000_000 for number in range(3)})


def ratio_bomb(data: bytes) -> bytes:
    return packed(parts_of(data) | {"xl/worksheets/sheet1.xml": sheet(" " * 5_000_000)})


def lying_bomb(data: bytes) -> bytes:
    """An entry that says 1000 bytes and unpacks to millions."""
    made = bytearray(packed(parts_of(data) | {"xl/worksheets/sheet1.xml": sheet(" " * 4_000_000)}))
    size = struct.pack("<I", len(sheet(" " * 4_000_000)))
    return bytes(made.replace(size, struct.pack("<I", 1000)))


def incompressible(data: bytes) -> bytes:
    return packed(parts_of(data) | {"xl/media/1.png": random.Random(1).randbytes(6_000_000)}, zipfile.ZIP_STORED)


def many_entries(data: bytes) -> bytes:
    return packed(parts_of(data) | {f"x/{number}": b"" for number in range(5000)})


def with_macro(data: bytes) -> bytes:
    return packed(parts_of(data) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def declared_macro(data: bytes) -> bytes:
    parts = parts_of(data)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = parts["[Content_Types].xml"]
    assert kind in types
    return packed(
        parts | {"[Content_Types].xml": types.replace(kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")}
    )


def encrypted(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1024


def old_excel(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + "Workbook".encode("utf-16-le")


def word_file(_: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def entities(data: bytes) -> bytes:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    return packed(parts_of(data) | {"xl/sharedStrings.xml": bomb})


def climbing(data: bytes) -> bytes:
    return packed(parts_of(data) | {"../../outside.xml": b"<x/>"})


def huge_number(data: bytes) -> bytes:
    return with_sheet(data, f'<row r="1"><c r="A1"><v>{"9" * 6000}</v></c></row>')


NOT_A_WORKBOOK = "Это не таблица Excel"
BOMB = "намного больше данных, чем бывает в таблице"
TOO_MANY = "В таблице слишком много ячеек"
BROKEN = "Файл повреждён"

HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a bomb by declared size": (declared_bomb, BOMB),
    "a bomb by ratio": (ratio_bomb, BOMB),
    "a bomb that lies about its size": (lying_bomb, BROKEN),
    "a big file": (incompressible, "Файл больше 5 МБ"),
    "thousands of entries": (many_entries, BOMB),
    "a macro": (with_macro, "В файле макросы"),
    "a declared macro": (declared_macro, "В файле макросы"),
    "a password": (encrypted, "Файл закрыт паролем"),
    "an old format": (old_excel, "Это старый формат .xls"),
    "no bytes": (lambda _: b"", "Файл пустой"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, NOT_A_WORKBOOK),
    "a program": (lambda _: b"MZ" + b"\0" * 500, NOT_A_WORKBOOK),
    "a text": (lambda _: "Название;Сумма\n".encode("cp1251"), NOT_A_WORKBOOK),
    "a Word file": (word_file, NOT_A_WORKBOOK),
    "half a file": (lambda data: data[: len(data) // 2], BROKEN),
    "only a signature": (lambda _: b"PK\x03\x04", BROKEN),
    "entities": (entities, BROKEN),
    "an entry that climbs": (climbing, BROKEN),
    "a number of 6000 digits": (huge_number, BROKEN),
    "broken XML": (lambda data: packed(parts_of(data) | {"xl/workbook.xml": b"<workbook"}), BROKEN),
    "a million columns": (lambda data: with_sheet(data, f"<row>{'<c/>' * 1_000_000}</row>"), TOO_MANY),
    "a column far away": (lambda data: with_sheet(data, '<row r="1"><c r="AAAAAAAAAA1"/></row>'), TOO_MANY),
    "a hundred thousand rows": (lambda data: with_sheet(data, '<row><c t="n"><v>1</v></c></row>' * 100_000), TOO_MANY),
    "a row far away": (lambda data: with_sheet(data, '<row r="1048576"><c><v>1</v></c></row>'), TOO_MANY),
    "too many strings": (lambda data: packed(parts_of(data) | {"xl/sharedStrings.xml": xml("si", 400_000)}), TOO_MANY),
    "too many styles": (lambda data: packed(parts_of(data) | {"xl/styles.xml": xml("xf", 100_000)}), TOO_MANY),
    "somebody else's workbook": (lambda _: foreign(), "Это не наш шаблон"),
}  # fmt: skip


def foreign() -> bytes:
    import openpyxl

    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Название", "Сумма"])
    book.save(target)
    return target.getvalue()


def files_in(folder: Path) -> set[str]:
    """Files in a test's folder, without what SQLite keeps beside a base."""
    return {str(file) for file in folder.rglob("*") if ".db" not in file.name}


@pytest.mark.parametrize("case", HOSTILE)
async def test_a_hostile_workbook_is_refused_with_a_sentence(
    case: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, expected = HOSTILE[case]
    data = make((await office.take("contests")).data)
    if expected == TOO_MANY:
        monkeypatch.setattr(guarding, "RATIO_LIMIT", 10**9)
    deep = tmp_path / "one" / "two"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)  # a name that climbs two folders would still be seen
    before, files = await office.everything(), files_in(tmp_path)
    tracemalloc.start()
    answer = await office.send(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert text(answer).startswith("Не принято. В базе ничего не изменилось.")
    assert expected in text(answer)
    assert answer.files == ()
    assert actions(answer) == {Action.DATA}
    assert peak < MEMORY
    assert await office.everything() == before
    assert files_in(tmp_path) == files


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "C:\\Temp\\a.xlsx", "a/b.xlsx", "..xlsx"])
async def test_a_path_in_the_name_is_refused(office: Office, name: str) -> None:
    answer = await office.send(await office.take("contests"), file_name=name)
    assert "В имени файла есть путь к папке" in text(answer)


async def test_a_macro_name_is_refused(office: Office) -> None:
    assert "макросы" in text(await office.send(await office.take("contests"), file_name="Таблица.XLSM"))


async def test_a_template_of_another_version_or_base_is_refused(office: Office) -> None:
    book = await office.take("contests")
    book.book["service"]["C1"].value = 99
    assert "с тех пор изменился" in text(await office.send(book))
    book = await office.take("contests")
    book.book["service"]["D1"].value = 10**6
    assert "взят из другой базы" in text(await office.send(book))
    book = await office.take("contests")
    book.book["service"]["B1"].value = "people"
    assert "Это не наш шаблон" in text(await office.send(book))


async def test_a_forged_key_in_the_hidden_column_makes_no_change_elsewhere(office: Office) -> None:
    book = await office.take("premises")
    book.book["Помещения"].cell(2, 1).value = "fpg'; DROP TABLE contests"
    before = await office.everything()
    await office.send(book)
    assert await office.everything() == before
    assert isinstance(book, Workbook)
