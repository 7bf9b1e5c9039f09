"""An administrator at a desk: takes a workbook, edits it as one does in Excel, sends it back."""

import dataclasses
import io
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest_asyncio

from core.calling import Call, Operator
from core.imports import desk
from core.messages import Action, Message
from storage import content
from storage.engine import Database
from storage.people import find_or_create
from storage.records.content import Content
from storage.terms import Channel
from tests.conftest import TODAY, ZONE


class Workbook:
    """A workbook in Excel's hands: cells by sheet, row and column title."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))

    def column(self, sheet: str, title: str) -> int:
        titles = [cell.value for cell in self.book[sheet][1]]
        return titles.index(title) + 1

    def row(self, sheet: str, title: str, value: Any) -> int:
        """The row in which a column holds a value."""
        column = self.column(sheet, title)
        return next(row for row in range(2, 500) if self.book[sheet].cell(row, column).value == value)

    def cell(self, sheet: str, row: int, title: str) -> Any:
        return self.book[sheet].cell(row, self.column(sheet, title))

    def put(self, sheet: str, row: int, **values: Any) -> None:
        for title, value in values.items():
            self.cell(sheet, row, title.replace("_", " ")).value = value

    def last(self, sheet: str) -> int:
        return int(self.book[sheet].max_row)

    @property
    def data(self) -> bytes:
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


class Office:
    """Several administrators over one base."""

    def __init__(self, base: Database) -> None:
        self.base = base
        self.now: datetime = TODAY
        self._updates = count(1)

    async def call(self, name: str = "Вера", *, is_admin: bool = True) -> Call:
        async with self.base.writing() as session:
            person = await find_or_create(session, Channel.TELEGRAM, str(hash(name) % 10**6), name, self.now)
            await session.commit()
        key = f"test:{next(self._updates)}"
        operator = Operator("Ресурсный центр (пример)", "@center_example")
        return Call(person, is_admin, self.now, ZoneInfo(ZONE), operator, key, self.base.reading, self.base.writing)

    async def take(self, book: str, name: str = "Вера") -> Workbook:
        message = await desk.give(await self.call(name), book)
        return Workbook(message.files[0].content)

    async def send(self, workbook: "Workbook | bytes", name: str = "Вера", file_name: str = "Таблица.xlsx") -> Message:
        data = workbook if isinstance(workbook, bytes) else workbook.data
        return await desk.receive(await self.call(name), file_name, data)

    async def press(self, message: Message, action: Action, name: str = "Вера", take: str = "") -> Message:
        """A press on the message's button of an action."""
        button = next(
            button for row in message.buttons for button in row
            if button.action is action and (not take or take in button.args)
        )  # fmt: skip
        number = int(button.args[0])
        call = await self.call(name)
        if action is Action.DATA_APPLY:
            return await desk.press_apply(call, number, button.args[1])
        return await (desk.press_drop if action is Action.DATA_DROP else desk.press_undo)(call, number)

    async def change(self, workbook: Workbook, name: str = "Вера") -> Message:
        """Send and apply."""
        preview = await self.send(workbook, name)
        assert actions(preview) >= {Action.DATA_APPLY}, preview.text
        return await self.press(preview, Action.DATA_APPLY, name)

    async def all(self, record: type[Content]) -> dict[str, Content]:
        async with self.base.reading() as session:
            return {one.key: one for one in await content.all_of(session, record)}

    async def everything(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All content, to be compared before and after."""
        from storage.packs import content_records, current_records

        async with self.base.reading() as session:
            return {
                table: {key: dataclasses.asdict(one) for key, one in (await current_records(session, table)).items()}
                for table in content_records()
            }

    async def version(self) -> int:
        async with self.base.reading() as session:
            return await content.version(session)


def actions(message: Message) -> set[Action]:
    """What a message's buttons do."""
    return {button.action for row in message.buttons for button in row}


def text(message: Message) -> str:
    """A message as it reads, with plain spaces."""
    import re
    from html import unescape

    return unescape(re.sub(r"<[^>]+>", "", message.text)).replace("\u00a0", " ")


@pytest_asyncio.fixture
async def office(demo_base: Database) -> Office:
    """Administrators over the city's, public and demo data."""
    return Office(demo_base)
