"""The organisations that people say they are from, who is in each, and who asks to join."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import Applicant, RequestState


class OwnOrganisationRow(Base):
    """Shared by its colleagues; it goes with the last of them. `mark` stands for it in counts, and says nothing."""

    __tablename__ = "own_organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(unique=True)
    inn: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    form: Mapped[Applicant | None] = mapped_column(Words(Applicant))
    sphere: Mapped[str | None]
    founded_from: Mapped[date | None]
    founded_to: Mapped[date | None]
    record: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ColleagueRow(Base):
    __tablename__ = "colleagues"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("own_organisations.id"), index=True)
    joined_at: Mapped[datetime]


class JoinRequestRow(Base):
    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("own_organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[RequestState] = mapped_column(Words(RequestState))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
