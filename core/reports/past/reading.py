"""A consolidated report of a past year out of its pieces: rows of the plan, tables 1 to 5, the appendix, the rest."""

import re
from collections.abc import Iterator

from core.reports.past.figures import candidates_of, levels_of
from core.reports.past.pieces import DamagedError, Piece, pieces_of
from core.reports.past.report import PastMeasure, PastReport
from core.reports.past.tables import Cursor, read_appendix, read_table, table_that_begins
from core.reports.past.words import joined

_YEAR = re.compile(r"за (\d{4}) год")
_TITLE = re.compile(r"сводный отч[её]т", re.IGNORECASE)
_SECTION = re.compile(r"^([1-9])\. ?(\D.*)$")
_NUMBER = re.compile(r"^([1-9]?)([1-9]\.\d{1,2})\.?$")
_PLAN_HEADS = ("№ п/п", "Наименование мероприятия", "Срок реализации", "Результаты исполнения")
_TERM_LIMIT = 60
_GAP = 3
"""Empty lines after which the last row's result has ended."""
_SIGNED = re.compile(r"начальник|заместител|Глав[аы] город|директор")
_CAPTION = re.compile(r"Таблица № ?(\d)")
_HEADINGS = ("Проект:", "Отчет о дост", "Отчёт о дост", "Приложение", "Показаны первые", "Должность",
             "подпись", "(подпись)", "И.О. Фамилия")  # fmt: skip
"""How lines begin that are the form's own and say nothing; lines in capitals are headings too."""

_BESIDE = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё-]+|«[\d_]+»[\s\u00a0]+[\w_]+[\s\u00a0]+[\d_]+[\s\u00a0]+г\.")
"""Who signed, by name alone, and the day: neither is kept."""


def read_report(content: bytes) -> PastReport:
    """The report that a file's bytes hold; raises DamagedError naming the line."""
    return _Reader(pieces_of(content)).read()


class _Reader:
    def __init__(self, pieces: list[Piece]) -> None:
        self._at = Cursor(pieces)
        self._report = self._begin(pieces)
        self._section = ""
        self._closed = False

    def _begin(self, pieces: list[Piece]) -> PastReport:
        lines: list[str] = []
        for piece in pieces:
            if piece.cell:
                break
            lines += [line for line in piece.lines if line]
        start = next((at for at, line in enumerate(lines) if _TITLE.search(line)), None)
        if start is None:
            raise DamagedError(1, "no title of a consolidated report («Сводный отчет …»)")
        for end in range(start, min(start + 8, len(lines))):
            found = _YEAR.search(lines[end])
            if found:
                title = " ".join(lines[start : end + 1])
                return PastReport(int(found[1]), title, tuple(lines[end + 1 :]))
        raise DamagedError(1, "the title names no year («за 2023 год»)")

    def read(self) -> PastReport:
        while self._at.piece is not None and not self._at.piece.cell:
            self._at.step()
        while (piece := self._at.piece) is not None:
            self._place(piece)
        self._check()
        return self._report

    def _place(self, piece: Piece) -> None:
        report = self._report
        number = _NUMBER.match(piece.first) if piece.cell else None
        table = table_that_begins(self._at, set(report.tables)) if piece.cell else None
        if table is not None:
            report.tables[table] = read_table(self._at, table)
        elif not piece.text or piece.text.startswith(_PLAN_HEADS):
            self._at.step()
        elif piece.cell and piece.first == "Показатель":
            report.indicators = list(read_appendix(self._at))
        elif number is not None and self._next_is_title():
            self._measure(number[2], piece)
        elif piece.cell and _SECTION.match(piece.text) and self._opens_section():
            self._section = joined(_SECTION.sub(r"\2", " ".join(filter(None, piece.lines))))
            self._at.step()
        else:
            self._prose(piece)
            self._at.step()

    def _opens_section(self) -> bool:
        following = self._at.following()
        return following is not None and _NUMBER.match(following.first) is not None

    def _next_is_title(self) -> bool:
        following = self._at.following()
        return following is not None and following.cell and len(following.text) > _TERM_LIMIT

    def _measure(self, number: str, piece: Piece) -> None:
        known = {measure.number for measure in self._report.measures}
        if number in known:
            raise DamagedError(piece.line, f"row {number} of the plan stands twice")
        self._at.step()
        title = self._at.take()
        term, result = "", self._at.take()
        if result is not None and len(result.text) <= _TERM_LIMIT:
            follows = self._at.piece
            if follows is not None and follows.cell and not _NUMBER.match(follows.first):
                term, result = result.text, self._at.take()
        if title is None or result is None:
            raise DamagedError(piece.line, f"row {number} of the plan is cut off")
        paragraphs, rest = _until_gap(result)
        self._report.measures.append(
            PastMeasure(number, self._section, joined("\n".join(filter(None, title.lines))), term,
                        tuple(text for _, text in paragraphs), result.line)
        )  # fmt: skip
        self._report.levels += levels_of(iter(paragraphs), self._report.year)
        for line, text in paragraphs:
            self._report.candidates += candidates_of(number, line, text, self._report.year)
        if rest is not None:
            self._prose(rest)

    def _prose(self, piece: Piece) -> None:
        for at, line in enumerate(piece.lines):
            caption = _CAPTION.search(line)
            if caption or not line:
                continue
            below = self._report.measures and not self._report.indicators
            if below and (not piece.cell or (_SIGNED.search(line) and not self._report.position)):
                if self._captions(line):
                    continue
                self._conclude(piece.line + at, line)
            elif (
                not line.startswith(_HEADINGS)
                and _BESIDE.fullmatch(line) is None
                and not line.isupper()
                and not set(line) <= {"_"}
                and not self._captions(line)
            ):
                self._report.unplaced.append((piece.line + at, line))

    def _captions(self, line: str) -> bool:
        """Titles of tables: the programme's name is kept with the newest table of subsidies."""
        if re.match(r"(Субсидии из городского бюджета)", line):
            for number in ("5", "4"):
                table = self._report.tables.get(number)
                if table is not None and not table.caption:
                    table.caption = line
                    break
            else:
                self._at.caption = line
            return True
        return bool(re.match(r"(?:Финансирование из средств|Виды поддержки НКО|Грантовая деятельность НКО)", line))

    def _conclude(self, line: int, text: str) -> None:
        if text.startswith(_HEADINGS) or _BESIDE.fullmatch(text) or text.isupper() or set(text) <= {"_"}:
            return
        office = re.split(r"\s{2,}|(?<=[а-я])\s+(?=[А-ЯЁ]\.\s?[А-ЯЁ]\.)", text)[0].strip()
        short = len(text) < 2 * _TERM_LIMIT and not text.endswith((".", ";"))
        if short and (_SIGNED.search(text) or self._report.position):
            self._report.position = f"{self._report.position} {office}".strip()
            return
        self._report.conclusion += (text,)
        self._report.candidates += candidates_of("заключение", line, text, self._report.year)

    def _check(self) -> None:
        report, last = self._report, self._at.last_line
        if not report.measures:
            raise DamagedError(last, "no row of the plan («1.1.»)")
        missing = [number for number in "12345" if number not in report.tables]
        if missing:
            raise DamagedError(last, f"no table {', '.join(missing)} up to the end of the file")
        if not report.indicators:
            raise DamagedError(last, "the appendix with plan and fact is missing")
        for before, after in zip(report.measures, report.measures[1:], strict=False):
            if not _follows(before.number, after.number):
                raise DamagedError(after.line, f"row {after.number} of the plan stands after {before.number}")


def _follows(before: str, after: str) -> bool:
    (one, first), (other, second) = (tuple(map(int, number.split("."))) for number in (before, after))
    return (one, first + 1) == (other, second) or (one < other and second == 1)


def _until_gap(piece: Piece) -> tuple[list[tuple[int, str]], Piece | None]:
    """A result's paragraphs with their lines, and the prose below a gap of empty lines."""
    found: list[tuple[int, str]] = []
    empty = 0
    for at, line in enumerate(piece.lines):
        if not line:
            empty += bool(found)
            continue
        if empty >= _GAP:
            return found, Piece(piece.line + at, piece.lines[at:], cell=False)
        found.append((piece.line + at, line))
        empty = 0
    return found, None


def every_line(report: PastReport) -> Iterator[str]:
    """What could not be placed, a line each."""
    for line, text in report.unplaced:
        yield f"line {line}: {text}"
