"""A colleague's «Подали» is everybody's: it ends the reminders of the whole organisation, and can be taken back."""

from datetime import timedelta

from core.announcements.payloads import payload
from core.calling import Call
from core.messages import Action, Button, rows_of
from core.rendering import label
from storage import Session
from storage.deliveries import cancel_telling, enqueue
from storage.own_organisations import colleague_ids, organisation_of
from storage.shared_watches import cancel_notes, done_by, done_for, restore_for
from storage.terms import SubjectKind

PAUSE = timedelta(seconds=30)
"""How long colleagues are not told yet: a tap by mistake, taken back at once, tells nobody."""


async def say_done(session: Session, call: Call, kind: SubjectKind, key: str, title: str) -> int:
    """End the reminders of the person's colleagues and tell each once, without sound; how many were told."""
    if await organisation_of(session, call.person.id, lock=True) is None:
        return 0
    others = await colleague_ids(session, call.person.id)
    changed = await done_for(session, others, kind, key, call.person.id, call.now)
    for person_id in changed:
        await cancel_telling(session, person_id, [(kind, key)])
        await _tell(session, call, person_id, "done", kind, key, title)
    return len(changed)


async def take_back(session: Session, call: Call, kind: SubjectKind, key: str, title: str) -> int:
    """Give colleagues back what the person's word had ended; who was told of it is told of this too."""
    if await organisation_of(session, call.person.id, lock=True) is None:
        return 0
    others = await done_by(session, kind, key, call.person.id)
    await restore_for(session, others, kind, key, call.now)
    unsent = await cancel_notes(session, others, call.person.id, key)
    for person_id in others:
        if person_id not in unsent:
            await _tell(session, call, person_id, "undone", kind, key, title)
    return len(others)


async def _tell(
    session: Session, call: Call, person_id: int, what: str, kind: SubjectKind, key: str, title: str
) -> None:
    values = {"about": call.person.id, "subject": key, "by": call.person.name, "title": title, "kind": str(kind)}
    subject = (str(kind), key)
    if what == "done":
        first = Button(label("alert_restore"), Action.RESTORE, subject)
    else:
        first = Button(
            label("alert_applied" if kind is SubjectKind.SEASON else "alert_handed_in"), Action.DONE, subject
        )
    await enqueue(
        session, person_id=person_id, kind=SubjectKind.ORGANISATION, now=call.now, silent=True,
        due_at=call.now + PAUSE if what == "done" else call.now,
        payload=payload(
            f"subscriber/colleague_{what}.html.j2", values, rows_of(first, Button(label("menu_mine"), Action.MINE))
        ),
    )  # fmt: skip
