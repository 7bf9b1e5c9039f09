"""«Откуда»: where a record's figures stand in the document, as printed there."""

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.places import is_unverified
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.content import get
from storage.models import CONTENT
from storage.records.content import Content, Document

_NAMES = ("title", "short_name", "name", "office", "label", "sphere_label")


def _name(record: Content) -> str:
    """How a person knows the record."""
    return next((str(getattr(record, name)) for name in _NAMES if getattr(record, name, "")), "")


def _back(table: str, record: Content) -> Button | None:
    """The card that the source was asked from."""
    own = {
        "contests": Action.CONTEST,
        "measures": Action.MEASURE,
        "premises": Action.PREMISE,
        "duties": Action.DUTY,
        "contacts": Action.CONTACT,
    }
    if table in own:
        return Button(label("back"), own[table], (record.key,))
    contest, measure = getattr(record, "contest", None), getattr(record, "measure", None)
    if contest:
        return Button(label("back"), Action.CONTEST, (contest,))
    if measure:
        return Button(label("back"), Action.MEASURE, (measure,))
    return Button(label("back"), Action.LEASES, ("1",)) if table == "leases" else None


async def source_screen(call: Call, table: str, key: str) -> Message:
    """Document, plan row, table, row, the text as printed, the day it is true for, and who has checked it."""
    if table not in CONTENT:
        return gone()
    async with call.reading() as session:
        record: Content | None = await get(session, CONTENT[table].record, key)
        source = record.source if record is not None else None
        document = await get(session, Document, source.document) if source else None
    if record is None:
        return gone()
    text = render(
        "ngo/source.html.j2",
        name=_name(record), source=source, document=document, checked_on=record.checked_on,
        unverified=is_unverified(source, document, record.checked_on is not None),
    )  # fmt: skip
    link = document.url if document else None
    buttons = rows_of(_back(table, record), Button(label("site"), url=link) if link else None, home_button())
    return Message(text, buttons)
