"""Contests and subsidies with their seasons, and the projects that won."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import ContestKind, Level, MoneySource, SeasonStatus, Unit


class ContestRow(ContentRow, Base):
    __tablename__ = "contests"

    kind: Mapped[ContestKind] = mapped_column(Words(ContestKind))
    name: Mapped[str]
    short_name: Mapped[str]
    organiser: Mapped[str]
    direction: Mapped[str]
    level: Mapped[Level] = mapped_column(Words(Level))
    money_source: Mapped[MoneySource] = mapped_column(Words(MoneySource))
    science: Mapped[bool]
    measure: Mapped[str | None] = mapped_column(ForeignKey("measures.key"))
    number_printed: Mapped[str]
    for_whom: Mapped[str]
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]
    refusal_reasons: Mapped[tuple[str, ...]]
    url: Mapped[str | None]


class SeasonRow(ContentRow, Base):
    __tablename__ = "seasons"

    contest: Mapped[str] = mapped_column(ForeignKey("contests.key"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    status: Mapped[SeasonStatus] = mapped_column(Words(SeasonStatus))
    zone: Mapped[str]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    previous_closes_at: Mapped[datetime | None]
    results_on: Mapped[date | None]
    applicants: Mapped[int | None]
    applicants_text: Mapped[str]
    winners: Mapped[int | None]
    winners_text: Mapped[str]
    count_unit: Mapped[Unit] = mapped_column(Words(Unit))
    amount: Mapped[Decimal | None]
    spending_year: Mapped[int | None]
    max_grant: Mapped[Decimal | None]
    conditions: Mapped[str]
    url: Mapped[str | None]


class ProjectRow(ContentRow, Base):
    __tablename__ = "projects"

    name: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisations.key"))
    contest: Mapped[str | None] = mapped_column(ForeignKey("contests.key"))
    measure: Mapped[str] = mapped_column(ForeignKey("measures.key"))
    year: Mapped[int]
    amount: Mapped[Decimal | None]
    amount_qualifier: Mapped[str]
    text: Mapped[str]
    beneficiaries: Mapped[int | None]
    beneficiaries_text: Mapped[str]
    partner: Mapped[str]
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]
