"""The year's report at work: findings that were settled, the round-up, the departments' files, signed versions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import SettlementKind, SubmissionState


class ResultTextRow(ContentRow, Base):
    __tablename__ = "result_texts"
    __table_args__ = (UniqueConstraint("year", "number"),)

    number: Mapped[str]
    year: Mapped[int]
    text: Mapped[str]


class SettlementRow(Base):
    """What became of a finding; the newest row of a code that is not undone counts."""

    __tablename__ = "settlements"
    __table_args__ = (Index("ix_settlements_year_code", "year", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    code: Mapped[str]
    kind: Mapped[SettlementKind] = mapped_column(Words(SettlementKind))
    figures: Mapped[str]
    note: Mapped[str]
    department: Mapped[str]
    change_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)


class RoundUpRow(Base):
    """A year that is being collected; the row stays when it is signed."""

    __tablename__ = "round_ups"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    reminded_on: Mapped[date | None]


class SubmissionRow(Base):
    """A department's file between its check and the decision, and the changes that it made."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_year_department", "year", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    department: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    file_name: Mapped[str]
    state: Mapped[SubmissionState] = mapped_column(Words(SubmissionState))
    content: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    problems: Mapped[int]
    change_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)


class SignedVersionRow(Base):
    """`author_id` is nobody's for the version that stood in the document before the first correction."""

    __tablename__ = "signed_versions"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    snapshot: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime]
    update_key: Mapped[str | None] = mapped_column(unique=True)
