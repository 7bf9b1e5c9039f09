"""The departments' desk: departments (content), who belongs to them in which role, and invitations."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.content import Content
from storage.terms import Key, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Content):
    """A department of the city and what it answers for.

    `name` is the office as its letterhead has it, `short_name` stands in lists, the cases are of the name in a
    sentence. `measures` are numbers of the plan's rows, `tables` numbers of the report's tables in which it has
    rows, `whole_tables` those that are its alone, `indicators` numbers of the appendix, `records` content tables
    that are its alone, `subjects` what appeals to it are about, `office` the key of its contact. `hours` is
    «09:00-18:00» on working days, empty when not known.
    """

    name: str
    short_name: str
    name_genitive: str
    name_dative: str
    name_instrumental: str
    spheres: tuple[Key, ...] = ()
    measures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    whole_tables: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    office: Key | None = None
    hours: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's role in a department, or over all of them (`department` None). An ended one gives no right."""

    id: int
    person_id: int
    department: str | None
    role: Role
    invited_by: int | None
    since: datetime
    ended_at: datetime | None = None
    ended_by: int | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that makes one person a member once, until it expires. Only the hash of its word is kept."""

    id: int
    author_id: int
    department: str | None
    role: Role
    created_at: datetime
    expires_at: datetime
    used_by: int | None
    used_at: datetime | None
    revoked_at: datetime | None
