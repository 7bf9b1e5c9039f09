"""Appeals with their threads, the groups and topics in which specialists read them, and which message is whose."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import AppealOutcome, AppealState, AppealTurn, SupportKind


class AppealRow(Base):
    """`answer` is the first answer since the appeal was last opened; everything said stands in the thread."""

    __tablename__ = "appeals"
    __table_args__ = (Index("ix_appeals_state_due_on", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    state: Mapped[AppealState] = mapped_column(Words(AppealState), default=AppealState.OPEN)
    sphere: Mapped[str | None]
    department: Mapped[str | None]
    subject: Mapped[str] = mapped_column(default="")
    kind: Mapped[SupportKind] = mapped_column(Words(SupportKind), default=SupportKind.CONSULTATION)
    organisation: Mapped[str | None]
    created_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[AppealOutcome | None] = mapped_column(Words(AppealOutcome))
    closed_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(default=0)
    reminded: Mapped[str] = mapped_column(default="")
    update_key: Mapped[str | None] = mapped_column(unique=True)


class AppealMessageRow(Base):
    """What was said, in order. `files` hold the messenger's own ids."""

    __tablename__ = "appeal_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    turn: Mapped[AppealTurn] = mapped_column(Words(AppealTurn))
    text: Mapped[str]
    files: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    update_key: Mapped[str | None] = mapped_column(unique=True)


class AppealCopyRow(Base):
    """A message that is about an appeal: a reply to it is too. `entry_id` is what was said by it; threads go sooner."""

    __tablename__ = "appeal_copies"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)
    entry_id: Mapped[int | None]
    sent_at: Mapped[datetime] = mapped_column(index=True)


class DeskGroupRow(Base):
    """The group in which a department reads its appeals; an empty `department` stands for those without their own."""

    __tablename__ = "desk_groups"

    department: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    bound_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    bound_at: Mapped[datetime]


class AppealTopicRow(Base):
    """An appeal's topic in a group. A deleted topic's row goes; the next message makes another one."""

    __tablename__ = "appeal_topics"
    __table_args__ = (UniqueConstraint("group_id", "topic_id"),)

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    topic_id: Mapped[str]
