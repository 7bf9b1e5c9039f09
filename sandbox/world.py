"""People, chats and messages: what exists in this Telegram. People of a range exist without being listed."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Json, bad_request, forbidden, migrated

DEFAULT_PEOPLE: list[Json] = [
    {"id": 101, "first_name": "Анна", "last_name": "Смирнова", "username": "anna_sandbox"},
    {"id": 102, "first_name": "Борис", "last_name": "Котов", "username": "boris_sandbox"},
    {"id": 103, "first_name": "Вера", "last_name": "Лебедева", "username": "vera_sandbox"},
]


@dataclass(slots=True)
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    note: str = ""
    language_code: str = "ru"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class Message:
    chat: "Chat"
    id: int
    body: Json
    from_bot: bool
    keyboard: Json | None = None  # a reply keyboard: sent along, never shown in the message itself
    reaction: str = ""  # the bot's

    @property
    def sender_id(self) -> int:
        return int(self.body["from"]["id"])


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    brief: Json
    person: Person | None = None
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "administrator"
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    keyboard: Json | None = None
    menu_button: Json | None = None
    pinned: list[int] = field(default_factory=list)
    unread: dict[int, int] = field(default_factory=dict)
    moved_to: int = 0  # the supergroup that this group became

    def readers(self) -> Iterable[int]:
        return (self.person.id,) if self.person else self.members


class World:
    def __init__(self, people: Iterable[Json] | None, people_range: tuple[int, int] | None, keep_messages: int) -> None:
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.people_range = people_range
        self.keep_messages = keep_messages
        for record in DEFAULT_PEOPLE if people is None else people:
            if "title" in record:  # a group among the people: {"id": -100..., "title", "members", "is_forum"}
                self.add_group(record["id"], record["title"], record["members"], is_forum=record.get("is_forum", False))
            else:
                self.add_person(record)

    def add_person(self, record: Json) -> Person:
        known = Person.__dataclass_fields__
        person = Person(**{name: value for name, value in record.items() if name in known})
        if self.people_range and self.people_range[0] <= person.id <= self.people_range[1]:
            person.started = True  # who is of the range has written to the bot
        self.people[person.id] = person
        return person

    def add_group(
        self, chat_id: int, title: str, members: Iterable[int] | Mapping[int, str], *, is_forum: bool = False,
        bot_status: str = "administrator",
    ) -> Chat:  # fmt: skip
        """A supergroup with the bot in it. `members` may say each one's status ("creator", "member" ...)."""
        if not isinstance(members, Mapping):
            members = dict.fromkeys(members, "member")
        statuses = {int(one): status for one, status in members.items()}  # JSON's keys are strings
        brief: Json = {"id": chat_id, "title": title, "type": "supergroup"}
        if is_forum:
            brief["is_forum"] = True
        chat = Chat(chat_id, "supergroup", brief, members=statuses, is_forum=is_forum, bot_status=bot_status)
        chat.last_id = 1 if is_forum else 0  # number 1 is the topic "General"
        self.chats[chat_id] = chat
        return chat

    def person(self, person_id: int) -> Person | None:
        person = self.people.get(person_id)
        if person is None and self.people_range and self.people_range[0] <= person_id <= self.people_range[1]:
            person = Person(person_id, f"Person {person_id}", started=True)
            self.people[person_id] = person
        return person

    def require_person(self, person_id: int) -> Person:
        person = self.person(person_id)
        if person is None:
            raise LookupError(f"no person {person_id} in this sandbox")
        return person

    def private_chat(self, person: Person) -> Chat:
        chat = self.chats.get(person.id)
        if chat is None:
            brief: Json = {"id": person.id, "first_name": person.first_name}
            if person.last_name:
                brief["last_name"] = person.last_name
            if person.username:
                brief["username"] = person.username
            brief["type"] = "private"
            chat = self.chats[person.id] = Chat(person.id, "private", brief, person)
        return chat

    def find_chat(self, given: Any) -> Chat:
        """A chat as a bot names it; Telegram's refusal when there is none."""
        if given is None or given == "":
            raise bad_request("chat_id is empty")
        try:
            chat_id = int(given)
        except (TypeError, ValueError):
            raise bad_request("chat not found") from None
        chat = self.chats.get(chat_id)
        if chat is not None:
            return chat
        person = self.person(chat_id)
        if person is None:
            raise bad_request("chat not found")
        return self.private_chat(person)

    def chat_to_write(self, given: Any) -> Chat:
        chat = self.find_chat(given)
        if chat.person is not None:
            if chat.person.deactivated:
                raise forbidden("user is deactivated")
            if chat.person.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.moved_to:
            raise migrated(chat.moved_to)
        elif chat.bot_status in ("kicked", "left"):
            how = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
            raise forbidden(f"bot {how} the supergroup chat")
        return chat

    def add_message(self, chat: Chat, sender: Json, content: Json, *, from_bot: bool) -> Message:
        chat.last_id += 1
        body: Json = {
            "message_id": chat.last_id, "from": sender, "chat": chat.brief, "date": int(time.time()), **content
        }  # fmt: skip
        message = Message(chat, chat.last_id, body, from_bot)
        chat.messages[message.id] = message
        if len(chat.messages) > self.keep_messages:
            del chat.messages[next(iter(chat.messages))]
        return message

    def listed(self) -> Iterator[Person]:
        """People for the page's list; those of a range only once they have a chat."""
        yield from list(self.people.values())[:500]
