"""The taps under an alert: «Напомнить», «Подали», «Не напоминать», back again, and the calendar."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from core.announcements import watching
from core.announcements.calendar import calendar_entry, whole_calendar
from core.calling import Call
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Remind(CallbackData, prefix=Action.REMIND):
    """Follow one subject."""

    kind: str
    key: str


class Done(CallbackData, prefix=Action.DONE):
    """It is handed in."""

    kind: str
    key: str


class Mute(CallbackData, prefix=Action.MUTE):
    """Nothing more about it."""

    kind: str
    key: str


class Restore(CallbackData, prefix=Action.RESTORE):
    """The last tap is taken back."""

    kind: str
    key: str


class Calendar(CallbackData, prefix=Action.CALENDAR):
    """The date as a file."""

    kind: str
    key: str


class CalendarAll(CallbackData, prefix=Action.CALENDAR_ALL):
    """Everything followed as one file."""


CALLBACKS: tuple[type[CallbackData], ...] = (Remind, Done, Mute, Restore, Calendar, CalendarAll)


def setup() -> Router:
    """The router of single subjects."""
    router = Router(name="subscriber.watches")

    @router.callback_query(Remind.filter())
    async def on_remind(query: CallbackQuery, callback_data: Remind, call: Call, wire: Wire) -> None:
        await show(query, wire, await watching.remind(call, callback_data.kind, callback_data.key), anew=True)

    @router.callback_query(Done.filter())
    async def on_done(query: CallbackQuery, callback_data: Done, call: Call, wire: Wire) -> None:
        await show(query, wire, await watching.done(call, callback_data.kind, callback_data.key))

    @router.callback_query(Mute.filter())
    async def on_mute(query: CallbackQuery, callback_data: Mute, call: Call, wire: Wire) -> None:
        await show(query, wire, await watching.mute(call, callback_data.kind, callback_data.key))

    @router.callback_query(Restore.filter())
    async def on_restore(query: CallbackQuery, callback_data: Restore, call: Call, wire: Wire) -> None:
        await show(query, wire, await watching.restore(call, callback_data.kind, callback_data.key))

    @router.callback_query(Calendar.filter())
    async def on_calendar(query: CallbackQuery, callback_data: Calendar, call: Call, wire: Wire) -> None:
        await show(query, wire, await calendar_entry(call, callback_data.kind, callback_data.key), anew=True)

    @router.callback_query(CalendarAll.filter())
    async def on_calendar_all(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, await whole_calendar(call), anew=True)

    return router
