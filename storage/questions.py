"""The question log: one row per update that asked something, and whether the answer helped."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update

from storage import Session
from storage.leases import insert_into
from storage.models.appeals import AppealRow
from storage.models.work import QuestionRow
from storage.records.work import AskedQuestion

_UNANSWERED = ("declined", "clarify")
_WHOLE_PIECE = 4096
"""A text of this length was cut by the messenger: what follows it within `_SOON` is its tail."""

_SOON = timedelta(minutes=1)
_PIECES = 6


async def log_question(
    session: Session, *, person_id: int, text: str, outcome: str, subject: str, asked_at: datetime, update_key: str
) -> int:
    """Write the question once per `update_key` and give its id; a repeated update leaves the first row as it is."""
    insert = insert_into(session, QuestionRow).values(
        person_id=person_id, text=text, outcome=outcome, subject=subject, asked_at=asked_at, update_key=update_key
    )
    await session.execute(insert.on_conflict_do_nothing(index_elements=[QuestionRow.update_key]))
    await session.flush()
    return (await session.scalars(select(QuestionRow.id).where(QuestionRow.update_key == update_key))).one()


async def question_of(session: Session, question_id: int) -> AskedQuestion | None:
    """One logged question; None when there is none or its words are gone."""
    row = await session.get(QuestionRow, question_id)
    if row is None or not row.text:
        return None
    return AskedQuestion(row.id, row.person_id, row.text, row.outcome, row.subject, row.asked_at)


async def vote(session: Session, question_id: int, person_id: int, *, helpful: bool) -> bool:
    """Note whether the answer helped its own asker; False when that was said before."""
    outcome = await session.execute(
        update(QuestionRow)
        .where(QuestionRow.id == question_id, QuestionRow.person_id == person_id, QuestionRow.helpful.is_(None))
        .values(helpful=helpful)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", outcome).rowcount == 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked most lately, and how often; `id` is its newest row."""

    id: int
    text: str
    count: int


async def _often(session: Session, since: datetime, limit: int, *where: Any) -> list[Asked]:
    words = func.lower(QuestionRow.text)
    query = (
        select(func.max(QuestionRow.id), func.max(QuestionRow.text), func.count())
        .where(QuestionRow.asked_at >= since, QuestionRow.text != "", *where)
        .group_by(words)
        .order_by(func.count().desc(), func.max(QuestionRow.id).desc())
        .limit(limit)
    )
    return [Asked(*row) for row in (await session.execute(query)).all()]


async def unanswered(session: Session, since: datetime, limit: int) -> list[Asked]:
    """Questions since a moment that the bot could not answer, the most frequent first. Gates' refusals are left out."""
    refused = QuestionRow.subject.startswith("gate/")
    return await _often(session, since, limit, QuestionRow.outcome.in_(_UNANSWERED), ~refused)


async def unhelpful(session: Session, since: datetime, limit: int) -> list[Asked]:
    """Questions since a moment whose answer did not help."""
    return await _often(session, since, limit, QuestionRow.helpful.is_(False))


async def subjects(session: Session, since: datetime) -> list[tuple[str, int]]:
    """What answered questions were about since a moment, with how often, the most frequent first."""
    query = (
        select(QuestionRow.subject, func.count())
        .where(QuestionRow.asked_at >= since, QuestionRow.outcome == "answered", QuestionRow.subject != "")
        .group_by(QuestionRow.subject)
        .order_by(func.count().desc(), QuestionRow.subject)
    )
    return [(subject, count) for subject, count in (await session.execute(query)).all()]


async def count_since(session: Session, since: datetime) -> int:
    """How many questions were asked since a moment."""
    query = select(func.count()).select_from(QuestionRow).where(QuestionRow.asked_at >= since)
    return await session.scalar(query) or 0


async def last_unanswered(session: Session, person_id: int, since: datetime) -> str | None:
    """The newest question of a person since then, when the bot could not answer it or its answer did not help.

    What the messenger cut is joined. None when an appeal was sent after it: the question went with it, or is past.
    """
    rows = list(
        await session.scalars(
            select(QuestionRow)
            .where(QuestionRow.person_id == person_id, QuestionRow.asked_at >= since)
            .order_by(QuestionRow.id.desc())
            .limit(_PIECES)
        )
    )
    if not rows or not rows[0].text or (rows[0].outcome == "answered" and rows[0].helpful is not False):
        return None
    sent = await session.scalar(
        select(func.max(AppealRow.created_at)).where(AppealRow.person_id == person_id)
    )  # fmt: skip
    if sent is not None and sent >= rows[0].asked_at:
        return None
    text = rows[0].text
    for later, earlier in pairwise(rows):
        if len(earlier.text) < _WHOLE_PIECE or later.asked_at - earlier.asked_at > _SOON:
            break
        text = earlier.text + text
    return text
