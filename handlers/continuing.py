"""A specialist's answer that the messenger cuts into several messages: an album, or words over its limit."""

from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from core.appeals.drafts import WHOLE_PIECE

_KEY = "AppealSaid"
_CUT = WHOLE_PIECE - 200
"""Clients cut at a word: a text this long may have a second part."""

_WITHIN = 5
"""Seconds of the messenger's clock in which a second part comes."""


async def remember(state: FSMContext, message: Message, appeal: int, *, note: bool) -> None:
    """What was said just now about an appeal, so that its next part goes the same way."""
    cut = len(message.text or "") >= _CUT
    kept = {
        "appeal": appeal, "note": note, "at": int(message.date.timestamp()), "cut": cut,
        "album": message.media_group_id,
    }  # fmt: skip
    await state.update_data({_KEY: kept if cut or message.media_group_id else None})


class NextPart(Filter):
    """The next picture of an album, or the rest of long words."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The appeal, and whether the first part was a note."""
        kept = (await state.get_data()).get(_KEY)
        if not kept or not 0 <= message.date.timestamp() - kept["at"] <= _WITHIN:
            return False
        same = message.media_group_id == kept["album"] if kept["album"] else bool(message.text) and kept["cut"]
        return {"appeal": int(kept["appeal"]), "note": bool(kept["note"])} if same else False
