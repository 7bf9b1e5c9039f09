"""The declarative base, the column types and the columns that all content shares."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, declared_attr, mapped_column

from storage.records.content import Source


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes only; stored as UTC on both databases (SQLite has no zones)."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime never enters a table")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """Decimals as whole ten-thousandths, so that SQLite adds and compares them exactly."""

    impl = BigInteger
    cache_ok = True
    _scale = 10_000

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value) * self._scale
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than four decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / self._scale


class Strings(TypeDecorator[tuple[str, ...]]):
    """A short list of words as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else [str(item) for item in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


class Words(TypeDecorator[StrEnum]):
    """A closed vocabulary stored as its latin word; an unknown word fails at reading, with the column's type."""

    impl = String(32)
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.vocabulary(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.vocabulary(value)


class WordLists(Strings):
    """A short list of words of a closed vocabulary."""

    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[StrEnum, ...]:
        return tuple(self.vocabulary(word) for word in value or ())


class Base(DeclarativeBase):
    """Annotations decide the column types; constraints get names, so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own declaration)
        str: Text,
        int: Integer,
        datetime: UtcDateTime,
        date: Date,
        Decimal: Exact,
        tuple[str, ...]: Strings,
        dict[str, Any]: JSON,
    }


class ContentRow:
    """Columns of every content table: key, pack, order, provenance, and the day of the last check."""

    key: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-10)
    pack: Mapped[str] = mapped_column(default="", sort_order=90)
    position: Mapped[int] = mapped_column(default=0, sort_order=91)
    checked_on: Mapped[date | None] = mapped_column(sort_order=92)
    source_document: Mapped[str | None] = mapped_column(sort_order=93)
    source_printed: Mapped[str | None] = mapped_column(sort_order=94)
    source_as_of: Mapped[date | None] = mapped_column(sort_order=95)
    source_section: Mapped[str | None] = mapped_column(sort_order=96)
    source_table: Mapped[str | None] = mapped_column(sort_order=97)
    source_row: Mapped[str | None] = mapped_column(sort_order=98)

    @declared_attr
    def source(self) -> Mapped[Source | None]:
        return composite(
            Source,
            "source_document",
            "source_printed",
            "source_as_of",
            "source_section",
            "source_table",
            "source_row",
            return_none_on=lambda *values: values[0] is None,
        )
