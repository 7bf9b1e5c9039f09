"""«Запомнить нашу организацию»: kept at the person's word, said what is kept, and forgotten at a tap."""

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.eligibility.forms import ALL
from core.eligibility.periods import Period
from core.eligibility.profile import Profile
from core.messages import Action, Button, Message, rows_of
from core.organisations.leaving import leave_organisation
from core.rendering import label, render
from storage import Session
from storage.own_organisations import colleague_ids, keep_profile, organisation_of
from storage.preferences import prefer
from storage.records.people import OwnOrganisation
from storage.terms import LegalForm


async def remembered(session: Session, person_id: int) -> Profile | None:
    """The remembered organisation as a profile."""
    kept = await organisation_of(session, person_id)
    return None if kept is None else as_profile(kept)


def as_profile(kept: OwnOrganisation) -> Profile:
    """What rules ask of a remembered organisation."""
    founded = Period(kept.founded_from, kept.founded_to) if kept.founded_from and kept.founded_to else None
    return Profile(frozenset({kept.form}) if kept.form else ALL, founded)


def _read(code: str) -> Profile | None:
    try:
        return Profile.decode(code)
    except (ValueError, OverflowError):
        return None


def consent(call: Call, code: str) -> Message:
    """Exactly what will be kept and how it is deleted; nothing is kept yet."""
    profile = _read(code)
    if profile is None:
        return gone()
    text = render("ngo/eligibility_keep.html.j2", profile=profile, today=call.today, kept=False, shared=False)
    return Message(text, rows_of(
        Button(label("eligible_kept"), Action.ELIGIBLE_KEPT, (code,)),
        Button(label("eligible_no_need"), Action.HOME),
    ))  # fmt: skip


async def keep(call: Call, code: str) -> Message:
    """Keep form and founding; the form also picks the person's duties when none was chosen."""
    profile = _read(code)
    if profile is None:
        return gone()
    founded = (profile.founded.earliest, profile.founded.latest) if profile.founded else None
    async with call.writing() as session:
        await keep_profile(session, call.person.id, profile.form, founded, call.now)
        shared = bool(await colleague_ids(session, call.person.id))
        if profile.form is not None and call.person.legal_form is None and profile.form.value in set(LegalForm):
            await prefer(session, call.person.id, legal_form=profile.form.value)
        await session.commit()
    text = render("ngo/eligibility_keep.html.j2", profile=profile, today=call.today, kept=True, shared=shared)
    more = Button(label("our_name"), Action.OUR_ASK, ("who", "0"))
    return Message(
        text,
        rows_of(
            more,
            Button(label("our"), Action.OUR),
            Button(label("eligible_forget"), Action.ELIGIBLE_FORGET),
            home_button(),
        ),
    )


async def forget(call: Call) -> Message:
    """Leave the organisation, which is deleted when nobody else is in it, and drop its legal form."""
    return await leave_organisation(call)
