"""The bot about itself: name, descriptions, commands by scope and language, the menu button, rights."""

import re
from typing import Any

from sandbox.methods.registry import method
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request
from sandbox.state import State

_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


@method("getMe")
def get_me(state: State, params: Parameters) -> Json:
    return {
        **state.bot, "can_join_groups": True, "can_read_all_group_messages": False,
        "supports_inline_queries": True, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


@method("logOut")
@method("close")
def leave_server(state: State, params: Parameters) -> bool:
    return True


def _language(params: Parameters) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope_key(state: State, params: Parameters) -> str:
    scope = params.data("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = str(scope.get("type", ""))
    if kind in _PLAIN_SCOPES:
        return kind
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    chat = state.world.find_chat(scope["chat_id"])
    if kind != "chat_member":
        return f"{kind}:{chat.id}"
    if not scope.get("user_id"):
        raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    return f"{kind}:{chat.id}:{scope['user_id']}"


def _commands(given: Any) -> list[Json]:
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = []
    for one in given:
        if not isinstance(one, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        command, description = one.get("command"), one.get("description")
        if not isinstance(command, str) or not isinstance(description, str):
            raise bad_request('can\'t parse BotCommand: Can\'t find field "command" or "description"')
        command = command.removeprefix("/")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": command, "description": description})
    return checked


@method("setMyCommands", "commands scope language_code")
def set_my_commands(state: State, params: Parameters) -> bool:
    commands = _commands(params.data("commands", "commands"))
    state.profile.commands[_scope_key(state, params), _language(params)] = commands
    state.events.publish("profile", [], dict)
    return True


@method("getMyCommands", "scope language_code")
def get_my_commands(state: State, params: Parameters) -> list[Json]:
    return state.profile.commands.get((_scope_key(state, params), _language(params)), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(state: State, params: Parameters) -> bool:
    state.profile.commands.pop((_scope_key(state, params), _language(params)), None)
    state.events.publish("profile", [], dict)
    return True


def commands_for(state: State, person_id: int, language: str) -> list[Json]:
    """What a person sees in the private chat: the narrowest scope wins, then the own language."""
    for scope in (f"chat:{person_id}", "all_private_chats", "default"):
        for code in (language, ""):
            if (scope, code) in state.profile.commands:
                return state.profile.commands[scope, code]
    return []


def _texts(field: str, stored: str, limit: int, title: str) -> None:
    """setMy<Title> and getMy<Title> for one text by language."""

    @method(f"setMy{title}", f"{field} language_code")
    def set_text(state: State, params: Parameters) -> bool:
        value = params.text(field)
        if len(value) > limit:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(state.profile, stored)
        code = _language(params)
        if value:
            texts[code] = value
        elif field != "name" or code:
            texts.pop(code, None)
        if field == "name":
            state.bot["first_name"] = texts[""]
        state.events.publish("profile", [], dict)
        return True

    @method(f"getMy{title}", "language_code")
    def get_text(state: State, params: Parameters) -> Json:
        texts: dict[str, str] = getattr(state.profile, stored)
        return {field: texts.get(_language(params)) or texts.get("", "")}


_texts("name", "names", 64, "Name")
_texts("description", "descriptions", 512, "Description")
_texts("short_description", "short_descriptions", 120, "ShortDescription")


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(state: State, params: Parameters) -> bool:
    button = params.data("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if params.has("chat_id"):
        state.world.find_chat(params.values["chat_id"]).menu_button = button
    else:
        state.profile.menu_button = button
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(state: State, params: Parameters) -> Json:
    own = state.world.find_chat(params.values["chat_id"]).menu_button if params.has("chat_id") else None
    return own or state.profile.menu_button


@method("setMyDefaultAdministratorRights", "rights for_channels")
def set_rights(state: State, params: Parameters) -> bool:
    state.profile.rights[params.boolean("for_channels")] = params.data("rights", "ChatAdministratorRights") or {}
    return True
