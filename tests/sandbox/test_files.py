"""Files both ways, by upload and by file_id."""

import struct
import zlib

import pytest

from sandbox.files import DOWNLOAD_LIMIT
from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client


def png(width: int = 8, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(width * 3) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.asyncio
async def test_a_document_is_uploaded_once_and_sent_again_by_its_id(sandbox: Sandbox, bot: Client) -> None:
    await sandbox.say(BORIS, "hi")
    answer = await bot.form("sendDocument", chat_id=ANNA, document=("отчёт.xlsx", b"cells"), caption="c")
    document = answer["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("отчёт.xlsx", 5)
    again = await bot.ok("sendDocument", chat_id=BORIS, document=document["file_id"])
    assert again["document"]["file_unique_id"] == document["file_unique_id"]
    found = await bot.ok("getFile", file_id=document["file_id"])
    async with bot.session.get(f"{sandbox.url}/file/bot{sandbox.token}/{found['file_path']}") as response:
        assert await response.read() == b"cells"
    async with bot.session.get(f"{sandbox.url}/file/bot1:wrong/{found['file_path']}") as response:
        assert response.status == 401


@pytest.mark.asyncio
async def test_people_send_files_that_the_bot_can_fetch(sandbox: Sandbox, bot: Client) -> None:
    await sandbox.send_file(ANNA, "../../etc/x.xlsx", b"data")
    await sandbox.send_file(ANNA, "p.png", png(), "photo", caption="look")
    await sandbox.send_file(ANNA, "", b"", "contact")
    document, photo, contact = [one["message"] for one in (await bot.ok("getUpdates"))[-3:]]
    assert document["document"]["file_name"] == "x.xlsx"
    assert (photo["photo"][0]["width"], photo["photo"][0]["height"], photo["caption"]) == (8, 4, "look")
    assert contact["contact"]["user_id"] == ANNA


@pytest.mark.asyncio
async def test_wrong_files_are_refused(sandbox: Sandbox, bot: Client) -> None:
    assert await bot.refusal("sendDocument", chat_id=ANNA) == "Bad Request: there is no document in the request"
    assert "file identifier" in await bot.refusal("sendDocument", chat_id=ANNA, document="nonsense")
    assert await bot.refusal("sendPhoto", chat_id=ANNA, photo="https://example.org/x.png") == (
        "Bad Request: failed to get HTTP URL content"
    )
    empty = await bot.form("sendDocument", chat_id=ANNA, document=("a.txt", b""))
    assert empty["description"] == "Bad Request: file must be non-empty"
    picture = await bot.form("sendPhoto", chat_id=ANNA, photo=("a.png", b"no picture"))
    assert picture["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    long = await bot.form("sendPhoto", chat_id=ANNA, photo=("a.png", png()), caption="я" * 1025)
    assert long["description"] == "Bad Request: message caption is too long"
    big = await sandbox.send_file(ANNA, "big.bin", bytes(DOWNLOAD_LIMIT + 1))
    assert await bot.refusal("getFile", file_id=big["document"]["file_id"]) == "Bad Request: file is too big"


@pytest.mark.asyncio
async def test_an_album_takes_attached_files(bot: Client) -> None:
    media = '[{"type":"photo","media":"attach://a","caption":"first"},{"type":"photo","media":"attach://b"}]'
    answer = await bot.form("sendMediaGroup", chat_id=ANNA, media=media, a=("a.png", png()), b=("b.png", png()))
    first, second = answer["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "first"


@pytest.mark.asyncio
async def test_the_browser_gets_files_that_are_no_pictures_as_downloads(sandbox: Sandbox, bot: Client) -> None:
    answer = await bot.form("sendDocument", chat_id=ANNA, document=("page.html", b"<script>1</script>"))
    url = sandbox.url + sandbox.messages(ANNA)[-1]["file"]["url"]
    assert answer["ok"]
    async with bot.session.get(url) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.content_type == "application/octet-stream"
