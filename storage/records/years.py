"""The year's report at work: findings that were settled, the round-up, the departments' files, signed versions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.records.content import Content
from storage.terms import SettlementKind, SubmissionState


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultText(Content):
    """What a department says of a row of the plan in a year; it is printed instead of the drafted text."""

    number: str
    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """A finding that somebody dealt with. `figures` are those it had then; other figures open it again.

    `note` is the reason, or what was put to `department`. `change_ids` are what a correction wrote.
    """

    id: int
    year: int
    code: str
    kind: SettlementKind
    figures: str
    note: str
    department: str
    change_ids: tuple[int, ...]
    answer: str
    answered_by: int | None
    answered_at: datetime | None
    author_id: int
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundUp:
    """The collecting of a year: files are due on `due_on`; `reminded_on` is the last day of reminders."""

    year: int
    due_on: date
    author_id: int
    started_at: datetime
    reminded_on: date | None


@dataclass(frozen=True, slots=True)
class Submission:
    """A department's file. `content` holds its checked cells (JSON) until it is decided; `problems` counts remarks."""

    id: int
    year: int
    department: str
    author_id: int
    file_name: str
    state: SubmissionState
    content: dict[str, Any]
    fingerprint: str
    problems: int
    change_ids: tuple[int, ...]
    created_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """A year as it was signed: all of its records (JSON) as they stood. `fingerprint` tells a changed year."""

    year: int
    version: int
    snapshot: dict[str, Any]
    fingerprint: str
    author_id: int | None
    signed_at: datetime
