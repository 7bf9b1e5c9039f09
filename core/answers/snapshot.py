"""The content of the base at one moment: records by kind and by key."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar, cast

from storage.records import content

R = TypeVar("R", bound=content.Content)
INVENTED = "demo"
"""The pack of invented records: they are shown when asked for by name, and never mixed into the city's figures."""


class Snapshot:
    """Immutable after it is made."""

    def __init__(self, records: Iterable[content.Content]) -> None:
        self._kinds: dict[type[content.Content], list[content.Content]] = {}
        self._groups: dict[tuple[type[content.Content], str], dict[str, list[content.Content]]] = {}
        self._keys: dict[tuple[type[content.Content], str], content.Content] = {}
        for record in records:
            self._kinds.setdefault(type(record), []).append(record)
            self._keys[type(record), record.key] = record

    @property
    def size(self) -> int:
        """How many records there are."""
        return len(self._keys)

    def all(self, kind: type[R]) -> list[R]:
        """All records of a kind in the base's order."""
        return cast(list[R], self._kinds.get(kind, []))

    def get(self, kind: type[R], key: str | None) -> R | None:
        """One record, or None."""
        return cast(R | None, self._keys.get((kind, key or "")))

    def where(self, kind: type[R], field: str, value: str) -> list[R]:
        """The records of a kind with a field's value, in the base's order; grouped once."""
        groups = self._groups.get((kind, field))
        if groups is None:
            groups = {}
            for record in self.all(kind):
                groups.setdefault(getattr(record, field), []).append(record)
            self._groups[kind, field] = groups
        return cast(list[R], groups.get(value, []))

    @property
    def city(self) -> content.City | None:
        """The pack's city, when it is loaded."""
        cities = self.all(content.City)
        return cities[0] if cities else None

    @property
    def sphere_names(self) -> Mapping[str, str]:
        """Sphere key -> its name in lower case."""
        return {sphere.key: sphere.name.lower() for sphere in self.all(content.Sphere)}

    def years(self) -> list[int]:
        """Years for which figures of the tables are held, newest first."""
        found = {funding.year for funding in self.all(content.ProgrammeFunding) if funding.pack != INVENTED}
        found |= {subsidy.year for subsidy in self.all(content.Subsidy)}
        found |= {indicator.year for indicator in self.all(content.Indicator)}
        found |= {count.year for count in self.all(content.SupportCount)}
        found |= {
            season.year for season in self.all(content.Season) if season.amount is not None and season.pack != INVENTED
        }
        return sorted(found, reverse=True)

    def source_line(self, sources: Iterable[content.Source | None]) -> str:
        """«отчёт города за 2023 год, таблицы 1 и 5»: documents by their short titles with tables or rows."""
        places: dict[str, list[tuple[str, str]]] = {}
        for source in sources:
            if source is None:
                continue
            spot = ("table", source.table) if source.table else ("section", source.section or "")
            spots = places.setdefault(source.document, [])
            if spot not in spots:
                spots.append(spot)
        return "; ".join(self._place(document, spots) for document, spots in places.items())

    def _place(self, key: str, spots: list[tuple[str, str]]) -> str:
        document = self.get(content.Document, key)
        title = document.short_title if document else key
        tables = sorted({name for kind, name in spots if kind == "table" and name.isdigit()})
        rows = sorted({name for kind, name in spots if kind == "section" and name[:1].isdigit()})
        others = sorted({name for kind, name in spots if name and not name[:1].isdigit()})
        parts = [title]
        if tables:
            parts.append(_joined("таблица", "таблицы", tables))
        if rows:
            parts.append(_joined("мера", "меры", rows[:4]))
        parts += ["приложение" if other == "appendix" else other for other in others]
        return ", ".join(dict.fromkeys(parts))


def _joined(one: str, many: str, names: list[str]) -> str:
    if len(names) == 1:
        return f"{one} {names[0]}"
    return f"{many} {', '.join(names[:-1])} и {names[-1]}"


def as_of(record: content.Content) -> date | None:
    """The day for which a record is true."""
    return record.source.as_of if record.source else None
