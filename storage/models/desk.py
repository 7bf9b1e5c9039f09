"""Departments (content), members of the desk, and invitations. An empty `department` means all of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, Words
from storage.terms import Role


class DepartmentRow(ContentRow, Base):
    __tablename__ = "departments"

    name: Mapped[str]
    short_name: Mapped[str]
    name_genitive: Mapped[str]
    name_dative: Mapped[str]
    name_instrumental: Mapped[str]
    spheres: Mapped[tuple[str, ...]]
    measures: Mapped[tuple[str, ...]]
    tables: Mapped[tuple[str, ...]]
    whole_tables: Mapped[tuple[str, ...]]
    indicators: Mapped[tuple[str, ...]]
    records: Mapped[tuple[str, ...]]
    subjects: Mapped[tuple[str, ...]]
    office: Mapped[str | None]
    hours: Mapped[str]
    aliases: Mapped[tuple[str, ...]]


class MembershipRow(Base):
    """One row per person and department, ended or not: a new role writes over the old one."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "department"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department: Mapped[str] = mapped_column(default="", index=True)
    role: Mapped[Role] = mapped_column(Words(Role))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class InvitationRow(Base):
    """`word_hash` is the SHA-256 of the link's word: whoever reads the base cannot use it."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    department: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(Words(Role))
    word_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    update_key: Mapped[str | None] = mapped_column(unique=True)
