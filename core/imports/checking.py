"""Checking a workbook against the base's rules: every wrong cell with its place, what stands there, what should."""

import calendar
import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from core.imports.cells import Formula, Reading
from core.imports.layout import Column, Sheet
from core.imports.names import made_of, new_key, plain
from core.imports.reading import Row, SheetCells, Sheets
from core.imports.values import WrongCellError, value_of
from storage.packs import adapter
from storage.records.content import Content

Current = Mapping[str, Mapping[str, Content]]
"""The base's records by table and key: the book's own tables and those that its columns refer to."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell, row or sheet. `row` and `column` count from 0 with the header as row 0; None is the whole."""

    code: str
    sheet: str
    row: int | None = None
    column: int | None = None
    title: str = ""
    found: str = ""
    expected: str = ""

    @property
    def cell(self) -> str:
        """«D7», or empty for a row or a sheet."""
        return "" if self.row is None or self.column is None else f"{get_column_letter(self.column + 1)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that can be applied: the values of the sheet's fields. `new` rows got their key here."""

    table: str
    key: str
    new: bool
    number: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Checked:
    """What the check found. `unread` are titles of columns that the template does not have."""

    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    fine: int = 0


def check(sheets: Sheets, current: Current, reading: Reading) -> Checked:
    """Check all sheets of a book. New rows of one sheet can be named in the next."""
    checked = Checked()
    for sheet in sheets.book.sheets:
        found = sheets.sheets.get(sheet.table)
        if found is None:
            checked.problems.append(Problem("no_sheet", sheet.title))
            continue
        given = frozenset(sheets.stamp.given.get(sheet.table, ()))
        _Sheet(sheet, found, given, current, reading, checked).check()
    return checked


class _Sheet:
    """One sheet under check."""

    def __init__(
        self, sheet: Sheet, cells: SheetCells, given: frozenset[str], current: Current, reading: Reading,
        checked: Checked,
    ) -> None:  # fmt: skip
        self.sheet = sheet
        self.cells = cells
        self.given = given
        self.current = current.get(sheet.table, {})
        self.reading = reading
        self.checked = checked
        self.places: dict[str, list[int]] = {}
        for number, title in enumerate(cells.titles):
            self.places.setdefault(title, []).append(number)
        self.taken = set(self.current)

    def check(self) -> None:
        """Columns first; rows only when all columns are there."""
        known = {column.title for column in self.sheet.columns}
        self.checked.unread += [title for title in self.places if title and title not in known]
        wrong = [column.title for column in self.sheet.columns if len(self.places.get(column.title, ())) != 1]
        if wrong:
            code = "column_twice" if wrong[0] in self.places else "no_column"
            self.checked.problems.append(Problem(code, self.sheet.title, expected=", ".join(wrong)))
            return
        keys = self._keys()
        identities: dict[tuple[str, ...], int] = {}
        for row in self.cells.rows:
            if row.blank:
                continue
            values = self._values(row)
            if values is None:
                continue
            identity = self._identity(values)
            if identity in identities:
                self._problem("row_twice", row, None, expected=str(identities[identity] + 1))
                continue
            identities[identity] = row.number - 1
            self._accept(row, values, keys.get(row.number, ""), identity)

    def _keys(self) -> dict[int, str]:
        """The key of each row. A copied row keeps its key in the hidden column: the unchanged one is the original."""
        by_key: dict[str, list[Row]] = {}
        for row in self.cells.rows:
            if row.key and not row.blank:
                by_key.setdefault(row.key, []).append(row)
        keys: dict[int, str] = {}
        for key, rows in by_key.items():
            owner = rows[0] if len(rows) == 1 else self._original(key, rows)
            if owner is None:
                for row in rows[1:]:
                    self._problem("copied_row", row, None, expected=str(rows[0].number))
            else:
                keys[owner.number] = key
        return keys

    def _original(self, key: str, rows: list[Row]) -> Row | None:
        record = self.current.get(key)
        same = [] if record is None else [row for row in rows if self._identity_in(row) == self._identity_of(record)]
        return same[0] if len(same) == 1 else None

    def _identity_in(self, row: Row) -> tuple[str, ...] | None:
        try:
            read = {name: self._value(row, name, "") for name in self.sheet.identity if name not in self.sheet.fixed}
            return self._identity(dict(self.sheet.fixed) | read)
        except WrongCellError:
            return None

    def _identity(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(plain(str(values.get(name) or "")) for name in self.sheet.identity)

    def _cells_of(self, row: Row, columns: Iterable[Column]) -> list[Any]:
        return [row.cells[self.places[column.title][0]] for column in columns]

    def _value(self, row: Row, name: str, zone: str) -> Any:
        columns = self.sheet.of(name)
        return value_of(columns, self._cells_of(row, columns), self.reading, zone)

    def _values(self, row: Row) -> dict[str, Any] | None:
        """All fields of a row, None when any cell is wrong (each is noted)."""
        values: dict[str, Any] = dict(self.sheet.fixed)
        before = len(self.checked.problems)
        zone = ""
        for name in sorted(self.sheet.fields, key=lambda name: name != "zone"):
            columns = self.sheet.of(name)
            try:
                found = self._value(row, name, zone)
            except WrongCellError as wrong:
                self._wrong(row, columns, wrong)
                continue
            values[name] = _default(self.sheet.record, name) if found is None else found
            if name == "zone":
                zone = found or ""
        if len(self.checked.problems) == before:
            self._check_together(row, values)
        return values if len(self.checked.problems) == before else None

    def _wrong(self, row: Row, columns: tuple[Column, ...], wrong: WrongCellError) -> None:
        column = next((column for column in columns if column.part == wrong.part), columns[0])
        self._problem(wrong.code, row, column, expected=wrong.expected)

    def _check_together(self, row: Row, values: dict[str, Any]) -> None:
        for first, second in self.sheet.order:
            if values[first] is not None and values[second] is not None and values[first] > values[second]:
                self._problem("order", row, self.sheet.of(second)[0], expected=self.sheet.of(first)[0].title)
        if self.sheet.calendar:
            month, day = (values[name] for name in self.sheet.calendar)
            longest = calendar.monthrange(2024, month)[1]
            if day > longest:
                self._problem("no_such_day", row, self.sheet.of(self.sheet.calendar[1])[0], expected=str(longest))

    def _accept(self, row: Row, values: dict[str, Any], key: str, identity: tuple[str, ...]) -> None:
        if key not in self.current and key not in self.given:
            key = next((known for known, record in self.current.items() if self._identity_of(record) == identity), "")
            other = next((one for one in self.cells.rows if key and one.key == key and one.number != row.number), None)
            if other is not None:
                self._problem("row_twice", row, None, expected=str(other.number))
                return
        new = not key
        if new:
            key = new_key(made_of(self.sheet.slug, values), self.taken)
        try:
            record = adapter(self.sheet.record).validate_python({"key": key, **values})
        except ValidationError as error:
            place = error.errors()[0]["loc"]
            code, field_name = ("not_valid", str(place[0])) if place else ("not_together", "value")
            self._problem(code, row, next(iter(self.sheet.of(field_name)), None))
            return
        self.taken.add(key)
        names = self.reading.directory.tables.get(self.sheet.table)
        if names is not None and key not in names.labels:
            names.add(key, values, self.sheet.label)
        exact = {name: getattr(record, name) for name in (*self.sheet.fields, *self.sheet.fixed)}
        self.checked.rows.append(CheckedRow(self.sheet.table, key, new, row.number, exact))
        self.checked.fine += 1

    def _identity_of(self, record: Content) -> tuple[str, ...]:
        return self._identity({name: getattr(record, name) for name in self.sheet.identity})

    def _problem(self, code: str, row: Row, column: Column | None, *, expected: str = "") -> None:
        place = None if column is None else self.places[column.title][0]
        found = "" if place is None else shown(row.cells[place])
        self.checked.problems.append(
            Problem(
                code, self.sheet.title, row.number - 1, None if place is None else place + 1,
                column.title if column else "", found, expected,
            )
        )  # fmt: skip


def _default(record: type[Content], name: str) -> Any:
    found = next(field for field in dataclasses.fields(record) if field.name == name)
    return None if found.default is dataclasses.MISSING else found.default


def shown(cell: Any) -> str:
    """What stands in a cell, as one reads it there, at most 60 characters."""
    match cell:
        case None:
            text = ""
        case Formula(text=text):
            pass
        case datetime() if cell.time() != time(0):
            text = f"{cell:%d.%m.%Y %H:%M}"
        case date():
            text = f"{cell:%d.%m.%Y}"
        case time():
            text = f"{cell:%H:%M}"
        case bool():
            text = str(cell).upper()
        case float():
            text = f"{cell:g}".replace(".", ",") if abs(cell) < 1e6 else str(cell).replace(".", ",")
        case _:
            text = str(cell)
    return text if len(text) <= 60 else text[:59] + "…"
