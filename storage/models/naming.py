"""What editors decided about organisations with like names, kept also after it was taken back."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import NameDecision


class NameDecisionRow(Base):
    """`kept` took the other's rows in a merge, `gone` was taken out; `change_ids` are what the merge wrote."""

    __tablename__ = "name_decisions"
    __table_args__ = (Index("ix_name_decisions_pair", "kept", "gone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kept: Mapped[str]
    gone: Mapped[str]
    kept_name: Mapped[str]
    gone_name: Mapped[str]
    decision: Mapped[NameDecision] = mapped_column(Words(NameDecision))
    change_ids: Mapped[list[int]] = mapped_column(JSON)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)
