"""What may be sent, to whom, and how a refusal reads."""

from typing import Any

import aiohttp
import pytest

from sandbox.faults import Limits
from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[button] for button in buttons]}


@pytest.mark.asyncio
async def test_a_sent_message_is_shaped_like_telegrams(sandbox: Sandbox, bot: Client) -> None:
    markup = keys({"text": "Go", "callback_data": "go"})
    sent = await bot.ok(
        "sendMessage", chat_id=ANNA, text=" <b>Да</b> 😀 #метка ", parse_mode="HTML", reply_markup=markup,
        reply_parameters={"message_id": 1}, message_thread_id=None,
    )  # fmt: skip
    assert sent["message_id"] == 2
    assert sent["chat"] == {"id": ANNA, "first_name": "Анна", "last_name": "Смирнова",
                            "username": "anna_sandbox", "type": "private"}  # fmt: skip
    assert sent["from"]["is_bot"]
    assert sent["text"] == "Да 😀 #метка"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2},
                                {"type": "hashtag", "offset": 6, "length": 6}]  # fmt: skip
    assert sent["reply_markup"] == markup
    assert sent["reply_to_message"]["text"] == "/start"
    assert sandbox.messages(ANNA)[-1]["html"].startswith("<b>Да</b> 😀")


@pytest.mark.asyncio
async def test_form_and_query_parameters_are_read_as_well(bot: Client) -> None:
    sent = await bot.form("sendMessage", chat_id=ANNA, text="form", reply_markup='{"remove_keyboard": true}')
    assert sent["result"]["text"] == "form"
    async with bot.session.get(f"{bot.base}/SENDMESSAGE?chat_id={ANNA}&text=query") as response:
        assert (await response.json())["result"]["text"] == "query"


@pytest.mark.asyncio
@pytest.mark.parametrize(("params", "text"), [
    ({"chat_id": 5, "text": "x"}, "Bad Request: chat not found"),
    ({"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    ({"text": "x"}, "Bad Request: chat_id is empty"),
    ({"chat_id": BORIS, "text": "x"}, "Forbidden: bot can't initiate conversation with a user"),
    ({"chat_id": ANNA, "text": ""}, "Bad Request: message text is empty"),
    ({"chat_id": ANNA}, "Bad Request: message text is empty"),
    ({"chat_id": ANNA, "text": " \n "}, "Bad Request: text must be non-empty"),
    ({"chat_id": ANNA, "text": "я" * 4097}, "Bad Request: message is too long"),
    ({"chat_id": ANNA, "text": "😀" * 2049}, "Bad Request: message is too long"),
    ({"chat_id": ANNA, "text": "x", "parse_mode": "HTM"}, "Bad Request: unsupported parse_mode"),
    ({"chat_id": ANNA, "text": "x", "reply_parameters": {"message_id": 9}},
     "Bad Request: message to be replied not found"),
    ({"chat_id": ANNA, "text": "x", "message_thread_id": 7}, "Bad Request: message thread not found"),
])  # fmt: skip
async def test_a_wrong_message_is_refused(bot: Client, params: dict[str, Any], text: str) -> None:
    assert await bot.refusal("sendMessage", **params) == text


@pytest.mark.asyncio
async def test_the_length_counts_after_the_markup(bot: Client) -> None:
    text = "<b>" + "я" * 4096 + "</b>"
    assert len((await bot.ok("sendMessage", chat_id=ANNA, text=text, parse_mode="HTML"))["text"]) == 4096


PREFIX = "Bad Request: can't parse inline keyboard button: "


@pytest.mark.asyncio
@pytest.mark.parametrize(("markup", "text"), [
    (keys({"text": "a"}), PREFIX + "Text buttons are unallowed in the inline keyboard"),
    (keys({"callback_data": "a"}), PREFIX + 'Can\'t find field "text"'),
    (keys({"text": "a", "callback_data": "я" * 33}), "Bad Request: BUTTON_DATA_INVALID"),
    (keys({"text": "a", "callback_data": ""}), "Bad Request: BUTTON_DATA_INVALID"),
    (keys({"text": "a", "url": "nowhere"}),
     "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    (keys(*({"text": "a", "callback_data": "b"},) * 101), "Bad Request: reply markup is too long"),
    ({"inline_keyboard": [{"text": "a"}]}, 'Bad Request: field "inline_keyboard" must be an Array of Arrays'),
    ([], "Bad Request: object expected as reply markup"),
])  # fmt: skip
async def test_a_wrong_keyboard_is_refused(bot: Client, markup: Any, text: str) -> None:
    assert await bot.refusal("sendMessage", chat_id=ANNA, text="x", reply_markup=markup) == text


@pytest.mark.asyncio
async def test_what_only_the_sandbox_refuses_says_so(bot: Client) -> None:
    both = keys({"text": "a", "callback_data": "b", "url": "https://example.org"})
    for params in ({"txt": "typo"}, {"reply_markup": both}, {"parse_mode": "MarkdownV2"}):
        text = await bot.refusal("sendMessage", chat_id=ANNA, text="x", **params)
        assert text.startswith("Bad Request: sandbox (stricter than Telegram): ")


@pytest.mark.asyncio
async def test_a_blocked_or_deactivated_person_gets_nothing(sandbox: Sandbox, bot: Client) -> None:
    offset = (await bot.ok("getUpdates"))[-1]["update_id"] + 1
    sandbox.block(ANNA)
    answer = await bot.call("sendMessage", chat_id=ANNA, text="x")
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: bot was blocked by the user")
    sandbox.unblock(ANNA)
    await bot.ok("sendMessage", chat_id=ANNA, text="x")
    changes = [one["my_chat_member"]["new_chat_member"]["status"] for one in await bot.ok("getUpdates", offset=offset)]
    assert changes == ["kicked", "member"]
    sandbox.deactivate(ANNA)
    assert await bot.refusal("sendMessage", chat_id=ANNA, text="x") == "Forbidden: user is deactivated"


@pytest.mark.asyncio
async def test_strangers_and_unknown_methods_are_turned_away(bot: Client) -> None:
    async with bot.session.post(f"{bot.sandbox.url}/bot1:wrong/getMe") as response:
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    answer = await bot.call("sendNothing")
    assert answer["error_code"] == 404
    assert answer["description"].startswith("Not Found")


@pytest.mark.asyncio
async def test_telegrams_rate_limits_can_be_switched_on(sandbox: Sandbox, bot: Client) -> None:
    sandbox.limits = Limits(per_chat=1, burst=2)
    await bot.ok("sendMessage", chat_id=ANNA, text="1")
    await bot.ok("sendMessage", chat_id=ANNA, text="2")
    answer = await bot.call("sendMessage", chat_id=ANNA, text="3")
    assert answer == {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1",
                      "parameters": {"retry_after": 1}}  # fmt: skip


@pytest.mark.asyncio
async def test_a_range_of_people_exists_without_being_listed() -> None:
    async with Sandbox(people=[], people_range=(1, 100_000), quiet=True) as sandbox:
        async with aiohttp.ClientSession() as session:
            bot = Client(sandbox, session)
            assert (await bot.ok("sendMessage", chat_id=77_777, text="x"))["chat"]["id"] == 77_777
            assert await bot.refusal("sendMessage", chat_id=100_001, text="x") == "Bad Request: chat not found"
        assert len(sandbox.calls) == 0
