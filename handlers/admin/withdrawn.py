"""Whose access ended in the middle of an employee's dialogue: told so, and nothing of it goes on."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from core.calling import Call
from core.desk.refusing import refused
from core.desk.rights import Right
from handlers.dialogues import EMPLOYEES, leave
from handlers.screen import show
from handlers.wire import Wire

CALLBACKS: tuple[type[CallbackData], ...] = ()


class Withdrawn(Filter):
    """An employee's dialogue runs, and its person is none any more."""

    async def __call__(self, _message: Message, state: FSMContext, call: Call) -> bool | dict[str, Any]:
        """By the state's group and the rights of this moment."""
        running = await state.get_state()
        return running is not None and running.split(":")[0] in EMPLOYEES and not call.desk.may(Right.READ)


def setup() -> Router:
    """The router of those who are not let in any more; it comes before the dialogues."""
    router = Router(name="admin.withdrawn")

    @router.message(~F.text.startswith("/"), Withdrawn())
    async def on_said(message: Message, state: FSMContext, call: Call, wire: Wire) -> None:
        """Whatever is said in an employee's dialogue by somebody who is none any more."""
        await show(message, wire, refused(call, Right.READ))
        await leave(state)

    return router
