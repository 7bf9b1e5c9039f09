"""Everything one sandbox holds, and the one way a bot's message comes into being."""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.events import Events
from sandbox.faults import Faults, Limits
from sandbox.files import Files
from sandbox.refusals import Json
from sandbox.updates import Updates
from sandbox.views import view
from sandbox.webhook import Webhook
from sandbox.world import Chat, Message, World


@dataclass(slots=True)
class Query:
    """A press that waits for answerCallbackQuery, or an inline query that waits for its results."""

    id: str
    person_id: int
    at: float
    answer: Json | None = None


@dataclass
class Profile:
    """What setMy... methods set, by language code; "" is the default."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})
    rights: dict[bool, Json] = field(default_factory=dict)


class State:
    query_seconds = 120.0  # how long a press may be answered

    def __init__(
        self, token: str, people: Iterable[Json] | None, people_range: tuple[int, int] | None,
        bot_name: str, bot_username: str, keep_messages: int, quiet: bool,
    ) -> None:  # fmt: skip
        self.token = token
        self.quiet = quiet
        self.world = World(people, people_range, keep_messages)
        self.updates = Updates()
        self.webhook = Webhook(self.updates)
        self.files = Files()
        self.events = Events()
        self.profile = Profile(names={"": bot_name})
        self.faults = Faults()
        self.limits: Limits | None = None
        self.queries: dict[str, Query] = {}
        self.calls: deque[Json] = deque(maxlen=0 if quiet else 20_000)
        head = token.split(":", maxsplit=1)[0]
        self.bot: Json = {
            "id": int(head) if head.isdigit() else 1000000001,
            "is_bot": True, "first_name": bot_name, "username": bot_username,
        }  # fmt: skip

    def send(self, chat: Chat, content: Json, inline: Json | None = None, keyboard: Json | None = None) -> Message:
        """The bot's message arrives: stored, counted as unread, shown to whoever looks."""
        if inline:
            content["reply_markup"] = inline
        message = self.world.add_message(chat, self.bot, content, from_bot=True)
        if keyboard:
            message.keyboard = keyboard
            chat.keyboard = None if keyboard.get("remove_keyboard") else keyboard
        if not self.quiet:
            for reader in chat.readers():
                chat.unread[reader] = chat.unread.get(reader, 0) + 1
        self.show("message", message)
        return message

    def show(self, kind: str, message: Message) -> None:
        chat = message.chat
        self.events.changed(chat.id)
        self.events.publish(
            kind, chat.readers(),
            lambda: {"chat_id": chat.id, "message": view(message), "keyboard": chat.keyboard},
        )  # fmt: skip

    def new_query(self, query_id: str, person_id: int) -> Query:
        now = time.monotonic()
        for old_id, old in list(self.queries.items()):
            if old.at > now - 2 * self.query_seconds:
                break
            del self.queries[old_id]
        query = self.queries[query_id] = Query(query_id, person_id, now)
        return query

    def open_query(self, query_id: str) -> Query | None:
        query = self.queries.get(query_id)
        return query if query and time.monotonic() - query.at <= self.query_seconds else None
