"""A difference in words: lines for the message, and a workbook of all of it when the message cannot hold it."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from core.imports.cells import Reading, worded
from core.imports.comparing import WHOLE, Conflict, Difference
from core.imports.layout import Book, service_word, service_words

LINE_LIMIT = 70


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference. `kind` is added, changed, removed or conflict; before and after are sentences' parts.

    `author` and `change` say who changed a conflicting field meanwhile; `whole` is a removal that collides.
    """

    kind: str
    sheet: str
    label: str
    title: str = ""
    before: str = ""
    after: str = ""
    author: str = ""
    whole: bool = False


def lines(book: Book, found: Difference, reading: Reading, names: Mapping[int, str]) -> list[Line]:
    """Conflicts first, then what goes, what changes, what comes."""
    return [
        *(_conflict(book, one, reading, names) for one in found.conflicts),
        *(Line("removed", book.sheet(one.table).title, one.label) for one in found.removed),
        *_changed(book, found, reading),
        *_added(book, found, reading),
    ]


def _changed(book: Book, found: Difference, reading: Reading) -> Iterator[Line]:
    for item in found.changed:
        sheet = book.sheet(item.table)
        values = {one.field: one.after for one in item.fields}
        zone = _zone(values, reading)
        for one in item.fields:
            columns = sheet.of(one.field)
            if columns:
                before, after = _apart(*(worded(columns, value, zone, reading) for value in (one.before, one.after)))
                yield Line("changed", sheet.title, item.label, columns[0].title, before, after)


def _added(book: Book, found: Difference, reading: Reading) -> Iterator[Line]:
    for item in found.new:
        sheet = book.sheet(item.table)
        zone = _zone(item.values, reading)
        deadline = item.values.get("closes_at")
        after = worded(sheet.of("closes_at"), deadline, zone, reading) if deadline is not None else ""
        yield Line("added", sheet.title, item.label, sheet.of("closes_at")[0].title if after else "", "", after)


def _conflict(book: Book, one: Conflict, reading: Reading, names: Mapping[int, str]) -> Line:
    sheet = book.sheet(one.table)
    author = names.get(one.change.author_id, "") if one.change and one.change.author_id else ""
    if one.field == WHOLE:
        return Line("conflict", sheet.title, one.label, author=author, whole=True,
                    before="" if one.removed_here else "-")  # fmt: skip
    columns = sheet.of(one.field)
    theirs, mine = _apart(*(worded(columns, value, reading.zone.key, reading) for value in (one.theirs, one.mine)))
    return Line("conflict", sheet.title, one.label, columns[0].title, theirs, mine, author)


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two long texts without their common beginning, so that what differs is in sight."""
    pairs = enumerate(zip(before, after, strict=False))
    common = next((number for number, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = before.rfind(" ", 0, max(common - 10, 0)) + 1
    if start == 0 or max(len(before), len(after)) <= LINE_LIMIT:
        return before, after
    return f"…{before[start:]}", f"…{after[start:]}"


def _zone(values: Mapping[str, Any], reading: Reading) -> str:
    return values.get("zone") or reading.zone.key


def whole_difference(found: list[Line]) -> bytes:
    """All lines as a workbook: sheet, record, what happens, column, before, after."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    worksheet = workbook.add_worksheet(service_word("about_difference"))
    bold = workbook.add_format({"bold": True, "bg_color": "#DDEBF7"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(
        zip(service_words("difference_titles"), (16, 40, 16, 24, 44, 44), strict=True)
    ):
        worksheet.write_string(0, column, title, bold)
        worksheet.set_column(column, column, width, wrapped)
    for row, line in enumerate(found, start=1):
        cells = (line.sheet, line.label, service_word(line.kind), line.title, line.before, line.after)
        for column, text in enumerate(cells):
            worksheet.write_string(row, column, text)
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(len(found), 1), 5)
    workbook.close()
    return target.getvalue()
