"""The check as an Excel workbook: a line per finding, with what was decided about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from core.reports.model import Finding
from core.reports.printers.sheets import OPTIONS, Sheet, Styles
from core.reports.wording import place_text
from core.reports.words import words
from storage.terms import Unit


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding in words, why it was accepted, and what its department said."""

    finding: Finding
    text: str
    reason: str
    answer: str
    accepted: bool


def print_check(year: int, rows: Sequence[Checked]) -> bytes:
    """The workbook's bytes; open findings come first, figures are real numbers."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    name = words("xlsx", "sheets", "check")
    sheet = Sheet(book, Styles(book), name, words("xlsx", "settled"), f"{name}, {year}")
    states = words("xlsx", "settled_states")
    for place, row in enumerate(rows, 1):
        finding, money = row.finding, row.finding.unit is Unit.ROUBLES
        known = finding.stated is not None and finding.computed is not None
        unit = words("xlsx", "unit_money") if money else words("units").get(finding.unit.value, finding.unit.value)
        figures = (finding.stated, finding.computed, finding.difference if known else None, finding.likely)
        sheet.put(0, place)
        sheet.put(1, finding.code)
        sheet.put(2, place_text(finding.place))
        for at, value in enumerate(figures, 3):
            if isinstance(value, Decimal):
                sheet.put(at, float(value / 1000 if money else value), money)
        state = states["accepted" if row.accepted else "open"]
        for at, text in enumerate((unit, row.text, state, row.reason, row.answer), 7):
            if text:
                sheet.put(at, text)
        sheet.next()
    sheet.close_rows()
    book.close()
    return stream.getvalue()
