"""Who signed up to which training, who came, and what each was told of its hour and place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import SignupState


class SignupRow(Base):
    """`training` is a plain key: a record taken out leaves its people behind, to be told. `organisation` is a mark."""

    __tablename__ = "training_signups"
    __table_args__ = (
        UniqueConstraint("training", "person_id"),
        Index("ix_training_signups_state", "state", "training"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[SignupState] = mapped_column(Words(SignupState))
    asked_at: Mapped[datetime]
    organisation: Mapped[str | None]
    known_starts_at: Mapped[datetime]
    known_place: Mapped[str]
    came: Mapped[bool | None]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    materials_at: Mapped[datetime | None]
