"""What people agreed to: the version of the text they read, where they stood, and when."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import Purpose


class ConsentRow(Base):
    """One row per person and version of the text; `purpose` is what the person was doing when asked."""

    __tablename__ = "consents"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(Words(Purpose))
    given_at: Mapped[datetime]
