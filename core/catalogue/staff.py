"""The employees' menu: what waits for an answer, and the commands as buttons."""

from core.calling import Call
from core.catalogue.commands import commands, commands_for
from core.catalogue.home import home_button
from core.catalogue.places import newest_year
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.appeals import open_appeals

SHOWN = 3
"""Appeals with a button of their own; the oldest come first."""


async def staff_screen(call: Call) -> Message:
    """The employees' menu; a stranger is told how to get in and where the same figures are open."""
    if not call.is_admin:
        text = render("ngo/staff_closed.html.j2", number=call.person.external_id)
        return Message(text, rows_of(home_button()))
    async with call.reading() as session:
        year = await newest_year(session)
        waiting = await open_appeals(session)
    years = (str(year or call.today.year - 1),)
    appeals = rows_of(
        *(
            Button(label("appeal_open", number=appeal.number), Action.REPLY_APPEAL, (str(appeal.id),))
            for appeal in waiting[:SHOWN]
        )
    )
    buttons = rows_of(
        Button(label("staff_stats", year=years[0]), Action.STATS, years),
        Button(label("staff_check", year=years[0]), Action.STATS_CHECK, years),
        Button(label("staff_announce"), Action.ANNOUNCE),
        Button(label("imports_menu"), Action.DATA),
        Button(label("staff_demo"), Action.DEMO, ("menu",)) if call.operator.demo else None,
        home_button(),
    )
    listed = commands_for(is_admin=True, demo=call.operator.demo)
    people = {command.name for command in commands("people")}
    text = render("ngo/staff.html.j2", commands=listed, people=people, waiting=waiting, today=call.today)
    return Message(text, (*appeals, *buttons))
