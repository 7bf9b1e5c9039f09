"""People talk to the bot as it is wired for real, over the sandbox's HTTP Bot API, at a frozen hour."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio

from bot import assembly
from bot.contact import Telegram
from bot.mailing import mail_once
from bot.sender import TelegramSender
from bot.settings import Settings
from core.privacy.consent import VERSION
from sandbox.server import Sandbox
from storage.desk import end_memberships, join
from storage.engine import Database
from storage.people import find_or_create
from storage.privacy import give_consent
from storage.terms import Channel, Purpose, Role
from tests.conftest import TODAY, ZONE

ANNA, BORIS, VERA = 101, 102, 103
"""Two people of NGOs and an administrator."""

ADMINS = str(VERA)

STAFF = {Role.OWNER: 1000, Role.EDITOR: 2000, Role.SPECIALIST: 3000, Role.STATISTICIAN: 4000}
DEPARTMENTS = (None, "social", "education", "culture", "business", "property")


class Chat:
    """Acts as people and gives back what they see. Updates are handled one by one, as they are fetched."""

    def __init__(self, sandbox: Sandbox, database: Database, *, demo: bool) -> None:
        self.sandbox = sandbox
        self.database = database
        self.clock = TODAY
        settings = Settings(
            admin_ids=ADMINS, operator_name="Ресурсный центр (пример)", operator_contact="@center_example",
            timezone=ZONE, telegram_api_url=sandbox.url,
        )  # fmt: skip
        self.parts = assembly.Assembly(settings, Telegram(sandbox.url, sandbox.token), database, demo=demo)
        self._offset = 0
        self._http = aiohttp.ClientSession()

    def now(self) -> datetime:
        return self.clock

    async def __call__(self, person: int, text: str) -> str:
        """What the bot answers to a text: everything new in the chat, each message apart by an empty line."""
        return await self.after(person, self.sandbox.say(person, text))

    async def press(self, person: int, label: str) -> str:
        """What a press on the newest button with this label brings, new or edited."""
        return await self.after(person, self.sandbox.press(person, label))

    async def press_data(self, person: int, data: str) -> str:
        """A press with any callback data on the newest message of the bot."""
        newest = [one for one in self.sandbox.messages(person) if one["from_bot"]][-1]
        return await self.after(person, self.sandbox.press(person, (newest["message_id"], data)))

    async def after(self, person: int, act: Any) -> str:
        """What becomes new in a person's chat through an act."""
        before = {one["message_id"]: one["html"] for one in self.sandbox.messages(person)}
        marks = {one["message_id"]: one["edited"] for one in self.sandbox.messages(person)}
        await act
        await self.handle()
        seen = [one for one in self.sandbox.messages(person) if one["from_bot"]]
        new = [
            one["text"] for one in seen
            if before.get(one["message_id"]) != one["html"] or marks.get(one["message_id"]) != one["edited"]
        ]  # fmt: skip
        return "\n\n".join(new).replace("\u00a0", " ")

    async def as_role(self, department: str | None, role: Role) -> int:
        """The person who has this role in a department (None: over all): their number to talk with."""
        number = STAFF[role] + DEPARTMENTS.index(department)
        self.sandbox.state.world.add_person({"id": number, "first_name": f"{role} {department}", "started": True})
        async with self.database.writing() as session:
            person = await find_or_create(session, Channel.TELEGRAM, str(number), "", TODAY)
            await give_consent(session, person.id, VERSION, Purpose.ALERTS, TODAY)
            await join(session, person.id, department, role, None, TODAY)
            await session.commit()
        return number

    async def remove(self, number: int) -> None:
        """Withdraw every role of a person, as from elsewhere."""
        async with self.database.writing() as session:
            person = await find_or_create(session, Channel.TELEGRAM, str(number), "", TODAY)
            await end_memberships(session, person.id, None, self.clock)
            await session.commit()

    async def handle(self) -> None:
        """Fetch what people did and feed it to the dispatcher; a handler's error is the test's."""
        url = f"{self.sandbox.url}/bot{self.sandbox.token}/getUpdates"
        asked = {"offset": self._offset, "timeout": 0, "allowed_updates": self.parts.kinds}
        async with self._http.post(url, json=asked) as response:
            updates = (await response.json())["result"]
        for update in updates:
            self._offset = update["update_id"] + 1
            await self.parts.dispatcher.feed_raw_update(self.parts.bot, update)

    async def deliver(self) -> None:
        """Let the mailing send what waits."""
        sender = TelegramSender(self.parts.mailing_bot, self.parts.wire)
        await mail_once(self.database, sender, self.now, ZoneInfo(ZONE), "test")

    def labels(self, person: int) -> list[str]:
        """Labels under the bot's newest message."""
        newest = [one for one in self.sandbox.messages(person) if one["from_bot"]][-1]
        rows = (newest["reply_markup"] or {}).get("inline_keyboard", [])
        return [button["text"] for row in rows for button in row]

    async def close(self) -> None:
        pending = [task for task in asyncio.all_tasks() if "CommandMenus" in repr(task.get_coro())]
        await asyncio.gather(*pending, return_exceptions=True)
        await self._http.close()
        await self.parts.bot.session.close()
        await self.parts.mailing_bot.session.close()


async def _meet(database: Database) -> None:
    """The three have agreed to the text on personal data; tests of consent itself speak as somebody else."""
    async with database.writing() as session:
        for one in (ANNA, BORIS, VERA):
            person = await find_or_create(session, Channel.TELEGRAM, str(one), "", TODAY)
            await give_consent(session, person.id, VERSION, Purpose.ALERTS, TODAY)
        await session.commit()


async def _talk(database: Database, monkeypatch: pytest.MonkeyPatch, *, demo: bool) -> AsyncIterator[Chat]:
    await _meet(database)
    async with Sandbox() as sandbox:
        holder: list[Chat] = []
        monkeypatch.setattr(assembly, "_now", lambda: holder[0].now() if holder else TODAY)
        chat = Chat(sandbox, database, demo=demo)
        holder.append(chat)
        yield chat
        await chat.close()


@pytest_asyncio.fixture
async def talk(base: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with the bot on the city's data alone."""
    async for chat in _talk(base, monkeypatch, demo=False):
        yield chat


@pytest_asyncio.fixture
async def demo_talk(demo_base: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    """A chat with the bot on the city's, public and demo data."""
    async for chat in _talk(demo_base, monkeypatch, demo=True):
        yield chat
