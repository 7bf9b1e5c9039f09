"""The person's organisation as a screen, and what is asked of it: each step a tap or a line, each can be skipped."""

from collections.abc import Sequence

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.eligibility.periods import Period, add_months, older_than, younger_than
from core.eligibility.remembering import as_profile
from core.messages import Action, Button, Buttons, Message, rows_of
from core.organisations.inn import Typed
from core.rendering import label, render
from storage import Session
from storage.content import all_of, get
from storage.join_requests import waiting_at, waiting_of
from storage.naming import followed, merged_into
from storage.own_organisations import colleagues_of, organisation_of
from storage.records.content import Organisation, Sphere
from storage.records.people import OwnOrganisation
from storage.terms import Applicant

STEPS = ("who", "form", "founded")
"""What a newcomer is asked, in this order."""

ALONE = ("name", "sphere", "inn")
"""What is asked only from the card."""

FORMS = (
    Applicant.ANO, Applicant.PUBLIC, Applicant.FOUNDATION, Applicant.RELIGIOUS, Applicant.PRIVATE_INSTITUTION,
    Applicant.TOS, Applicant.INSTITUTION, Applicant.COMPANY, Applicant.ENTREPRENEUR, Applicant.OTHER,
)  # fmt: skip
AGES = ("half", "year", "more")


def period_of(age: str, call: Call) -> Period:
    """A tapped age as the days between which the organisation was registered."""
    if age == "half":
        return younger_than(6, call.today)
    if age == "year":
        return Period(add_months(call.today, -12), add_months(call.today, -6))
    return older_than(12, call.today)


async def record_of(session: Session, own: OwnOrganisation) -> Organisation | None:
    """The same organisation in the city's base, also after it was merged into another."""
    if own.record is None:
        return None
    return await get(session, Organisation, followed(await merged_into(session), own.record))


def our_button() -> Button:
    """«🏢 Наша организация»."""
    return Button(label("our"), Action.OUR)


async def card(call: Call, *, fresh: bool = False) -> Message:
    """What is remembered and with whom it is shared; without any, what it would be good for."""
    async with call.reading() as session:
        return await card_in(session, call, fresh=fresh)


async def card_in(session: Session, call: Call, *, fresh: bool = False) -> Message:
    """The same within a transaction. `fresh` says first that it was remembered."""
    own = await organisation_of(session, call.person.id)
    asked = await waiting_of(session, call.person.id)
    withdraw = (
        Button(label("colleague_withdraw"), Action.COLLEAGUE_JOIN, (str(asked.id), "withdraw")) if asked else None
    )
    if own is None:
        text = render("ngo/organisation/none.html.j2", asked=asked)
        keep = Button(label("our_keep"), Action.OUR_ASK, ("who", "1"))
        return Message(text, rows_of(withdraw or keep, home_button()))
    record = await record_of(session, own)
    sphere = await get(session, Sphere, own.sphere) if own.sphere else None
    people = await colleagues_of(session, own.id)
    text = render(
        "ngo/organisation/card.html.j2", own=own, profile=as_profile(own), record=record, sphere=sphere, people=people,
        me=call.person.id, asked=asked, wishes=len(await waiting_at(session, own.id)), today=call.today, fresh=fresh,
    )  # fmt: skip
    together = own.inn is not None or len(people) > 1
    return Message(text, rows_of(
        Button(label("our_edit"), Action.OUR_ASK, ("edit", "0")),
        Button(label("colleagues", count=len(people)), Action.COLLEAGUES) if together else None,
        Button(label("our_got"), Action.OUR_GOT, ("1",)) if record else None,
        withdraw,
        Button(label("our_leave"), Action.OUR_LEAVE, ("ask",)),
        home_button(),
    ))  # fmt: skip


async def ask(call: Call, what: str, chain: str) -> Message:
    """The question of a step; with `chain` «1» the next step follows the answer."""
    onward = "1" if chain == "1" else "0"
    if what == "edit":
        fields = (Button(label("our_change", what=name), Action.OUR_ASK, (name, "0")) for name in
                  ("name", "form", "founded", "sphere", "inn"))  # fmt: skip
        return Message(render("ngo/organisation/edit.html.j2"), rows_of(*fields, our_button()))
    if what not in (*STEPS, *ALONE):
        return gone(our_button())
    text = render(
        "ngo/organisation/ask.html.j2",
        what=what,
        place=STEPS.index(what) + 1 if onward == "1" and what in STEPS else 0,
        of=len(STEPS),
    )
    return Message(text, (*await _choices(call, what, onward), (skip_button(what, onward),)))


def skip_button(what: str, chain: str) -> Button:
    """«Пропустить»: on to the next step, or back to the card."""
    after = STEPS.index(what) + 1 if what in STEPS else len(STEPS)
    if chain != "1" or after >= len(STEPS):
        return Button(label("our_skip"), Action.OUR)
    return Button(label("our_skip"), Action.OUR_ASK, (STEPS[after], chain))


async def _choices(call: Call, what: str, chain: str) -> Buttons:
    if what == "form":
        return rows_of(*(
            Button(label("eligible_form", form=str(form)), Action.OUR_SET, ("form", str(form), chain)) for form in FORMS
        ))  # fmt: skip
    if what == "founded":
        return rows_of(
            *(Button(label("eligible_age", age=age), Action.OUR_SET, ("age", age, chain)) for age in AGES), per_row=1
        )  # fmt: skip
    if what == "sphere":
        async with call.reading() as session:
            spheres = await all_of(session, Sphere)
        return rows_of(*(
            Button(label("our_sphere", emoji=one.emoji, title=one.name), Action.OUR_SET, ("sphere", one.key, chain))
            for one in spheres
        ))  # fmt: skip
    return ()


def wrong_inn(typed: Typed, chain: str) -> Message:
    """Why these digits are no organisation's INN, and the way on."""
    text = render("ngo/organisation/inn.html.j2", typed=typed, count=len(typed.digits))
    person = None
    if typed.trouble == "person":
        person = Button(label("our_person"), Action.OUR_SET, ("person_inn", typed.digits, chain))
    return Message(text, rows_of(person, skip_button("who", chain)))


def which_record(found: Sequence[Organisation], name: str, chain: str) -> Message:
    """The base knows one or more of that name: is it one of them?"""
    text = render("ngo/organisation/which.html.j2", found=found, name=name)
    rows = [
        (
            Button(
                label("our_this" if len(found) == 1 else "named", title=one.short_name),
                Action.OUR_SET,
                ("record", one.key, chain),
            ),
        )
        for one in found
    ]
    other = label("our_not_this" if len(found) == 1 else "our_none")
    none = Button(other, Action.OUR_ASK, ("form", chain)) if chain == "1" else Button(other, Action.OUR)
    return Message(text, (*rows, (none,)))
