"""Edits, presses and their answers, commands and the other things a bot says about itself."""

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@pytest.mark.asyncio
async def test_an_edit_must_change_something(sandbox: Sandbox, bot: Client) -> None:
    sent = await bot.ok("sendMessage", chat_id=ANNA, text="one", reply_markup=GO)
    here = {"chat_id": ANNA, "message_id": sent["message_id"]}
    assert await bot.refusal("editMessageText", **here, text="one", reply_markup=GO) == NOT_MODIFIED
    edited = await bot.ok("editMessageText", **here, text="<b>one</b>", parse_mode="HTML", reply_markup=GO)
    assert edited["edit_date"]
    assert sandbox.messages(ANNA)[-1]["edited"]
    assert "reply_markup" not in await bot.ok("editMessageReplyMarkup", **here)
    assert await bot.refusal("editMessageReplyMarkup", **here) == NOT_MODIFIED


@pytest.mark.asyncio
async def test_only_own_messages_that_exist_can_be_edited(bot: Client) -> None:
    keyboard = {"keyboard": [["Да"]]}
    await bot.ok("sendMessage", chat_id=ANNA, text="with keyboard", reply_markup=keyboard)
    assert await bot.refusal("editMessageText", chat_id=ANNA, message_id=99, text="x") == (
        "Bad Request: message to edit not found"
    )
    for number in (1, 2):  # the person's own; one that carried a reply keyboard
        assert await bot.refusal("editMessageText", chat_id=ANNA, message_id=number, text="x") == (
            "Bad Request: message can't be edited"
        )
    await bot.ok("deleteMessage", chat_id=ANNA, message_id=2)
    assert await bot.refusal("deleteMessage", chat_id=ANNA, message_id=2) == (
        "Bad Request: message to delete not found"
    )


@pytest.mark.asyncio
async def test_a_press_is_a_callback_query_and_may_be_answered(sandbox: Sandbox, bot: Client) -> None:
    await bot.ok("sendMessage", chat_id=ANNA, text="press", reply_markup=GO)
    press = await sandbox.press(ANNA, "Go")
    query = (await bot.ok("getUpdates", offset=-1))[0]["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("go", ANNA, "press")
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="done", show_alert=True)
    assert await sandbox.wait_answer(press["query_id"]) == {"text": "done", "show_alert": True, "url": ""}
    assert await bot.refusal("answerCallbackQuery", callback_query_id="1") == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


@pytest.mark.asyncio
async def test_reply_keyboards_say_their_label_and_deep_links_start_the_bot(sandbox: Sandbox, bot: Client) -> None:
    username = (await bot.ok("getMe"))["username"]
    link = {"inline_keyboard": [[{"text": "Open", "url": f"https://t.me/{username}?start=pay_load"}]]}
    await bot.ok("sendMessage", chat_id=ANNA, text="a", reply_markup={"keyboard": [["Да", "Нет"]]})
    await bot.ok("sendMessage", chat_id=ANNA, text="b", reply_markup=link)
    assert (await sandbox.press(ANNA, "Нет"))["text"] == "Нет"
    assert (await sandbox.press(ANNA, "Open"))["text"] == "/start pay_load"
    with pytest.raises(LookupError, match="no button 'Maybe'"):
        await sandbox.press(ANNA, "Maybe")


@pytest.mark.asyncio
async def test_people_edit_reply_and_forward(sandbox: Sandbox, bot: Client) -> None:
    said = await sandbox.say(ANNA, "typo", reply_to=1)
    await sandbox.edit(ANNA, said["message_id"], "mended")
    await sandbox.forward(ANNA, "news", BORIS)
    replied, edited, forwarded = (await bot.ok("getUpdates"))[-3:]
    assert replied["message"]["reply_to_message"]["message_id"] == 1
    assert edited["edited_message"]["text"] == "mended"
    assert forwarded["message"]["forward_origin"]["sender_user"]["id"] == BORIS


@pytest.mark.asyncio
async def test_commands_belong_to_scopes_and_are_checked(bot: Client) -> None:
    commands = [{"command": "help", "description": "Справка"}]
    own = {"type": "chat", "chat_id": ANNA}
    await bot.ok("setMyCommands", commands=commands, scope=own, language_code="ru")
    assert await bot.ok("getMyCommands", scope=own, language_code="ru") == commands
    assert await bot.ok("getMyCommands") == []
    await bot.ok("deleteMyCommands", scope=own, language_code="ru")
    assert await bot.ok("getMyCommands", scope=own, language_code="ru") == []
    for command in ("Help", "справка", "x" * 33, ""):
        text = await bot.refusal("setMyCommands", commands=[{"command": command, "description": "x"}])
        assert text == "Bad Request: BOT_COMMAND_INVALID"
    text = await bot.refusal("setMyCommands", commands=[{"command": "x", "description": "x" * 257}])
    assert text == "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
    stranger = {"type": "chat", "chat_id": 5}
    assert await bot.refusal("setMyCommands", commands=commands, scope=stranger) == "Bad Request: chat not found"


@pytest.mark.asyncio
async def test_the_bots_name_and_descriptions_can_be_set(bot: Client) -> None:
    await bot.ok("setMyName", name="Навигатор")
    await bot.ok("setMyDescription", description="Что умеет")
    await bot.ok("setMyShortDescription", short_description="Кратко", language_code="ru")
    assert (await bot.ok("getMe"))["first_name"] == "Навигатор"
    assert await bot.ok("getMyDescription", language_code="ru") == {"description": "Что умеет"}
    assert await bot.ok("getMyShortDescription") == {"short_description": ""}
    await bot.ok("setChatMenuButton", menu_button={"type": "commands"})
    assert await bot.ok("logOut") is True


@pytest.mark.asyncio
async def test_inline_queries_are_answered_with_checked_results(sandbox: Sandbox, bot: Client) -> None:
    query = sandbox.acts.inline_query(ANNA, "grants")
    content = {"message_text": "<b>x</b>", "parse_mode": "HTML"}
    article = {"type": "article", "id": "1", "title": "A", "input_message_content": content}
    await bot.ok("answerInlineQuery", inline_query_id=query.id, results=[article])
    assert (await sandbox.wait_answer(query.id))["results"][0]["message"]["text"] == "x"
    broken = {**article, "input_message_content": {**content, "message_text": "<b>x"}}
    assert "Can't find end tag" in await bot.refusal("answerInlineQuery", inline_query_id=query.id, results=[broken])


@pytest.mark.asyncio
async def test_copies_forwards_and_reactions_arrive(sandbox: Sandbox, bot: Client) -> None:
    await sandbox.say(BORIS, "hi")
    copied = await bot.ok("copyMessage", chat_id=BORIS, from_chat_id=ANNA, message_id=1)
    assert sandbox.messages(BORIS)[-1]["text"] == "/start"
    assert copied == {"message_id": 2}
    forwarded = await bot.ok("forwardMessage", chat_id=BORIS, from_chat_id=ANNA, message_id=1)
    assert forwarded["forward_origin"]["sender_user"]["id"] == ANNA
    await bot.ok("setMessageReaction", chat_id=ANNA, message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert sandbox.messages(ANNA)[0]["reaction"] == "👍"
    await bot.ok("pinChatMessage", chat_id=ANNA, message_id=1)
    assert (await bot.ok("getChat", chat_id=ANNA))["pinned_message"]["message_id"] == 1
