"""Invitations to the desk: found by their word's hash alone, used once by whoever is first."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update

from storage import Session
from storage.models.desk import InvitationRow
from storage.records.desk import Invitation
from storage.terms import Role

AGAIN = timedelta(seconds=5)
"""A second press within this time gets a new word for the invitation of the first."""


def to_invitation(row: InvitationRow) -> Invitation:
    """The frozen record of a row, without the word's hash."""
    return Invitation(
        row.id, row.author_id, row.department or None, row.role, row.created_at, row.expires_at, row.used_by,
        row.used_at, row.revoked_at,
    )  # fmt: skip


def _open(now: datetime) -> tuple[Any, ...]:
    return InvitationRow.used_at.is_(None), InvitationRow.revoked_at.is_(None), InvitationRow.expires_at > now


async def add_invitation(
    session: Session, *, author_id: int, department: str | None, role: Role, word_hash: str, now: datetime,
    expires_at: datetime, update_key: str,
) -> Invitation:  # fmt: skip
    """A new invitation; a repeated update or a double press gives the same one another word."""
    place = (InvitationRow.author_id == author_id, InvitationRow.department == (department or ""))
    same = or_(InvitationRow.update_key == update_key, InvitationRow.created_at > now - AGAIN)
    query = (
        select(InvitationRow.id)
        .where(*place, InvitationRow.role == role, *_open(now), same)
        .order_by(InvitationRow.id.desc())
        .limit(1)
    )
    known = await session.scalar(query.order_by(InvitationRow.id.desc()).limit(1))
    if known is not None:
        await session.execute(update(InvitationRow).where(InvitationRow.id == known).values(word_hash=word_hash))
    else:
        taken = await session.scalar(select(InvitationRow.id).where(InvitationRow.update_key == update_key))
        row = InvitationRow(
            author_id=author_id, department=department or "", role=role, word_hash=word_hash, created_at=now,
            expires_at=expires_at, update_key=None if taken else update_key,
        )  # fmt: skip
        session.add(row)
        await session.flush()
    found = await find_invitation(session, word_hash)
    assert found is not None
    return found


async def find_invitation(session: Session, word_hash: str) -> Invitation | None:
    """The invitation of a word, used or not."""
    query = select(InvitationRow).where(InvitationRow.word_hash == word_hash)
    row = await session.scalar(query.execution_options(populate_existing=True))
    return None if row is None else to_invitation(row)


async def invitation_of(session: Session, number: int) -> Invitation | None:
    """One invitation by its number."""
    row = await session.get(InvitationRow, number)
    return None if row is None else to_invitation(row)


async def open_invitations(session: Session, department: str | None, now: datetime) -> list[Invitation]:
    """Those that somebody may still use, oldest first."""
    query = select(InvitationRow).where(InvitationRow.department == (department or ""), *_open(now))
    return [to_invitation(row) for row in await session.scalars(query.order_by(InvitationRow.id))]


async def use_invitation(session: Session, number: int, person_id: int, now: datetime) -> bool:
    """Take it for a person; False when somebody was first, it has expired or was withdrawn."""
    result = await session.execute(
        update(InvitationRow)
        .where(InvitationRow.id == number, *_open(now))
        .values(used_by=person_id, used_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], result).rowcount == 1


async def revoke_invitation(session: Session, number: int, now: datetime) -> bool:
    """Withdraw it; False when it was used or is over."""
    result = await session.execute(
        update(InvitationRow)
        .where(InvitationRow.id == number, *_open(now))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], result).rowcount == 1
