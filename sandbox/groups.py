"""What people do to groups: let the bot in or out, take its rights, delete a topic, turn a group into a supergroup."""

import time

from sandbox.methods.chats import administrator
from sandbox.methods.topics import remove_topic
from sandbox.refusals import Json
from sandbox.state import State
from sandbox.world import Chat

STATUSES = ("administrator", "member", "left", "kicked")


class Groups:
    def __init__(self, state: State) -> None:
        self.state = state

    def group(self, chat_id: int) -> Chat:
        chat = self.state.world.chats.get(chat_id)
        if chat is None or chat.person is not None:
            raise LookupError(f"no group {chat_id}")
        return chat

    def set_bot_status(self, person_id: int, chat_id: int, status: str) -> None:
        """A member makes the bot an administrator or a member, removes it or lets it back in."""
        chat, person = self.group(chat_id), self.state.world.require_person(person_id)
        if status not in STATUSES:
            raise ValueError(f"unknown status {status!r}; known: {', '.join(STATUSES)}")
        old, chat.bot_status = chat.bot_status, status
        if old == status:
            return
        self.state.updates.add("my_chat_member", {
            "chat": chat.brief, "from": person.as_user(), "date": int(time.time()),
            "old_chat_member": self._member(old), "new_chat_member": self._member(status),
        })  # fmt: skip
        self.state.events.publish("group", list(chat.readers()), lambda: {"chat_id": chat.id})

    def _member(self, status: str) -> Json:
        member: Json = {"user": self.state.bot, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        if status == "administrator":
            member |= administrator()
        return member

    def delete_topic(self, person_id: int, chat_id: int, thread: int) -> None:
        """Bots are not told of it: the next message to the topic is refused."""
        chat = self.group(chat_id)
        self.state.world.require_person(person_id)
        topic = chat.topics.get(thread)
        if topic is None:
            raise LookupError(f"no topic {thread} in this group")
        remove_topic(chat, topic)
        self.state.events.publish("group", list(chat.readers()), lambda: {"chat_id": chat.id})

    def migrate(self, chat_id: int, new_id: int) -> Chat:
        """The group becomes a supergroup: another id, the old one refuses and names it. Its topics begin anew."""
        old = self.group(chat_id)
        new = self.state.world.add_group(
            new_id, old.brief["title"], dict(old.members), is_forum=old.is_forum, bot_status=old.bot_status
        )
        person = self.state.world.require_person(next(iter(old.members)))
        for chat, content in ((old, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": chat_id})):
            message = self.state.world.add_message(chat, person.as_user(), content, from_bot=False)
            self.state.updates.add("message", message.body)
        old.moved_to = new_id
        self.state.events.publish("group", list(new.readers()), lambda: {"chat_id": new_id})
        return new
