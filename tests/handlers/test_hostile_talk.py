"""Whatever dialogue is open, also one whose draft is gone: odd texts, ten at once, odd links; all is answered whole."""

from importlib import import_module

import pytest
from aiogram.fsm.state import StatesGroup
from aiogram.fsm.storage.base import StorageKey

import handlers
from core.catalogue.links import _OPENERS
from storage.terms import AppealTurn, Role
from tests.handlers.conftest import ANNA, BORIS, VERA, Chat
from tests.handlers.test_appeal_threads import QUESTION, sent, specialist, stored

pytestmark = pytest.mark.asyncio

TEXTS = (
    "<b>&\"'{{7*7}}",
    "\u202eשלום مرحبا \u2067" * 200,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 300,
    "1" * 4096,
    "\u200b \u00a0 \n\n \u2028",
    "31 февраля 99999 99:99",
    "-0,5e9 тыс. млрд ₽",
    "null None {} [] %s %n ../../etc/passwd",
)
"""What people paste, and what they try."""


def every_state() -> list[str]:
    """Each dialogue's each step, of every handler's module."""
    found = set()
    for name in handlers.MODULES:
        for one in vars(import_module(name)).values():
            if isinstance(one, type) and issubclass(one, StatesGroup) and one is not StatesGroup:
                found |= {str(state.state) for state in one.__all_states__}
    return sorted(found)


async def open_dialogue(chat: Chat, person: int, state: str) -> None:
    """The dialogue runs, and nothing is known of what it was about: as after a deploy that named it otherwise."""
    key = StorageKey(bot_id=chat.parts.bot.id, chat_id=person, user_id=person)
    await chat.parts.dispatcher.fsm.storage.set_state(key, state)


@pytest.mark.parametrize("state", every_state())
async def test_an_odd_text_in_a_dialogue_without_its_draft_is_answered(demo_talk: Chat, state: str) -> None:
    talk = demo_talk
    for person in (ANNA, VERA):
        await talk(person, "/start")
        for text in TEXTS:
            await open_dialogue(talk, person, state)
            before = len(talk.sandbox.messages(person))
            await talk.sandbox.say(person, text)
            await talk.handle()
            assert len(talk.sandbox.messages(person)) > before + 1, f"{person} in {state}: silence to {text[:20]!r}"
        await talk(person, "/cancel")
        assert "прервано" not in await talk(person, "/cancel")


@pytest.mark.parametrize("rest", ["", "x" * 62, "-" * 62, "_" * 62, "demo-teply-gorod_", "TEPLY", "0", "a:b:c", "%00"])
async def test_an_odd_deep_link_opens_the_first_screen(demo_talk: Chat, rest: str) -> None:
    for prefix in (*_OPENERS, "trn", "an", "zz", ""):
        said = await demo_talk(ANNA, f"/start {prefix}_{rest}"[:71])
        assert said, prefix
        assert demo_talk.labels(ANNA), prefix


async def test_ten_answers_at_once_are_one_answer_and_nothing_else_reaches_the_person(talk: Chat) -> None:
    expert = await specialist(talk)
    await sent(talk)
    await talk.deliver()
    await talk.press(expert, "Ответить")
    for number in range(10):
        await talk.sandbox.say(expert, f"ответ {number}")
    await talk.handle()
    await talk.deliver()
    got = [one["text"] for one in talk.sandbox.messages(ANNA) if "ответ " in one["text"]]
    assert len(got) == 1
    assert "ответ 0" in got[0]
    appeal, thread = await stored(talk)
    assert [one.text for one in thread if one.turn is not AppealTurn.HELD] == [QUESTION, "ответ 0"]
    assert [one.text for one in thread if one.turn is AppealTurn.HELD] == [f"ответ {n}" for n in range(1, 10)]
    assert appeal.answer == "ответ 0"


async def test_of_ten_messages_at_once_a_form_takes_the_first_and_says_so(demo_talk: Chat) -> None:
    talk = demo_talk
    await talk(VERA, "/content")
    await talk.press(VERA, "🏠 Помещение")
    await talk.press(VERA, "➕ Добавить")
    for number in range(10):
        await talk.sandbox.say(VERA, f"ответ {number} (пример)")
    await talk.handle()
    newest = [one["text"] for one in talk.sandbox.messages(VERA) if one["from_bot"]][-1]
    assert "Взял первое сообщение" in newest
    assert "Какой адрес" in newest


async def test_an_appeal_of_many_alphabets_goes_whole_to_the_specialist(talk: Chat) -> None:
    expert = await specialist(talk)
    words = (QUESTION + " 👩‍👩‍👧‍👦 שלום مرحبا <b>&{{7*7}} ") * 50
    await sent(talk, words[:4000])
    assert (await stored(talk))[0].text == words[:4000].strip()
    before = len(talk.sandbox.messages(expert))
    await talk.deliver()
    got = "".join(one["text"] for one in talk.sandbox.messages(expert)[before:])
    assert got.count("{{7*7}}") == words[:4000].count("{{7*7}}")
    assert got.count("👩‍👩‍👧‍👦") == words[:4000].count("👩‍👩‍👧‍👦")


async def test_a_removed_editors_form_and_a_strangers_forged_draft_change_nothing(demo_talk: Chat) -> None:
    talk = demo_talk
    editor = await talk.as_role("property", Role.EDITOR)
    await talk(editor, "/content")
    await talk.press(editor, "🏠 Помещение")
    await talk.press(editor, "➕ Добавить")
    await talk(editor, "Зал (пример)")
    await talk(BORIS, "/start")
    for data in ("fd:1:publish", "fs:1:done", "fs:1:back", "fp:1:0"):
        await talk.press_data(BORIS, data)
    await talk.remove(editor)
    assert "закрыт" in await talk(editor, "улица Учебная, 1")
    assert "закрыт" in await talk.press(editor, "В черновик")
    assert "Зал (пример)" not in await talk(ANNA, "/premises")
