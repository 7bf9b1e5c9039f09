"""/queue: what waits for an answer, the late first, by department, with its age."""

from core.calling import Call
from core.catalogue.home import home_button
from core.catalogue.paging import page_of, pager
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.appeals import open_appeals
from storage.content import all_of
from storage.people import names_of
from storage.records.desk import Department

PAGE = 5


async def queue(call: Call, number: int = 1) -> Message:
    """The open appeals of the departments this person answers for."""
    if not call.desk.may(Right.ANSWER):
        return refused(call, Right.ANSWER)
    async with call.reading() as session:
        waiting = await open_appeals(session, call.desk.departments(Right.ANSWER))
        departments = {one.key: one.short_name for one in await all_of(session, Department)}
        names = await names_of(session, {one.taken_by for one in waiting if one.taken_by})
    page = page_of(waiting, number, PAGE)
    late = sum(one.due_on < call.today for one in waiting)
    counts = {name: sum(one.department == key for one in waiting) for key, name in departments.items()}
    counts = {name: count for name, count in counts.items() if count}
    text = render(
        "admin/appeals/queue.html.j2", page=page, late=late, departments=departments, names=names, today=call.today,
        zone=call.zone, counts=counts, me=call.person.id,
    )  # fmt: skip
    opened = [
        Button(label("appeal_number", number=one.number), Action.APPEAL_CARD, (str(one.id),)) for one in page.items
    ]
    turning = pager(page, Action.APPEAL_QUEUE)
    return Message(text, (*rows_of(*opened, per_row=3), *((turning,) if turning else ()), (home_button(),)))
