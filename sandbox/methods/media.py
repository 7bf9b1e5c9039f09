"""Albums, replaced media, and files on their way down."""

from typing import Any

from sandbox.files import DOWNLOAD_LIMIT, content_of
from sandbox.keyboards import check_markup
from sandbox.methods.editing import changed, own_message
from sandbox.methods.registry import EDITING, SENDING, method
from sandbox.methods.sending import destination, post
from sandbox.methods.texts import caption_of
from sandbox.parameters import Parameters
from sandbox.refusals import Json, bad_request
from sandbox.state import State

_ALBUM_KINDS = ("photo", "video", "document", "audio")


def _input_media(state: State, params: Parameters, given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(given.get("type", ""))
    if kind not in (*_ALBUM_KINDS, "animation"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    source = str(given.get("media") or "")
    stored = state.files.resolve(params, source, kind, "can't parse InputMedia: media not found")
    captioned = caption_of(
        str(given.get("caption") or ""), str(given.get("parse_mode") or ""), given.get("caption_entities")
    )
    return {**content_of(stored), **captioned}


@method("sendMediaGroup", f"{SENDING} media", sends=True)
def send_media_group(state: State, params: Parameters) -> list[Json]:
    given = params.data("media", "media")
    if not isinstance(given, list):
        raise bad_request("expected an Array of InputMedia")
    if not given:
        raise bad_request("there are no messages to send")
    if not 2 <= len(given) <= 10:
        raise bad_request("too many messages to send as an album" if given[10:] else
                          "there must be at least 2 items in an album")  # fmt: skip
    kinds = {one.get("type") for one in given if isinstance(one, dict)}
    if len(kinds) > 1 and kinds - {"photo", "video"}:
        raise bad_request("can't use the media of the specified type in the album")
    to = destination(state, params)
    contents = [_input_media(state, params, one) for one in given]
    group = {"media_group_id": str(13_000_000_000 + state.updates.next_id + to.chat.last_id)}
    return [post(state, to, {**content, **group}) for content in contents]


@method("editMessageMedia", f"{EDITING} media")
def edit_message_media(state: State, params: Parameters) -> Json:
    message = own_message(state, params)
    if "text" in message.body:
        raise bad_request("there is no media in the message to edit")
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"), inline_only=True)
    content = _input_media(state, params, params.data("media", "input media"))
    for name in ("photo", "document", "video", "audio", "animation", "caption", "caption_entities"):
        message.body.pop(name, None)
    return changed(state, message, content, markup)


@method("getFile", "file_id")
def get_file(state: State, params: Parameters) -> Json:
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = state.files.by_id.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**stored.brief(), "file_path": stored.path}
