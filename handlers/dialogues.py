"""Leaving a dialogue: a state is named «Group:step», its draft stands in the data under the group's name."""

from typing import Any

from aiogram.fsm.context import FSMContext

APPEAL = "Appeal"
"""The group whose draft waits for a tap after its dialogue has ended; /cancel drops it too."""


async def leave(state: FSMContext) -> str:
    """End the running dialogue and return its group's name, empty when none ran. The draft stays in the data."""
    running = await state.get_state()
    if running is None:
        return ""
    await state.set_state(None)
    return running.split(":")[0]


async def forget(state: FSMContext, group: str) -> None:
    """Drop a group's draft, and end its dialogue if that is the one that runs."""
    running = await state.get_state()
    if running is not None and running.split(":")[0] == group:
        await state.set_state(None)
    data: dict[str, Any] = await state.get_data()
    if data.pop(group, None) is not None:
        await state.set_data(data)
