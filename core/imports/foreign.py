"""Rows of a workbook that belong to another department: refused by name, before and once more at applying."""

import dataclasses
from collections.abc import Iterator, Sequence

from core.desk.owning import Owning
from core.desk.rights import Desk, Right
from core.imports.checking import CheckedRow, Problem
from core.imports.comparing import Difference
from core.imports.layout import Book
from core.imports.pending import Stand
from storage.packs import adapter, content_records
from storage.records.content import Content


def foreign_rows(
    desk: Desk, whose: Owning, book: Book, found: Difference, rows: Sequence[CheckedRow], stand: Stand
) -> list[Problem]:
    """A problem for each record that would be touched and is not this editor's; `expected` names its departments."""
    if desk.is_admin:
        return []
    fresh = {item.key: tuple(item.values.get("spheres") or ()) for item in found.new if item.table == "contests"}
    whose = dataclasses.replace(whose, contests=whose.contests | fresh)
    numbers = {(row.table, row.key): row.number for row in rows}
    problems = []
    for table, key, name, record in _touched(found, stand):
        owners = () if record is None else whose.of(table, record)
        if desk.may_for(Right.EDIT, owners):
            continue
        departments = [one.short_name for owner in owners if (one := whose.department(owner)) is not None]
        problems.append(
            Problem("foreign", book.sheet(table).title, row=numbers.get((table, key)), found=name,
                    expected=", ".join(departments))
        )  # fmt: skip
    return problems


def _touched(found: Difference, stand: Stand) -> Iterator[tuple[str, str, str, Content | None]]:
    for item in found.new:
        values = {"key": item.key, **item.values}
        record = adapter(content_records()[item.table]).validate_python(values)
        yield item.table, item.key, item.label, record
    seen = {(changed.table, changed.key): changed.label for changed in found.changed}
    seen |= {(removed.table, removed.key): removed.label for removed in found.removed}
    seen |= {(clash.table, clash.key): clash.label for clash in found.conflicts}
    for (table, key), name in seen.items():
        yield table, key, name, stand.current[table].get(key)
