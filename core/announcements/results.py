"""What an attempt to send means for its row: the stated policy, in one place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.announcements.payloads import APPEAL
from core.appeals.delivered import note_lost, note_outcome
from core.outcomes import Moved, NotEditable, NoTopic, Outcome, Permanent, Refused, Sent, Temporary, Unknown, Wait
from storage import Session, people
from storage.records.people import Delivery
from storage.sending import Result, finish
from storage.terms import DeliveryState

PAUSES = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200))
"""Before each next try after an outage: more than a day together. Nobody is switched off by one."""

UNKNOWN = "unknown"
"""How the reason of a row begins that may have gone out already: it goes once more at most."""

ANSWERED_LIMIT = 5
"""How often a message is tried that the messenger itself answers with its own failure."""

_REASON_LIMIT = 200


def result_of(delivery: Delivery, outcome: Outcome, now: datetime) -> Result:
    """The row's next state.

    A clear refusal of the person is final, one of our message too. What surely did not go out is tried again
    after a pause, and so is, a few times, what the messenger says has failed; what may have gone out is sent once
    more, then counted as unknown.
    """
    doubtful = delivery.reason.startswith(UNKNOWN)

    def result(state: DeliveryState, reason: str, due_at: datetime | None = None) -> Result:
        kept = f"{UNKNOWN}: {reason}" if doubtful and state is DeliveryState.PENDING else reason
        return Result(delivery.id, delivery.attempt, state, reason=kept[:_REASON_LIMIT], due_at=due_at)

    if isinstance(outcome, Sent):
        return Result(delivery.id, delivery.attempt, DeliveryState.SENT, message_id=outcome.message_id)
    if isinstance(outcome, Permanent):
        return result(DeliveryState.BLOCKED, outcome.reason)
    if isinstance(outcome, Refused):
        return result(DeliveryState.FAILED, outcome.reason)
    if isinstance(outcome, Wait):
        return result(DeliveryState.PENDING, "asked to wait", now + timedelta(seconds=outcome.seconds))
    if isinstance(outcome, NotEditable):
        return replace(result(DeliveryState.PENDING, outcome.reason, now), anew=True)
    if isinstance(outcome, Moved | NoTopic):
        return result(DeliveryState.PENDING, "moved", now)
    if isinstance(outcome, Unknown):
        if outcome.answered and delivery.attempt < ANSWERED_LIMIT:
            return result(DeliveryState.PENDING, outcome.reason, now + PAUSES[delivery.attempt - 1])
        if doubtful or outcome.answered:
            return result(DeliveryState.UNKNOWN, f"{UNKNOWN} at last: {outcome.reason}")
        doubtful = True
        return result(DeliveryState.PENDING, outcome.reason, now + PAUSES[0])
    assert isinstance(outcome, Temporary), outcome
    if delivery.attempt > len(PAUSES):
        return result(DeliveryState.FAILED, outcome.reason)
    return result(DeliveryState.PENDING, outcome.reason, now + PAUSES[delivery.attempt - 1])


def late(delivery: Delivery) -> Result:
    """What it told has passed, or nothing of it is wanted any more: not sent."""
    return Result(delivery.id, delivery.attempt, DeliveryState.CANCELLED, reason="nothing left to say")


def unreachable(delivery: Delivery) -> Result:
    """The person was switched off meanwhile: not tried."""
    return Result(delivery.id, delivery.attempt, DeliveryState.BLOCKED, reason="switched off before")


async def record(session: Session, ended: Sequence[tuple[Delivery, Outcome | Result]], now: datetime) -> None:
    """Write how attempts ended, with what it means for the people. The caller commits."""
    if not ended:
        return
    results: list[Result] = []
    for delivery, outcome in ended:
        about_appeal = delivery.payload.get("letter") == APPEAL
        if isinstance(outcome, Result):
            if about_appeal and outcome.state is DeliveryState.BLOCKED:
                await note_lost(session, delivery, now, left=True)
            results.append(outcome)
            continue
        result = result_of(delivery, outcome, now)
        if isinstance(outcome, Permanent):
            await people.set_reachable(session, delivery.channel, delivery.external_id, False)
        if isinstance(outcome, Moved) and not await people.move_person(
            session, delivery.channel, delivery.external_id, outcome.external_id
        ):
            result = Result(delivery.id, delivery.attempt, DeliveryState.FAILED, reason="moved to a known chat")
        if about_appeal:
            if result.state in (DeliveryState.BLOCKED, DeliveryState.FAILED):
                await note_lost(session, delivery, now, left=result.state is DeliveryState.BLOCKED)
            later = await note_outcome(session, delivery, outcome, now)
            result = replace(result, due_at=now + later) if later else result
        results.append(result)
    await finish(session, results, now)
