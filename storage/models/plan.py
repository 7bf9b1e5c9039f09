"""The plan's measures with their facts, support, trainings, contacts and duties."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, WordLists, Words
from storage.terms import LegalForm, SupportKind, Unit


class MeasureRow(ContentRow, Base):
    __tablename__ = "measures"

    number: Mapped[str]
    section_title: Mapped[str]
    title: Mapped[str]
    short_title: Mapped[str]
    term: Mapped[str]
    year: Mapped[int]
    result: Mapped[str]
    owner: Mapped[str]
    aliases: Mapped[tuple[str, ...]]


class FactRow(ContentRow, Base):
    __tablename__ = "facts"

    measure: Mapped[str] = mapped_column(ForeignKey("measures.key"))
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]
    value: Mapped[Decimal | None]
    unit: Mapped[Unit] = mapped_column(Words(Unit))
    qualifier: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(ForeignKey("organisations.key"))
    programme: Mapped[str | None] = mapped_column(ForeignKey("programmes.key"))
    contest: Mapped[str | None] = mapped_column(ForeignKey("contests.key"))
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]


class SupportCountRow(ContentRow, Base):
    __tablename__ = "support_counts"

    year: Mapped[int]
    sphere_label: Mapped[str]
    spheres: Mapped[tuple[str, ...]]
    kind: Mapped[SupportKind] = mapped_column(Words(SupportKind))
    count: Mapped[int]


class TrainingRow(ContentRow, Base):
    __tablename__ = "trainings"

    title: Mapped[str]
    text: Mapped[str]
    measure: Mapped[str | None] = mapped_column(ForeignKey("measures.key"))
    year: Mapped[int]
    period: Mapped[str]
    starts_at: Mapped[datetime | None]
    zone: Mapped[str]
    audience: Mapped[str]
    participants: Mapped[int | None]
    events: Mapped[int | None]
    organiser: Mapped[str]
    url: Mapped[str | None]
    aliases: Mapped[tuple[str, ...]]
    ends_at: Mapped[datetime | None]
    venue: Mapped[str]
    places: Mapped[int | None]
    materials: Mapped[str]
    handouts: Mapped[tuple[str, ...]]
    called_off: Mapped[bool]


class ContactRow(ContentRow, Base):
    __tablename__ = "contacts"

    office: Mapped[str]
    short_name: Mapped[str]
    subjects: Mapped[tuple[str, ...]]
    text: Mapped[str]
    site: Mapped[str | None]
    site_note: Mapped[str]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    hours: Mapped[str | None]
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]


class DutyRow(ContentRow, Base):
    __tablename__ = "duties"

    title: Mapped[str]
    legal_forms: Mapped[tuple[LegalForm, ...]] = mapped_column(WordLists(LegalForm))
    due_month: Mapped[int]
    due_day: Mapped[int]
    to_whom: Mapped[str]
    form: Mapped[str]
    act: Mapped[str]
    applies_when: Mapped[str]
    url: Mapped[str | None]
    aliases: Mapped[tuple[str, ...]]
