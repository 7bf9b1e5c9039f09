"""Yearly duties of organisations: what is due next, for which year, by legal form."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from core.calling import Call
from core.catalogue.contacts import contact_for
from core.catalogue.editing import keeping_buttons
from core.catalogue.home import gone, home_button, specialist_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import city_of, documents_of, is_unverified
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.content import all_of
from storage.records.content import Document, Duty
from storage.terms import LegalForm, SubjectKind, SubscriptionKind

SATURDAY = 5
ALL, CHOOSER = "all", "forms"
SUBJECT = "отчётност"
"""How contacts that answer for reporting name their subject."""


@dataclass(frozen=True, slots=True)
class DueDuty:
    """A duty with its next day; `year` is the year that is reported on.

    `moved_from` is the day that the act names, when that is no working day.
    """

    duty: Duty
    day: date
    year: int
    moved_from: date | None = None


@cache
def _holidays(year: int) -> frozenset[date]:
    """Russia's days off in a year by the labour code; the government's swaps of weekends are not among them."""
    return frozenset(country_holidays("RU", years=year))


def working_day(day: date) -> date:
    """The day itself, or the first working day after a weekend or a holiday."""
    while day.weekday() >= SATURDAY or day in _holidays(day.year):
        day += timedelta(days=1)
    return day


def _named(duty: Duty, year: int) -> date:
    """The day that the act names in a year. The 30th of February is the month's last day."""
    return date(year, duty.due_month, min(duty.due_day, monthrange(year, duty.due_month)[1]))


def next_due(duty: Duty, today: date) -> date:
    """The duty's next day, today included, moved to the next working day."""
    return due_duty(duty, today).day


def due_duty(duty: Duty, today: date) -> DueDuty:
    """The duty with its next day and the year before it, which is reported on."""
    for year in (today.year - 1, today.year, today.year + 1):
        named = _named(duty, year)
        day = working_day(named)
        if day >= today:
            return DueDuty(duty, day, named.year - 1, None if day == named else named)
    raise AssertionError("a year has every month")


def fits(duty: Duty, form: str) -> bool:
    """Whether a duty concerns a legal form; one that names no form concerns everybody."""
    return form == ALL or not duty.legal_forms or form in duty.legal_forms


def _forms(duties: list[Duty]) -> list[LegalForm]:
    """The legal forms that can be chosen: those that some duty names."""
    return [form for form in LegalForm if any(form in d.legal_forms for d in duties)]


async def duty_list(call: Call, form: str, number: int) -> Message:
    """Duties of a legal form («all» for every one) by their next day; an unknown form shows all."""
    async with call.reading() as session:
        duties = await all_of(session, Duty)
        documents = await documents_of(session)
        contact = await contact_for(session, SUBJECT)
        city = await city_of(session)
    follow = Button(label("subscribe_duties"), Action.SUBSCRIBE, (SubscriptionKind.DUTIES,))
    if not duties:
        text = render("ngo/duties_none.html.j2", contact=contact, city=city)
        office = Button(label("named", title=contact.short_name), Action.CONTACT, (contact.key,)) if contact else None
        return Message(
            text,
            (
                (follow,),
                *rows_of(
                    office, Button(label("trainings"), Action.TRAININGS, ("1",)), specialist_button(), home_button()
                ),
            ),
        )
    if form == CHOOSER:
        return _chooser(duties)
    form = form if form in set(LegalForm) else ALL
    due = sorted((due_duty(d, call.today) for d in duties if fits(d, form)), key=lambda d: d.day)
    page = page_of(due, number)
    text = render(
        "ngo/duties.html.j2",
        form=form, page=page, today=call.today, marked={d.duty.key for d in due if _unverified(d.duty, documents)},
    )  # fmt: skip
    rows = [(Button(label("named", title=d.duty.title), Action.DUTY, (d.duty.key,)),) for d in page.items]
    choose = Button(label("duties_form"), Action.DUTIES, (CHOOSER, "1"))
    learn = Button(label("trainings"), Action.TRAININGS, ("1",))
    keep = None
    if form not in {ALL, call.person.legal_form}:
        keep = Button(label("keep_form"), Action.SET_FORM, (form,))
    return Message(
        text, (*rows, pager(page, Action.DUTIES, form), (follow,), *rows_of(choose, keep, learn, home_button()))
    )


def _unverified(duty: Duty, documents: dict[str, Document]) -> bool:
    document = documents.get(duty.source.document) if duty.source else None
    return is_unverified(duty.source, document, duty.checked_on is not None)


def _chooser(duties: list[Duty]) -> Message:
    forms = (Button(label("form", form=str(f)), Action.DUTIES, (str(f), "1")) for f in _forms(duties))
    every = Button(label("duties_all"), Action.DUTIES, (ALL, "1"))
    return Message(render("ngo/duties_forms.html.j2"), rows_of(*forms, every, home_button()))


async def duty_card(call: Call, key: str) -> Message:
    """One duty: until when, for which year, to whom, on which form, by which act; unchecked ones say so."""
    async with call.reading() as session:
        found = next((d for d in await all_of(session, Duty) if d.key == key), None)
        documents = await documents_of(session)
        keeping = await keeping_buttons(session, call, "duties", found)
    form = call.person.legal_form or ALL
    every = Button(label("to_list"), Action.DUTIES, (form, "1"))
    if found is None:
        return gone(every)
    document = documents.get(found.source.document) if found.source else None
    text = render(
        "ngo/duty.html.j2",
        due=due_duty(found, call.today), document=document, unverified=_unverified(found, documents),
        today=call.today,
    )  # fmt: skip
    buttons = rows_of(
        Button(label("remind"), Action.REMIND, (SubjectKind.DUTY, key)),
        Button(label("source"), Action.SOURCE, ("duties", key)),
        every,
        Button(label("duties_form"), Action.DUTIES, (CHOOSER, "1")),
        home_button(),
    )
    return Message(text, (*buttons, *rows_of(*keeping)))
