"""Documents, the city and the spheres that content refers to."""

from datetime import date

from sqlalchemy.orm import Mapped

from storage.models.base import Base, ContentRow


class DocumentRow(ContentRow, Base):
    __tablename__ = "documents"

    title: Mapped[str]
    short_title: Mapped[str]
    year: Mapped[int | None]
    issued_on: Mapped[date | None]
    url: Mapped[str | None]
    signed: Mapped[bool]


class CityRow(ContentRow, Base):
    __tablename__ = "cities"

    name: Mapped[str]
    name_genitive: Mapped[str]
    name_prepositional: Mapped[str]
    zone: Mapped[str]
    contests_url: Mapped[str | None]
    ngo_url: Mapped[str | None]


class SphereRow(ContentRow, Base):
    __tablename__ = "spheres"

    name: Mapped[str]
    on_name: Mapped[str]
    words: Mapped[tuple[str, ...]]
    emoji: Mapped[str]


class SynonymRow(ContentRow, Base):
    __tablename__ = "synonyms"

    word: Mapped[str]
    meaning: Mapped[str]
