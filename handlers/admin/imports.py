"""/data: workbooks out and back. Who may is checked by core; a stranger's file is nobody's here."""

import asyncio
import re
from io import BytesIO

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.collecting import chat
from core.collecting.receiving import is_year_file
from core.desk.rights import Right
from core.imports import desk
from core.imports.guarding import too_big
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire

_TABLES = re.compile(r"\.(xls[xmb]?|xlt[xm]|ods|csv|tsv)$", re.IGNORECASE)
_TABLE_TYPES = re.compile(r"spreadsheet|excel|csv", re.IGNORECASE)


class Menu(CallbackData, prefix=Action.DATA):
    """Which workbooks there are."""


class Book(CallbackData, prefix=Action.DATA_BOOK):
    """One workbook as a file."""

    name: str


class Apply(CallbackData, prefix=Action.DATA_APPLY):
    """Write a previewed workbook."""

    number: int
    take: str


class Drop(CallbackData, prefix=Action.DATA_DROP):
    """Forget a previewed workbook."""

    number: int


class Undo(CallbackData, prefix=Action.DATA_UNDO):
    """Take an applied workbook back."""

    number: int


CALLBACKS: tuple[type[CallbackData], ...] = (Menu, Book, Apply, Drop, Undo)


def _is_table(message: Message, call: Call) -> bool:
    """An editor's document that looks like a table, by name or type; other documents go on."""
    document = message.document
    if document is None or not (call.desk.may(Right.EDIT) or call.desk.may(Right.STATISTICS)):
        return False
    return bool(_TABLES.search(document.file_name or "") or _TABLE_TYPES.search(document.mime_type or ""))


async def _not_replying(message: Message, state: FSMContext) -> bool:
    """A file sent while an appeal is being answered belongs to the answer."""
    running = await state.get_state()
    return running is None or not running.startswith("AppealReply")


def setup() -> Router:
    """The router of workbooks."""
    router = Router(name="admin.imports")

    @router.message(Command("data"))
    async def on_data(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await desk.menu(call))

    @router.message(F.document, _is_table, _not_replying)
    async def on_table(message: Message, call: Call, wire: Wire, bot: Bot) -> None:
        document = message.document
        assert document is not None
        refusal = too_big(document.file_size)
        if refusal is not None:
            await show(message, wire, desk.refused(refusal))
            return
        await bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_DOCUMENT)
        content = BytesIO()
        await bot.download(document, destination=content)
        name, data = document.file_name or "", content.getvalue()
        if await asyncio.to_thread(is_year_file, name, data):
            await show(message, wire, await chat.receive(call, name, data))
            return
        await show(message, wire, await desk.receive(call, name, data))

    @router.callback_query(Menu.filter())
    async def on_menu(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await desk.menu(call))

    @router.callback_query(Book.filter())
    async def on_book(query: CallbackQuery, callback_data: Book, call: Call, wire: Wire) -> None:
        await show(query, wire, await desk.give(call, callback_data.name))

    @router.callback_query(Apply.filter())
    async def on_apply(query: CallbackQuery, callback_data: Apply, call: Call, wire: Wire) -> None:
        await show(query, wire, await desk.press_apply(call, callback_data.number, callback_data.take))

    @router.callback_query(Drop.filter())
    async def on_drop(query: CallbackQuery, callback_data: Drop, call: Call, wire: Wire) -> None:
        await show(query, wire, await desk.press_drop(call, callback_data.number))

    @router.callback_query(Undo.filter())
    async def on_undo(query: CallbackQuery, callback_data: Undo, call: Call, wire: Wire) -> None:
        await show(query, wire, await desk.press_undo(call, callback_data.number))

    return router
