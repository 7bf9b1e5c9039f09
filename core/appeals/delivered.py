"""What the messenger's answers mean for an appeal: whose message it became, a topic that is gone, a group that left."""

from datetime import datetime, timedelta

from core.appeals.hearing import specialists, tell
from core.outcomes import Moved, NoTopic, Outcome, Permanent, Sent
from storage import Session, appeals
from storage.deliveries import enqueue
from storage.desk_groups import drop_topic, drop_topics, group_of, keep_topic
from storage.records.people import Delivery
from storage.terms import Channel, SubjectKind

ANSWERS = frozenset({"answer", "fixed"})
"""Views that bring a specialist's words to the person."""

AFTER = timedelta(seconds=3)
"""The card goes first into a new topic, then what was meant for the old one."""


async def note_outcome(session: Session, delivery: Delivery, outcome: Outcome, now: datetime) -> timedelta:
    """Note what became of a message about an appeal; how much later it is tried again, where it is."""
    appeal_id = int(delivery.payload["appeal"])
    in_group = delivery.channel is Channel.GROUP
    if isinstance(outcome, Sent):
        ids = [one for one in (outcome.message_id, *outcome.others) if one]
        said = delivery.payload.get("entry") if delivery.payload["view"] in ANSWERS else None
        await appeals.note_copies(session, delivery.person_id, ids, appeal_id, now, said)
        if outcome.topic:
            await keep_topic(session, appeal_id, delivery.person_id, outcome.topic)
    elif isinstance(outcome, NoTopic):
        known = await drop_topic(session, appeal_id, delivery.person_id)
        if known and delivery.payload["view"] not in ("card", "topic"):
            await _again(session, delivery, delivery.person_id, "card", now)
            return AFTER
    elif isinstance(outcome, Moved) and in_group:
        await drop_topics(session, delivery.person_id)
    elif isinstance(outcome, Permanent) and in_group:
        appeal = await appeals.appeal_of(session, appeal_id)
        for person in await specialists(
            session, appeal.department if appeal else None, delivery.payload["values"].get("admins", ()), now
        ):
            await _again(session, delivery, person, str(delivery.payload["view"]), now)
    return timedelta(0)


async def note_lost(session: Session, delivery: Delivery, now: datetime, *, left: bool) -> None:
    """An answer will never reach its person: whoever wrote it is told; `left` when the person blocked the bot."""
    payload = delivery.payload
    entry = await appeals.entry_of(session, int(payload["entry"])) if payload.get("entry") else None
    appeal = await appeals.appeal_of(session, int(payload["appeal"]))
    if payload["view"] not in ANSWERS or entry is None or appeal is None or entry.author_id is None:
        return
    bound = await group_of(session, appeal.department)
    reader = bound.group_id if bound is not None else entry.author_id
    await tell(session, appeal, reader, "undelivered", now, entry=entry.id, left=left)


async def _again(session: Session, delivery: Delivery, person_id: int, view: str, now: datetime) -> None:
    payload = {**delivery.payload, "view": view}
    await enqueue(session, person_id=person_id, kind=SubjectKind.APPEAL, payload=payload, now=now)
