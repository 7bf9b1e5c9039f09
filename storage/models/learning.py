"""Specialists' answers and other wordings (content), lessons and labelled examples (people's words)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow


class FaqRow(ContentRow, Base):
    __tablename__ = "faqs"

    question: Mapped[str]
    answer: Mapped[str]
    spheres: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]


class AliasRow(ContentRow, Base):
    __tablename__ = "aliases"

    text: Mapped[str]
    means: Mapped[str]


class PhrasingRow(ContentRow, Base):
    __tablename__ = "phrasings"

    question: Mapped[str]
    phrasings: Mapped[tuple[str, ...]]


class LessonRow(Base):
    """One row per appeal, or per question of the weekly message; it goes with its person."""

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    appeal_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"), unique=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), unique=True)
    question: Mapped[str]
    talk: Mapped[dict[str, Any]]
    guesses: Mapped[tuple[str, ...]]
    made_table: Mapped[str] = mapped_column(default="")
    made_key: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class LabelledExampleRow(Base):
    __tablename__ = "labelled_examples"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"), unique=True)
    question: Mapped[str]
    expected: Mapped[str]
    kind: Mapped[str]
    outcome: Mapped[str]
    origin: Mapped[str]
    created_at: Mapped[datetime]
