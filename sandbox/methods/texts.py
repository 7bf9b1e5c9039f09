"""Texts and captions of calls: parse mode, explicit entities, Telegram's limits."""

from typing import Any

from sandbox.entities import detect, parse_html, trim, utf16_length
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request, stricter

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ENTITY_TYPES = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
    "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
    "custom_emoji",
}  # fmt: skip


def message_text(params: Parameters) -> Json:
    text = params.text("text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > 8192 and len(text.encode()) > 1 << 15:
        raise bad_request("text is too long")
    text, entities = _formatted(text, params.text("parse_mode"), params.data("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_LIMIT or utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    preview = params.data("link_preview_options", "link preview options")
    if preview is not None and not isinstance(preview, dict):
        raise bad_request("object expected as link preview options")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview:
        content["link_preview_options"] = preview
    return content


def caption(params: Parameters) -> Json:
    return caption_of(params.text("caption"), params.text("parse_mode"), params.data("caption_entities"))


def caption_of(text: str, parse_mode: str, entities_given: Any) -> Json:
    if not text:
        return {}
    text, entities = _formatted(text, parse_mode, entities_given)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


def _formatted(text: str, parse_mode: str, given: Any) -> tuple[str, list[Json]]:
    mode = parse_mode.lower()
    entities: list[Json] = []
    if mode == "html":
        text, entities = parse_html(text)
    elif mode in ("markdown", "markdownv2"):
        raise stricter(f"parse_mode {parse_mode} is not supported here, use HTML")
    elif mode and mode != "none":
        raise bad_request("unsupported parse_mode")
    elif given:
        entities = _explicit(given, utf16_length(text))
    text, entities = trim(text.replace("\r\n", "\n"), entities)
    return text, detect(text, entities)


def _explicit(given: Any, size: int) -> list[Json]:
    if not isinstance(given, list):
        raise stricter("entities must be an Array of MessageEntity")
    entities = []
    for raw in given:
        if not isinstance(raw, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        one = {key: value for key, value in raw.items() if value is not None}
        if one.get("type") not in _ENTITY_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if not isinstance(one.get("offset"), int) or not isinstance(one.get("length"), int):
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be of type Number')
        if one["offset"] < 0 or one["length"] <= 0 or one["offset"] + one["length"] > size:
            raise stricter("an entity reaches past the text")
        entities.append(one)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
