"""A specialist's answer in several messages: an album or cut words are one; what is typed soon after is asked about."""

from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from core.appeals.adding import GOES_ON
from core.appeals.drafts import WHOLE_PIECE
from handlers.dialogues import ANSWERED

_CUT = WHOLE_PIECE - 200
"""Clients cut at a word: a text this long may have a second part."""

_WITHIN = 5
"""Seconds of the messenger's clock in which a second part comes."""


async def remember(state: FSMContext, message: Message, appeal: int, *, note: bool, held: int = 0) -> None:
    """What was said just now about an appeal, so that its next part goes the same way; `held` waits for a tap."""
    cut = len(message.text or "") >= _CUT
    kept = {
        "appeal": appeal, "note": note, "at": int(message.date.timestamp()), "cut": cut,
        "album": message.media_group_id, "held": held,
    }  # fmt: skip
    await state.update_data({ANSWERED: kept})


class NextPart(Filter):
    """The next picture of an album, or the rest of long words."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The appeal, and whether the first part was a note."""
        kept = (await state.get_data()).get(ANSWERED)
        if not kept or kept.get("held") or not 0 <= message.date.timestamp() - kept["at"] <= _WITHIN:
            return False
        same = message.media_group_id == kept["album"] if kept["album"] else bool(message.text) and kept["cut"]
        return {"appeal": int(kept["appeal"]), "note": bool(kept["note"])} if same else False


class AndMore(Filter):
    """What a specialist types or sends soon after an answer in private: most likely it belongs to it."""

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        """The appeal, and the row that waits when this is the next picture of its album."""
        kept = (await state.get_data()).get(ANSWERED)
        if not kept or kept["note"] or message.reply_to_message is not None or await state.get_state() is not None:
            return False
        if not 0 <= message.date.timestamp() - kept["at"] <= GOES_ON:
            return False
        same = message.media_group_id is not None and message.media_group_id == kept["album"]
        return {"appeal": int(kept["appeal"]), "held": int(kept.get("held") or 0) if same else 0}
