"""The guard before parsing: what may not even be opened. Costs milliseconds and no memory to speak of."""

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

FILE_LIMIT = 5_000_000
"""Bytes of a workbook as sent; ours have some hundred thousand."""
UNPACKED_LIMIT = 24_000_000
PART_LIMITS = {"xl/worksheets/": 16_000_000, "xl/sharedStrings.xml": 6_000_000}
OTHER_PART_LIMIT = 1_500_000
RATIO_LIMIT, RATIO_FROM = 120, 300_000
ENTRY_LIMIT = 200
DIRECTORY_LIMIT = 64_000
ROW_LIMIT = 5_000
COLUMN_LIMIT = 100
CELL_LIMIT = 150_000
ELEMENT_LIMIT = 60_000
STRING_LIMIT = 300_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARSED = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not even opened: the sentence's name and its figures."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


class _RefusedError(Exception):
    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, values)


def too_big(size: int | None) -> Refusal | None:
    """The refusal of a size that the messenger tells before the file is fetched."""
    return Refusal("too_big", {"limit": FILE_LIMIT // 1_000_000}) if size is not None and size > FILE_LIMIT else None


def guard(name: str, content: bytes) -> Refusal | None:
    """Refuse what is no harmless workbook, by name, first bytes, declared sizes and a scan in constant memory."""
    try:
        _look_at_name(name)
        _look_at_bytes(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_at_entries(archive)
            for entry in archive.infolist():
                if _PARSED.search(entry.filename):
                    _scan(archive, entry)
    except _RefusedError as refused:
        return refused.refusal
    # zipfile raises NotImplementedError for an unknown compression and RuntimeError for an encrypted entry
    except (zipfile.BadZipFile, expat.ExpatError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return Refusal("broken")
    except zipfile.zlib.error:  # type: ignore[attr-defined]  # what a damaged stream raises
        return Refusal("broken")
    return None


def _look_at_name(name: str) -> None:
    if re.search(r"[/\\\x00-\x1f]|\.\.", name):
        raise _RefusedError("odd_name")
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb")):
        raise _RefusedError("macro")


def _look_at_bytes(content: bytes) -> None:
    if not content:
        raise _RefusedError("empty")
    refusal = too_big(len(content))
    if refusal is not None:
        raise _RefusedError(refusal.code, **refusal.values)
    if content.startswith(_OLE):
        raise _RefusedError("encrypted" if _ENCRYPTED in content else "old_excel")
    if not content.startswith(b"PK\x03\x04"):
        raise _RefusedError("not_excel")
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or len(content) - end < 22:
        raise _RefusedError("broken")
    entries, size = struct.unpack("<H", content[end + 10 : end + 12])[0], content[end + 12 : end + 16]
    if entries > ENTRY_LIMIT or struct.unpack("<I", size)[0] > DIRECTORY_LIMIT:
        raise _RefusedError("bomb")


def _look_at_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise _RefusedError("bomb")
    if len({name.lower() for name in names}) < len(names):
        raise _RefusedError("broken")
    for entry in entries:
        if entry.flag_bits & 1:
            raise _RefusedError("encrypted")
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename or ":" in entry.filename:
            raise _RefusedError("broken")
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1):
            raise _RefusedError("bomb")
        if _PARSED.search(entry.filename) and entry.file_size > _limit_of(entry.filename):
            raise _RefusedError("too_many", rows=ROW_LIMIT, columns=COLUMN_LIMIT)
        if entry.filename.lower().endswith(("vbaproject.bin", "vbaprojectsignature.bin")):
            raise _RefusedError("macro")
    if "[Content_Types].xml" not in names:
        raise _RefusedError("not_excel")
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise _RefusedError("macro")
    if "xl/workbook.xml" not in names:
        raise _RefusedError("not_excel")


def _limit_of(name: str) -> int:
    return next((limit for start, limit in PART_LIMITS.items() if name.startswith(start)), OTHER_PART_LIMIT)


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Count a part's elements without building them; a document type (entities) is refused."""
    counter = _Counter(STRING_LIMIT if entry.filename.startswith(tuple(PART_LIMITS)) else ELEMENT_LIMIT)
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.StartDoctypeDeclHandler = _no_doctype
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _no_doctype(*_: Any) -> None:
    raise _RefusedError("broken")


class _Counter:
    """Rows and cells of a sheet, and everything else, against their limits."""

    def __init__(self, others: int) -> None:
        self._rows = self._cells = self._in_row = self._others = 0
        self._limit = others

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One element begins."""
        kind = name.rsplit(":", 1)[-1]
        if kind == "row":
            self._rows += 1
            self._in_row = 0
            if self._rows > ROW_LIMIT + 1 or _number(attributes.get("r")) > ROW_LIMIT + 1:
                raise _RefusedError("too_many", rows=ROW_LIMIT, columns=COLUMN_LIMIT)
        elif kind == "c":
            self._cells += 1
            self._in_row += 1
            if self._in_row > COLUMN_LIMIT or self._cells > CELL_LIMIT or len(attributes.get("r", "")) > 10:
                raise _RefusedError("too_many", rows=ROW_LIMIT, columns=COLUMN_LIMIT)
        elif kind not in {"v", "f", "is"}:
            self._others += 1
            if self._others > self._limit:
                raise _RefusedError("too_many", rows=ROW_LIMIT, columns=COLUMN_LIMIT)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0 if text is None else ROW_LIMIT + 2
