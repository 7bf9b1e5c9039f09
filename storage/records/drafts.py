"""Content records that editors are writing in the chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.terms import DraftState


@dataclass(frozen=True, slots=True)
class Draft:
    """A record being written. `values` holds the answered fields as history keeps them (JSON); None is «skipped».

    `key` is the record that is changed, empty for a new one; `step` the field that is asked for, empty when all is
    answered.
    """

    id: int
    author_id: int
    table: str
    key: str
    values: Mapping[str, Any]
    step: str
    state: DraftState
    since: int
    change_ids: tuple[int, ...]
    answered_key: str
    created_at: datetime
    changed_at: datetime
