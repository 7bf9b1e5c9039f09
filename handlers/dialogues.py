"""Leaving a dialogue: a state is named «Group:step», its draft stands in the data under the group's name."""

from typing import Any

from aiogram.fsm.context import FSMContext

APPEAL = "Appeal"
"""The group whose draft waits for a tap after its dialogue has ended; /cancel drops it too."""

ANSWERED = "AppealSaid"
"""What a specialist has just said: the next message may belong to it."""

ADDITION = "AppealMore"
"""The group in which the next message may still belong to an appeal after its dialogue has ended."""


EMPLOYEES = frozenset({
    "AnnounceDialogue", "Announcement", "AppealReply", "ContentForm", "Deadline", "FindingReason", "FindingReply",
    "Lecture", "Lesson",
})  # fmt: skip
"""The groups of employees' dialogues: who is none any more is told so at the next word (handlers.admin.withdrawn)."""


async def leave(state: FSMContext) -> str:
    """End the running dialogue and return its group's name, empty when none ran. The draft stays in the data."""
    running = await state.get_state()
    if running is None:
        return ""
    await state.set_state(None)
    return running.split(":")[0]


async def pause(state: FSMContext) -> None:
    """What is typed next goes on with nothing: a draft waits for its buttons alone."""
    data: dict[str, Any] = await state.get_data()
    waiting = [name for name in (APPEAL, ADDITION, ANSWERED) if (data.get(name) or {}).get("at")]
    if waiting:
        await state.update_data({name: {**data[name], "at": 0} for name in waiting})


async def forget(state: FSMContext, group: str) -> None:
    """Drop a group's draft, and end its dialogue if that is the one that runs."""
    running = await state.get_state()
    if running is not None and running.split(":")[0] == group:
        await state.set_state(None)
    data: dict[str, Any] = await state.get_data()
    if data.pop(group, None) is not None:
        await state.set_data(data)
