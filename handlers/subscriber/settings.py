"""/settings: the hour of alerts, quiet hours, the legal form."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from core.announcements import pacing
from core.calling import Call
from core.catalogue import settings
from core.messages import Action
from handlers.screen import show
from handlers.wire import Wire


class Settings(CallbackData, prefix=Action.SETTINGS):
    """What is set now."""


class SetHour(CallbackData, prefix=Action.SET_HOUR):
    """An hour, or «choose»."""

    hour: str


class SetQuiet(CallbackData, prefix=Action.SET_QUIET):
    """From hour to hour, or «choose» twice."""

    start: str
    end: str


class SetForm(CallbackData, prefix=Action.SET_FORM):
    """A legal form, «none» or «choose»."""

    form: str


class SetPace(CallbackData, prefix=Action.PACE):
    """A preset, or «choose»."""

    pace: str


class SetLadder(CallbackData, prefix=Action.LADDER):
    """A day that is taken in or out, or «choose»."""

    step: str


CALLBACKS: tuple[type[CallbackData], ...] = (Settings, SetHour, SetQuiet, SetForm, SetPace, SetLadder)


def setup() -> Router:
    """The router of settings."""
    router = Router(name="subscriber.settings")

    @router.message(Command("settings"))
    async def on_command(message: Message, call: Call, wire: Wire) -> None:
        await show(message, wire, settings.settings_screen(call))

    @router.callback_query(Settings.filter())
    async def on_settings(query: CallbackQuery, call: Call, wire: Wire) -> None:
        await show(query, wire, settings.settings_screen(call))

    @router.callback_query(SetHour.filter())
    async def on_hour(query: CallbackQuery, callback_data: SetHour, call: Call, wire: Wire) -> None:
        await show(query, wire, await settings.set_hour(call, callback_data.hour))

    @router.callback_query(SetQuiet.filter())
    async def on_quiet(query: CallbackQuery, callback_data: SetQuiet, call: Call, wire: Wire) -> None:
        await show(query, wire, await settings.set_quiet(call, callback_data.start, callback_data.end))

    @router.callback_query(SetForm.filter())
    async def on_form(query: CallbackQuery, callback_data: SetForm, call: Call, wire: Wire) -> None:
        await show(query, wire, await settings.set_form(call, callback_data.form))

    @router.callback_query(SetPace.filter())
    async def on_pace(query: CallbackQuery, callback_data: SetPace, call: Call, wire: Wire) -> None:
        await show(query, wire, await pacing.pace_screen(call, callback_data.pace))

    @router.callback_query(SetLadder.filter())
    async def on_ladder(query: CallbackQuery, callback_data: SetLadder, call: Call, wire: Wire) -> None:
        await show(query, wire, await pacing.ladder_screen(call, callback_data.step))

    return router
