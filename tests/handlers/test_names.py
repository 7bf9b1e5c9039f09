"""/names through the chat: pairs with their reason, one tap each, taken back, and closed to people."""

from datetime import timedelta

import pytest

from storage.terms import Role
from tests.handlers.conftest import ANNA, VERA, Chat

pytestmark = pytest.mark.asyncio


async def test_an_editor_reads_the_reason_and_decides(talk: Chat) -> None:
    said = await talk(VERA, "/names")
    assert said.startswith("1 из ")
    assert "одна ли это организация?" in said
    assert "Почему: без формы и города те же слова" in said
    merged = await talk.press(VERA, "✅ Это одна")
    assert "Теперь одна:" in merged
    assert "всё как было" in await talk.press(VERA, "↩️ Вернуть")
    assert await talk(VERA, "/names") == said


async def test_a_merge_taken_back_by_the_history_is_taken_back_among_the_names_too(talk: Chat) -> None:
    said = await talk(VERA, "/names")
    await talk.press(VERA, "✅ Это одна")
    talk.clock += timedelta(minutes=1)
    await talk(VERA, "/history")
    await talk.press(VERA, "1. ")
    assert "Возвращено" in await talk.press(VERA, "↩️ Вернуть, как было")
    assert await talk(VERA, "/names") == said
    assert "Возвращено 22 ноября" in await talk.press_data(VERA, "nmh:1")
    talk.clock += timedelta(minutes=1)
    await talk(VERA, "/history")
    await talk.press(VERA, "1. ")
    await talk.press(VERA, "↩️ Вернуть, как было")
    assert await talk(VERA, "/names") != said
    assert "Возвращено" not in await talk.press(VERA, "Решённые")
    back = next(one for one in talk.labels(VERA) if one.startswith("↩️"))
    assert "всё как было" in await talk.press(VERA, back)
    assert await talk(VERA, "/names") == said


async def test_the_history_calls_a_merge_a_merge_and_knows_that_it_was_taken_back_by_names(talk: Chat) -> None:
    await talk(VERA, "/names")
    await talk.press(VERA, "✅ Это одна")
    assert "две организации стали одной" in await talk(VERA, "/history")
    await talk(VERA, "/names")
    await talk.press(VERA, "Решённые")
    talk.clock += timedelta(minutes=1)
    await talk.press(VERA, next(one for one in talk.labels(VERA) if one.startswith("↩️")))
    said = await talk(VERA, "/history")
    assert "(возврат)\n" in said
    assert "снова две организации" in said
    assert "(возвращено)" in said
    await talk.press(VERA, "2. ")
    assert "↩️ Вернуть, как было" not in talk.labels(VERA)


async def test_any_editor_takes_a_merge_back_by_the_history_though_its_rows_are_others(talk: Chat) -> None:
    editor, other = await talk.as_role("education", Role.EDITOR), await talk.as_role("property", Role.EDITOR)
    said = await talk(editor, "/names")
    await talk.press(editor, "✅ Это одна")
    talk.clock += timedelta(minutes=1)
    for person in (editor, other):
        await talk(person, "/history")
        await talk.press(person, "1. ")
        assert "Возвращено" in await talk.press(person, "↩️ Вернуть, как было")
        talk.clock += timedelta(minutes=1)
    assert await talk(editor, "/names") != said  # the second one has done it again


async def test_different_ones_go_and_stand_in_the_list(talk: Chat) -> None:
    first = await talk(VERA, "/names")
    total = int(first.split(" из ")[1].split(":")[0])
    await talk.press(VERA, "Разные")
    assert f"1 из {total - 1}:" in await talk.press(VERA, "Дальше ›")
    listed = await talk.press(VERA, "Решённые")
    assert "разные:" in listed
    back = next(one for one in talk.labels(VERA) if one.startswith("↩️"))
    assert "снова ждёт решения" in await talk.press(VERA, back)


async def test_a_second_tap_says_that_it_is_decided(talk: Chat) -> None:
    await talk(VERA, "/names")
    newest = [one for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]
    data = newest["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk.press_data(VERA, data)
    assert "Об этой паре уже решили" in await talk.press_data(VERA, data)


async def test_people_decide_nothing(talk: Chat) -> None:
    assert "Раздел для сотрудников" in await talk(ANNA, "/names")
    await talk(VERA, "/names")
    newest = [one for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]
    code = newest["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    for data in (f"nms:{code}", f"nmd:{code}", "nmb:1", "nm:1", "nmh:1"):
        await talk(ANNA, "/start")
        assert "Раздел для сотрудников" in await talk.press_data(ANNA, data)
    assert "Решено" not in await talk(VERA, "/names")
