"""An editor's word on two organisations with like names."""

from dataclasses import dataclass
from datetime import datetime

from storage.terms import NameDecision


@dataclass(frozen=True, slots=True)
class Decision:
    """In a merge `kept` took the rows of `gone`; of different organisations the order means nothing.

    Taken back when `undone_at` is set. Names are as they stood at that time.
    """

    id: int
    kept: str
    gone: str
    kept_name: str
    gone_name: str
    decision: NameDecision
    change_ids: tuple[int, ...]
    author_id: int
    decided_at: datetime
    undone_by: int | None
    undone_at: datetime | None
