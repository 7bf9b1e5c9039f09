"""Workbooks that editors sent back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Words
from storage.terms import ImportState


class ImportRow(Base):
    """A checked workbook between its preview and the decision, and the changes that it made."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    book: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[ImportState] = mapped_column(Words(ImportState), default=ImportState.PREVIEW)
    content: Mapped[dict[str, Any]]
    fingerprint: Mapped[str]
    change_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)
