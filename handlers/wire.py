"""Core's buttons as Telegram's: an action and its arguments become typed callback data, checked at packing."""

import re
from collections.abc import Iterable

import structlog
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from core.messages import Action, Button, Buttons

log = structlog.get_logger()

_LARGEST = 2**31 - 1
_NUMBER = re.compile(r"-?\d{10,64}", re.ASCII)

Callbacks = dict[Action, type[CallbackData]]


class Wire:
    """The table of all callback data types, joined from what the handler modules export."""

    def __init__(self, callbacks: Iterable[type[CallbackData]]) -> None:
        self._types: Callbacks = {}
        for callback in callbacks:
            action = Action(callback.__prefix__)
            if action in self._types:
                raise ValueError(f"two callback types for {action}")
            self._types[action] = callback

    @property
    def actions(self) -> frozenset[Action]:
        """The actions that can be packed."""
        return frozenset(self._types)

    def button(self, button: Button) -> InlineKeyboardButton:
        """One Telegram button; raises when the arguments do not fit the type or 64 bytes."""
        if button.url is not None:
            return InlineKeyboardButton(text=button.label, url=button.url)
        kind = self._types[button.action]
        data = kind(**dict(zip(kind.model_fields, button.args, strict=True))).pack()
        return InlineKeyboardButton(text=button.label, callback_data=data)

    def markup(self, buttons: Buttons) -> InlineKeyboardMarkup | None:
        """The keyboard of a message; None when it has no buttons. A button that nobody handles is left out."""
        known = ([button for button in row if self._handled(button)] for row in buttons)
        rows = [[self.button(button) for button in row] for row in known if row]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

    def held(self, data: str) -> str:
        """A press as the base can look it up: a number that no record has ever had becomes the largest one."""
        parts = data.split(":")
        kind = self._types.get(parts[0])  # type: ignore[call-overload]
        if kind is None or len(parts) != len(kind.model_fields) + 1:
            return data
        for place, field in enumerate(kind.model_fields.values(), 1):
            if field.annotation is int and _NUMBER.fullmatch(parts[place]):
                parts[place] = str(max(-_LARGEST, min(_LARGEST, int(parts[place]))))
        return ":".join(parts)

    def _handled(self, button: Button) -> bool:
        if button.url is not None or button.action in self._types:
            return True
        log.error("button_without_handler", action=button.action.value)
        return False
