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
    """One message of somebody: words, files, or both. `at` is the messenger's moment of it, in seconds."""

    text: str = ""
    files: tuple[Attached, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that waits for the person's word; `key` is the update that brought its newest piece.

    `question` is what the bot was asked, `turns` the talk before it, `guesses` codes and names of likely subjects.
    `picked` says that the person chose the route. `before` are the lengths of text and files without the newest
    piece, when that was typed without being asked for; `at` is the messenger's moment of the newest piece.
    """

    text: str
    key: str
    question: str = ""
    turns: tuple[tuple[str, str], ...] = ()
    guesses: tuple[tuple[str, str], ...] = ()
    files: tuple[Attached, ...] = ()
    route: Route = field(default_factory=Route)
    picked: bool = False
    before: tuple[int, int] | None = None
    at: int = 0

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """From the dialogue's data."""
        pairs = {name: tuple((str(a), str(b)) for a, b in kept.get(name, ())) for name in ("turns", "guesses")}
        before = kept.get("before")
        return cls(
            kept["text"], kept["key"], kept.get("question", kept["text"]), pairs["turns"], pairs["guesses"],
            files=tuple(Attached(**one) for one in kept.get("files", ())), route=Route(**kept.get("route", {})),
            picked=bool(kept.get("picked")), before=(int(before[0]), int(before[1])) if before else None,
            at=int(kept.get("at", 0)),
        )  # fmt: skip

    def longer(self, said: Said, key: str, *, asked: bool) -> "Draft":
        """The draft with one more piece, brought by another update; `asked` when the bot asked for it."""
        glue = "" if not self.text or not said.text or len(self.text) % WHOLE_PIECE == 0 else "\n"
        return dataclasses.replace(
            self, text=f"{self.text}{glue}{said.text}", key=key, files=(*self.files, *said.files), at=said.at,
            before=None if asked else (len(self.text), len(self.files)),
        )  # fmt: skip

    def shorter(self, key: str) -> "Draft":
        """The draft without its newest piece."""
        text, files = self.before or (len(self.text), len(self.files))
        return dataclasses.replace(self, text=self.text[:text], files=self.files[:files], key=key, before=None)

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
