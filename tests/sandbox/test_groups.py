"""A group shared by people and the bot, with topics."""

import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, VERA, Client

GROUP = -1001


@pytest.mark.asyncio
async def test_a_reply_in_a_topic_tells_its_thread(sandbox: Sandbox, bot: Client) -> None:
    sandbox.add_group(GROUP, "Specialists", {BORIS: "creator", VERA: "member"}, is_forum=True)
    topic = await bot.ok("createForumTopic", chat_id=GROUP, name="Appeal 1")
    thread = topic["message_thread_id"]
    sent = await bot.ok("sendMessage", chat_id=GROUP, message_thread_id=thread, text="A question")
    assert sent["message_thread_id"] == thread
    assert sent["chat"] == {"id": GROUP, "title": "Specialists", "type": "supergroup", "is_forum": True}
    await sandbox.say(VERA, "An answer", reply_to=sent["message_id"], chat_id=GROUP)
    message = (await bot.ok("getUpdates", offset=-1))[0]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    await bot.ok("closeForumTopic", chat_id=GROUP, message_thread_id=thread)
    assert await bot.refusal("closeForumTopic", chat_id=GROUP, message_thread_id=thread) == (
        "Bad Request: TOPIC_NOT_MODIFIED"
    )
    await bot.ok("reopenForumTopic", chat_id=GROUP, message_thread_id=thread)
    await bot.ok("editForumTopic", chat_id=GROUP, message_thread_id=thread, name="Appeal 1, done")


@pytest.mark.asyncio
async def test_membership_is_told(sandbox: Sandbox, bot: Client) -> None:
    sandbox.add_group(GROUP, "Specialists", {BORIS: "creator"})
    assert (await bot.ok("getChatMember", chat_id=GROUP, user_id=BORIS))["status"] == "creator"
    assert (await bot.ok("getChatMember", chat_id=GROUP, user_id=ANNA))["status"] == "left"
    assert [one["user"]["id"] for one in await bot.ok("getChatAdministrators", chat_id=GROUP)] == [BORIS]
    assert await bot.ok("getChatMemberCount", chat_id=GROUP) == 2
    assert await bot.refusal("createForumTopic", chat_id=GROUP, name="x") == "Bad Request: the chat is not a forum"
    with pytest.raises(LookupError):
        await sandbox.say(ANNA, "not a member", chat_id=GROUP)
    await bot.ok("leaveChat", chat_id=GROUP)
    assert await bot.refusal("sendMessage", chat_id=GROUP, text="x") == (
        "Forbidden: bot is not a member of the supergroup chat"
    )


@pytest.mark.asyncio
async def test_a_people_file_may_hold_a_group() -> None:
    records = [{"id": 1, "first_name": "A"}, {"id": GROUP, "title": "G", "members": {"1": "creator"}}]
    sandbox = Sandbox(people=records)
    assert sandbox.chat(GROUP).members == {1: "creator"}
    assert (await sandbox.say(1, "hi", chat_id=GROUP))["chat"]["title"] == "G"
