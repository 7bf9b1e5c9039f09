"""Emptying and removing what was kept long enough, a batch at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, inspect, select, tuple_, update

from storage import Session
from storage.models.appeals import AppealCopyRow, AppealMessageRow, AppealRow
from storage.models.base import Base
from storage.models.colleagues import JoinRequestRow
from storage.models.desk import InvitationRow, MembershipRow
from storage.models.drafts import DraftRow
from storage.models.imports import ImportRow
from storage.models.learning import LabelledExampleRow, LessonRow
from storage.models.people import AnnouncementRow, DeliveryRow, OwnDateRow, PersonRow, ToldRow
from storage.models.work import DialogueRow, InboxRow, JobSlotRow, QuestionRow
from storage.models.years import SubmissionRow
from storage.people import to_person
from storage.privacy import ERASED
from storage.records.people import Person
from storage.terms import AnnouncementState, DeliveryState, DraftState, ImportState, SubmissionState, UpdateState

BATCH = 500
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Rows of a table that are old `before` a moment; `values` are written into them, without they are removed."""

    table: type[Base]
    old: Callable[[datetime], ColumnElement[bool]]
    values: Mapping[str, Any] = field(default_factory=dict)


_OVER = (DeliveryState.SENT, DeliveryState.BLOCKED, DeliveryState.FAILED, DeliveryState.UNKNOWN,
         DeliveryState.CANCELLED)  # fmt: skip

_ERASED = select(PersonRow.id).where(PersonRow.external_id.startswith(ERASED))

SWEEPS: Mapping[str, Sweep] = {
    "inbox": Sweep(InboxRow, lambda before: (InboxRow.state != UpdateState.WAITING) & (InboxRow.finished_at < before)),
    "job_slots": Sweep(JobSlotRow, lambda before: JobSlotRow.slot < before),
    "join_requests": Sweep(JoinRequestRow, lambda before: JoinRequestRow.asked_at < before),
    "own_dates": Sweep(OwnDateRow, lambda before: OwnDateRow.day < before.date()),
    "dialogue_states": Sweep(DialogueRow, lambda before: DialogueRow.changed_at < before),
    "invitations": Sweep(InvitationRow, lambda before: InvitationRow.expires_at < before),
    "memberships": Sweep(MembershipRow, lambda before: MembershipRow.ended_at < before),
    "questions": Sweep(
        QuestionRow, lambda before: (QuestionRow.asked_at < before) & (QuestionRow.text != ""), {"text": ""}
    ),
    "deliveries": Sweep(
        DeliveryRow,
        lambda before: (
            DeliveryRow.state.in_(_OVER)
            & (func.coalesce(DeliveryRow.finished_at, DeliveryRow.created_at) < before)
            & (cast(DeliveryRow.payload, Text) != "{}")
        ),
        {"payload": {}, "message_id": None},
    ),
    "appeals": Sweep(
        AppealRow,
        lambda before: (func.coalesce(AppealRow.answered_at, AppealRow.created_at) < before) & (AppealRow.text != ""),
        {"text": "", "answer": None},
    ),
    "appeal_messages": Sweep(
        AppealMessageRow,
        lambda before: AppealMessageRow.appeal_id.in_(
            select(AppealRow.id).where(func.coalesce(AppealRow.answered_at, AppealRow.created_at) < before)
        ),
    ),
    "appeal_copies": Sweep(AppealCopyRow, lambda before: AppealCopyRow.sent_at < before),
    "labelled_examples": Sweep(LabelledExampleRow, lambda before: LabelledExampleRow.created_at < before),
    "lessons": Sweep(
        LessonRow,
        lambda before: (LessonRow.created_at < before) & LessonRow.id.not_in(select(LabelledExampleRow.lesson_id)),
    ),
    "told": Sweep(ToldRow, lambda before: ToldRow.told_at < before),
    "imports": Sweep(
        ImportRow,
        lambda before: (ImportRow.state == ImportState.PREVIEW) & (ImportRow.created_at < before),
        {"content": {}, "file_name": "", "state": ImportState.DROPPED},
    ),
    "drafts": Sweep(
        DraftRow,
        lambda before: (DraftRow.state == DraftState.OPEN) & (DraftRow.changed_at < before),
        {"values": {}, "step": "", "state": DraftState.DROPPED},
    ),
    "submissions": Sweep(
        SubmissionRow,
        lambda before: (SubmissionRow.state == SubmissionState.PREVIEW) & (SubmissionRow.created_at < before),
        {"content": {}, "file_name": "", "state": SubmissionState.DROPPED},
    ),
    "announcements": Sweep(
        AnnouncementRow,
        lambda before: (
            (AnnouncementRow.state != AnnouncementState.SENDING)
            & (AnnouncementRow.text != "")
            & ((AnnouncementRow.created_at < before) | AnnouncementRow.author_id.in_(_ERASED))
        ),
        {"text": ""},
    ),
}


async def sweep(session: Session, name: str, before: datetime) -> int:
    """One batch of `SWEEPS[name]`; how many rows. Fewer than BATCH means that nothing is left."""
    found = SWEEPS[name]
    key = inspect(found.table).primary_key
    rows = (await session.execute(select(*key).where(found.old(before)).limit(BATCH))).all()
    if rows:
        chosen = tuple_(*key).in_([tuple(row) for row in rows])
        statement = update(found.table).values(dict(found.values)) if found.values else delete(found.table)
        await session.execute(statement.where(chosen).execution_options(synchronize_session=False))
    return len(rows)


async def gone_people(session: Session, before: datetime) -> list[Person]:
    """A batch of people who blocked the bot or left Telegram, and were not seen since a moment."""
    rows = await session.scalars(
        select(PersonRow)
        .where(PersonRow.reachable.is_(False), PersonRow.seen_at < before, ~PersonRow.external_id.startswith(ERASED))
        .limit(BATCH)
    )
    return [to_person(row) for row in rows]
