"""What a checked workbook would change: new, changed field by field, removed, and what somebody else changed meanwhile.

A field counts as changed only when the file differs from what its template was given out with, so a colleague's
later change is never undone by an old file. Both changed is a conflict, told with both values.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from core.imports.cells import Reading, cells_of
from core.imports.checking import CheckedRow, Current, Problem
from core.imports.layout import Book, Sheet
from core.imports.names import made_of
from storage.packs import adapter, content_records, references
from storage.records.content import Content
from storage.records.work import Change
from storage.terms import SeasonStatus

WHOLE = ""
"""The field of a change that adds or removes a whole record."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after as values of the record."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class New:
    """A record to be added."""

    table: str
    key: str
    label: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A record whose fields change."""

    table: str
    key: str
    label: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A record to be taken out: its row was in the template and is not in the file."""

    table: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Changed in the file and, since the template was given out, by somebody else.

    `theirs` stands in the base now, `mine` in the file. `field` is empty when a whole record was removed by one
    of the two; then `removed_here` tells whose removal it is.
    """

    table: str
    key: str
    label: str
    field: str
    theirs: Any
    mine: Any
    change: Change | None
    removed_here: bool = False


@dataclass(slots=True)
class Difference:
    """All of it. `unchanged` counts rows of the file that stand in the base as they are."""

    new: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to apply and nothing to decide."""
        return not (self.new or self.changed or self.removed or self.conflicts)

    @property
    def fingerprint(self) -> str:
        """The same for the same difference: a preview holds it, and applying compares it."""
        parts = [
            [[item.table, item.key, _plain(item.values)] for item in self.new],
            [[item.table, item.key, [[one.field, _plain(one.before), _plain(one.after)] for one in item.fields]]
             for item in self.changed],
            [[item.table, item.key] for item in self.removed],
            [[item.table, item.key, item.field, _plain(item.theirs), _plain(item.mine)] for item in self.conflicts],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return as_json(getattr(value, "key", value))


def compare(
    book: Book, rows: Sequence[CheckedRow], given: Mapping[str, Sequence[str]], current: Current, reading: Reading,
    since: Iterable[Change] = (),
) -> Difference:  # fmt: skip
    """Compare checked rows with the base as it stands; `since` are the changes after the template was given out."""
    later = _Later(since)
    found = Difference()
    for sheet in book.sheets:
        records = current.get(sheet.table, {})
        mine = [row for row in rows if row.table == sheet.table]
        for row in mine:
            record = records.get(row.key)
            if record is None:
                _absent(sheet, row, later, found, reading)
            else:
                _present(sheet, row, record, later, found, reading)
        _missing(sheet, {row.key for row in mine}, given.get(sheet.table, ()), records, later, found, reading)
    _refuse_used(book, found, rows, current)
    return found


class _Later:
    """Changes since the template: the first of each field holds the value that the template had."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.first: dict[tuple[str, str, str], Change] = {}
        self.last: dict[tuple[str, str, str], Change] = {}
        self.any: dict[tuple[str, str], Change] = {}
        for change in changes:
            place = (change.table, change.key, change.field)
            self.first.setdefault(place, change)
            self.last[place] = change
            if change.field != WHOLE:
                self.any[change.table, change.key] = change


def label_of(sheet: Sheet, values: Mapping[str, Any], reading: Reading) -> str:
    """A record as the difference calls it: «Тёплый город, 2026»."""
    shown = made_of(sheet.label, _named(sheet, values, reading))
    if not shown and values.get("contest"):
        shown = reading.directory.of("contests").labels.get(values["contest"], "")
    year = values.get("year")
    return f"{shown}, {year}" if year and str(year) not in shown else shown or "?"


def _named(sheet: Sheet, values: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The values with the names of what they refer to."""
    names = {
        column.field: reading.directory.of(column.target).labels.get(values[column.field])
        for column in sheet.columns
        if column.target and isinstance(values.get(column.field), str)
    }
    return {**values, **{field: name for field, name in names.items() if name}}


def _present(
    sheet: Sheet, row: CheckedRow, record: Content, later: _Later, found: Difference, reading: Reading
) -> None:
    stands = {name: getattr(record, name) for name in sheet.fields}
    label = label_of(sheet, stands, reading)
    fields: list[FieldChange] = []
    conflicts = 0
    for name in sheet.fields:
        mine, theirs = row.values[name], stands[name]
        if _same(sheet, name, mine, theirs, row.values, stands, reading):
            continue
        change = later.first.get((sheet.table, row.key, name))
        if change is None:
            fields.append(FieldChange(name, theirs, mine))
            continue
        was = restored(record, name, change.before)
        if not _same(sheet, name, mine, was, row.values, stands, reading):
            last = later.last[sheet.table, row.key, name]
            found.conflicts.append(Conflict(sheet.table, row.key, label, name, theirs, mine, last))
            conflicts += 1
    if fields:
        changes = {one.field: (one.before, one.after) for one in fields}
        fields += [FieldChange(*one) for one in consequences(sheet.table, record, changes)]
        found.changed.append(Changed(sheet.table, row.key, label, tuple(fields)))
    elif not conflicts:
        found.unchanged += 1


def _same(
    sheet: Sheet, name: str, mine: Any, theirs: Any, row: Mapping[str, Any], stands: Mapping[str, Any],
    reading: Reading,
) -> bool:  # fmt: skip
    """Whether two values look the same in their cells; moments are compared as moments."""
    if mine == theirs:
        return True
    columns = sheet.of(name)
    zone = stands.get("zone") or row.get("zone") or "UTC"
    return cells_of(columns, mine, zone, reading) == cells_of(columns, theirs, zone, reading)


def restored(record: Content, name: str, stored: Any) -> Any:
    """A field's value as history keeps it (JSON), as the record would hold it."""
    values = {one: getattr(record, one) for one in record.__dataclass_fields__}
    return getattr(adapter(type(record)).validate_python(values | {name: stored}), name)


def consequences(table: str, record: Content, fields: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, Any, Any]]:
    """A moved deadline keeps the old one beside it, and says «продлён» or «сокращён» unless it is said otherwise.

    `fields` are changes, before and after; so is what is given, with the field's name.
    """
    before, after = fields.get("closes_at", (None, None)) if table == "seasons" else (None, None)
    if before is None or after is None:
        return []
    added = [("previous_closes_at", getattr(record, "previous_closes_at"), before)]  # noqa: B009
    status = getattr(record, "status")  # noqa: B009
    open_ones = {SeasonStatus.ANNOUNCED, SeasonStatus.EXTENDED, SeasonStatus.SHORTENED}
    turned = SeasonStatus.EXTENDED if after > before else SeasonStatus.SHORTENED
    if status in open_ones and status != turned and "status" not in fields:
        added.append(("status", status, turned))
    return added


def _absent(sheet: Sheet, row: CheckedRow, later: _Later, found: Difference, reading: Reading) -> None:
    label = label_of(sheet, row.values, reading)
    removal = later.last.get((sheet.table, row.key, WHOLE))
    if removal is None or removal.after is not None:
        found.new.append(New(sheet.table, row.key, label, row.values))
        return
    kept = {"key": row.key, "pack": "", "position": 0} | dict(removal.before)
    record = adapter(sheet.record).validate_python(kept)
    stands = {name: getattr(record, name) for name in sheet.fields}
    if not all(_same(sheet, name, row.values[name], stands[name], row.values, stands, reading) for name in stands):
        found.conflicts.append(Conflict(sheet.table, row.key, label, WHOLE, None, row.values, removal))


def _missing(
    sheet: Sheet, present: set[str], given: Sequence[str], records: Mapping[str, Content], later: _Later,
    found: Difference, reading: Reading,
) -> None:  # fmt: skip
    for key in given:
        record = records.get(key)
        if key in present or record is None:
            continue
        label = label_of(sheet, {name: getattr(record, name) for name in sheet.fields}, reading)
        change = later.any.get((sheet.table, key))
        if change is None:
            found.removed.append(Removed(sheet.table, key, label))
        else:
            found.conflicts.append(
                Conflict(sheet.table, key, label, WHOLE, record, None, change, removed_here=True)
            )  # fmt: skip


def _refuse_used(book: Book, found: Difference, rows: Sequence[CheckedRow], current: Current) -> None:
    """A record that others name cannot be removed."""
    gone = {(item.table, item.key) for item in found.removed}
    if not gone:
        return
    in_file = {(row.table, row.key): row.values for row in rows}
    used: dict[tuple[str, str], str] = {}
    for table in content_records():
        for name, target in references(table).items():
            if not any(where == target for where, _ in gone):
                continue
            for key, record in current.get(table, {}).items():
                if (table, key) in gone:
                    continue
                value = in_file.get((table, key), {}).get(name, getattr(record, name))
                for named in value if isinstance(value, tuple) else (value,):
                    if (target, named) in gone:
                        used.setdefault((target, named), table)
    for item in found.removed:
        user = used.get((item.table, item.key))
        if user is not None:
            found.problems.append(Problem("still_used", book.sheet(item.table).title, found=item.label, expected=user))


def as_json(value: Any) -> Any:
    """A field's value in the form in which history and pending imports keep it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return _ANY.dump_python(value, mode="json")


_ANY: TypeAdapter[Any] = TypeAdapter(Any)
