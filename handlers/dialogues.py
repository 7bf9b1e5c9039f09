"""Leaving a dialogue: a state is named «Group:step», and what was typed stays until the person forgets it."""

from typing import Any

from aiogram.fsm.context import FSMContext


async def leave(state: FSMContext, *, forget: bool = False) -> str:
    """End the running dialogue and return its group's name, empty when none ran.

    Drafts stay in the data, so that the dialogue can be taken up; `forget` drops those of this dialogue,
    which it keeps under its group's name.
    """
    running = await state.get_state()
    if running is None:
        return ""
    group = running.split(":")[0]
    await state.set_state(None)
    if forget:
        data: dict[str, Any] = await state.get_data()
        data.pop(group, None)
        await state.set_data(data)
    return group
