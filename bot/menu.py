"""Telegram's menu of commands: for everybody, and more in each administrator's own chat. Cosmetics, not rights."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from core.catalogue.commands import Command, commands_for
from storage.records.people import Person

log = structlog.get_logger()


def _menu(commands: tuple[Command, ...]) -> list[BotCommand]:
    return [BotCommand(command=command.name, description=command.description) for command in commands]


class CommandMenus:
    """Sets menus in the background; a failure costs nothing but the menu."""

    def __init__(self, bot: Bot, *, demo: bool) -> None:
        self._bot = bot
        self._demo = demo
        self._met: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def set_up(self) -> None:
        """The menu that everybody sees."""
        try:
            people = _menu(commands_for(is_admin=False, demo=self._demo))
            await self._bot.set_my_commands(people, scope=BotCommandScopeAllPrivateChats())
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("menu_not_set", error=type(error).__name__)

    def meet(self, person: Person, is_admin: bool) -> None:
        """An administrator speaks for the first time since the start: only now does Telegram know the chat."""
        if is_admin and person.external_id not in self._met:
            self._met.add(person.external_id)
            task = asyncio.create_task(self._set_for(person.external_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _set_for(self, external_id: str) -> None:
        try:
            administrators = _menu(commands_for(is_admin=True, demo=self._demo))
            await self._bot.set_my_commands(administrators, scope=BotCommandScopeChat(chat_id=int(external_id)))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("menu_not_set", person=external_id, error=type(error).__name__)
