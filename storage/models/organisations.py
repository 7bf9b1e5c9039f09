"""Organisations under all their names."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import LegalForm


class OrganisationRow(ContentRow, Base):
    __tablename__ = "organisations"

    name: Mapped[str]
    short_name: Mapped[str]
    legal_form: Mapped[LegalForm] = mapped_column(Words(LegalForm))
    sphere: Mapped[str | None] = mapped_column(ForeignKey("spheres.key"))
    inn: Mapped[str | None]
    founded_on: Mapped[date | None]
    aliases: Mapped[tuple[str, ...]]
