"""«Запомнить нашу организацию»: kept at the person's word, said what is kept, and forgotten at a tap."""

from core.calling import Call
from core.catalogue.home import gone, home_button
from core.eligibility.forms import ALL
from core.eligibility.periods import Period
from core.eligibility.profile import Profile
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session
from storage.organisation_profiles import forget_profile, keep_profile, profile_of
from storage.preferences import prefer
from storage.terms import LegalForm


async def remembered(session: Session, person_id: int) -> Profile | None:
    """The remembered organisation as a profile."""
    kept = await profile_of(session, person_id)
    if kept is None:
        return None
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
    text = render("ngo/eligibility_keep.html.j2", profile=profile, today=call.today, kept=False)
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
        if profile.form is not None and call.person.legal_form is None and profile.form.value in set(LegalForm):
            await prefer(session, call.person.id, legal_form=profile.form.value)
        await session.commit()
    text = render("ngo/eligibility_keep.html.j2", profile=profile, today=call.today, kept=True)
    return Message(text, rows_of(Button(label("eligible_forget"), Action.ELIGIBLE_FORGET), home_button()))


async def forget(call: Call) -> Message:
    """Delete what was kept, and the person's legal form where it is the same one."""
    async with call.writing() as session:
        kept = await profile_of(session, call.person.id)
        await forget_profile(session, call.person.id)
        if kept is not None and kept.form is not None and kept.form.value == call.person.legal_form:
            await prefer(session, call.person.id, legal_form=None)
        await session.commit()
    return Message(render("ngo/eligibility_forgotten.html.j2"), rows_of(home_button()))
