"""The report as CSV for a Russian Excel: a line per cell, semicolons, decimal comma, no formulas."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from core.reports.drafting import draft
from core.reports.model import ALL, Report, Table, Value
from core.reports.printers.form import head_of, row_name
from core.reports.words import words
from storage.terms import Unit

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?\d+(?:,\d+)?")


def print_csv(report: Report) -> bytes:
    """UTF-8 with a mark that Excel knows it by."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(words("csv", "heads"))
    for line in _lines(report):
        writer.writerow([safe(cell) for cell in line])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def safe(cell: str) -> str:
    """The cell as an office program must not take for a formula: an apostrophe before a risky beginning."""
    return f"'{cell}" if cell.startswith(_RISKY) and not _NUMBER.fullmatch(cell) else cell


def figure(value: Value, unit: Unit | None) -> str:
    """A bare number with a comma: roubles in thousands; text stays text."""
    if not isinstance(value, Decimal):
        return value or ""
    exact = value / 1000 if unit is Unit.ROUBLES else value
    return f"{exact.normalize():f}".replace(".", ",")


def _lines(report: Report) -> Iterator[tuple[str, ...]]:
    kinds = words("csv", "kinds")
    for table in report.tables:
        heads = [head_of(report, table, column) for column in table.columns]
        for place, row in enumerate(table.rows, 1):
            for value, column, head in zip(row.cells, table.columns, heads, strict=True):
                text = words("level_names", str(value)) if column.name == "level" else figure(value, column.unit)
                yield table.number, str(place), kinds["row"], row_name(table, row), head, text, _unit(column.unit)
        yield from _totals(table, dict(zip((c.name for c in table.columns), heads, strict=True)))
    for indicator in report.indicators:
        unit = _unit(indicator.unit)
        for kind, value in (("plan", indicator.plan), ("fact", indicator.fact)):
            name = indicator.name
            yield words("csv", "appendix"), indicator.number, kinds[kind], name, kinds[kind], figure(value, None), unit
    heads = words("docx", "plan_heads")
    for text in draft(report).measures:
        measure = text.measure
        for head, value in zip(heads[1:], (measure.title, measure.term, " ".join(text.paragraphs)), strict=True):
            yield words("csv", "plan"), measure.number, kinds["measure"], measure.short_title, head, value, ""


def _totals(table: Table, heads: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for total in table.totals:
        scope = "" if total.scope == ALL else words("xlsx", "subtotals").get(total.scope, total.scope)
        for kind, value in (("computed", total.computed), ("stated", total.stated)):
            if value is not None:
                head, unit = heads[total.column], _unit(total.unit)
                yield table.number, "", words("csv", "kinds", kind), scope, head, figure(value, total.unit), unit


def _unit(unit: Unit | None) -> str:
    if unit is None:
        return ""
    name: str = words("xlsx", "unit_money") if unit is Unit.ROUBLES else words("units").get(unit.value, unit.value)
    return name
