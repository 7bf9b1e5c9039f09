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


@pytest.mark.asyncio
async def test_a_file_in_a_topic_tells_its_thread_and_the_message_it_answers(sandbox: Sandbox, bot: Client) -> None:
    sandbox.add_group(GROUP, "Specialists", {BORIS: "creator"}, is_forum=True)
    thread = (await bot.ok("createForumTopic", chat_id=GROUP, name="Appeal 1"))["message_thread_id"]
    asked = await bot.ok("sendMessage", chat_id=GROUP, message_thread_id=thread, text="A question")
    await sandbox.send_file(
        BORIS, "form.pdf", b"%PDF-1.4", chat_id=GROUP, reply_to=asked["message_id"], message_thread_id=thread
    )
    message = (await bot.ok("getUpdates", offset=-1))[0]["message"]
    assert (message["message_thread_id"], message["reply_to_message"]["message_id"]) == (thread, asked["message_id"])
    file_id = message["document"]["file_id"]
    again = await bot.ok("sendDocument", chat_id=GROUP, message_thread_id=thread, document=file_id)
    assert again["document"]["file_name"] == "form.pdf"


@pytest.mark.asyncio
async def test_a_message_that_answers_nothing_in_a_topic_names_the_topics_first(sandbox: Sandbox, bot: Client) -> None:
    sandbox.add_group(GROUP, "Specialists", {BORIS: "creator"}, is_forum=True)
    thread = (await bot.ok("createForumTopic", chat_id=GROUP, name="Appeal 1"))["message_thread_id"]
    await sandbox.say(BORIS, "colleagues?", chat_id=GROUP, message_thread_id=thread)
    message = (await bot.ok("getUpdates", offset=-1))[0]["message"]
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Appeal 1"


@pytest.mark.asyncio
async def test_a_deleted_topic_a_lost_right_and_a_moved_group_are_refused_in_telegrams_words(
    sandbox: Sandbox, bot: Client
) -> None:
    sandbox.add_group(GROUP, "Specialists", {BORIS: "creator"}, is_forum=True)
    thread = (await bot.ok("createForumTopic", chat_id=GROUP, name="Appeal 1"))["message_thread_id"]
    sandbox.groups.delete_topic(BORIS, GROUP, thread)
    gone = await bot.refusal("sendMessage", chat_id=GROUP, message_thread_id=thread, text="x")
    assert gone == "Bad Request: message thread not found"
    sandbox.groups.set_bot_status(BORIS, GROUP, "member")
    assert (await bot.ok("getUpdates", offset=-1))[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    refused = await bot.refusal("createForumTopic", chat_id=GROUP, name="Appeal 2")
    assert refused == "Bad Request: not enough rights to create a topic"
    sandbox.groups.migrate(GROUP, GROUP - 1)
    answer = await bot.call("sendMessage", chat_id=GROUP, text="x")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": GROUP - 1}
    await bot.ok("sendMessage", chat_id=GROUP - 1, text="x")
