"""How alerts come: three presets, and the ladder of days before a deadline."""

from dataclasses import replace
from typing import Any

from core.announcements.events import LADDER
from core.announcements.weekly import begin_week, next_monday
from core.calling import Call
from core.catalogue.home import gone
from core.catalogue.settings import CHOOSE
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.audience import hours_of
from storage.preferences import prefer
from storage.terms import Pace

STEPS = (*reversed(LADDER), 0)
"""What can be taken in and out, the farthest first; 0 stands for the last hours."""


async def pace_screen(call: Call, chosen: str) -> Message:
    """The three presets; `chosen` sets one."""
    if chosen in set(Pace):
        call = await _written(call, pace=Pace(chosen))
    elif chosen != CHOOSE:
        return gone()
    last = 0 in hours_of(call.person).steps
    first = next_monday(hours_of(call.person), call.now, call.zone).astimezone(call.zone).date()
    text = render(
        "subscriber/pace.html.j2", person=call.person, steps=_days(call), last=last, first=first, today=call.today
    )
    presets = (
        Button(label("pace_choice", pace=str(one), chosen=one is call.person.pace), Action.PACE, (str(one),))
        for one in Pace
    )
    more = Button(label("pace_more"), Action.LADDER, (CHOOSE,))
    return Message(text, (*((one,) for one in presets), *rows_of(more, Button(label("menu_mine"), Action.MINE))))


async def ladder_screen(call: Call, toggled: str) -> Message:
    """The ladder's days and the hour; `toggled` takes a day in or out. The last one stays."""
    if toggled in {str(step) for step in STEPS}:
        chosen = set(hours_of(call.person).steps) ^ {int(toggled)}
        if chosen:
            call = await _written(call, ladder="-".join(str(step) for step in STEPS if step in chosen))
    elif toggled != CHOOSE:
        return gone()
    kept = hours_of(call.person).steps
    text = render("subscriber/ladder.html.j2", person=call.person, steps=_days(call), last=0 in kept)
    steps = (
        Button(label("ladder_step", step=step, chosen=step in kept), Action.LADDER, (str(step),)) for step in STEPS
    )
    return Message(text, rows_of(
        *steps,
        Button(label("settings_hour"), Action.SET_HOUR, (CHOOSE,)),
        Button(label("settings_quiet"), Action.SET_QUIET, (CHOOSE, CHOOSE)),
        Button(label("back"), Action.PACE, (CHOOSE,)),
    ))  # fmt: skip


def _days(call: Call) -> tuple[int, ...]:
    return tuple(step for step in reversed(hours_of(call.person).steps) if step)


async def _written(call: Call, **values: Any) -> Call:
    async with call.writing() as session:
        await prefer(session, call.person.id, **values)
        person = replace(call.person, **values)
        await begin_week(session, person, call.now, call.zone)
        await session.commit()
    return replace(call, person=person)
