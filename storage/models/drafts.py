"""Content records that editors are writing in the chat."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import DraftState


class DraftRow(Base):
    """A record between its first answer and its publication. `key` is empty for a new one.

    `step` is the field that is asked for, empty when all is answered; `since` is the last change of the base when
    it was begun; `answered_key` is the update that brought the last answer.
    """

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_table_key", "table", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    table: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]]
    step: Mapped[str] = mapped_column(default="")
    state: Mapped[DraftState] = mapped_column(Words(DraftState), default=DraftState.OPEN)
    since: Mapped[int]
    change_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    answered_key: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    update_key: Mapped[str | None] = mapped_column(unique=True)
