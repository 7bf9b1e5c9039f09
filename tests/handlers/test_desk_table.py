"""docs/desk.md holds for every way into the bot: none is forgotten, none is left over, each behaves as it says."""

import pytest
from aiogram.fsm.storage.base import StorageKey

from core.catalogue.home import gone
from core.desk.rights import RIGHTS, Right
from storage.terms import Role
from tests.handlers.conftest import ANNA, VERA, Chat
from tests.handlers.desk_table import ADMIN, EVERYONE, STRANGER, WHO, Way, data_of, first, rows, ways

IN_PRIVATE = {"/bind", "/unbind", "apbd"}
"""Work in groups alone."""

AS_TYPED = {"/report": "/report 1999"}
"""Commands that would set something dear going."""


def test_every_way_in_stands_in_the_table_and_nothing_else_does() -> None:
    known, found = rows(), {way.key: way for way in ways()}
    missing = [f"| `{way.key}` | {way.what} | WHO | STRANGER |" for key, way in found.items() if key not in known]
    assert missing == [], "add to docs/desk.md, with who may and what a stranger gets:\n" + "\n".join(missing)
    assert set(known) - set(found) == set(), "docs/desk.md: nobody handles these any more"


def test_every_line_names_a_right_and_a_strangers_answer() -> None:
    assert [row.key for row in rows().values() if not first(row.who, WHO) or not first(row.stranger, STRANGER)] == []


def desk_ways() -> list[Way]:
    known = rows()
    listed = [way for way in ways() if way.key in known and not known[way.key].who.startswith(EVERYONE)]
    return [way for way in listed if (way.button or way.key.startswith("/")) and way.key not in IN_PRIVATE]


async def answer_to(talk: Chat, person: int, way: Way) -> str:
    """What the newest message says after a command or press; a press that changes nothing leaves it as it is."""
    if way.button is None:
        return await talk(person, AS_TYPED.get(way.key, way.key))
    said = await talk.press_data(person, data_of(way.button))
    newest = [one for one in talk.sandbox.messages(person) if one["from_bot"]][-1]["text"]
    return said or str(newest).replace("\u00a0", " ")


def refused(text: str, person: int) -> bool:
    return f"администратору ваш номер: {person}" in text or "Это делает" in text


@pytest.mark.asyncio
async def test_each_press_and_command_is_answered_as_the_table_says(talk: Chat) -> None:
    known, absent = rows(), gone().text
    roles = {role: await talk.as_role(None if role is Role.STATISTICIAN else "education", role) for role in Role}
    for person in (ANNA, VERA, *roles.values()):
        await talk(person, "/start")
    wrong = []
    for way in desk_ways():
        row = known[way.key]
        who = first(row.who, WHO)
        admins = await answer_to(talk, VERA, way)
        if refused(admins, VERA):
            wrong.append(f"{way.key}: an administrator is refused: {admins[:80]}")
        strangers = await answer_to(talk, ANNA, way)
        closed = f"администратору ваш номер: {ANNA}" in strangers
        if closed != row.stranger.startswith("closed"):
            wrong.append(f"{way.key}: a stranger gets: {strangers[:80]}")
        if row.stranger.startswith("not found") and strangers not in {absent, admins}:
            wrong.append(f"{way.key}: a stranger can tell it from a number that is not there: {strangers[:80]}")
        for role, person in roles.items():
            may = who != ADMIN and Right[who] in RIGHTS[role]
            said = await answer_to(talk, person, way)
            if may and refused(said, person):
                wrong.append(f"{way.key}: {role} is refused: {said[:80]}")
            if not may and not (refused(said, person) or said in {absent, admins, strangers}):
                wrong.append(f"{way.key}: {role} is let in: {said[:80]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.asyncio
async def test_a_stranger_in_the_middle_of_an_employees_dialogue_is_told_so(talk: Chat) -> None:
    """As one whose access was withdrawn meanwhile; a group that handlers.dialogues.EMPLOYEES lacks fails here."""
    known, wrong = rows(), []
    key = StorageKey(bot_id=talk.parts.bot.id, chat_id=ANNA, user_id=ANNA)
    for way in ways():
        if not way.state or known[way.key].who.startswith(EVERYONE):
            continue
        await talk(ANNA, "/start")
        await talk.parts.dispatcher.storage.set_state(key, way.state)
        said = await talk(ANNA, "Слова, которые никуда не попали")
        closed = f"администратору ваш номер: {ANNA}" in said
        if not said or closed != known[way.key].stranger.startswith("closed"):
            wrong.append(f"{way.key} in {way.state}: {said[:80]}")
    assert wrong == [], "\n".join(wrong)
