"""The employees' menu: what waits for an answer, and what this employee may do as buttons."""

from core.calling import Call
from core.catalogue.commands import staff_commands
from core.catalogue.home import home_button
from core.catalogue.places import newest_year
from core.desk.refusing import refused
from core.desk.rights import Right
from core.desk.team import to_team
from core.messages import Action, Button, Buttons, Message, rows_of
from core.rendering import label, render
from storage.appeals import open_appeals
from storage.content import all_of
from storage.records.desk import Department

SHOWN = 3
"""Appeals with a button of their own; the oldest come first."""


async def staff_screen(call: Call) -> Message:
    """The menu by the rights held now; a stranger is told how to get in and where the same figures are open."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    async with call.reading() as session:
        year = await newest_year(session)
        mine = call.desk.departments(Right.ANSWER)
        waiting = await open_appeals(session, mine) if call.desk.may(Right.ANSWER) else []
        departments = {one.key: one for one in await all_of(session, Department)}
    places = [(str(one.role), departments.get(one.department or "")) for one in call.desk.active]
    text = render(
        "ngo/staff.html.j2", commands=staff_commands(call.desk, call.operator.demo), waiting=waiting,
        today=call.today, places=places, is_admin=call.is_admin,
    )  # fmt: skip
    return Message(text, (*_appeals([(one.id, one.number) for one in waiting]), *_buttons(call, year)))


def _appeals(waiting: list[tuple[int, int]]) -> Buttons:
    return rows_of(
        *(
            Button(label("appeal_open", number=number), Action.REPLY_APPEAL, (str(one),))
            for one, number in waiting[:SHOWN]
        )
    )


def _buttons(call: Call, year: int | None) -> Buttons:
    years = (str(year or call.today.year - 1),)
    buttons = (
        (Right.ANSWER, Button(label("staff_queue"), Action.APPEAL_QUEUE, ("1",))),
        (Right.READ, Button(label("staff_stats", year=years[0]), Action.STATS, years)),
        (Right.READ, Button(label("staff_check", year=years[0]), Action.STATS_CHECK, years)),
        (Right.ANNOUNCE, Button(label("staff_announce"), Action.ANNOUNCE)),
        (Right.EDIT, Button(label("forms_menu"), Action.FORMS)),
        (Right.EDIT, Button(label("imports_menu"), Action.DATA)),
        (Right.EDIT, Button(label("names"), Action.NAMES, ("1",))),
    )
    team = to_team(call)
    history = Button(label("history"), Action.HISTORY, ("-", "1"))
    demo = Button(label("staff_demo"), Action.DEMO, ("menu",)) if call.operator.demo and call.is_admin else None
    return rows_of(*(button for right, button in buttons if call.desk.may(right)), history, team, demo, home_button())
