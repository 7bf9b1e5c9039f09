"""A message as a person sees it: the Bot API's dict plus html, the sender's side and a link to its file."""

from sandbox.files import PICTURES
from sandbox.markup import to_html
from sandbox.refusals import Json
from sandbox.world import Message

_FILE_KINDS = ("document", "voice", "sticker", "video", "audio", "animation", "video_note")


def view(message: Message) -> Json:
    """`text` is the plain text or the caption; `html` the same, safe to show; `document` etc. stay as sent."""
    body = message.body
    text = str(body.get("text") or body.get("caption") or "")
    entities = body.get("entities") or body.get("caption_entities") or []
    seen: Json = {
        **body,
        "text": text,
        "html": to_html(text, entities),
        "from_bot": message.from_bot,
        "edited": "edit_date" in body,
        "reply_markup": body.get("reply_markup"),
        "keyboard": message.keyboard,
        "reaction": message.reaction,
        "document": body.get("document"),
        "file": _file(body),
    }
    return seen


def _file(body: Json) -> Json | None:
    if "photo" in body:
        largest = body["photo"][-1]
        return {**_link(largest), "kind": "photo", "name": "photo.jpg", "picture": True,
                "width": largest["width"], "height": largest["height"]}  # fmt: skip
    for kind in _FILE_KINDS:
        if kind in body:
            one = body[kind]
            mime = str(one.get("mime_type", ""))
            return {**_link(one), "kind": kind, "name": one.get("file_name", kind), "mime": mime,
                    "picture": (mime in PICTURES and kind != "document") or kind == "sticker"}  # fmt: skip
    return None


def _link(one: Json) -> Json:
    return {"url": f"/sandbox/api/files/{one['file_id']}", "size": one.get("file_size", 0)}
