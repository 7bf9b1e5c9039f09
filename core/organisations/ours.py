"""«Наша организация»: remembering it step by step, by INN or by name, at once and not at the end."""

from dataclasses import dataclass
from datetime import date

from core.calling import Call
from core.catalogue.home import gone
from core.catalogue.places import city_of
from core.eligibility.profile import read_profile
from core.messages import Message
from core.organisations import cards, joining
from core.organisations.inn import ORGANISATION, read_inn
from core.organisations.resolving import Resolver
from storage import Session
from storage.content import all_of, get
from storage.own_organisations import change, claim_inn, colleague_ids, create, organisation_of
from storage.preferences import prefer
from storage.records.content import Organisation, Sphere
from storage.records.people import OwnOrganisation
from storage.terms import Applicant, LegalForm, inn_holds


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and the step that waits for a written answer (None: nothing does)."""

    message: Message
    waits: str | None = None


NAME_LIMIT = 200
"""A longer text is no name."""

_NAMESAKES = 3


async def _held(session: Session, call: Call) -> OwnOrganisation:
    """The person's organisation; an empty one when there is none yet."""
    return await organisation_of(session, call.person.id, lock=True) or await create(session, call.person.id, call.now)


async def _next(call: Call, what: str, chain: str) -> Reply:
    """The step after `what` that is still open, or the card."""
    if chain != "1":
        return Reply(await cards.card(call, fresh=True))
    async with call.reading() as session:
        own = await organisation_of(session, call.person.id)
    known = {
        "form": own is not None and own.form is not None,
        "founded": own is not None and own.founded_from is not None,
    }
    rest = cards.STEPS[cards.STEPS.index(what) + 1 :] if what in cards.STEPS else ()
    step = next((one for one in rest if not known.get(one, False)), None)
    return (
        Reply(await cards.card(call, fresh=True)) if step is None else Reply(await cards.ask(call, step, chain), step)
    )


async def written(call: Call, what: str, chain: str, text: str) -> Reply:
    """The reply to a written answer."""
    text = " ".join(text.split())
    typed = read_inn(text) if what in {"who", "inn"} else None
    if typed is not None and typed.trouble is not None:
        return Reply(cards.wrong_inn(typed, chain), what)
    if typed is not None:
        return await _by_inn(call, typed.digits, chain)
    if what in {"who", "name"} and text:
        return await _by_name(call, text[:NAME_LIMIT], chain)
    period = read_profile(text, call.today, answering=True).founded if what == "founded" else None
    if period is None:
        return Reply(await cards.ask(call, what, chain), what)
    await _set(call, founded_from=period.earliest, founded_to=period.latest)
    return await _next(call, what, chain)


async def chosen(call: Call, what: str, value: str, chain: str) -> Reply:
    """A tapped answer, checked again: buttons are anybody's to forge."""
    if what == "form" and value in set(Applicant):
        await _set(call, form=Applicant(value))
        return await _next(call, what, chain)
    if what == "age" and value in cards.AGES:
        period = cards.period_of(value, call)
        await _set(call, founded_from=period.earliest, founded_to=period.latest)
        return await _next(call, "founded", chain)
    if what == "person_inn" and inn_holds(value) and len(value) != ORGANISATION:
        return await _by_inn(call, value, chain, form=Applicant.ENTREPRENEUR)
    async with call.reading() as session:
        sphere = await get(session, Sphere, value) if what == "sphere" else None
        record = await get(session, Organisation, value) if what == "record" else None
    if sphere is not None:
        await _set(call, sphere=sphere.key)
        return await _next(call, what, chain)
    if record is not None:
        return await _of_record(call, record, chain)
    return Reply(gone(cards.our_button()))


async def _set(call: Call, **values: object) -> None:
    async with call.writing() as session:
        own = await _held(session, call)
        await change(session, own.id, call.now, **values)
        await _prefer_form(session, call, values.get("form"))
        await session.commit()


async def _prefer_form(session: Session, call: Call, form: object) -> None:
    """The form also picks the person's duties when none was chosen."""
    if isinstance(form, Applicant) and call.person.legal_form is None and form.value in set(LegalForm):
        await prefer(session, call.person.id, legal_form=form.value)


async def _by_inn(call: Call, inn: str, chain: str, form: Applicant | None = None) -> Reply:
    """The INN is free: it is ours now. Somebody is there already: one of them is asked."""
    async with call.writing() as session:
        own = await organisation_of(session, call.person.id, lock=True)
        if own is not None and own.inn == inn:
            return await _next(call, "who", chain)
        if own is not None and own.inn is not None and await colleague_ids(session, call.person.id):
            return Reply(joining.leave_first(own))
        there = await joining.asked_to_join(session, call, inn, own)
        if there is not None:
            await session.commit()
            return Reply(there)
        own = own or await create(session, call.person.id, call.now)
        if not await claim_inn(session, own.id, inn, call.now):
            await session.rollback()
            return await _by_inn(call, inn, chain, form)
        record = next((one for one in await all_of(session, Organisation) if one.inn == inn), None)
        known = _known_of(record) if record else {}
        if form is not None:
            known["form"] = form
        fresh = {name: value for name, value in known.items() if not getattr(own, name)}
        await change(session, own.id, call.now, **fresh)
        await _prefer_form(session, call, fresh.get("form"))
        await session.commit()
    return await _next(call, "who", chain)


async def _by_name(call: Call, name: str, chain: str) -> Reply:
    async with call.writing() as session:
        own = await _held(session, call)
        await change(session, own.id, call.now, name=name)
        records = await all_of(session, Organisation)
        city = await city_of(session)
        await session.commit()
    by_key = {one.key: one for one in records}
    found = Resolver(records, city.name.lower()[:-1]).recognise(name, _NAMESAKES)
    if found:
        return Reply(cards.which_record([by_key[one.key] for one in found], name, chain))
    return await _next(call, "who", chain)


async def _of_record(call: Call, record: Organisation, chain: str) -> Reply:
    """The person's organisation is this one of the base: what the base knows fills what was not said."""
    async with call.writing() as session:
        own = await _held(session, call)
        known = _known_of(record)
        if record.inn and own.inn is None:
            there = await joining.asked_to_join(session, call, record.inn, own)
            if there is None:
                await claim_inn(session, own.id, record.inn, call.now)
        else:
            there = None
        fresh = {name: value for name, value in known.items() if not getattr(own, name)}
        fresh |= {"record": record.key, "name": record.name}
        await change(session, own.id, call.now, **fresh)
        await _prefer_form(session, call, fresh.get("form"))
        await session.commit()
    return Reply(there) if there else await _next(call, "who", chain)


def _known_of(record: Organisation) -> dict[str, object]:
    form = record.legal_form.value if record.legal_form.value in set(Applicant) else None
    known: dict[str, object] = {"record": record.key, "name": record.name, "sphere": record.sphere}
    if form and form != Applicant.OTHER:
        known["form"] = Applicant(form)
    if isinstance(record.founded_on, date):
        known |= {"founded_from": record.founded_on, "founded_to": record.founded_on}
    return known
