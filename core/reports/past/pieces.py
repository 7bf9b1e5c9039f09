"""A file as pieces in reading order: cells of tables and prose, each with the line it begins on.

In the text form a cell begins at a tab; in DOCX lines are paragraphs, counted from the beginning of the document.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

FILE_LIMIT = 20_000_000
UNPACKED_LIMIT = 80_000_000
"""Bytes of the parts of a DOCX as they declare themselves."""

_CELL = re.compile(r"^[ ]*\t+[ \t]*")
_SPACES = re.compile(r"[ \t\u00a0\u202f\u2009]+")


class DamagedError(Exception):
    """The file cannot be read as such a report: at which line, and what is wrong there."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell (else prose) that begins on `line`; `lines` are its lines with spaces folded, empty ones kept."""

    line: int
    lines: tuple[str, ...]
    cell: bool

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(filter(None, self.lines))

    @property
    def first(self) -> str:
        """The first line with something on it."""
        return next(filter(None, self.lines), "")

    def rest(self) -> "Piece":
        """What stands below the first line, as prose."""
        place = next((at for at, line in enumerate(self.lines) if line), len(self.lines))
        return replace(self, line=self.line + place + 1, lines=self.lines[place + 1 :], cell=False)


def pieces_of(content: bytes) -> list[Piece]:
    """The file's pieces; raises DamagedError for what is neither text nor DOCX."""
    if not content.strip():
        raise DamagedError(1, "the file is empty")
    if len(content) > FILE_LIMIT:
        raise DamagedError(1, f"the file is larger than {FILE_LIMIT // 1_000_000} MB")
    if content.startswith(b"PK\x03\x04"):
        return list(_document(content))
    return list(_text(_decoded(content)))


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        if b"\x00" in content:
            raise DamagedError(line, "this is neither text nor DOCX") from error
        text = content.decode("cp1251", errors="replace")
        if len(re.findall(r"[а-яА-ЯёЁ]", text)) * 2 < len(text.strip()):
            raise DamagedError(line, "the text is neither UTF-8 nor Windows-1251") from error
    if "\x00" in text:
        raise DamagedError(text[: text.index("\x00")].count("\n") + 1, "this is neither text nor DOCX")
    return text


def _text(text: str) -> Iterator[Piece]:
    kept: list[str] = []
    start, cell = 1, False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if _CELL.match(line):
            yield Piece(start, tuple(kept), cell)
            start, kept, cell = number, [], True
        kept.append(_folded(line))
    yield Piece(start, tuple(kept), cell)


def _folded(line: str) -> str:
    return _SPACES.sub(" ", line).strip()


def _document(content: bytes) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise DamagedError(1, "the document unpacks to too much")
        from docx import Document

        body = Document(io.BytesIO(content)).element.body
    except DamagedError:
        raise
    except Exception as error:  # python-docx raises whatever its parts raise
        raise DamagedError(1, "this DOCX cannot be opened") from error
    line = 1
    for element in body:
        if element.tag.endswith("}tbl"):
            for row in element.iter(f"{_W}tr"):
                for cell in row.findall(f"{_W}tc"):
                    lines = _lines(cell)
                    yield Piece(line, tuple(lines) or ("",), cell=True)
                    line += max(len(lines), 1)
        elif element.tag.endswith("}p"):
            yield Piece(line, (_folded(_words(element)),), cell=False)
            line += 1


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _lines(cell: Any) -> list[str]:
    return [_folded(_words(paragraph)) for paragraph in cell.findall(f"{_W}p")]


def _words(paragraph: Any) -> str:
    nodes = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    return "".join((node.text or "") if node.tag == f"{_W}t" else " " for node in nodes)
