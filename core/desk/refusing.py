"""What somebody reads who may not: a stranger how to get in, a member who may, a former member that it has ended."""

from core.calling import Call
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, local, render
from storage.records.desk import Department


def refused(call: Call, right: Right, owner: Department | None = None) -> Message:
    """The answer to everything that needs `right`; `owner` is the department whose it is, when that is the reason."""
    held = sorted({str(one.role) for one in call.desk.active})
    ended = call.desk.ended_at
    text = render(
        "admin/desk/refused.html.j2", roles_held=held, right=str(right), number=call.person.external_id,
        owner=owner.short_name if owner else "", ended=local(ended, call.zone).date() if ended else None,
        today=call.today,
    )  # fmt: skip
    staff = Button(label("menu_staff"), Action.STAFF) if held else None
    return Message(text, rows_of(staff, Button(label("home"), Action.HOME)))
