"""What a person has written so far to a specialist: texts, files, and where it is going."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.appeals.routing import Route
from storage.records.appeals import Attached

LIMIT = 20_000
"""Characters of one appeal. It is stored whole and goes to specialists in parts."""

FILES = 20
"""Files of one appeal's question."""

WHOLE_PIECE = 4096
"""A text of this length was cut by the messenger: what follows belongs to the same word."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of somebody: words, files, or both. `at` is the messenger's moment of it, `message` its number."""

    text: str = ""
    files: tuple[Attached, ...] = ()
    at: int = 0
    message: int = 0

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Said":
        """From the dialogue's data."""
        files = tuple(Attached(**one) for one in kept.get("files", ()))
        return cls(str(kept.get("text", "")), files, int(kept.get("at", 0)), int(kept.get("message", 0)))


@dataclass(frozen=True, slots=True)
class Draft:
    """What waits for the person's word, in pieces; `key` is the update that brought or changed one of them last.

    `question` is what the bot was asked, `turns` the talk before it, `guesses` codes and names of likely subjects.
    `picked` says that the person chose the route; `unasked` that the newest piece was typed without being asked for;
    `at` is the messenger's moment of the newest piece, 0 when nothing goes on with it.
    """

    pieces: tuple[Said, ...]
    key: str
    question: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    guesses: tuple[tuple[str, str], ...] = ()
    route: Route = field(default_factory=Route)
    picked: bool = False
    unasked: bool = False
    at: int = 0

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """From the dialogue's data, also as an older version wrote them."""
        pairs = {name: tuple((str(a), str(b)) for a, b in kept.get(name, ())) for name in ("turns", "guesses")}
        pieces = tuple(Said.from_json(one) for one in kept.get("pieces", (kept,)))
        return cls(
            pieces, kept["key"], kept.get("question", ""), pairs["turns"], pairs["guesses"],
            Route(**kept.get("route", {})), bool(kept.get("picked")), bool(kept.get("unasked")), int(kept.get("at", 0)),
        )  # fmt: skip

    @property
    def text(self) -> str:
        """All words. What the messenger cut is put together without a mark of it."""
        whole = ""
        for piece in self.pieces:
            glue = "" if not whole or not piece.text or len(whole) % WHOLE_PIECE == 0 else "\n"
            whole += glue + piece.text
        return whole

    @property
    def files(self) -> tuple[Attached, ...]:
        """All files."""
        return tuple(file for piece in self.pieces for file in piece.files)

    def longer(self, said: Said, key: str, *, asked: bool) -> "Draft":
        """The draft with one more piece, brought by another update; `asked` when the bot asked for it."""
        return dataclasses.replace(self, pieces=(*self.pieces, said), key=key, at=said.at, unasked=not asked)

    def shorter(self, key: str) -> "Draft":
        """The draft without its newest piece."""
        return dataclasses.replace(self, pieces=self.pieces[:-1], key=key, unasked=False)

    def holds(self, message: int) -> bool:
        """Whether one of its pieces is this message."""
        return any(piece.message == message for piece in self.pieces if message)

    def edited(self, said: Said, key: str) -> "Draft":
        """The draft after its person changed the message of a piece."""
        pieces = tuple(said if piece.message == said.message else piece for piece in self.pieces)
        return dataclasses.replace(self, pieces=pieces, key=key)

    def as_json(self) -> dict[str, Any]:
        """For the dialogue's data."""
        return dataclasses.asdict(self)

    @property
    def name(self) -> str:
        """The draft's short name, which its «Передать» carries."""
        return self.key.rsplit(":", 1)[-1]

    @property
    def too_long(self) -> bool:
        """Whether it cannot be sent as it is."""
        return len(self.text) > LIMIT or len(self.files) > FILES


def counted(files: Sequence[Attached]) -> dict[str, int]:
    """How many pictures, voice messages and other files there are."""
    kinds = [one.kind if one.kind in ("photo", "voice") else "file" for one in files]
    return {kind: kinds.count(kind) for kind in ("photo", "voice", "file") if kind in kinds}
