"""Appeals, their threads, and the groups in which specialists read them."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.terms import AppealOutcome, AppealState, AppealTurn, SupportKind


@dataclass(frozen=True, slots=True)
class Appeal:
    """A question handed over to a specialist. `number` is what people read; `answer` the newest that was asked for."""

    id: int
    number: int
    person_id: int
    text: str
    state: AppealState
    created_at: datetime
    due_on: date
    answer: str | None
    answered_by: int | None
    answered_at: datetime | None
    sphere: str | None = None
    department: str | None = None
    subject: str = ""
    kind: SupportKind = SupportKind.CONSULTATION
    organisation: str | None = None
    taken_by: int | None = None
    outcome: AppealOutcome | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    reminded: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file by the messenger's own id."""

    kind: str
    reference: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of an appeal's thread."""

    id: int
    appeal_id: int
    author_id: int | None
    turn: AppealTurn
    text: str
    files: tuple[Attached, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """A message in somebody's chat that is about an appeal; `entry_id` is what was said by it, where that is known."""

    message_id: str
    appeal_id: int
    entry_id: int | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """A group bound to a department («» for those without their own); it is told like a person."""

    department: str
    group_id: int
    external_id: str
    title: str
    reachable: bool
