"""Which appeal a message of the bot is about, so that a reply to it needs no button."""

from collections.abc import Sequence

from core.appeals.answering import may_answer
from core.calling import Call
from storage.appeals import appeal_of, appeal_of_copy, note_copies


async def note(call: Call, appeal_id: int, message_ids: Sequence[str]) -> None:
    """These messages in the speaker's chat are about the appeal, when it is theirs to read."""
    async with call.writing() as session:
        appeal = await appeal_of(session, appeal_id)
        if appeal is not None and appeal.text and (appeal.person_id == call.person.id or may_answer(call, appeal)):
            await note_copies(session, call.person.id, message_ids, appeal_id, call.now)
            await session.commit()


async def own(call: Call, message_id: str) -> int | None:
    """The speaker's own appeal that a message of the bot is about."""
    return await _copy(call, message_id, own=True)


async def desk(call: Call, message_id: str) -> int | None:
    """Somebody else's appeal that a message of the bot is about."""
    return await _copy(call, message_id, own=False)


async def _copy(call: Call, message_id: str, *, own: bool) -> int | None:
    async with call.reading() as session:
        appeal_id = await appeal_of_copy(session, call.person.id, message_id)
        appeal = None if appeal_id is None else await appeal_of(session, appeal_id)
    return appeal.id if appeal is not None and (appeal.person_id == call.person.id) is own else None
