"""The base as a book sees it, and a checked workbook as it waits in the database for its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from core.imports.cells import Reading
from core.imports.checking import Checked, CheckedRow
from core.imports.comparing import Difference, as_json, compare
from core.imports.layout import Book, Sheet, books
from core.imports.reading import Sheets
from core.imports.writing import directory_of
from storage import Session, imports, packs
from storage.content import all_of
from storage.packs import adapter, content_records, references
from storage.records.content import City, Content
from storage.records.imports import Import


@dataclass(frozen=True, slots=True)
class Stand:
    """The base at one moment: records by table and key in menu order, and the last change in it."""

    current: Mapping[str, Mapping[str, Content]]
    last_change: int
    zone: ZoneInfo
    city: str = ""
    """The beginning of the city's name, which tells no organisations apart."""

    def listed(self) -> dict[str, Sequence[Content]]:
        """The records of each table in order."""
        return {table: list(records.values()) for table, records in self.current.items()}

    def reading(self, book: Book) -> Reading:
        """A fresh directory of names; checking adds the new records to it."""
        return Reading(directory_of(book, self.listed(), self.city), self.zone)


async def stand_of(session: Session, book: Book, zone: ZoneInfo) -> Stand:
    """Everything that a book's check, difference and removal need."""
    wanted = set(book.tables) | {column.target for sheet in book.sheets for column in sheet.columns if column.target}
    for table in content_records():
        targets = set(references(table).values())
        if table in book.tables:
            wanted |= targets
        elif targets & set(book.tables):
            wanted.add(table)
    current = {}
    for table in wanted:
        found = await packs.current_records(session, table)
        ordered = sorted(found.values(), key=lambda record: (record.position, record.key))
        ordered.sort(key=lambda record: record.pack, reverse=True)
        current[table] = {record.key: record for record in ordered}
    cities = await all_of(session, City)
    city = cities[0].name.lower()[:-1] if cities else ""
    return Stand(current, await imports.last_change(session), zone, city)


def to_content(sheets: Sheets, checked: Checked) -> dict[str, Any]:
    """Checked rows as JSON, with what the template was given out with."""
    return {
        "since": sheets.stamp.since,
        "given": {table: list(keys) for table, keys in sheets.stamp.given.items()},
        "rows": [
            [row.table, row.key, row.new, row.number, {name: as_json(value) for name, value in row.values.items()}]
            for row in checked.rows
        ],
    }


def values_in(sheet: Sheet, record: Content) -> dict[str, Any]:
    """The fields that a sheet's row stands for."""
    return {name: getattr(record, name) for name in (*sheet.fields, *sheet.fixed)}


def rows_of_content(book: Book, content: Mapping[str, Any]) -> list[CheckedRow]:
    """The checked rows again."""
    rows = []
    for table, key, new, number, values in content["rows"]:
        sheet = book.sheet(table)
        record = adapter(sheet.record).validate_python({"key": key, **values})
        rows.append(CheckedRow(table, key, new, number, values_in(sheet, record)))
    return rows


async def difference_now(session: Session, pending: Import, stand: Stand) -> Difference:
    """What a waiting workbook would change in the base as it stands at this moment."""
    return await difference_of(session, books()[pending.book], pending.content, stand)


async def difference_of(session: Session, book: Book, content: Mapping[str, Any], stand: Stand) -> Difference:
    """The same for the kept rows of any book."""
    rows = rows_of_content(book, content)
    reading = stand.reading(book)
    for row in rows:
        names = reading.directory.tables.get(row.table)
        if names is not None and row.key not in names.labels:
            names.add(row.key, row.values, book.sheet(row.table).label)
    since = await imports.changes_after(session, content["since"], book.tables)
    return compare(book, rows, content["given"], stand.current, reading, since)
