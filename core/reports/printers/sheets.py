"""A worksheet as the office expects it: bold frozen heading, filter, widths, A4 landscape one page wide."""

from collections.abc import Sequence
from typing import Any

from core.reports.words import words

_NARROW = 9
_WIDE = ((5, 60), (9, 38), (99, 22))
"""The widest column in characters, by how many columns the sheet has: all of them print on one page's width."""

_LINE = 15
_LINES = 27
_MONEY = "#,##0.0##"
_PLAIN = "#,##0.####"
_A4 = 9
_SHORT = 60
_MARGIN = 2


class Styles:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        bold = base | {"bold": True}
        self.head = book.add_format(
            bold | {"text_wrap": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#E7ECF3"}
        )
        self.text = book.add_format(base | {"text_wrap": True})
        self.bold_text = book.add_format(bold | {"text_wrap": True})
        self.numbers = {
            (money, strong): book.add_format((bold if strong else base) | {"num_format": _MONEY if money else _PLAIN})
            for money in (False, True)
            for strong in (False, True)
        }
        self.whole = book.add_format(base | {"num_format": "0"})
        self.odd = {
            money: book.add_format(bold | {"num_format": _MONEY if money else _PLAIN, "bg_color": "#FBE3A6"})
            for money in (False, True)
        }


class Sheet:
    """One sheet, written from the top: `put` fills the current row, `next` goes on."""

    def __init__(self, book: Any, styles: Styles, name: str, heads: Sequence[str], title: str) -> None:
        self.name = name
        self.row = 0
        self._book, self._styles = book, styles
        self._sheet = book.add_worksheet(name)
        self._title = title
        self._heads = heads
        self._wide = next(width for columns, width in _WIDE if len(heads) <= columns)
        self._widths = [max([_NARROW, *(len(word) + 1 for word in head.split())]) for head in heads]
        self._lines = 1
        self._whole = {at for at, head in enumerate(heads) if head in words("xlsx", "plain_numbers")}
        for at, head in enumerate(heads):
            self._sheet.write_string(0, at, head, styles.head)
        self.next()

    def put(self, at: int, value: str | int | float, money: bool = False, *, bold: bool = False) -> None:
        """A cell of the current row. Text stays text, whatever it begins with."""
        if isinstance(value, str):
            size = len(value)
            if size > self._widths[at]:
                self._widths[at] = max(self._widths[at], min(self._wide, size))
                if size > self._widths[at] or "\n" in value:
                    self._lines = max(self._lines, int(size * 0.85) // self._widths[at] + 1 + value.count("\n"))
            style = self._styles.bold_text if bold else self._styles.text
            self._sheet.write_string(self.row, at, value, style)
        else:
            plain = at in self._whole and not bold
            style = self._styles.whole if plain else self._styles.numbers[money, bold]
            self._sheet.write_number(self.row, at, value, style)

    def formula(self, at: int, formula: str, value: float, money: bool, *, odd: bool = False) -> None:
        """A formula with the value that it gives; an `odd` one is coloured."""
        style = self._styles.odd[money] if odd else self._styles.numbers[money, True]
        self._sheet.write_formula(self.row, at, formula, style, value)

    def next(self) -> None:
        """The next row; one of several lines gets their height, which not every office program finds by itself."""
        if self._lines > 1:
            self._sheet.set_row(self.row, _LINE * min(self._lines, _LINES))
            self._lines = 1
        self.row += 1

    def close_rows(self, *, filtered: bool = True) -> int:
        """Freeze, filter and set up printing; returns the last row of records, counted from the heading's 0."""
        sheet, last = self._sheet, self.row - 1
        for at, width in enumerate(self._widths):
            sheet.set_column(at, at, width + _MARGIN)
        tall = max(-(-len(head) // width) for head, width in zip(self._heads, self._widths, strict=True))
        sheet.set_row(0, _LINE * max(tall, 1) + 3)
        sheet.freeze_panes(1, 0)
        if filtered:
            sheet.autofilter(0, 0, max(last, 1), len(self._widths) - 1)
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
        chart.set_size({"width": 900, "height": max(280, 90 + 34 * last * len(series))})
        place = (self.row + 1, 0) if self.row <= _SHORT else (1, len(self._widths) + 1)
        self._sheet.insert_chart(*place, chart, {"object_position": 2})
