"""An announcement's corrected text: proposed, taken once, written as an edit of each message that went out."""

from datetime import datetime, timedelta

from sqlalchemy import Select, insert, literal, select, update

from storage import Session
from storage.announcements import change
from storage.given import apart
from storage.models.people import AnnouncementRow, DeliveryRow
from storage.terms import AnnouncementState, DeliveryState, SubjectKind

ON_ITS_WAY = "on its way"
"""In `edits` of a message that may arrive with a text that was corrected meanwhile."""


async def propose_text(session: Session, announcement_id: int, text: str) -> bool:
    """Keep a corrected text until it is confirmed; False when nothing was sent that it could correct."""
    states = (AnnouncementState.SENDING, AnnouncementState.SENT, AnnouncementState.CANCELLED)
    return await change(session, announcement_id, states, {"new_text": text})


async def take_correction(session: Session, announcement_id: int, now: datetime) -> bool:
    """Make the proposed text the text, once; and write an edit for everybody who has the old one."""
    taken = await session.scalars(
        update(AnnouncementRow)
        .where(AnnouncementRow.id == announcement_id, AnnouncementRow.new_text.is_not(None))
        .values(text=AnnouncementRow.new_text, new_text=None, corrected_at=now)
        .returning(AnnouncementRow.id)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None:
        return False
    columns = (
        "person_id", "kind", "payload", "state", "attempt", "due_at", "announcement_id", "reason", "silent", "edits",
        "created_at",
    )  # fmt: skip
    has_it = DeliveryRow.kind == SubjectKind.ANNOUNCEMENT, DeliveryRow.state == DeliveryState.SENT
    edits = select(
        DeliveryRow.person_id,
        literal(SubjectKind.CORRECTION, DeliveryRow.kind.type),
        DeliveryRow.payload,
        literal(DeliveryState.PENDING, DeliveryRow.state.type),
        literal(0),
        literal(now, DeliveryRow.due_at.type),
        literal(announcement_id),
        literal(""),
        literal(True),
        DeliveryRow.message_id,
        literal(now, DeliveryRow.created_at.type),
    ).where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.message_id.is_not(None), *has_it)
    waiting = DeliveryRow.state == DeliveryState.PENDING
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.announcement_id == announcement_id, DeliveryRow.kind == SubjectKind.CORRECTION, waiting)
        .values(state=DeliveryState.CANCELLED, reason="corrected again", finished_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(insert(DeliveryRow).from_select(columns, edits, include_defaults=False))
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.announcement_id == announcement_id,
            DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
            DeliveryRow.state == DeliveryState.SENDING,
        )
        .values(edits=ON_ITS_WAY)
        .execution_options(synchronize_session=False)
    )
    return True


_LATE = timedelta(days=2)
"""How long after its correction an announcement may still arrive with the old text: leases are over by then."""


def _outdated(now: datetime) -> Select[DeliveryRow]:
    """What has arrived with a text that was corrected while it was on its way."""
    lately = select(AnnouncementRow.id).where(AnnouncementRow.corrected_at > now - _LATE)
    return select(DeliveryRow).where(
        DeliveryRow.announcement_id.in_(lately), DeliveryRow.kind == SubjectKind.ANNOUNCEMENT,
        DeliveryRow.edits == ON_ITS_WAY, apart(DeliveryRow.state) == DeliveryState.SENT,
    )  # fmt: skip


async def corrected_on_their_way(session: Session, now: datetime) -> bool:
    """Whether something has arrived with a text that was corrected while it was on its way."""
    return await session.scalar(_outdated(now).limit(1)) is not None


async def write_late_edits(session: Session, now: datetime) -> int:
    """An edit for each of those; how many."""
    found = list(await session.scalars(_outdated(now)))
    for row in found:
        session.add(
            DeliveryRow(
                person_id=row.person_id, kind=SubjectKind.CORRECTION, payload=row.payload, due_at=now,
                announcement_id=row.announcement_id, silent=True, edits=row.message_id, created_at=now,
            )
        )  # fmt: skip
        row.edits = None
    await session.flush()
    return len(found)
