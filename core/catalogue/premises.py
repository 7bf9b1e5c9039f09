"""Premises on offer, and what organisations already hold of the city's property."""

from dataclasses import dataclass
from decimal import Decimal

from core.calling import Call
from core.catalogue.contacts import contact_for
from core.catalogue.editing import keeping_buttons
from core.catalogue.home import announce_button, gone, home_button, specialist_button
from core.catalogue.paging import number_of_page, page_of, pager
from core.catalogue.places import documents_of, is_unverified
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.content import all_of
from storage.records.content import Contact, Fact, Lease, Premises
from storage.terms import LeaseKind, SubjectKind, SubscriptionKind, Unit

SUBJECT = "помещени"
"""How contacts that answer for premises name their subject."""


@dataclass(frozen=True, slots=True)
class HeldProperty:
    """The newest year's property support: agreements by the document, area in square metres."""

    year: int
    agreements: Decimal
    area: Decimal
    measure: str


async def held_property(session: Session) -> HeldProperty | None:
    """Agreements and area of the newest year that states an area; None when no document does."""
    facts = await all_of(session, Fact)
    area = max((f for f in facts if f.unit is Unit.SQUARE_METRES and f.value), key=lambda f: f.year, default=None)
    if area is None or area.value is None:
        return None
    agreements = [
        f.value for f in facts
        if f.measure == area.measure and f.year == area.year and f.unit is Unit.AGREEMENTS and f.value
    ]  # fmt: skip
    return HeldProperty(area.year, sum(agreements, Decimal(0)), area.value, area.measure)


async def _offered(session: Session, call: Call) -> list[Premises]:
    """Premises whose offer has not ended, the earliest end first."""
    found = [p for p in await all_of(session, Premises) if p.offered_until is None or p.offered_until >= call.today]
    return sorted(found, key=lambda p: (p.offered_until is None, p.offered_until or call.today))


async def offered_at(session: Session, call: Call, key: str) -> Premises | None:
    """One offer that still stands, or None."""
    return next((one for one in await _offered(session, call) if one.key == key), None)


async def premises_list(call: Call, number: int) -> Message:
    """Premises on offer; without any, why, what is known of the past, where the list is, and a subscription."""
    async with call.reading() as session:
        offered = await _offered(session, call)
        held = await held_property(session)
        contact = await contact_for(session, SUBJECT)
        leases = await all_of(session, Lease)
    follow = Button(label("subscribe_premises"), Action.SUBSCRIBE, (SubscriptionKind.PREMISES,))
    year = _year_of(leases, held)
    leases_button = Button(label("leases", year=year), Action.LEASES, ("1",)) if year else None
    if not offered:
        text = render("ngo/premises_none.html.j2", held=held, contact=contact)
        return Message(text, ((follow,), *rows_of(_office(contact), leases_button, specialist_button(), home_button())))
    page = page_of(offered, number)
    text = render("ngo/premises.html.j2", page=page, today=call.today)
    rows = [(Button(label("named", title=p.title), Action.PREMISE, (p.key,)),) for p in page.items]
    find = Button(label("premises_search"), Action.PREMISES_PART, ("m", "-", "-", "-", "-"))
    tail = rows_of(find, follow, _office(contact), leases_button, home_button())
    return Message(text, (*rows, pager(page, Action.PREMISES), *tail))


def _year_of(leases: list[Lease], held: HeldProperty | None) -> int | None:
    """The year whose holders are shown: the one that the document counts, else the newest."""
    years = {lease.year for lease in leases}
    return held.year if held is not None and held.year in years else max(years, default=None)


def _office(contact: Contact | None) -> Button | None:
    return Button(label("named", title=contact.short_name), Action.CONTACT, (contact.key,)) if contact else None


async def premise_card(call: Call, key: str) -> Message:
    """One offer: where, how large, on what terms, until when; an ended one says so."""
    every = Button(label("to_list"), Action.PREMISES, ("1",))
    async with call.reading() as session:
        found = next((p for p in await all_of(session, Premises) if p.key == key), None)
        offered = await _offered(session, call)
        contact = await contact_for(session, SUBJECT)
        documents = await documents_of(session)
        keeping = await keeping_buttons(session, call, "premises", found)
    if found is None:
        return gone(every)
    source = found.source
    document = documents.get(source.document) if source else None
    unverified = is_unverified(source, document, found.checked_on is not None)
    text = render(
        "ngo/premise.html.j2",
        premises=found, ended=found not in offered, today=call.today, contact=contact, document=document,
        unverified=unverified,
    )  # fmt: skip
    page = number_of_page(offered.index(found)) if found in offered else 1
    visit = Button(label("premises_visit"), Action.PREMISES_VISIT, (key,)) if found in offered else None
    buttons = rows_of(
        visit,
        _office(contact),
        Button(label("source"), Action.SOURCE, ("premises", key)),
        Button(label("site"), url=found.url) if found.url else None,
        Button(label("to_list"), Action.PREMISES, (str(page),)),
        home_button(),
    )
    kept = rows_of(*keeping, announce_button(call, SubjectKind.PREMISES, key))
    return Message(text, (*buttons, *kept), tuple(File("", kind="photo", reference=one) for one in found.photos))


async def leases_list(call: Call, number: int) -> Message:
    """Who holds the city's property by the newest document, by kind; agreements and names are counted apart."""
    async with call.reading() as session:
        leases = await all_of(session, Lease)
        held = await held_property(session)
        documents = await documents_of(session)
    back = Button(label("back"), Action.PREMISES, ("1",))
    year = _year_of(leases, held)
    if year is None:
        return gone(back)
    kept = [lease for kind in LeaseKind for lease in leases if lease.year == year and lease.kind is kind]
    page = page_of(kept, number)
    source = kept[0].source
    text = render(
        "ngo/leases.html.j2",
        page=page, year=year, held=held if held and held.year == year else None,
        names=len({lease.organisation for lease in kept}), source=source,
        document=documents.get(source.document) if source else None,
    )  # fmt: skip
    where = Button(label("source"), Action.SOURCE, ("leases", page.items[0].key))
    return Message(text, (pager(page, Action.LEASES), *rows_of(where, back, home_button())))
