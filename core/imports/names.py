"""Records by the names that people read, and keys for new ones."""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from storage.records.content import Content

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SOUNDS = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch . y . e yu ya"
_LATIN = {letter: sound.strip(".") for letter, sound in zip(_CYRILLIC, _SOUNDS.split(), strict=True)}
_CLOSE = 72


def plain(text: str) -> str:
    """A name as it is compared: case, spaces, quotes, «ё» and dashes do not matter."""
    text = re.sub(r"[«»\"'„“”‘’`]", "", text.casefold().replace("ё", "е"))
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", text)).strip()


def made_of(pattern: str, values: Mapping[str, Any]) -> str:
    """A label or slug of a record's fields, such as «{number} {short_title}»."""
    names = [name for _, name, _, _ in string.Formatter().parse(pattern) if name]
    return pattern.format(**{name: "" if values.get(name) is None else values[name] for name in names}).strip()


def new_key(slug: str, taken: Iterable[str]) -> str:
    """A latin key of at most 40 characters that is not taken: «Тёплый город» is `tyoplyy-gorod`."""
    latin = "".join(_LATIN.get(sign, sign) for sign in slug.casefold())
    base = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:40].strip("-") or "record"
    known, key, number = set(taken), base, 2
    while key in known:
        key, number = f"{base[:36].strip('-')}-{number}", number + 1
    return key


@dataclass(slots=True)
class Names:
    """One table's records by name. Equal labels are told apart by a number in brackets, in the records' order."""

    labels: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _others: dict[str, set[str]] = field(default_factory=dict)
    likest: Callable[[str], str] | None = None
    """Whom a name may mean, as a key («»: nobody), where the table has a likeness of its own."""

    @classmethod
    def of(cls, records: Iterable[Content], label: str) -> "Names":
        """The names of a table's records."""
        names = cls()
        for record in records:
            names.add(record.key, _values(record), label)
        return names

    def add(self, key: str, values: Mapping[str, Any], label: str) -> None:
        """One more record: its label, and its other names as long as they are only its own."""
        base = made_of(label, values) or key
        shown, number = base, 2
        while plain(shown) in self._keys:
            shown, number = f"{base} ({number})", number + 1
        self.labels[key] = shown
        self._keys[plain(shown)] = key
        others = [values.get(name) for name in ("name", "short_name", "title", "short_title", "office")]
        for other in (*others, *values.get("aliases", ()), *values.get("words", ())):
            if isinstance(other, str) and other:
                self._others.setdefault(plain(other), set()).add(key)

    def call(self, name: str, key: str) -> None:
        """A record is also known by this name."""
        self._keys[plain(name)] = key

    def find(self, text: str) -> str | None:
        """The key behind a name as somebody wrote it, None when unknown or not only one's."""
        wanted = plain(text)
        if wanted in self._keys:
            return self._keys[wanted]
        others = self._others.get(wanted, set())
        return next(iter(others)) if len(others) == 1 else None

    def nearest(self, text: str) -> str:
        """The label that is most like a wrong one, empty when none is."""
        if self.likest is not None:
            return self.labels.get(self.likest(text), "")
        best = process.extractOne(
            plain(text), {key: plain(label) for key, label in self.labels.items()}, scorer=fuzz.WRatio,
            score_cutoff=_CLOSE,
        )  # fmt: skip
        return "" if best is None else self.labels[best[2]]


def _values(record: Content) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@dataclass(slots=True)
class Directory:
    """The names of every table that a book's columns refer to."""

    tables: dict[str, Names] = field(default_factory=dict)

    def of(self, table: str) -> Names:
        """A table's names."""
        return self.tables.setdefault(table, Names())
