"""Copies and forwards."""

import time

from sandbox.methods.registry import CAPTION, SENDING, method
from sandbox.methods.sending import Destination, destination, post
from sandbox.methods.texts import caption
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request, stricter
from sandbox.state import State
from sandbox.world import Message

_ENVELOPE = {
    "message_id", "from", "chat", "date", "edit_date", "reply_markup", "reply_to_message", "message_thread_id",
    "is_topic_message", "forward_origin", "media_group_id",
}  # fmt: skip
_FORWARDING = (
    "chat_id message_thread_id direct_messages_topic_id from_chat_id disable_notification protect_content "
    "video_start_timestamp message_effect_id suggested_post_parameters"
)


def _source(state: State, params: Parameters, message_id: int, what: str) -> Message:
    if not params.has("from_chat_id"):
        raise bad_request("chat_id is empty")
    message = state.world.find_chat(params.values["from_chat_id"]).messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {what} not found")
    return message


def _content(message: Message) -> Json:
    return {name: value for name, value in message.body.items() if name not in _ENVELOPE}


def _forward(state: State, to: Destination, message: Message) -> Json:
    origin = message.body.get("forward_origin") or {
        "type": "user", "sender_user": message.body["from"], "date": message.body["date"]
    }  # fmt: skip
    return post(state, to, {**_content(message), "forward_origin": origin, "forward_date": int(time.time())})


def _ids(params: Parameters) -> list[int]:
    ids = params.data("message_ids", "message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    if ids != sorted(set(ids)):
        raise stricter("message_ids must be in strictly increasing order")
    return [int(one) for one in ids]


@method("copyMessage", f"{SENDING} {CAPTION} from_chat_id message_id video_start_timestamp", sends=True)
def copy_message(state: State, params: Parameters) -> Json:
    message = _source(state, params, params.integer("message_id"), "copy")
    content = _content(message)
    if params.has("caption") and "text" not in content:
        content = {name: v for name, v in content.items() if not name.startswith("caption")} | caption(params)
    return {"message_id": post(state, destination(state, params), content)["message_id"]}


@method("copyMessages", "chat_id message_thread_id direct_messages_topic_id from_chat_id message_ids "
        "disable_notification protect_content remove_caption", sends=True)  # fmt: skip
def copy_messages(state: State, params: Parameters) -> list[Json]:
    messages = [_source(state, params, one, "copy") for one in _ids(params)]
    to = destination(state, params)
    return [{"message_id": post(state, to, _content(one))["message_id"]} for one in messages]


@method("forwardMessage", f"{_FORWARDING} message_id", sends=True)
def forward_message(state: State, params: Parameters) -> Json:
    message = _source(state, params, params.integer("message_id"), "forward")
    return _forward(state, destination(state, params), message)


@method("forwardMessages", f"{_FORWARDING} message_ids", sends=True)
def forward_messages(state: State, params: Parameters) -> list[Json]:
    messages = [_source(state, params, one, "forward") for one in _ids(params)]
    to = destination(state, params)
    return [{"message_id": _forward(state, to, one)["message_id"]} for one in messages]
