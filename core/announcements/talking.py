"""Who is answering a question of ours right now: a digest would come between the question and its answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.announcements.events import Event
from core.announcements.hours import is_quiet
from storage import Session
from storage.audience import Hours
from storage.dialogue import people_in_dialogue

AFTER_TALK = timedelta(minutes=5)
"""How much later the digest comes to them."""


async def talking(session: Session, hours: Hours, now: datetime, zone: ZoneInfo) -> frozenset[int]:
    """People to whom a digest goes AFTER_TALK: a step of theirs is open and changed within that time.

    Once only, so that a step left open holds nothing up; never into quiet hours.
    """
    if is_quiet(hours, now + AFTER_TALK, zone):
        return frozenset()
    return await people_in_dialogue(session, now - AFTER_TALK)


def can_wait(events: Iterable[Event]) -> bool:
    """Whether a message may come some minutes later: last hours may not."""
    return not any(event.item.event == "closes:0" for event in events)
