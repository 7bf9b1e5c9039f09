"""Edits and deletions. Only the bot's own messages, and only to something different."""

import time

from sandbox.keyboards import check_markup
from sandbox.methods.registry import CAPTION, EDITING, method
from sandbox.methods.texts import caption, message_text
from sandbox.parameters import Parameters
from sandbox.refusals import NOT_MODIFIED, Json, bad_request
from sandbox.state import State
from sandbox.world import Message

_COMPARED = ("text", "entities", "caption", "caption_entities", "reply_markup")


def own_message(state: State, params: Parameters) -> Message:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not params.has("chat_id"):
        raise bad_request("chat identifier is not specified")
    chat = state.world.chat_to_write(params.values.get("chat_id"))
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or message.keyboard or "forward_origin" in message.body:
        raise bad_request("message can't be edited")
    return message


def changed(state: State, message: Message, content: Json, markup: Json | None) -> Json:
    """Put the new content in place of the old; a message that stays the same is refused."""
    body = message.body
    fresh = {key: value for key, value in body.items() if key not in _COMPARED}
    fresh |= content
    if markup:
        fresh["reply_markup"] = markup
    if {**fresh, "edit_date": 0} == {**body, "edit_date": 0}:
        raise bad_request(NOT_MODIFIED)
    fresh["edit_date"] = int(time.time())
    message.body = fresh
    state.show("edited", message)
    return fresh


@method("editMessageText", f"{EDITING} text parse_mode entities link_preview_options disable_web_page_preview",
        sends=True)  # fmt: skip
def edit_message_text(state: State, params: Parameters) -> Json:
    content = message_text(params)
    message = own_message(state, params)
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"), inline_only=True)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return changed(state, message, content, markup)


@method("editMessageCaption", f"{EDITING} {CAPTION}", sends=True)
def edit_message_caption(state: State, params: Parameters) -> Json:
    content = caption(params)
    message = own_message(state, params)
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"), inline_only=True)
    if not any(name in message.body for name in ("photo", "document", "voice", "video", "audio", "animation")):
        raise bad_request("there is no caption in the message to edit")
    return changed(state, message, content, markup)


@method("editMessageReplyMarkup", EDITING, sends=True)
def edit_message_reply_markup(state: State, params: Parameters) -> Json:
    message = own_message(state, params)
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"), inline_only=True)
    kept = {name: message.body[name] for name in _COMPARED[:-1] if name in message.body}
    return changed(state, message, kept, markup)


def _delete(state: State, chat_given: object, message_id: int, *, quietly: bool = False) -> None:
    chat = state.world.find_chat(chat_given)
    message = chat.messages.get(message_id)
    if message is None:
        if quietly:
            return
        raise bad_request("message to delete not found")
    if time.time() - message.body["date"] > 48 * 3600:
        raise bad_request("message can't be deleted for everyone")
    if not message.from_bot and chat.type != "private" and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    del chat.messages[message_id]
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    state.events.changed(chat.id)
    state.events.publish("deleted", chat.readers(), lambda: {"chat_id": chat.id, "message_id": message_id})


@method("deleteMessage", "chat_id message_id")
def delete_message(state: State, params: Parameters) -> bool:
    _delete(state, params.values.get("chat_id"), _required_id(params))
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(state: State, params: Parameters) -> bool:
    ids = params.data("message_ids", "message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    for one in ids:
        _delete(state, params.values.get("chat_id"), int(one), quietly=True)
    return True


def _required_id(params: Parameters) -> int:
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    return message_id
