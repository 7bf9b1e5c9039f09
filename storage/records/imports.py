"""Workbooks that were sent back: previewed, applied, undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.terms import ImportState


@dataclass(frozen=True, slots=True)
class Import:
    """One accepted workbook. `content` holds its checked rows (JSON) until it is decided.

    `fingerprint` is that of the difference which was last shown; `change_ids` are the changes that applying made.
    """

    id: int
    author_id: int
    book: str
    file_name: str
    state: ImportState
    content: dict[str, Any]
    fingerprint: str
    change_ids: tuple[int, ...]
    created_at: datetime
    decided_at: datetime | None
