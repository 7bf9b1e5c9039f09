"""Chats and their members, pins and reactions."""

from sandbox.methods.registry import method
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request, forbidden
from sandbox.state import State
from sandbox.world import Chat, Message

_ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip


def administrator() -> Json:
    """What is said of an administrator with every right."""
    return {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_ADMIN_RIGHTS, True)}


def member(state: State, chat: Chat, user_id: int) -> Json:
    if user_id == state.bot["id"]:
        user, status = state.bot, "member" if chat.type == "private" else chat.bot_status
    else:
        person = state.world.person(user_id)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        if chat.person is not None and chat.person.id != user_id:
            raise bad_request("user not found")
        user = person.as_user()
        status = "member" if chat.person else chat.members.get(user_id, "left")
    found: Json = {"user": user, "status": status}
    if status == "administrator":
        found |= administrator()
    elif status == "creator":
        found["is_anonymous"] = False
    elif status == "kicked":
        found["until_date"] = 0
    return found


@method("getChat", "chat_id")
def get_chat(state: State, params: Parameters) -> Json:
    chat = state.world.find_chat(params.values.get("chat_id"))
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    full: Json = {
        **chat.brief, "accent_color_id": chat.id % 7, "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True, "limited_gifts": True, "unique_gifts": True, "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }  # fmt: skip
    if chat.person:
        full["active_usernames"] = [chat.person.username] if chat.person.username else []
    else:
        full["permissions"] = {"can_send_messages": True}
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return full


@method("getChatMember", "chat_id user_id")
def get_chat_member(state: State, params: Parameters) -> Json:
    chat = state.world.find_chat(params.values.get("chat_id"))
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return member(state, chat, user_id)


@method("getChatAdministrators", "chat_id return_bots")
def get_chat_administrators(state: State, params: Parameters) -> list[Json]:
    chat = state.world.find_chat(params.values.get("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    ids = [one for one, status in chat.members.items() if status in ("administrator", "creator")]
    return [member(state, chat, one) for one in ids]


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(state: State, params: Parameters) -> int:
    chat = state.world.find_chat(params.values.get("chat_id"))
    return 2 if chat.type == "private" else len(chat.members) + 1


@method("leaveChat", "chat_id")
def leave_chat(state: State, params: Parameters) -> bool:
    chat = state.world.find_chat(params.values.get("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if chat.bot_status in ("left", "kicked"):
        raise forbidden("bot is not a member of the supergroup chat")
    chat.bot_status = "left"
    return True


def _message(state: State, params: Parameters, what: str) -> Message:
    chat = state.world.chat_to_write(params.values.get("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {what} not found")
    return message


@method("pinChatMessage", "business_connection_id chat_id message_id disable_notification")
def pin_chat_message(state: State, params: Parameters) -> bool:
    message = _message(state, params, "pin")
    if message.id in message.chat.pinned:
        message.chat.pinned.remove(message.id)
    message.chat.pinned.append(message.id)
    return True


@method("unpinChatMessage", "business_connection_id chat_id message_id")
def unpin_chat_message(state: State, params: Parameters) -> bool:
    pinned = state.world.chat_to_write(params.values.get("chat_id")).pinned
    message_id = params.integer("message_id") or (pinned[-1] if pinned else 0)
    if message_id not in pinned:
        raise bad_request("message to unpin not found")
    pinned.remove(message_id)
    return True


@method("unpinAllChatMessages", "chat_id")
def unpin_all_chat_messages(state: State, params: Parameters) -> bool:
    state.world.chat_to_write(params.values.get("chat_id")).pinned.clear()
    return True


@method("setMessageReaction", "chat_id message_id reaction is_big")
def set_message_reaction(state: State, params: Parameters) -> bool:
    message = _message(state, params, "react")
    given = params.data("reaction", "reaction types") or []
    if not isinstance(given, list):
        raise bad_request("expected an Array of ReactionType")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for one in given:
        if not isinstance(one, dict) or one.get("type") not in ("emoji", "custom_emoji", "paid"):
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        if one["type"] != "emoji" or not one.get("emoji"):
            raise bad_request("REACTION_INVALID")
    message.reaction = str(given[0]["emoji"]) if given else ""
    state.show("edited", message)
    return True
