"""Where to go: offices and sites by subject."""

from core.calling import Call
from core.catalogue.editing import keeping_buttons
from core.catalogue.home import gone, home_button, specialist_button
from core.catalogue.paging import number_of_page, page_of, pager
from core.catalogue.places import documents_of, is_unverified
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.content import all_of
from storage.records.content import Contact


async def contacts_of(session: Session) -> list[Contact]:
    """All contacts, those that a signed document or an editor stands for first."""
    documents = await documents_of(session)

    def doubt(contact: Contact) -> bool:
        document = documents.get(contact.source.document) if contact.source else None
        return is_unverified(contact.source, document, contact.checked_on is not None)

    return sorted(await all_of(session, Contact), key=doubt)


async def contact_for(session: Session, subject: str) -> Contact | None:
    """The first contact that answers for a subject; `subject` is the beginning of a word («помещени»)."""
    for contact in await contacts_of(session):
        if any(subject in known.lower() for known in contact.subjects):
            return contact
    return None


async def contact_list(call: Call, number: int) -> Message:
    """Offices and sites with what each is for."""
    async with call.reading() as session:
        contacts = await contacts_of(session)
    page = page_of(contacts, number)
    rows = [(Button(label("named", title=c.short_name), Action.CONTACT, (c.key,)),) for c in page.items]
    text = render("ngo/contacts.html.j2", page=page)
    tail = rows_of(specialist_button(), home_button())
    return Message(text, (*rows, pager(page, Action.CONTACTS), *tail))


async def contact_card(call: Call, key: str) -> Message:
    """One office: what for, where, when; what is not known is said."""
    async with call.reading() as session:
        contacts = await contacts_of(session)
        documents = await documents_of(session)
        contact = next((found for found in contacts if found.key == key), None)
        keeping = await keeping_buttons(session, call, "contacts", contact)
    if contact is None:
        return gone(Button(label("contacts"), Action.CONTACTS, ("1",)))
    document = documents.get(contact.source.document) if contact.source else None
    unverified = is_unverified(contact.source, document, contact.checked_on is not None)
    text = render("ngo/contact.html.j2", contact=contact, document=document, unverified=unverified)
    page = number_of_page(contacts.index(contact))
    buttons = rows_of(
        Button(label("site"), url=contact.site) if contact.site else None,
        Button(label("source"), Action.SOURCE, ("contacts", key)),
        Button(label("to_list"), Action.CONTACTS, (str(page),)),
        home_button(),
    )
    return Message(text, (*buttons, *rows_of(*keeping)))
