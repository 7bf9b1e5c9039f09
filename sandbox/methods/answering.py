"""Answers to presses and to inline queries."""

from sandbox.keyboards import check_markup
from sandbox.methods.registry import method
from sandbox.methods.texts import message_text
from sandbox.parameters import Parameters
from sandbox.refusals import QUERY_TOO_OLD, Json, bad_request
from sandbox.state import State

_RESULT_KINDS = {
    "article", "photo", "gif", "mpeg4_gif", "video", "audio", "voice", "document", "location", "venue", "contact",
    "game", "sticker",
}  # fmt: skip


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(state: State, params: Parameters) -> bool:
    query = state.open_query(params.text("callback_query_id"))
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": text, "show_alert": params.boolean("show_alert"), "url": params.text("url")}
    query.answer = answer
    state.events.changed(query.person_id)
    state.events.publish("answered", [query.person_id], lambda: {"query_id": query.id, **answer})
    return True


@method("answerInlineQuery", "inline_query_id results cache_time is_personal next_offset button "
        "switch_pm_text switch_pm_parameter")  # fmt: skip
def answer_inline_query(state: State, params: Parameters) -> bool:
    results = params.data("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > 50:
        raise bad_request("too many inline query results specified")
    checked = [_checked(one) for one in results]
    if len({one["id"] for one in checked}) != len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    query = state.open_query(params.text("inline_query_id"))
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    query.answer = {"results": checked, "button": params.data("button"), "next_offset": params.text("next_offset")}
    state.events.changed(query.person_id)
    state.events.publish("inline_results", [query.person_id], lambda: {"query_id": query.id, "results": checked})
    return True


def _checked(one: object) -> Json:
    """A result with the message it would send, under "message": the page and tests send that one."""
    if not isinstance(one, dict):
        raise bad_request("inline query result must be an object")
    result: Json = {key: value for key, value in one.items() if value is not None}
    kind = str(result.get("type", ""))
    if kind not in _RESULT_KINDS:
        raise bad_request(f'can\'t parse inline query result: type "{kind}" is unsupported for the inline query result')
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    check_markup(result.get("reply_markup"), inline_only=True)
    if kind == "article":
        if not result.get("title"):
            raise bad_request("can't parse inline query result: Can't find field \"title\"")
        content = result.get("input_message_content")
        if not isinstance(content, dict):
            raise bad_request("can't parse inline query result: Input message content is not specified")
        if "message_text" in content:
            result["message"] = message_text(
                Parameters({
                    "text": content["message_text"], "parse_mode": content.get("parse_mode") or "",
                    "entities": content.get("entities"),
                    "link_preview_options": content.get("link_preview_options"),
                })
            )  # fmt: skip
    return result
