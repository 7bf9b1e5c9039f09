"""City property: who uses it and what is on offer."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import LeaseKind, PremisesRight


class PropertyLeaseRow(ContentRow, Base):
    __tablename__ = "leases"

    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.key"))
    name_as_printed: Mapped[str]
    kind: Mapped[LeaseKind] = mapped_column(Words(LeaseKind))
    year: Mapped[int]
    area: Mapped[Decimal | None]
    address: Mapped[str]
    ends_on: Mapped[date | None]


class PremisesRow(ContentRow, Base):
    __tablename__ = "premises"

    title: Mapped[str]
    address: Mapped[str]
    district: Mapped[str]
    area: Mapped[Decimal | None]
    purpose: Mapped[str]
    right: Mapped[PremisesRight] = mapped_column(Words(PremisesRight))
    rent: Mapped[Decimal | None]
    terms: Mapped[str]
    offered_until: Mapped[date | None]
    url: Mapped[str | None]
    photos: Mapped[tuple[str, ...]]
