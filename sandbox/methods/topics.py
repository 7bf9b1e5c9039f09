"""Topics of a forum group. A topic's id is the id of the service message that opened it."""

from sandbox.methods.registry import method
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request
from sandbox.state import State
from sandbox.world import Chat, Topic

_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def _forum(state: State, params: Parameters, act: str) -> Chat:
    chat = state.world.chat_to_write(params.values.get("chat_id"))
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad_request(f"not enough rights to {act}")
    return chat


def _topic(chat: Chat, params: Parameters) -> Topic:
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def _service(state: State, chat: Chat, topic: Topic, content: Json) -> None:
    state.send(chat, {"message_thread_id": topic.id, "is_topic_message": True, **content})


@method("createForumTopic", "chat_id name icon_color icon_custom_emoji_id")
def create_forum_topic(state: State, params: Parameters) -> Json:
    chat = _forum(state, params, "create a topic")
    name = params.text("name")
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    colour = params.integer("icon_color", _COLOURS[0])
    if colour not in _COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    topic = Topic(chat.last_id + 1, name, colour)
    chat.topics[topic.id] = topic
    _service(state, chat, topic, {"forum_topic_created": {"name": name, "icon_color": colour}})
    return {"message_thread_id": topic.id, "name": name, "icon_color": colour}


@method("editForumTopic", "chat_id message_thread_id name icon_custom_emoji_id")
def edit_forum_topic(state: State, params: Parameters) -> bool:
    chat = _forum(state, params, "edit the topic")
    topic = _topic(chat, params)
    name = params.text("name")
    if len(name) > 128:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    if not name or name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    _service(state, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def _switch(verb: str, closed: bool) -> None:
    @method(f"{verb}ForumTopic", "chat_id message_thread_id")
    def switch(state: State, params: Parameters) -> bool:
        chat = _forum(state, params, "close or open the topic")
        topic = _topic(chat, params)
        if topic.closed == closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        _service(state, chat, topic, {f"forum_topic_{'closed' if closed else 'reopened'}": {}})
        return True


_switch("close", True)
_switch("reopen", False)


@method("deleteForumTopic", "chat_id message_thread_id")
def delete_forum_topic(state: State, params: Parameters) -> bool:
    chat = _forum(state, params, "delete the topic")
    topic = _topic(chat, params)
    remove_topic(chat, topic)
    return True


def remove_topic(chat: Chat, topic: Topic) -> None:
    """The topic goes with its messages."""
    del chat.topics[topic.id]
    for message_id in [one.id for one in chat.messages.values()
                       if one.body.get("message_thread_id") == topic.id]:  # fmt: skip
        del chat.messages[message_id]
