"""Lessons and labelled examples: questions that an employee has decided on, or will."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from storage import Session
from storage.leases import insert_into
from storage.models.learning import LabelledExampleRow, LessonRow
from storage.records.learning import LabelledExample, Lesson


def _lesson(row: LessonRow) -> Lesson:
    turns = tuple((str(asked), str(said)) for asked, said in row.talk.get("turns", ()))
    return Lesson(
        row.id, row.person_id, row.appeal_id, row.question, turns, tuple(row.guesses), row.made_table, row.made_key,
        row.created_at,
    )  # fmt: skip


async def add_lesson(
    session: Session, *, person_id: int, question: str, turns: Sequence[tuple[str, str]], guesses: Sequence[str],
    now: datetime, appeal_id: int | None = None, question_id: int | None = None,
) -> Lesson:  # fmt: skip
    """The lesson of an appeal or of a logged question; the second call finds the first one's row."""
    insert = insert_into(session, LessonRow).values(
        person_id=person_id, appeal_id=appeal_id, question_id=question_id, question=question,
        talk={"turns": [list(turn) for turn in turns]}, guesses=tuple(guesses), made_table="", made_key="",
        created_at=now,
    )  # fmt: skip
    await session.execute(insert.on_conflict_do_nothing())
    found = LessonRow.appeal_id == appeal_id if appeal_id is not None else LessonRow.question_id == question_id
    return _lesson((await session.scalars(select(LessonRow).where(found))).one())


async def lesson_of(session: Session, lesson_id: int) -> Lesson | None:
    """One lesson, locked until the transaction ends."""
    row = await session.get(LessonRow, lesson_id, with_for_update=True, populate_existing=True)
    return None if row is None else _lesson(row)


async def lesson_of_appeal(session: Session, appeal_id: int) -> Lesson | None:
    """The lesson that came with an appeal."""
    row = await session.scalar(select(LessonRow).where(LessonRow.appeal_id == appeal_id))
    return None if row is None else _lesson(row)


async def set_guesses(session: Session, lesson_id: int, guesses: Sequence[str]) -> None:
    """Other records to choose from."""
    (await session.get_one(LessonRow, lesson_id)).guesses = tuple(guesses)
    await session.flush()


async def conclude(session: Session, lesson_id: int, table: str = "", key: str = "") -> None:
    """The record that the lesson became; empty when it was taken back."""
    row = await session.get_one(LessonRow, lesson_id)
    row.made_table, row.made_key = table, key
    await session.flush()


async def add_example(
    session: Session, *, lesson: Lesson, expected: str, kind: str, outcome: str, origin: str, now: datetime
) -> None:
    """The lesson's question with the plan that must answer it."""
    session.add(
        LabelledExampleRow(
            person_id=lesson.person_id, lesson_id=lesson.id, question=lesson.question, expected=expected, kind=kind,
            outcome=outcome, origin=origin, created_at=now,
        )
    )  # fmt: skip
    await session.flush()


async def drop_example(session: Session, lesson_id: int) -> None:
    """The lesson was taken back."""
    await session.execute(delete(LabelledExampleRow).where(LabelledExampleRow.lesson_id == lesson_id))


async def examples(session: Session) -> list[LabelledExample]:
    """All labelled examples, the oldest first."""
    rows = await session.scalars(select(LabelledExampleRow).order_by(LabelledExampleRow.id))
    return [
        LabelledExample(
            row.id, row.lesson_id, row.question, row.expected, row.kind, row.outcome, row.origin, row.created_at
        )
        for row in rows
    ]


async def reword(session: Session, lesson_id: int, question: str) -> None:
    """The question in words that can be learned."""
    (await session.get_one(LessonRow, lesson_id)).question = question
    await session.flush()
