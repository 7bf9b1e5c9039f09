"""What the workbooks look like: books, sheets and columns, read from templates/admin/imports/columns.yaml."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Any

import yaml

from core.rendering import TEMPLATES
from storage.packs import content_records, references
from storage.records.content import Content
from storage.terms import Applicant, LegalForm

_LISTED_WORDS: dict[str, type[StrEnum]] = {"legal_forms": LegalForm, "for_forms": Applicant}


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = "text"
    TEXTS = "texts"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    WORD = "word"
    WORDS = "words"
    REFERENCE = "reference"
    REFERENCES = "references"
    ZONE = "zone"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: which field, how it is titled, and what stands in its cells.

    `part` is «date» or «time» of a moment (two columns share the field). `scale` is what one in the cell is
    worth in the record (1000 for thousand roubles). `target` is the table that a reference names; a `loose` one may
    name a record that the base lacks.
    """

    field: str
    title: str
    kind: Kind
    width: int
    required: bool
    optional: bool
    note: str = ""
    part: str = ""
    default: str = ""
    scale: int = 1
    form: str = ""
    minimum: int | None = None
    maximum: int | None = None
    vocabulary: type[StrEnum] | None = None
    target: str = ""
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table's sheet. `identity` tells a record without its key; `label` and `slug` are made of its fields.

    `fixed` are fields that every new row of the sheet has and no column shows (a department's year).
    """

    table: str
    title: str
    record: type[Content]
    identity: tuple[str, ...]
    label: str
    slug: str
    columns: tuple[Column, ...]
    order: tuple[tuple[str, str], ...]
    calendar: tuple[str, str] | None
    fixed: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The record's fields that the sheet holds, each once, in order."""
        return tuple(dict.fromkeys(column.field for column in self.columns))

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns of a field: one, or the day and the time of a moment."""
        return tuple(column for column in self.columns if column.field == field)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: one or several sheets. A raised `version` refuses templates given out before."""

    name: str
    title: str
    button: str
    file: str
    version: int
    sheets: tuple[Sheet, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """Its tables, in the order in which they are written."""
        return tuple(sheet.table for sheet in self.sheets)

    def sheet(self, table: str) -> Sheet:
        """The sheet of a table."""
        return next(sheet for sheet in self.sheets if sheet.table == table)


@cache
def _file() -> dict[str, Any]:
    text = (TEMPLATES / "admin" / "imports" / "columns.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def books() -> dict[str, Book]:
    """All workbooks by name, in menu order."""
    return {
        name: Book(
            name, book["title"], book["button"], book["file"], book["version"],
            tuple(sheet_of(table, _file()["tables"][table]) for table in book["sheets"]),
        )
        for name, book in _file()["books"].items()
    }  # fmt: skip


def service_word(name: str) -> str:
    """The titles of the technical column and sheets."""
    return str(_file()["service"][name])


def service_words(name: str) -> tuple[str, ...]:
    """A list of such titles."""
    return tuple(_file()["service"][name])


def about_lines() -> tuple[str, ...]:
    """The sentences of the sheet «О файле», with {title}, {moment} and {rows} to be filled in."""
    return tuple(_file()["about"])


def words(vocabulary: str) -> dict[str, str]:
    """A closed vocabulary (the class's name, «bool» or «zones»): stored word -> what people read."""
    found: dict[str, str] = _file()["words"][vocabulary]
    return found


def sheet_of(table: str, found: dict[str, Any], fixed: Mapping[str, Any] | None = None) -> Sheet:
    """A sheet as its file describes it."""
    record = content_records()[table]
    hints = typing.get_type_hints(record)
    defaults = {field.name: field.default for field in dataclasses.fields(record)}
    targets = references(table) | {entry["field"]: entry["target"] for entry in found["columns"] if "target" in entry}
    columns = tuple(_column(entry, hints, defaults, targets) for entry in found["columns"] if "field" in entry)
    calendar = found.get("calendar")
    return Sheet(
        table, found["sheet"], record, tuple(found["identity"]), found["label"], found["slug"], columns,
        tuple((first, second) for first, second in found.get("order", [])),
        (calendar["month"], calendar["day"]) if calendar else None, fixed or {},
    )  # fmt: skip


def _column(entry: dict[str, Any], hints: dict[str, Any], defaults: dict[str, Any], targets: dict[str, str]) -> Column:
    field = entry["field"]
    hint, optional = _without_none(hints[field])
    kind, vocabulary = (Kind.ANSWERS, None) if entry.get("answers") else _kind(field, hint, targets)
    return Column(
        field=field,
        title=entry["title"],
        kind=kind,
        width=entry["width"],
        required=defaults[field] is dataclasses.MISSING and not optional,
        optional=optional,
        note=entry.get("note", ""),
        part=entry.get("part", ""),
        default=entry.get("default", ""),
        scale=1000 if entry.get("unit") == "thousand" else 1,
        form=entry.get("form", ""),
        minimum=entry.get("min"),
        maximum=entry.get("max"),
        vocabulary=vocabulary,
        target=targets.get(field, ""),
        loose=entry.get("loose", False),
    )


def _without_none(hint: Any) -> tuple[Any, bool]:
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        kept = [part for part in typing.get_args(hint) if part is not type(None)]
        return kept[0], True
    return hint, False


def _kind(field: str, hint: Any, targets: dict[str, str]) -> tuple[Kind, type[StrEnum] | None]:
    many = typing.get_origin(hint) is tuple
    if field in targets:
        return (Kind.REFERENCES if many else Kind.REFERENCE), None
    if field in _LISTED_WORDS:
        return Kind.WORDS, _LISTED_WORDS[field]
    if many:
        return Kind.TEXTS, None
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Kind.WORD, hint
    if field == "zone":
        return Kind.ZONE, None
    plain = {
        bool: Kind.YES_NO, int: Kind.WHOLE, datetime: Kind.MOMENT, date: Kind.DATE, Decimal: Kind.NUMBER,
        str: Kind.TEXT,
    }  # fmt: skip
    return plain[hint], None
