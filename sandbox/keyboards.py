"""Checks of reply_markup. Telegram refuses a wrong button; it never mends one."""

import re
from urllib.parse import urlsplit

from sandbox.refusals import Json, bad_request, stricter

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_INLINE_FIELDS = {"text", "icon_custom_emoji_id", "style", *_ACTIONS}
_REPLY_FIELDS = {
    "text", "request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app",
    "icon_custom_emoji_id", "style", "request_managed_bot", "request_user",
}  # fmt: skip
_KEYBOARD_FIELDS = {
    "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective",
}  # fmt: skip


def check_markup(markup: object, *, inline_only: bool = False) -> Json | None:
    """The markup without null fields, or None for an empty one."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    markup = {key: value for key, value in markup.items() if value is not None}
    if not markup:
        return None
    if "inline_keyboard" in markup:
        _unknown(markup, {"inline_keyboard"}, "InlineKeyboardMarkup")
        rows = _rows(markup, "inline_keyboard")
        checked = [[_inline_button(button) for button in row] for row in rows if row]
        return {"inline_keyboard": checked} if checked else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        _unknown(markup, _KEYBOARD_FIELDS, "ReplyKeyboardMarkup")
        rows = _rows(markup, "keyboard")
        checked = [[_reply_button(button) for button in row] for row in rows if row]
        if len(str(markup.get("input_field_placeholder", ""))) > 64:
            raise stricter("input_field_placeholder is longer than 64 characters")
        return {**markup, "keyboard": checked} if checked else None
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        _unknown(markup, {"remove_keyboard", "force_reply", "selective", "input_field_placeholder"}, "reply markup")
        return markup
    raise stricter(f"reply markup of no known kind: {', '.join(sorted(markup))}")


def _unknown(found: Json, known: set[str], where: str) -> None:
    extra = sorted(set(found) - known)
    if extra:
        raise stricter(f"unknown field {extra[0]!r} in {where}")


def _rows(markup: Json, field: str) -> list[list[object]]:
    rows = markup[field]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _inline_button(button: object) -> Json:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(prefix + "InlineKeyboardButton must be an Object")
    button = {key: value for key, value in button.items() if value is not None}
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(prefix + 'Can\'t find field "text"')
    if not text.strip():
        raise stricter("an inline button needs a text")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request(prefix + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise stricter(f"inline button {text!r} has more than one action: {', '.join(actions)}")
    _unknown(button, _INLINE_FIELDS, "InlineKeyboardButton")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        check_button_url(str(button["url"]))
    if "web_app" in button and not str((button["web_app"] or {}).get("url", "")).startswith("https://"):
        url = (button["web_app"] or {}).get("url", "")
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    if "copy_text" in button and not 1 <= len(str((button["copy_text"] or {}).get("text", ""))) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return button


def check_button_url(url: str) -> None:
    reason = ""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if not url.strip():
        reason = "URL host is empty"
    elif parts.scheme not in ("http", "https", "tg", "ton"):
        reason = "Unsupported URL protocol"
    elif parts.scheme in ("http", "https"):
        host = parts.hostname or ""
        if not re.fullmatch(r"[\w\-.]+", host) or "." not in host.strip("."):
            reason = "Wrong HTTP URL"
    if reason or re.search(r"\s", url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason or 'Wrong HTTP URL'}")


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    button = {key: value for key, value in button.items() if value is not None}
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise stricter("a keyboard button needs a text")
    _unknown(button, _REPLY_FIELDS, "KeyboardButton")
    return button
