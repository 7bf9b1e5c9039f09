"""«Что мы получили»: everything that the base says an organisation received, newest first, page by page."""

from dataclasses import dataclass
from decimal import Decimal

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import documents_of
from core.messages import Action, Message, rows_of
from core.organisations.cards import our_button, record_of
from core.rendering import render
from storage import Session
from storage.content import all_of
from storage.own_organisations import organisation_of
from storage.records.content import Lease, Programme, Project, Source, Subsidy


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was received; `kind` is subsidy, project or lease."""

    year: int
    kind: str
    title: str
    amount: Decimal | None
    source: Source | None


async def lines_of(session: Session, record: str) -> list[Line]:
    """The rows of every table that name an organisation."""
    programmes = {one.key: one.short_name for one in await all_of(session, Programme)}
    lines = [
        Line(one.year, "subsidy", one.purpose or programmes.get(one.programme or "", ""), one.amount, one.source)
        for one in await all_of(session, Subsidy, organisation=record)
    ]
    lines += [
        Line(one.year, "project", one.name, one.amount, one.source)
        for one in await all_of(session, Project, organisation=record)
    ]  # fmt: skip
    lines += [
        Line(one.year, "lease", str(one.kind), None, one.source)
        for one in await all_of(session, Lease, organisation=record)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: -line.year)


async def received(call: Call, number: int) -> Message:
    """A page of what the person's organisation received; public figures, under the record they said is theirs."""
    async with call.reading() as session:
        own = await organisation_of(session, call.person.id)
        record = None if own is None else await record_of(session, own)
        if record is None:
            return gone(our_button())
        lines = await lines_of(session, record.key)
        documents = await documents_of(session)
    page = page_of(lines, number)
    named = dict.fromkeys(line.source.document for line in page.items if line.source)
    source = ", ".join(documents[key].short_title for key in named if key in documents)
    text = render(
        "ngo/organisation/received.html.j2", record=record, lines=page.items, total=len(lines), source=source
    )  # fmt: skip
    return Message(text, (pager(page, Action.OUR_GOT), *rows_of(our_button(), home_button())))
