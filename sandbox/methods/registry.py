"""The table of methods: name, what it does, which parameters the Bot API documents for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.parameters import Parameters
from sandbox.state import State

Handler = Callable[[State, Parameters], Any | Awaitable[Any]]

SENDING = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification "
    "protect_content allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters "
    "reply_markup reply_to_message_id allow_sending_without_reply"
)
CAPTION = "caption parse_mode caption_entities show_caption_above_media"
EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    handler: Handler
    known: frozenset[str]
    sends: bool


METHODS: dict[str, Method] = {}


def method(name: str, known: str = "", *, sends: bool = False) -> Callable[[Handler], Handler]:
    """`sends` marks what counts against Telegram's rate limits. Names are read without regard to case."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, handler, frozenset(known.split()), sends)
        return handler

    return register
