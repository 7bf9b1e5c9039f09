"""The bot's own work: the inbox, dialogue state, question log, changes and what packs loaded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.terms import UpdateState


@dataclass(frozen=True, slots=True)
class InboxUpdate:
    """One update as Telegram sent it. `seq` is our order; `lane` is the chat, else the person."""

    seq: int
    channel: str
    update_id: int
    lane: str
    body: dict[str, Any]
    state: UpdateState
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in the log. `outcome` is answered, clarify, declined or handed_over."""

    id: int
    person_id: int
    text: str
    outcome: str
    subject: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record changed by somebody: before and after as JSON values. `undoes`: the change taken back."""

    id: int
    at: datetime
    author_id: int | None
    table: str
    key: str
    field: str
    before: Any
    after: Any
    undoes: int | None = None
