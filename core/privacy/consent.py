"""Consent: asked once, when something is about to be kept, as a screen of its own with a versioned text."""

from collections.abc import Mapping

from core.calling import Call
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.privacy import give_consent, has_consented
from storage.terms import Purpose

VERSION = 2
"""The number of the text in `ngo/privacy/consent.html.j2`. A changed text takes the next one, and is asked anew."""

_FREE = frozenset({"choose", "none"})
"""Arguments that show a choice or forget one: nothing is kept."""

KEEPING: Mapping[Action, Purpose] = {
    Action.SUB_SAVE: Purpose.ALERTS,
    Action.PREMISES_FOLLOW: Purpose.ALERTS,
    Action.REMIND: Purpose.ALERTS,
    Action.OWN_KEEP: Purpose.ALERTS,
    Action.SEND_APPEAL: Purpose.APPEAL,
    Action.ELIGIBLE_KEPT: Purpose.ORGANISATION,
    Action.OUR_ASK: Purpose.ORGANISATION,
    Action.OUR_SET: Purpose.ORGANISATION,
    Action.SIGN_UP: Purpose.TRAINING,
    Action.SET_FORM: Purpose.ORGANISATION,
    Action.INVITE_TAKE: Purpose.DESK,
}
"""Buttons that keep something beyond what the messenger brings, and what for. Reading is not among them."""


def purpose_of(action: str, arguments: tuple[str, ...]) -> Purpose | None:
    """What a button with this prefix would keep something for; None when it keeps nothing."""
    known = next((one for one in KEEPING if one.value == action), None)
    return None if known is None or _FREE.intersection(arguments) else KEEPING[known]


async def needs_consent(call: Call, purpose: Purpose) -> Message | None:
    """The screen to show first; None when the person has agreed to the present text."""
    async with call.reading() as session:
        if await has_consented(session, call.person.id, VERSION):
            return None
    text = render("ngo/privacy/consent.html.j2", purpose=purpose, operator=call.operator, version=VERSION)
    return Message(text, rows_of(
        Button(label("privacy_agree"), Action.CONSENT, (str(VERSION), purpose)),
        Button(label("privacy_decline"), Action.CONSENT_NO),
    ))  # fmt: skip


async def agree(call: Call, version: int, purpose: Purpose) -> Message | None:
    """Note the consent; None when the button is under an older text, to which nobody can agree any more."""
    if version != VERSION:
        return None
    async with call.writing() as session:
        await give_consent(session, call.person.id, version, purpose, call.now)
        await session.commit()
    text = render("ngo/privacy/agreed.html.j2", today=call.today, version=version)
    return Message(text, rows_of(home_button()))


def declined() -> Message:
    """Nothing was kept, and reading goes on."""
    return Message(render("ngo/privacy/declined.html.j2"), rows_of(home_button()))
