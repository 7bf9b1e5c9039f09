"""A person's talk with the bot, in the dialogue's data: what follow-ups lean on and what a specialist is shown."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.context import FSMContext

TURNS = 4
"""Questions that are remembered, each with the first line of its reply."""

_TALK = "talk"


async def talk_of(state: FSMContext) -> dict[str, Any]:
    """The talk so far, empty at its beginning."""
    kept = (await state.get_data()).get(_TALK)
    return dict(kept) if isinstance(kept, dict) else {}


async def keep_talk(state: FSMContext, talk: dict[str, Any]) -> None:
    """Remember the talk."""
    await state.update_data({_TALK: talk})


async def turns_before(state: FSMContext, question: str) -> list[tuple[str, str]]:
    """The turns before a question of the talk; empty when it is none of it."""
    turns = [(str(asked), str(said)) for asked, said in (await talk_of(state)).get("turns", [])]
    places = [place for place, (asked, _) in enumerate(turns) if question.startswith(asked)]
    return turns[: places[-1]] if places else []


def message_of(talk: Mapping[str, Any], question: str) -> int:
    """The number of the message that asked a question of the talk; 0 when it is not known."""
    for turn, pair in zip(reversed(talk.get("turns", [])), reversed(talk.get("answers", [])), strict=False):
        if turn[0] and question.startswith(turn[0]):
            return int(pair[0])
    return 0
