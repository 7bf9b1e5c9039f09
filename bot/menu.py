"""Telegram's menu of commands: for everybody, and more in each employee's own chat. Cosmetics, not rights."""

import asyncio

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from core.catalogue.commands import Command, commands_for
from core.desk.rights import Desk, Right
from storage.records.people import Person

log = structlog.get_logger()


def _menu(commands: tuple[Command, ...]) -> list[BotCommand]:
    return [BotCommand(command=command.name, description=command.description) for command in commands]


class CommandMenus:
    """Sets menus in the background; a failure costs nothing but the menu."""

    def __init__(self, bot: Bot, *, demo: bool) -> None:
        self._bot = bot
        self._demo = demo
        self._shown: dict[str, frozenset[Right]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def set_up(self) -> None:
        """The menu that everybody sees."""
        try:
            people = _menu(commands_for(Desk(), self._demo))
            await self._bot.set_my_commands(people, scope=BotCommandScopeAllPrivateChats())
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("menu_not_set", error=type(error).__name__)

    def meet(self, person: Person, desk: Desk) -> None:
        """Somebody speaks: a present or former employee's menu follows the rights, also when they have changed."""
        belongs = desk.is_admin or bool(desk.memberships) or person.external_id in self._shown
        if belongs and self._shown.get(person.external_id) != desk.rights:
            self._shown[person.external_id] = desk.rights
            task = asyncio.create_task(self._set_for(person.external_id, desk))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _set_for(self, external_id: str, desk: Desk) -> None:
        scope = BotCommandScopeChat(chat_id=int(external_id))
        try:
            if desk.rights:
                await self._bot.set_my_commands(_menu(commands_for(desk, self._demo)), scope=scope)
            else:
                await self._bot.delete_my_commands(scope=scope)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("menu_not_set", person=external_id, error=type(error).__name__)
