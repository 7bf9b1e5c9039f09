"""Files that came before anybody waited for them: they go along when their person soon asks a specialist."""

import dataclasses
from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from core.appeals.asking import DRAFT_FOR
from core.appeals.drafts import FILES, Draft, Said
from handlers.said import said_of
from storage.records.appeals import Attached

_KEY = "unasked"


async def keep_file(state: FSMContext, message: Message, now: datetime) -> None:
    """Remember the message's file; the oldest of too many is forgotten."""
    said = said_of(message)
    if said.files:
        kept = [one for one in await _kept(state, now) if one["message"] != said.message]
        files = [dataclasses.asdict(one) for one in said.files]
        await state.update_data(
            {_KEY: [*kept, {"message": said.message, "at": now.isoformat(), "files": files}][-FILES:]}
        )


async def _kept(state: FSMContext, now: datetime) -> list[dict[str, Any]]:
    every = (await state.get_data()).get(_KEY) or []
    return [one for one in every if now - datetime.fromisoformat(one["at"]) <= DRAFT_FOR]


async def files_of(state: FSMContext, now: datetime) -> tuple[Attached, ...]:
    """The files that would go along."""
    return tuple(Attached(**file) for one in await _kept(state, now) for file in one["files"])


async def with_files(state: FSMContext, draft: Draft, now: datetime) -> Draft:
    """The draft with these files: a caption's own with its words, the others as a piece that one tap takes away."""
    kept = await _kept(state, now)
    if not kept:
        return draft
    await state.update_data({_KEY: None})
    asked = draft.pieces[0]
    own = tuple(Attached(**file) for one in kept if one["message"] == asked.message for file in one["files"])
    rest = [Attached(**file) for one in kept if one["message"] != asked.message for file in one["files"]]
    pieces = (dataclasses.replace(asked, files=asked.files or own), *draft.pieces[1:])
    room = FILES - sum(len(one.files) for one in pieces)
    more = (Said("", tuple(rest[-room:])),) if rest and room > 0 else ()
    return dataclasses.replace(draft, pieces=(*pieces, *more), unasked=draft.unasked or bool(more))
