"""City money: programmes, their funding, subsidies and the totals as stated."""

from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import Level, Unit


class ProgrammeRow(ContentRow, Base):
    __tablename__ = "programmes"

    name: Mapped[str]
    short_name: Mapped[str]
    sphere: Mapped[str | None] = mapped_column(ForeignKey("spheres.key"))
    inside: Mapped[bool]
    aliases: Mapped[tuple[str, ...]]


class ProgrammeFundingRow(ContentRow, Base):
    __tablename__ = "programme_fundings"

    programme: Mapped[str] = mapped_column(ForeignKey("programmes.key"))
    year: Mapped[int] = mapped_column(index=True)
    amount: Mapped[Decimal]
    recipients: Mapped[int]


class StatedTotalRow(ContentRow, Base):
    __tablename__ = "stated_totals"

    year: Mapped[int] = mapped_column(index=True)
    table: Mapped[str]
    column: Mapped[str]
    value: Mapped[Decimal]
    unit: Mapped[Unit] = mapped_column(Words(Unit))
    scope: Mapped[str]
    label: Mapped[str]


class SubsidyRow(ContentRow, Base):
    __tablename__ = "subsidies"

    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.key"), index=True)
    name_as_printed: Mapped[str]
    programme: Mapped[str | None] = mapped_column(ForeignKey("programmes.key"))
    year: Mapped[int] = mapped_column(index=True)
    amount: Mapped[Decimal]
    table: Mapped[str]
    purpose: Mapped[str]


class LevelTotalRow(ContentRow, Base):
    __tablename__ = "level_totals"

    year: Mapped[int]
    level: Mapped[Level] = mapped_column(Words(Level))
    amount: Mapped[Decimal]


class IndicatorRow(ContentRow, Base):
    __tablename__ = "indicators"

    number: Mapped[str]
    group_title: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    year: Mapped[int]
    plan: Mapped[Decimal]
    fact: Mapped[Decimal]
    unit: Mapped[Unit] = mapped_column(Words(Unit))
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]
