"""People, their subscriptions and reminders, and what is on its way to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import (
    AnnouncementState,
    Channel,
    DeliveryState,
    Pace,
    SubjectKind,
    SubscriptionKind,
    WatchState,
)

LADDER = "14-7-3-1-0"
"""Days before the end on which everybody is reminded who chose nothing else; 0 stands for the last hours."""


class PersonRow(Base):
    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_people_hours", "reachable", "quiet_from", "quiet_to", "digest_hour", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(Words(Channel))
    external_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    reachable: Mapped[bool] = mapped_column(default=True)
    legal_form: Mapped[str | None]
    quiet_from: Mapped[int] = mapped_column(default=21)
    quiet_to: Mapped[int] = mapped_column(default=9)
    digest_hour: Mapped[int] = mapped_column(default=10)
    pace: Mapped[Pace] = mapped_column(Words(Pace), default=Pace.DAILY)
    ladder: Mapped[str] = mapped_column(default=LADDER)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SubscriptionRow(Base):
    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[SubscriptionKind] = mapped_column(Words(SubscriptionKind), index=True)
    spheres: Mapped[tuple[str, ...]]
    levels: Mapped[tuple[str, ...]]
    fitting: Mapped[bool] = mapped_column(default=False)
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class WatchRow(Base):
    __tablename__ = "watches"
    __table_args__ = (
        UniqueConstraint("person_id", "subject_kind", "subject"),
        Index("ix_watches_subject", "subject_kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    subject_kind: Mapped[SubjectKind] = mapped_column(Words(SubjectKind))
    subject: Mapped[str]
    state: Mapped[WatchState] = mapped_column(Words(WatchState))
    previous_state: Mapped[WatchState | None] = mapped_column(Words(WatchState))
    changed_at: Mapped[datetime]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class OwnDateRow(Base):
    __tablename__ = "own_dates"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]
    created_at: Mapped[datetime]
    update_key: Mapped[str | None] = mapped_column(unique=True)


class ToldRow(Base):
    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("subject_kind", "subject", "event", "version", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    subject_kind: Mapped[SubjectKind] = mapped_column(Words(SubjectKind))
    subject: Mapped[str]
    event: Mapped[str]
    version: Mapped[str]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    told_at: Mapped[datetime]


class AnnouncementRow(Base):
    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    audience: Mapped[dict[str, Any]]
    state: Mapped[AnnouncementState] = mapped_column(Words(AnnouncementState))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)
    file_id: Mapped[str | None]
    file_kind: Mapped[str | None]
    send_at: Mapped[datetime | None]
    progress_message: Mapped[str | None]
    corrected_at: Mapped[datetime | None]
    subject_kind: Mapped[SubjectKind | None] = mapped_column(Words(SubjectKind))
    subject: Mapped[str | None]
    new_text: Mapped[str | None]


class AnnouncementTapRow(Base):
    """Who opened an announcement's «Подробнее»; once, however often."""

    __tablename__ = "announcement_taps"

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class EvidenceRow(Base):
    """What the city did for a measure of its plan, as it happened: an announcement that reached people."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_year_measure", "year", "measure"),)

    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"), primary_key=True, autoincrement=False)
    measure: Mapped[str]
    year: Mapped[int]
    title: Mapped[str]
    at: Mapped[datetime]
    audience: Mapped[int]
    delivered: Mapped[int]


class DeliveryRow(Base):
    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[SubjectKind] = mapped_column(Words(SubjectKind))
    payload: Mapped[dict[str, Any]]
    state: Mapped[DeliveryState] = mapped_column(Words(DeliveryState), default=DeliveryState.PENDING)
    attempt: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"), index=True)
    message_id: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    silent: Mapped[bool] = mapped_column(default=False)
    edits: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
