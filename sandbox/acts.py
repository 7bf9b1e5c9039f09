"""What people do: write, press, send files, edit, forward, block. Each act is an update for the bot."""

import secrets
import time
from typing import Any

from sandbox.entities import detect
from sandbox.files import content_of
from sandbox.parameters import Upload
from sandbox.refusals import Json
from sandbox.state import Query, State
from sandbox.views import view
from sandbox.world import Chat, Message, Person

FILE_KINDS = ("document", "photo", "voice", "sticker", "video", "audio", "animation", "video_note")


class Acts:
    def __init__(self, state: State) -> None:
        self.state = state

    def place(self, person_id: int, chat_id: int | None) -> tuple[Person, Chat]:
        """The person and the chat they act in; a blocked bot must be unblocked first."""
        person = self.state.world.require_person(person_id)
        if chat_id is not None and chat_id != person_id:
            chat = self.state.world.chats.get(chat_id)
            if chat is None or person_id not in chat.members:
                raise LookupError(f"person {person_id} is not in chat {chat_id}")
            return person, chat
        if person.blocked:
            raise ValueError("the person has blocked the bot: unblock first")
        return person, self.state.world.private_chat(person)

    def write(
        self, person: Person, chat: Chat, content: Json, reply_to: int | None = None, thread: int | None = None
    ) -> Message:
        if chat.person:
            person.started = True
        if reply_to is not None:
            replied = chat.messages.get(reply_to)
            if replied is None:
                raise LookupError(f"no message {reply_to} to reply to")
            content["reply_to_message"] = {
                name: value for name, value in replied.body.items() if name != "reply_to_message"
            }
            thread = thread or replied.body.get("message_thread_id")
        if thread:
            topic = chat.topics.get(thread)
            if topic is None:
                raise LookupError(f"no topic {thread} in this group")
            if topic.closed and chat.members.get(person.id) not in ("creator", "administrator"):
                raise ValueError("the topic is closed: administrators may write there")
            content |= {"message_thread_id": thread, "is_topic_message": True}
            if reply_to is None and thread in chat.messages:  # Telegram names the topic's own first message
                content["reply_to_message"] = chat.messages[thread].body
        message = self.state.world.add_message(chat, person.as_user(), content, from_bot=False)
        for reader in chat.readers():
            if reader != person.id and not self.state.quiet:
                chat.unread[reader] = chat.unread.get(reader, 0) + 1
        self.state.updates.add("message", message.body)
        self.state.show("message", message)
        return message

    def say(
        self, person_id: int, text: str, reply_to: int | None = None, chat_id: int | None = None,
        message_thread_id: int | None = None,
    ) -> Json:  # fmt: skip
        text = text.strip()
        if not text:
            raise ValueError("an empty message cannot be sent")
        person, chat = self.place(person_id, chat_id)
        first: Json | None = None
        while text:  # a messenger cuts what is longer than 4096 into several messages
            piece, text = text[:4096], text[4096:]
            content: Json = {"text": piece}
            if entities := detect(piece, []):
                content["entities"] = entities
            sent = view(self.write(person, chat, content, reply_to, message_thread_id))
            first = first or sent
        assert first is not None
        return first

    def send_file(
        self, person_id: int, name: str, content: bytes, kind: str = "document", *, caption: str = "",
        chat_id: int | None = None, reply_to: int | None = None, message_thread_id: int | None = None,
        media_group_id: str | None = None, **details: Any,
    ) -> Json:  # fmt: skip
        person, chat = self.place(person_id, chat_id)
        body: Json
        if kind == "location":
            body = {"location": {"latitude": 55.75, "longitude": 37.62, **details}}
        elif kind == "contact":
            own = {"phone_number": "79000000000", "first_name": person.first_name, "user_id": person.id}
            body = {"contact": {**own, **details}}
        elif kind in FILE_KINDS:
            body = content_of(self.state.files.store(Upload(name, content, ""), kind))
            if caption:
                body["caption"] = caption
        else:
            raise ValueError(f"unknown kind {kind!r}; known: {', '.join((*FILE_KINDS, 'location', 'contact'))}")
        if media_group_id:
            body["media_group_id"] = media_group_id
        return view(self.write(person, chat, body, reply_to, message_thread_id))

    def edit(self, person_id: int, message_id: int, text: str, chat_id: int | None = None) -> Json:
        person, chat = self.place(person_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message.sender_id != person.id:
            raise LookupError(f"person {person_id} has no message {message_id}")
        field = "text" if "text" in message.body else "caption"
        body = {key: v for key, v in message.body.items() if key not in ("entities", "caption_entities")}
        body |= {field: text, "edit_date": int(time.time())}
        if entities := detect(text, []):
            body["entities" if field == "text" else "caption_entities"] = entities
        message.body = body
        self.state.updates.add("edited_message", body)
        self.state.show("edited", message)
        return view(message)

    def forward(self, person_id: int, text: str, origin: Json | str | int, chat_id: int | None = None) -> Json:
        """`origin`: another person's id, a hidden sender's name, or a MessageOrigin dict."""
        person, chat = self.place(person_id, chat_id)
        now = int(time.time())
        if isinstance(origin, int):
            user = self.state.world.require_person(origin).as_user()
            origin = {"type": "user", "sender_user": user, "date": now}
        elif isinstance(origin, str):
            origin = {"type": "hidden_user", "sender_user_name": origin, "date": now}
        content: Json = {"forward_origin": origin, "forward_date": now, "text": text}
        if entities := detect(text, []):
            content["entities"] = entities
        return view(self.write(person, chat, content))

    def press(
        self, person_id: int, label: str | None = None, message_id: int | None = None,
        data: str | None = None, chat_id: int | None = None, reply_keyboard: bool = False,
    ) -> Json:  # fmt: skip
        """Press a button by its label (the newest message that has it) or by message and callback data.

        Presses of reply keyboards say their text; links come back as {"url": ...} for the caller to open.
        """
        person, chat = self.place(person_id, chat_id)
        if label is None:
            message = chat.messages.get(message_id or 0)
            if message is None:
                raise LookupError(f"no message {message_id} in this chat")
            return self._callback(person, chat, message, str(data))
        message, button = self._button(chat, label, message_id, reply_keyboard)
        if message is None:
            return self._reply_button(person, chat, button)
        if "callback_data" in button:
            return self._callback(person, chat, message, str(button["callback_data"]))
        if "url" in button:
            return self.open_link(person.id, str(button["url"]))
        return {"button": button}

    def _button(
        self, chat: Chat, label: str, message_id: int | None, reply_keyboard: bool
    ) -> tuple[Message | None, Json]:
        among = [chat.messages[message_id]] if message_id else list(reversed(chat.messages.values()))
        among = [] if reply_keyboard else among
        rows = [(one, row) for one in among for row in one.body.get("reply_markup", {}).get("inline_keyboard", [])]
        replies = (chat.keyboard or {}).get("keyboard", [])
        tests = (lambda text: text == label), (lambda text: label.casefold() in text.casefold())
        for fits in tests:
            for message, row in rows:
                for button in row:
                    if fits(button["text"]):
                        return message, button
            for row in replies:
                for button in row:
                    if fits(button["text"]):
                        return None, button
        seen = [button["text"] for _, row in rows for button in row]
        raise LookupError(f"no button {label!r}; there are: {', '.join(seen[:30]) or 'none'}")

    def _reply_button(self, person: Person, chat: Chat, button: Json) -> Json:
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        if button.get("request_contact"):
            return self.send_file(person.id, "", b"", "contact", chat_id=chat.id)
        if button.get("request_location"):
            return self.send_file(person.id, "", b"", "location", chat_id=chat.id)
        return self.say(person.id, button["text"], chat_id=chat.id)

    def _callback(self, person: Person, chat: Chat, message: Message, data: str) -> Json:
        query = self.state.new_query(str(secrets.randbits(62)), person.id)
        self.state.updates.add("callback_query", {
            "id": query.id, "from": person.as_user(), "message": message.body,
            "chat_instance": str(-chat.id * 7919), "data": data,
        })  # fmt: skip
        return {"query_id": query.id, "message_id": message.id, "data": data}

    def open_link(self, person_id: int, url: str) -> Json:
        """A link; one to the bot itself starts it, as tapping it in a messenger does."""
        head, _, payload = url.partition("?start=")
        if head.removeprefix("https://").removeprefix("http://") == f"t.me/{self.state.bot['username']}":
            return self.say(person_id, f"/start {payload}".strip())
        return {"url": url}

    def inline_query(self, person_id: int, text: str) -> Query:
        person = self.state.world.require_person(person_id)
        query = self.state.new_query(str(secrets.randbits(62)), person.id)
        self.state.updates.add("inline_query", {
            "id": query.id, "from": person.as_user(), "query": text, "offset": "", "chat_type": "private",
        })  # fmt: skip
        return query

    def choose(self, person_id: int, query_id: str, result_id: str, chat_id: int | None = None) -> Json:
        """Send one of an inline query's results; only articles with a text are shown here."""
        person, chat = self.place(person_id, chat_id)
        query = self.state.queries.get(query_id)
        results = (query.answer or {}).get("results", []) if query else []
        result = next((one for one in results if one["id"] == result_id), None)
        if result is None or "message" not in result:
            raise LookupError("no such inline result with a text")
        content = {**result["message"], "via_bot": self.state.bot}
        if result.get("reply_markup"):
            content["reply_markup"] = result["reply_markup"]
        return view(self.write(person, chat, content))

    def block(self, person_id: int, blocked: bool) -> None:
        person = self.state.world.require_person(person_id)
        if person.blocked == blocked:
            return
        person.blocked = blocked
        chat = self.state.world.private_chat(person)
        member, kicked = {"status": "member"}, {"status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        self.state.updates.add("my_chat_member", {
            "chat": chat.brief, "from": person.as_user(), "date": int(time.time()),
            "old_chat_member": {"user": self.state.bot, **old},
            "new_chat_member": {"user": self.state.bot, **new},
        })  # fmt: skip
        self.state.events.publish("person", [person.id], lambda: {"person": person.id, "blocked": blocked})
