"""Conditions of contests."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, ContentRow, WordLists, Words
from storage.terms import Applicant, Comparison, CountedTo, RuleField


class RuleRow(ContentRow, Base):
    """`contest` is a plain key: a pack of public rules serves cities that lack some of the contests."""

    __tablename__ = "rules"

    contest: Mapped[str] = mapped_column(index=True)
    field: Mapped[RuleField] = mapped_column(Words(RuleField))
    comparison: Mapped[Comparison] = mapped_column(Words(Comparison))
    value: Mapped[tuple[str, ...]]
    reason: Mapped[str]
    counted_to: Mapped[CountedTo] = mapped_column(Words(CountedTo))
    for_forms: Mapped[tuple[Applicant, ...]] = mapped_column(WordLists(Applicant))
    only_if: Mapped[str]
