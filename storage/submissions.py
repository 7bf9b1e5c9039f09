"""The departments' files of a year."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import Session
from storage.leases import insert_into
from storage.models.years import SubmissionRow
from storage.records.years import Submission
from storage.terms import SubmissionState


def _record(row: SubmissionRow) -> Submission:
    values = {field.name: getattr(row, field.name) for field in dataclasses.fields(Submission)}
    return Submission(**{**values, "change_ids": tuple(row.change_ids), "content": dict(row.content)})


async def add_submission(
    session: Session, *, year: int, department: str, author_id: int, file_name: str, state: SubmissionState,
    content: dict[str, Any], fingerprint: str, problems: int, now: datetime, update_key: str,
) -> Submission:  # fmt: skip
    """A file that came; the same update finds the row that it made."""
    insert = insert_into(session, SubmissionRow).values(
        year=year, department=department, author_id=author_id, file_name=file_name, state=state, content=content,
        fingerprint=fingerprint, problems=problems, change_ids=[], created_at=now, update_key=update_key,
    )  # fmt: skip
    await session.execute(insert.on_conflict_do_nothing(index_elements=[SubmissionRow.update_key]))
    row = (await session.scalars(select(SubmissionRow).where(SubmissionRow.update_key == update_key))).one()
    return _record(row)


async def find_submission(session: Session, number: int) -> Submission | None:
    """One file, locked until the transaction ends."""
    row = await session.get(SubmissionRow, number, with_for_update=True, populate_existing=True)
    return None if row is None else _record(row)


async def revise(session: Session, number: int, **values: Any) -> None:
    """Write a file's state, content or figures anew."""
    row = await session.get_one(SubmissionRow, number)
    for name, value in values.items():
        setattr(row, name, value)
    await session.flush()


async def decide(
    session: Session, number: int, state: SubmissionState, now: datetime, change_ids: Iterable[int] = ()
) -> None:
    """The file was applied, dropped or undone; its rows are no longer kept."""
    row = await session.get_one(SubmissionRow, number)
    row.state, row.decided_at, row.content = state, now, {}
    row.change_ids = list(change_ids) or row.change_ids
    await session.flush()


async def newest_of(session: Session, year: int) -> dict[str, list[Submission]]:
    """A year's files by department, the newest first; files that nobody wanted are left out."""
    rows = await session.scalars(
        select(SubmissionRow)
        .where(SubmissionRow.year == year, SubmissionRow.state != SubmissionState.DROPPED)
        .order_by(SubmissionRow.id.desc())
    )
    found: dict[str, list[Submission]] = {}
    for row in rows:
        found.setdefault(row.department, []).append(_record(row))
    return found
