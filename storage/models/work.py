"""The bot's own work: inbox, dialogue state, leases, slots, question log, changes, and what packs loaded."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import UpdateState


class InboxRow(Base):
    """`body` is emptied as soon as the update is done; the row goes after eight days."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index("ix_inbox_state_lane_seq", "state", "lane", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    update_id: Mapped[int]
    lane: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[UpdateState] = mapped_column(Words(UpdateState), default=UpdateState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class LeaseRow(Base):
    """Who holds a name (a chat's lane, the poller, the sender) until when; taken by compare-and-set."""

    __tablename__ = "work_leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class JobSlotRow(Base):
    """A scheduled run that was started: written before the work, so that two processes do it once."""

    __tablename__ = "job_slots"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]


class DialogueRow(Base):
    """aiogram's dialogue state of one (chat, person)."""

    __tablename__ = "dialogue_states"

    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class QuestionRow(Base):
    """A question somebody asked and what became of it; one row per update."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    outcome: Mapped[str]
    subject: Mapped[str]
    helpful: Mapped[bool | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    update_key: Mapped[str | None] = mapped_column(unique=True)


class ChangeRow(Base):
    """One field of one content record, before and after; `author_id` empty means a pack was loaded.

    `undoes` is the change that this one took back.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_table_key", "table", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    table: Mapped[str]
    key: Mapped[str]
    field: Mapped[str]
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    undoes: Mapped[int | None]


class PackRecordRow(Base):
    """The values a pack last loaded into a record: a difference from them is an editor's change."""

    __tablename__ = "pack_records"

    table: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    pack: Mapped[str]
    values: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]


class VersionRow(Base):
    """A counter per subject («content»), raised by every write, so that caches know when to rebuild."""

    __tablename__ = "versions"

    subject: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
