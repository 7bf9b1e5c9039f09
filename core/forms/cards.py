"""A record as its reader will see it, before it is published: written, shown by the real card, and rolled back."""

import dataclasses
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from core.calling import Call
from core.catalogue.contacts import contact_card
from core.catalogue.contests import contest_card
from core.catalogue.duties import duty_card
from core.catalogue.premises import premise_card
from core.catalogue.support import measure_card
from core.catalogue.windows import current_window
from core.eligibility.book import read_book
from core.eligibility.replies import conditions
from core.forms.filling import Filling, changed_fields
from core.imports.comparing import as_json, consequences
from core.messages import Action, Message
from core.rendering import render
from core.trainings.timetable import training_card
from storage import Session
from storage.content import all_of, get
from storage.imports import Writer
from storage.models import CONTENT
from storage.packs import drop_record
from storage.records.content import Content, Season
from storage.records.learning import Faq


async def write_record(writer: Writer, filling: Filling, record: Content) -> None:
    """Add the new record, or change what differs in the published one; a moved deadline keeps the old one beside."""
    table = filling.form.table
    if filling.record is None:
        await writer.add(table, record)
        return
    changes = changed_fields(filling, record)
    exact: dict[str, tuple[Any, Any, Any]] = {
        name: (after, as_json(before), as_json(after)) for name, (before, after) in changes.items()
    }
    for name, before, after in consequences(table, filling.record, changes):
        exact[name] = (after, as_json(before), as_json(after))
    if exact:
        await writer.change(table, record.key, exact)


@asynccontextmanager
async def rehearsal(call: Call, filling: Filling, record: Content) -> AsyncIterator[tuple[Session, Call]]:
    """The base as if the record stood in it, for whoever reads by the call that is given; nothing stays of it."""
    async with call.writing() as session:
        await write_record(Writer.of(session, call.person.id, call.now), filling, record)

        @asynccontextmanager
        async def same() -> AsyncIterator[Session]:
            yield session

        yield session, dataclasses.replace(call, reading=same)
        await session.rollback()


async def make_current(session: Session, call: Call, record: Content) -> bool:
    """In a rehearsal, take out the seasons that the card would show in place of this one; whether there were any."""
    assert isinstance(record, Season)
    hidden = False
    while True:
        seasons = await all_of(session, Season, contest=record.contest)
        shown = current_window(seasons, call.zone, call.now)
        if shown is None or shown.season.key == record.key:
            return hidden
        await drop_record(session, "seasons", shown.season.key)
        hidden = True


async def card_of(call: Call, table: str, key: str) -> Message:
    """What people read of a record."""
    async with call.reading() as session:
        record: Content | None = await get(session, CONTENT[table].record, key)
    assert record is not None
    match table:
        case "premises":
            return await premise_card(call, key)
        case "contests":
            return await contest_card(call, key)
        case "seasons":
            return await contest_card(call, str(getattr(record, "contest", "")))
        case "measures":
            return await measure_card(call, key)
        case "duties":
            return await duty_card(call, key)
        case "contacts":
            return await contact_card(call, key)
        case "trainings":
            return await training_card(call, key)
        case "rules":
            async with call.reading() as session:
                book = await read_book(session, call.zone, call.now)
            return conditions(book, str(getattr(record, "contest", ""))).message
        case _:
            return _answer(record)


def _answer(record: Content) -> Message:
    """What has no card of its own is read in an answer."""
    if isinstance(record, Faq):
        return Message(render("admin/forms/faq.html.j2", faq=record))
    raise LookupError(type(record).__name__)


CARDS: Mapping[str, Action] = {
    "premises": Action.PREMISE, "contests": Action.CONTEST, "measures": Action.MEASURE, "duties": Action.DUTY,
    "contacts": Action.CONTACT, "trainings": Action.TRAINING,
}  # fmt: skip
"""The button that opens a record's card."""
