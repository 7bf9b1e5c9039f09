"""«Изменить» and «История записи» on a card: seen by those alone who may edit the record."""

from core.calling import Call
from core.desk.owning import owner_of
from core.desk.rights import Right
from core.messages import Action, Button
from core.rendering import label
from storage import Session
from storage.records.content import Content


async def edit_button(
    session: Session, call: Call, table: str, record: Content | None, name: str = "form_edit"
) -> Button | None:
    """The button that opens the record's fields; None for everybody who may not."""
    if record is None or not call.desk.may(Right.EDIT):
        return None
    if not call.desk.may_for(Right.EDIT, await owner_of(session, table, record)):
        return None
    return Button(label(name), Action.EDIT, (table, record.key))


def record_history(table: str, key: str) -> Button:
    """«История записи»: who changed it, and the way back."""
    return Button(label("history_record"), Action.HISTORY_OF, (table, key))


async def keeping_buttons(session: Session, call: Call, table: str, record: Content | None) -> list[Button]:
    """Both, side by side; none for everybody who may not edit the record."""
    edit = await edit_button(session, call, table, record)
    return [] if edit is None or record is None else [edit, record_history(table, record.key)]
