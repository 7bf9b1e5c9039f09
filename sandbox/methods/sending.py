"""Sending: where a message goes, what it answers, which keyboard it carries."""

from dataclasses import dataclass

from sandbox.keyboards import check_markup
from sandbox.methods.registry import CAPTION, SENDING, method
from sandbox.methods.texts import caption, message_text
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request
from sandbox.state import State
from sandbox.world import Chat

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


@dataclass(slots=True)
class Destination:
    chat: Chat
    extra: Json
    inline: Json | None
    keyboard: Json | None


def destination(state: State, params: Parameters) -> Destination:
    """Chat, reply, topic and keyboard of a sending call, all checked."""
    chat = state.world.chat_to_write(params.values.get("chat_id"))
    extra: Json = {}
    thread = params.integer("message_thread_id")
    if thread:
        if not chat.is_forum or (thread not in chat.topics and thread != 1):
            raise bad_request("message thread not found")
        if thread != 1 and chat.topics[thread].closed and chat.bot_status != "administrator":
            raise bad_request("TOPIC_CLOSED")
        if thread != 1:
            extra = {"message_thread_id": thread, "is_topic_message": True}
    replied = _replied(chat, params)
    if replied:
        extra["reply_to_message"] = replied
    if params.boolean("protect_content"):
        extra["has_protected_content"] = True
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"))
    if markup is None or "inline_keyboard" in markup:
        return Destination(chat, extra, markup, None)
    return Destination(chat, extra, None, markup)


def _replied(chat: Chat, params: Parameters) -> Json | None:
    given = params.data("reply_parameters", "reply parameters")
    if given is None:
        message_id = params.integer("reply_to_message_id")
        optional = params.boolean("allow_sending_without_reply")
    elif isinstance(given, dict):
        message_id = int(given.get("message_id") or 0)
        optional = bool(given.get("allow_sending_without_reply"))
    else:
        raise bad_request("object expected as reply parameters")
    if not message_id:
        return None
    found = chat.messages.get(message_id)
    if found is None:
        if optional:
            return None
        raise bad_request("message to be replied not found")
    return {key: value for key, value in found.body.items() if key != "reply_to_message"}


def post(state: State, to: Destination, content: Json) -> Json:
    return state.send(to.chat, {**to.extra, **content}, to.inline, to.keyboard).body


@method(
    "sendMessage", f"{SENDING} text parse_mode entities link_preview_options disable_web_page_preview",
    sends=True,
)  # fmt: skip
def send_message(state: State, params: Parameters) -> Json:
    content = message_text(params)
    return post(state, destination(state, params), content)


@method("sendLocation", f"{SENDING} latitude longitude horizontal_accuracy live_period heading "
        "proximity_alert_radius", sends=True)  # fmt: skip
def send_location(state: State, params: Parameters) -> Json:
    return post(state, destination(state, params), {"location": _point(params)})


@method("sendVenue", f"{SENDING} latitude longitude title address foursquare_id foursquare_type "
        "google_place_id google_place_type", sends=True)  # fmt: skip
def send_venue(state: State, params: Parameters) -> Json:
    point = _point(params)
    venue = {"location": point, "title": params.text("title"), "address": params.text("address")}
    return post(state, destination(state, params), {"venue": venue, "location": point})


@method("sendContact", f"{SENDING} phone_number first_name last_name vcard", sends=True)
def send_contact(state: State, params: Parameters) -> Json:
    contact = {name: params.text(name) for name in ("phone_number", "first_name", "last_name", "vcard")}
    if not contact["phone_number"]:
        raise bad_request("phone number is empty")
    if not contact["first_name"]:
        raise bad_request("first name is empty")
    contact = {name: value for name, value in contact.items() if value}
    return post(state, destination(state, params), {"contact": contact})


def _point(params: Parameters) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("invalid location specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendChatAction", "business_connection_id chat_id message_thread_id action")
def send_chat_action(state: State, params: Parameters) -> bool:
    chat = state.world.chat_to_write(params.values.get("chat_id"))
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.events.publish("action", chat.readers(), lambda: {"chat_id": chat.id, "action": action})
    return True


def _send_file(kind: str, more: str = "") -> None:
    """sendDocument, sendPhoto, sendVoice ...: one rule for all kinds of files."""

    name = kind.title().replace("_", "")

    @method(f"send{name}", f"{SENDING} {CAPTION} {kind} {more}", sends=True)
    def send_file(state: State, params: Parameters) -> Json:
        from sandbox.files import content_of

        captioned = caption(params) if kind not in ("sticker", "video_note") else {}
        to = destination(state, params)
        stored = state.files.from_call(params, kind, kind)
        content = content_of(stored)
        if kind == "voice" and params.integer("duration"):
            content["voice"]["duration"] = params.integer("duration")
        return post(state, to, {**content, **captioned})


_send_file("document", "thumbnail disable_content_type_detection")
_send_file("photo", "has_spoiler")
_send_file("voice", "duration")
_send_file("sticker", "emoji")
_send_file("video", "duration width height thumbnail cover start_timestamp has_spoiler supports_streaming")
_send_file("audio", "duration performer title thumbnail")
_send_file("animation", "duration width height thumbnail has_spoiler")
_send_file("video_note", "duration length thumbnail")
