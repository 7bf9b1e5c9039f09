"""What a field looks like in its cells, and in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

from core.imports.layout import Column, Kind, words
from core.imports.names import Directory
from core.rendering import clock, figure, weekday_day

Cell = str | int | float | Decimal | date | time | None
"""What stands in one cell; a day with an hour is a datetime, which is a date."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes: never a value."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What cells are read with: the names of other records, and the clock that «местное» means."""

    directory: Directory
    zone: ZoneInfo


def zone_word(zone: str, local: ZoneInfo) -> str:
    """«Москва», «местное», or the zone's own name."""
    if zone == local.key:
        return words("zones")["local"]
    return words("zones").get(zone, zone)


def cells_of(columns: Sequence[Column], value: Any, zone: str, reading: Reading) -> tuple[Cell, ...]:
    """A field's value as its cells hold it: one cell, or the day and the time of a moment on the clocks of `zone`."""
    first = columns[0]
    if value is None:
        return (None,) * len(columns)
    if first.kind is Kind.MOMENT:
        there = value.astimezone(ZoneInfo(zone))
        return tuple(there.time().replace(second=0, microsecond=0) if column.part == "time" else there.date()
                     for column in columns)  # fmt: skip
    return (_cell(first, value, reading),)


def _cell(column: Column, value: Any, reading: Reading) -> Cell:
    match column.kind:
        case Kind.TEXT:
            return tidy(value) or None
        case Kind.TEXTS:
            return "; ".join(filter(None, (tidy(item).replace(";", ",") for item in value))) or None
        case Kind.WORD:
            assert column.vocabulary is not None
            return words(column.vocabulary.__name__)[value]
        case Kind.WORDS:
            assert column.vocabulary is not None
            return "; ".join(words(column.vocabulary.__name__)[item] for item in value) or None
        case Kind.ANSWERS:
            return "; ".join(_answer(item, column, reading) for item in value) or None
        case Kind.YES_NO:
            return words("bool")[str(bool(value)).lower()]
        case Kind.REFERENCE:
            return str(reading.directory.of(column.target).labels.get(value, value))
        case Kind.REFERENCES:
            labels = reading.directory.of(column.target).labels
            return "; ".join(labels.get(item, item) for item in value) or None
        case Kind.ZONE:
            return zone_word(value, reading.zone)
        case Kind.NUMBER:
            return (Decimal(value) / column.scale).normalize() + 0
        case _:
            return cast(Cell, value)


def _answer(value: str, column: Column, reading: Reading) -> str:
    """A rule's value as people read it: a form, yes or no, a sphere, a day; anything else as it is."""
    known = words("Applicant") | words("answers")
    if value in known:
        return known[value]
    try:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    except ValueError:
        return str(reading.directory.of(column.target).labels.get(value, value))


def tidy(text: str) -> str:
    return str(text).replace("\r\n", "\n").strip()


def worded(columns: Sequence[Column], value: Any, zone: str, reading: Reading) -> str:
    """A value as a sentence holds it: a day with its weekday, a moment with its clock, a figure with groups."""
    first = columns[0]
    if value is None or value in ("", ()):
        return ""
    if first.kind is Kind.MOMENT:
        there = value.astimezone(ZoneInfo(zone))
        where = "" if zone == reading.zone.key else f" ({zone_word(zone, reading.zone)})"
        return f"{weekday_day(there.date())}, {clock(there)}{where}"
    cell = _cell(first, value, reading)
    if isinstance(cell, date):
        return weekday_day(cell)
    if first.kind is Kind.NUMBER:
        return figure(cell) if isinstance(cell, Decimal) else str(cell)
    return str(cell)
