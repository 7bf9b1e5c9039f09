"""/stats and /check for employees. Who may is checked by core at each command and press."""

import re

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.calling import Call
from core.desk.rights import Right
from core.messages import Action
from core.reports import chat, chat_check, chat_settle, chat_tables
from handlers.screen import show
from handlers.wire import Wire


class Stats(CallbackData, prefix=Action.STATS):
    """The five figures of a year."""

    year: int


class StatsTables(CallbackData, prefix=Action.STATS_TABLES):
    """The list of a year's tables."""

    year: int


class StatsTable(CallbackData, prefix=Action.STATS_TABLE):
    """A page of one table."""

    year: int
    table: str
    page: int


class StatsRow(CallbackData, prefix=Action.STATS_ROW):
    """One row of a table with its source."""

    year: int
    table: str
    row: int


class StatsIndicators(CallbackData, prefix=Action.STATS_INDICATORS):
    """Plan and fact."""

    year: int


class StatsCheck(CallbackData, prefix=Action.STATS_CHECK):
    """The check's summary."""

    year: int


class StatsFinding(CallbackData, prefix=Action.STATS_FINDING):
    """One finding, counted from 1."""

    year: int
    place: int


class StatsWork(CallbackData, prefix=Action.STATS_WORK):
    """The bot's own work."""

    year: int


CALLBACKS: tuple[type[CallbackData], ...] = (
    StatsWork,
    Stats,
    StatsTables,
    StatsTable,
    StatsRow,
    StatsIndicators,
    StatsCheck,
    StatsFinding,
)


_WORDS = re.compile(r"^(статистика|сводка)\b", re.IGNORECASE)


async def _reads(_message: Message, call: Call) -> bool:
    """The command in words is an employee's; from anybody else it is a question like any other."""
    return call.desk.may(Right.READ)


def setup() -> Router:
    """The router of the year's figures."""
    router = Router(name="admin.stats")

    @router.message(Command("stats"))
    async def on_stats(message: Message, command: CommandObject, call: Call, wire: Wire) -> None:
        await show(message, wire, await chat.stats(call, command.args or ""))

    @router.message(StateFilter(None), F.text.regexp(_WORDS), _reads)
    async def on_words(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, await chat.stats(call, message.text or ""))

    @router.message(Command("check"))
    async def on_check(message: Message, command: CommandObject, call: Call, wire: Wire) -> None:
        await show(message, wire, await chat_check.check(call, command.args or ""))

    @router.callback_query(Stats.filter())
    async def on_year(query: CallbackQuery, callback_data: Stats, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.stats_year(call, callback_data.year))

    @router.callback_query(StatsWork.filter())
    async def on_work(query: CallbackQuery, callback_data: StatsWork, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.work(call, callback_data.year))

    @router.callback_query(StatsTables.filter())
    async def on_tables(query: CallbackQuery, callback_data: StatsTables, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_tables.tables(call, callback_data.year))

    @router.callback_query(StatsTable.filter())
    async def on_table(query: CallbackQuery, callback_data: StatsTable, call: Call, wire: Wire) -> None:
        screen = await chat_tables.table(call, callback_data.year, callback_data.table, callback_data.page)
        await show(query, wire, screen)

    @router.callback_query(StatsRow.filter())
    async def on_row(query: CallbackQuery, callback_data: StatsRow, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_tables.row(call, callback_data.year, callback_data.table, callback_data.row))

    @router.callback_query(StatsIndicators.filter())
    async def on_indicators(query: CallbackQuery, callback_data: StatsIndicators, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat.indicators(call, callback_data.year))

    @router.callback_query(StatsCheck.filter())
    async def on_check_press(query: CallbackQuery, callback_data: StatsCheck, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_check.check_year(call, callback_data.year))

    @router.callback_query(StatsFinding.filter())
    async def on_finding(query: CallbackQuery, callback_data: StatsFinding, call: Call, wire: Wire) -> None:
        await show(query, wire, await chat_settle.finding_at(call, callback_data.year, callback_data.place))

    return router
