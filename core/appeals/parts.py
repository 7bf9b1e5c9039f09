"""Long words of people in parts that the messenger takes; nothing of them is lost or changed."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from core.messages import File, FileKind
from core.rendering import render
from storage.records.appeals import Attached

PART = 3000
"""UTF-16 units of one part: with the lines around it, it fits one message."""

SHOWN = 300

_JOINERS = frozenset("\u200d\ufe0f")


def excerpt(text: str, limit: int = SHOWN) -> str:
    """The beginning of a text, cut at a word."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int = PART) -> list[str]:
    """The text in parts of at most `limit` UTF-16 units, cut at a line, a word, or between two signs."""
    parts: list[str] = []
    while _units(text) > limit:
        end = min(limit, len(text))
        while _units(text[:end]) > limit:
            end -= (_units(text[:end]) - limit + 1) // 2
        cut = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end)) + 1 or end
        while 0 < cut < len(text) and (text[cut] in _JOINERS or text[cut - 1] in _JOINERS):
            cut -= 1
        cut = cut or end
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text] if text or not parts else parts


def following(number: int, parts: Sequence[str]) -> tuple[str, ...]:
    """The parts after the first as messages of their own, each saying which it is."""
    return tuple(
        render("admin/appeals/part.html.j2", number=number, place=place, count=len(parts), text=Markup(escape(part)))
        for place, part in enumerate(parts[1:], 2)
    )  # fmt: skip


def sendable(files: Sequence[Attached]) -> tuple[File, ...]:
    """Files as a message carries them."""
    return tuple(File(one.name, kind=_kind(one.kind), reference=one.reference) for one in files)


def _kind(kind: str) -> FileKind:
    kinds: dict[str, FileKind] = {
        "photo": "photo", "voice": "voice", "video": "video", "audio": "audio", "animation": "animation",
        "video_note": "video_note",
    }  # fmt: skip
    return kinds.get(kind, "document")
