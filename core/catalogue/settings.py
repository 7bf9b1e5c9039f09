"""What a person may set: the hour of alerts, quiet hours, the legal form. A tap is taken back by another tap."""

from dataclasses import replace
from typing import Any

from core.announcements.weekly import begin_week
from core.calling import Call
from core.catalogue.home import gone, home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.preferences import prefer
from storage.terms import LegalForm

CHOOSE, NONE = "choose", "none"
HOURS = (9, 10, 12, 15, 18, 20)
QUIET = ((21, 9), (22, 8), (23, 7), (0, 0))
"""Offered quiet hours; equal ends mean none."""

_FORMS = tuple(LegalForm)


def _back() -> Button:
    return Button(label("back"), Action.SETTINGS)


def settings_screen(call: Call) -> Message:
    """What is set now."""
    person = call.person
    text = render("subscriber/settings.html.j2", person=person)
    return Message(
        text,
        rows_of(
            Button(label("settings_hour"), Action.SET_HOUR, (CHOOSE,)),
            Button(label("settings_quiet"), Action.SET_QUIET, (CHOOSE, CHOOSE)),
            Button(label("settings_form"), Action.SET_FORM, (CHOOSE,)),
            Button(label("our"), Action.OUR),
            Button(label("privacy_my_data"), Action.MY_DATA),
            Button(label("menu_mine"), Action.MINE),
            home_button(),
        ),
    )


async def set_hour(call: Call, hour: str) -> Message:
    """Choose or set the hour at which alerts that can wait come."""
    if hour in {str(offered) for offered in HOURS}:
        return await _written(call, digest_hour=int(hour))
    if hour != CHOOSE:
        return gone(_back())
    choices = (
        Button(
            label("settings_hour_choice", hour=offered, chosen=offered == call.person.digest_hour),
            Action.SET_HOUR, (str(offered),),
        )
        for offered in HOURS
    )  # fmt: skip
    return Message(render("subscriber/settings_hour.html.j2"), (*rows_of(*choices, per_row=3), (_back(),)))


async def set_quiet(call: Call, start: str, end: str) -> Message:
    """Choose or set the hours in which nothing is sent."""
    if (start, end) in {(str(first), str(last)) for first, last in QUIET}:
        return await _written(call, quiet_from=int(start), quiet_to=int(end))
    if start != CHOOSE:
        return gone(_back())
    now = (call.person.quiet_from, call.person.quiet_to)
    choices = (
        Button(
            label("settings_quiet_choice", start=first, end=last, chosen=(first, last) == now),
            Action.SET_QUIET, (str(first), str(last)),
        )
        for first, last in QUIET
    )  # fmt: skip
    return Message(render("subscriber/settings_quiet.html.j2"), (*rows_of(*choices), (_back(),)))


async def set_form(call: Call, form: str) -> Message:
    """Choose, set or forget the legal form, by which duties are picked."""
    if form in set(_FORMS):
        return await _written(call, legal_form=form)
    if form == NONE:
        return await _written(call, legal_form=None)
    if form != CHOOSE:
        return gone(_back())
    choices = (Button(label("form", form=str(offered)), Action.SET_FORM, (str(offered),)) for offered in _FORMS)
    forget = Button(label("settings_form_none"), Action.SET_FORM, (NONE,))
    return Message(render("subscriber/settings_form.html.j2"), rows_of(*choices, forget, _back()))


async def _written(call: Call, **values: Any) -> Message:
    async with call.writing() as session:
        await prefer(session, call.person.id, **values)
        person = replace(call.person, **values)
        await begin_week(session, person, call.now, call.zone)
        await session.commit()
    return settings_screen(replace(call, person=person))
