"""Tables 1 to 5 and the appendix, cell by cell. A table that does not come out even is damage, named by its line."""

import re
from collections.abc import Iterator
from decimal import Decimal

from core.reports.past.figures import number_of, roubles
from core.reports.past.pieces import DamagedError, Piece
from core.reports.past.report import Cell, PastIndicator, PastRow, PastTable, PastTotal
from storage.terms import Unit

_HEADS = {
    "1": ("Муниципальные программы", "Финансирование", "Кол-во СОНКО"),
    "2": ("Сфера", "Всего НКО", "Виды поддержки", "Консультационная", "Имущественная", "Финансовая"),
    "3": ("№ п/п", "Наименование конкурса", "Направление деятельности", "Кол-во участников", "Кол-во победителей",
          "Выделено грантов"),
    "4": ("Наименование СОНКО", "Финансирование", "Кол-во СОНКО"),
}  # fmt: skip
_HEADS["5"] = _HEADS["4"]
_COLUMNS = {
    "1": ("programme", "amount", "recipients"),
    "2": ("sphere", "total", "consultation", "property", "finance"),
    "3": ("number", "contest", "direction", "applicants", "winners", "amount"),
    "4": ("organisation", "amount", "recipients"),
}
_COLUMNS["5"] = _COLUMNS["4"]
_GROUPS = (("Всероссийские", "federal"), ("Региональные", "regional"), ("Муниципальные", "municipal"))
_TOTAL = re.compile(r"^(Итого|Всего)\b.*:?$")
_WORDS = frozenset({"applicants", "winners"})
_COUNTS = {"процент": Unit.PERCENT, "%": Unit.PERCENT, "единиц": Unit.OTHER,
           "организаций": Unit.ORGANISATIONS, "человек": Unit.PEOPLE}  # fmt: skip
_ITEM = re.compile(r"^(\d+)\. ?(.*)$")


class Cursor:
    """Pieces one after another; empty cells are passed over by `take`."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._place = 0
        self.caption = ""

    @property
    def piece(self) -> Piece | None:
        """The piece that is read now, None at the end."""
        return self._pieces[self._place] if self._place < len(self._pieces) else None

    @property
    def last_line(self) -> int:
        """The last line of the file that has something on it."""
        return next((p.line for p in reversed(self._pieces) if p.text), 1)

    def step(self) -> None:
        """Go on."""
        self._place += 1

    def put_back(self, piece: Piece) -> None:
        """Read the rest of a piece next."""
        self._place -= 1
        self._pieces[self._place] = piece

    def following(self) -> Piece | None:
        """The next piece that is not empty, without going on."""
        return next((piece for piece in self._pieces[self._place + 1 :] if piece.text), None)

    def filled(self, count: int) -> list[str]:
        """The texts of the next filled cells, from here."""
        return [piece.text for piece in self._pieces[self._place : self._place + 4 * count] if piece.text][:count]

    def take(self) -> Piece | None:
        """The next filled piece, gone past; None at the end."""
        while (piece := self.piece) is not None:
            self.step()
            if piece.text:
                return piece
        return None


def table_that_begins(cursor: Cursor, known: set[str]) -> str | None:
    """The number of the table whose heading stands here; repeated headings are passed by their first cells."""
    for number, heads in _HEADS.items():
        shown = cursor.filled(2)
        if len(shown) == 2 and all(text.startswith(head) for text, head in zip(shown, heads, strict=False)):
            if number == "4" and "4" in known:
                return None if "5" in known else "5"
            return None if number in known else number
    return None


def read_table(cursor: Cursor, number: str) -> PastTable:
    """The table whose heading stands here, to its last total."""
    start = cursor.piece
    assert start is not None
    table = PastTable(number, _COLUMNS[number], start.line, caption=cursor.caption)
    cursor.caption = ""
    for head in _HEADS[number]:
        found = cursor.take()
        if found is None or not found.text.startswith(head):
            line = start.line if found is None else found.line
            raise DamagedError(line, f"table {number}: its heading has no column «{head}»")
    group = "programmes" if number == "1" else "all"
    while True:
        cell = cursor.take()
        if cell is None:
            raise DamagedError(cursor.last_line, f"table {number} ends without its total")
        if _TOTAL.match(cell.text):
            total = _total(cursor, table, cell)
            table.totals.append(total)
            if total.scope == "all":
                return table
            group = "outside"
            continue
        level = next((level for begin, level in _GROUPS if cell.text.startswith(begin) and number == "3"), None)
        if level is not None:
            group = level
            continue
        table.rows.append(_row(cursor, table, cell, group))


def _row(cursor: Cursor, table: PastTable, first: Piece, group: str) -> PastRow:
    if table.number == "3" and not first.text.isdigit():
        raise DamagedError(first.line, f"table 3: «{first.text[:40]}» stands where a row's number should")
    pieces = [first]
    for column in table.columns[1:]:
        piece = cursor.take()
        if piece is None:
            raise DamagedError(cursor.last_line, f"table {table.number}: the row of line {first.line} is cut off")
        if not piece.cell or _NUMBER_OF_PLAN.match(piece.first):
            raise DamagedError(piece.line, f"table {table.number}: column «{column}» is missing in the row above")
        pieces.append(piece)
    cells = tuple(_cell(cursor, table, column, piece) for column, piece in zip(table.columns, pieces, strict=True))
    printed = " | ".join(piece.first if isinstance(cell, Decimal) else piece.text
                         for piece, cell in zip(pieces, cells, strict=True))  # fmt: skip
    return PastRow(cells, group, printed, first.line)


_NUMBER_OF_PLAN = re.compile(r"^[1-9]\.\d{1,2}\.?$")


def _cell(cursor: Cursor, table: PastTable, column: str, piece: Piece) -> Cell:
    if column not in {"amount", "recipients", "total", "consultation", "property", "finance", *_WORDS}:
        return piece.text
    value = roubles(piece.first) if column == "amount" else number_of(piece.first)
    if value is None:
        if column in _WORDS:
            return piece.text
        raise DamagedError(piece.line, f"table {table.number}: «{piece.text[:40]}» is no figure")
    if piece.rest().text and column == table.columns[-1]:
        cursor.put_back(piece.rest())
    return value


def _total(cursor: Cursor, table: PastTable, label: Piece) -> PastTotal:
    columns = ("amount",) if table.number == "3" else table.columns[1:]
    figures: dict[str, Decimal] = {}
    printed = [label.text]
    for column in columns:
        piece = cursor.take()
        if piece is None:
            raise DamagedError(cursor.last_line, f"table {table.number}: its total is cut off")
        value = _cell(cursor, table, column, piece)
        if not isinstance(value, Decimal):
            raise DamagedError(piece.line, f"table {table.number}: «{piece.text[:40]}» is no total")
        figures[column] = value
        printed.append(piece.first)
    scope = "programmes" if table.number == "1" and label.text.startswith("Итого") else "all"
    return PastTotal(label.text, scope, figures, " | ".join(printed), label.line)


def read_appendix(cursor: Cursor) -> Iterator[PastIndicator]:
    """Lines of plan and fact below the heading; a line without figures opens a group."""
    start = cursor.take()
    assert start is not None
    for _ in range(4):
        head = cursor.take()
        if head is None:
            raise DamagedError(cursor.last_line, "the appendix ends in its heading")
    group, group_number, inside, unit = "", "", 0, Unit.PERCENT
    while (name := cursor.take()) is not None:
        ahead = cursor.piece
        while ahead is not None and not ahead.text:
            cursor.step()
            ahead = cursor.piece
        if ahead is not None and number_of(ahead.first) is None and ahead.text.lower() in _COUNTS:
            unit = _COUNTS[ahead.text.lower()]
            cursor.step()
            ahead = _filled(cursor)
        item = _ITEM.match(name.text)
        if ahead is None or number_of(ahead.first) is None:
            if item is None:
                raise DamagedError(name.line, f"the appendix: «{name.text[:40]}» has neither plan nor fact")
            group, group_number, inside = item[2].rstrip(":"), item[1], 0
            continue
        plan, fact = cursor.take(), cursor.take()
        values = [None if piece is None else number_of(piece.first) for piece in (plan, fact)]
        if plan is None or fact is None or values[0] is None or values[1] is None:
            raise DamagedError(name.line, f"the appendix: «{name.text[:40]}» has a plan and no fact")
        if item is not None:
            group, number, title = "", item[1], item[2]
        else:
            inside += 1
            number, title = f"{group_number}.{inside}", name.text
        printed = f"{name.text} | {plan.first} | {fact.first}"
        yield PastIndicator(number, group, title, unit, values[0], values[1], printed, name.line)


def _filled(cursor: Cursor) -> Piece | None:
    while (piece := cursor.piece) is not None and not piece.text:
        cursor.step()
    return piece
