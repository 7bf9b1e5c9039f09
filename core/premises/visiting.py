"""«Записаться на осмотр»: the words of an appeal to whoever lets the premises, and following what is looked for."""

from html import unescape

from core.announcements.subscribing import Draft, subscribe
from core.calling import Call
from core.catalogue.home import gone
from core.catalogue.premises import offered_at
from core.messages import Action, Button, Message
from core.premises.wishes import decode
from core.rendering import label, render
from storage.content import all_of
from storage.records.content import Premises
from storage.terms import SubscriptionKind


async def visit_text(call: Call, key: str) -> str | None:
    """What is written to the specialist; None when the offer is gone or has ended."""
    async with call.reading() as session:
        found = await offered_at(session, call, key)
    return None if found is None else unescape(render("ngo/premises/visit.j2", premises=found))


def no_visit() -> Message:
    """The offer has ended meanwhile."""
    return gone(Button(label("to_list"), Action.PREMISES, ("1",)))


async def follow(call: Call, parts: tuple[str, str, str, str]) -> Message:
    """Subscribe to premises of this kind, in place of what was asked before; the screen can take it back."""
    async with call.reading() as session:
        premises = await all_of(session, Premises)
    return await subscribe(call, SubscriptionKind.PREMISES, Draft(wishes=decode(*parts, premises)))
