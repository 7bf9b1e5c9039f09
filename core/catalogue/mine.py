"""«Мои»: subscriptions, reminders, appeals and settings on one screen."""

from core.announcements.following import FollowedSubject, following
from core.calling import Call
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import appeals
from storage.terms import AppealState, SubjectKind, SubscriptionKind

SHOWN = 5
"""Reminders on the screen; the nearest come first."""


async def mine_screen(call: Call) -> Message:
    """Everything that the person will hear of, each a tap from being changed."""
    followed = await following(call)
    async with call.reading() as session:
        waiting = [a for a in await appeals.appeals_of(session, call.person.id) if a.state is AppealState.OPEN]
    text = render(
        "subscriber/mine.html.j2",
        kinds=followed.kinds, subjects=followed.subjects[:SHOWN], more=max(0, len(followed.subjects) - SHOWN),
        person=call.person, waiting=waiting, today=call.today,
    )  # fmt: skip
    on = {found.kind for found in followed.kinds}
    kinds = (
        Button(label("mine_change" if kind in on else "mine_subscribe", kind=str(kind)), Action.SUBSCRIBE, (kind,))
        for kind in SubscriptionKind
    )
    tail = rows_of(
        Button(label("pace"), Action.PACE, ("choose",)),
        Button(label("calendar_all"), Action.CALENDAR_ALL),
        Button(label("settings"), Action.SETTINGS),
        Button(label("appeals_own"), Action.APPEALS, ("1",)),
        home_button(),
    )
    cards = (_card(subject) for subject in followed.subjects[:SHOWN])
    return Message(text, (*((card,) for card in cards if card is not None), *rows_of(*kinds), *tail))


def _card(subject: FollowedSubject) -> Button | None:
    if subject.subject_kind is SubjectKind.DUTY:
        return Button(label("named", title=subject.title), Action.DUTY, (subject.subject,))
    if subject.subject_kind is SubjectKind.OWN_DATE:
        return Button(label("named", title=subject.title), Action.OWN_DATE, (subject.subject, "show"))
    if subject.contest is not None:
        return Button(label("named", title=subject.title), Action.CONTEST, (subject.contest,))
    return None
