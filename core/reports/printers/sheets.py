"""A worksheet as the office expects it: bold frozen heading, filter, widths, A4 landscape one page wide."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.reports.words import words

_NARROW = 9
_CAPS = (100, 80, 64, 56, 50, 44, 38, 33, 28, 24, 20, 17, 14)
_PAGE = 165
"""Characters of a page's width: columns are narrowed until the sheet fits, so that it still reads in print."""

_LINE, _SMALL_LINE = 15, 12
_HIGHEST = 405
_LETTER, _WRAPPED, _SMALLER = 0.95, 0.98, 0.82
"""A letter's width in a column's characters; in wrapped text, whose lines end early; in the smaller type."""

_LONG = 2200
"""Letters of a text that is set smaller: a row is at most 409 points high."""

FONT = {"font_name": "Times New Roman", "font_size": 11}
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_format_properties": FONT,
}  # fmt: skip
"""Text stays text; widths of columns are counted in digits of the type that cells are set in."""

_MONEY = "#,##0.0##"
_PLAIN = "#,##0.####"
_A4 = 9
_SHORT = 60
_ONE_PAGE, _POINTS, _FEW = 30, 20, 10
"""Rows that fit on a page, a row in dots, bars that stand wide apart: a chart that would be cut begins a new page."""

_MARGIN = 2


class Styles:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        base = {
            "font_name": "Times New Roman",
            "font_size": 11,
            "valign": "top",
            "border": 1,
            "border_color": "#9AA3B0",
        }
        bold = base | {"bold": True}
        self.head = book.add_format(
            bold | {"text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E7ECF3"}
        )
        self.text = book.add_format(base | {"text_wrap": True})
        self.blank = book.add_format(base)
        self.small = book.add_format(base | {"text_wrap": True, "font_size": 9})
        self.right = book.add_format(base | {"text_wrap": True, "align": "right"})
        self.bold_text = book.add_format(bold | {"text_wrap": True})
        self.numbers = {
            (money, strong): book.add_format((bold if strong else base) | {"num_format": _MONEY if money else _PLAIN})
            for money in (False, True)
            for strong in (False, True)
        }
        self.whole = book.add_format(base | {"num_format": "0", "align": "center"})
        self.odd = {
            money: book.add_format(bold | {"num_format": _MONEY if money else _PLAIN, "bg_color": "#FBE3A6"})
            for money in (False, True)
        }


class Sheet:
    """One sheet, written from the top: `put` fills the current row, `next` goes on."""

    def __init__(
        self, book: Any, styles: Styles, name: str, heads: Sequence[str], title: str,
        wide: Mapping[int, int] | None = None,
    ) -> None:  # fmt: skip
        """`wide` are columns with a width of their own, in characters."""
        self.name = name
        self.row = 0
        self._book, self._styles = book, styles
        self._sheet = book.add_worksheet(name)
        self._title = title
        self._heads = heads
        self._wide = wide or {}
        self._least = [max([_NARROW, *(len(word) + 1 for word in head.split())]) for head in heads]
        self._longest = list(self._least)
        self._texts: list[tuple[int, int, int, int]] = []
        self._whole = {at for at, head in enumerate(heads) if head in words("xlsx", "plain_numbers")}
        self._next = 0
        for at, head in enumerate(heads):
            self._sheet.write_string(0, at, head, styles.head)
        self.row = 1

    def put(self, at: int, value: str | int | float, money: bool = False, *, bold: bool = False,
            right: bool = False) -> None:  # fmt: skip
        """A cell of the current row. Text stays text, whatever it begins with; `right` sets it as figures are."""
        self._fill(at)
        if isinstance(value, str):
            size = len(value)
            if size > _NARROW:
                self._longest[at] = max(self._longest[at], size)
                self._texts.append((self.row, at, size, value.count("\n")))
            styles = self._styles
            style = styles.bold_text if bold else styles.right if right else styles.text
            self._sheet.write_string(self.row, at, value, styles.small if size > _LONG else style)
        else:
            plain = at in self._whole and not bold
            style = self._styles.whole if plain else self._styles.numbers[money, bold]
            self._sheet.write_number(self.row, at, value, style)

    def formula(
        self, at: int, formula: str, value: float, money: bool, *, odd: bool = False, bold: bool = True
    ) -> None:
        """A formula with the value that it gives; an `odd` one is coloured."""
        self._fill(at)
        style = self._styles.odd[money] if odd else self._styles.numbers[money, bold]
        self._sheet.write_formula(self.row, at, formula, style, value)

    def next(self) -> None:
        """The next row."""
        self._fill(len(self._heads))
        self._next = 0
        self.row += 1

    def _fill(self, at: int) -> None:
        """Empty cells before the one that is written have borders as well."""
        for place in range(self._next, at):
            self._sheet.write_blank(self.row, place, None, self._styles.blank)
        self._next = max(self._next, at + 1)

    def _fit(self) -> list[int]:
        """Widths: as wide as the longest text where the page has room, narrowed together where it has not."""
        widths: list[int] = []
        for cap in _CAPS:
            widths = [
                self._wide.get(at, max(least, min(longest, cap)))
                for at, (least, longest) in enumerate(zip(self._least, self._longest, strict=True))
            ]
            if sum(widths) + _MARGIN * len(widths) <= _PAGE:
                break
        return widths

    def _raise(self, widths: Sequence[int]) -> None:
        """Rows of several lines get their height, which not every office program finds by itself."""
        heights: dict[int, float] = {}
        for row, at, size, breaks in self._texts:
            room = widths[at] + _MARGIN - 1
            if not breaks and size * _LETTER <= room:
                continue
            small = size > _LONG
            lines = math.ceil(size * _WRAPPED * (_SMALLER if small else 1) / room) + breaks
            heights[row] = max(heights.get(row, 0), lines * (_SMALL_LINE if small else _LINE))
        for row, height in heights.items():
            self._sheet.set_row(row, min(height + 1, _HIGHEST))

    def close_rows(self, *, filtered: bool = True) -> int:
        """Freeze, filter and set up printing; returns the last row of records, counted from the heading's 0."""
        sheet, last = self._sheet, self.row - 1
        widths = self._fit()
        self._raise(widths)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width + _MARGIN)
        tall = max(-(-len(head) // width) for head, width in zip(self._heads, widths, strict=True))
        sheet.set_row(0, _LINE * max(tall, 1) + 3)
        sheet.freeze_panes(1, 0)
        if filtered:
            sheet.autofilter(0, 0, max(last, 1), len(self._heads) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
        sheet.set_header(f"&C{self._title.replace('&', '&&')[:200]}")
        sheet.set_footer(f"&C{words('xlsx', 'page')}")
        return last

    def bars(self, title: str, names: int, series: Sequence[tuple[int, str, str]], last: int) -> None:
        """A native chart under a short table, else right of it: horizontal bars with values, the first row on top."""
        chart = self._book.add_chart({"type": "bar"})
        for at, name, colour in series:
            chart.add_series(
                {
                    "name": name,
                    "categories": [self.name, 1, names, last, names],
                    "values": [self.name, 1, at, last, at],
                    "fill": {"color": colour},
                    "gap": 40,
                    "data_labels": {"value": True, "num_format": _MONEY},
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "interval_unit": 1})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        height = max(260, 90 + (30 if last <= _FEW else 25) * last * len(series))
        chart.set_size({"width": 860, "height": height})
        if self.row <= _SHORT and self.row + height / _POINTS > _ONE_PAGE:
            self._sheet.set_h_pagebreaks([self.row])
        place = (self.row + 1, 0) if self.row <= _SHORT else (1, len(self._heads) + 1)
        self._sheet.insert_chart(*place, chart, {"object_position": 2})
