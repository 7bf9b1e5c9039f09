"""Deep links: `c_fpg` on a poster or a site opens that card at once."""

from collections.abc import Awaitable, Callable

from core.calling import Call
from core.catalogue import contacts, contests, duties, home, premises, support
from core.desk import inviting
from core.messages import Action, Message

_OPENERS: dict[str, Callable[[Call, str], Awaitable[Message]]] = {
    Action.CONTEST: contests.contest_card,
    Action.MEASURE: support.measure_card,
    Action.PREMISE: premises.premise_card,
    Action.DUTY: duties.duty_card,
    Action.CONTACT: contacts.contact_card,
    inviting.START: inviting.open_invitation,
}


async def open_link(call: Call, payload: str) -> Message:
    """The card that `<letter>_<key>` names; anything else is the first screen with one sentence about it."""
    letter, _, key = payload.partition("_")
    opener = _OPENERS.get(letter)
    screen = await opener(call, key) if opener is not None else None
    if screen is None or screen.text == home.gone().text:
        return await home.first_screen(call, odd_link=True)
    return screen
