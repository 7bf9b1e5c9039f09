"""Content as the history tells it: records by their names, fields by their titles, values as people read them."""

import dataclasses
import re
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from core.imports.cells import zone_word
from core.imports.layout import books
from core.imports.layout import words as workbook_words
from core.rendering import TEMPLATES, clock, day, figure, money, render, weekday_day
from storage import Session, content
from storage.packs import adapter, content_records, references
from storage.records.content import Content

LONGEST = 60
"""Characters of a value in a line; a longer one is cut."""

_MONEY = {"amount", "max_grant"}
_FILES = {"photos", "handouts"}
"""Fields that hold the messenger's ids: counted, never shown."""
_NAMES = ("short_name", "short_title", "title", "name", "office", "question", "reason", "word", "text", "sphere_label",
          "name_as_printed", "label", "number")  # fmt: skip


@cache
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((TEMPLATES / "admin" / "desk" / "fields.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _columns() -> dict[tuple[str, str], str]:
    return {
        (sheet.table, column.field): column.title.split(",")[0]
        for book in books().values() for sheet in book.sheets for column in reversed(sheet.columns)
    }  # fmt: skip


def table_title(table: str) -> str:
    """«Сезон»: what one record of a table is called."""
    return str(_file()["tables"].get(table, table))


def field_title(table: str, field: str) -> str:
    """«Приём до»; a field that nobody named is left as it is."""
    fields = _file()["fields"]
    return str(_columns().get((table, field)) or fields.get(f"{table}.{field}") or fields.get(field) or field)


def author_name(author_id: int | None, names: Mapping[int, str]) -> str:
    """Who made a change: a person, a pack's loading, or somebody whose data were deleted."""
    if author_id is None:
        return str(_file()["nobody"])
    return names.get(author_id) or str(_file()["erased"])


@cache
def _hints(table: str) -> dict[str, tuple[Any, ...]]:
    """The kinds that a field's values may have."""
    found = typing.get_type_hints(content_records()[table])
    return {name: (hint, *typing.get_args(hint)) for name, hint in found.items()}


def _vocabulary(table: str, field: str) -> type[StrEnum] | None:
    kinds = _hints(table).get(field, ())
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, StrEnum)), None)


def _word(vocabulary: type[StrEnum], value: str) -> str:
    try:
        return workbook_words(vocabulary.__name__).get(value, value)
    except KeyError:
        return str(_file()["words"].get(vocabulary.__name__, {}).get(value, value))


class Wording:
    """Words for changes within one reading of the base; names that were looked up are kept."""

    def __init__(self, session: Session, zone: ZoneInfo, today: date) -> None:
        self._session = session
        self._zone = zone
        self._today = today
        self._names: dict[tuple[str, str], str] = {}

    async def record(self, table: str, key: str, stored: Any = None) -> str:
        """A record's name as it stands, else as a change kept it (`stored`: a whole record as JSON)."""
        if (table, key) not in self._names:
            record = await content.get(self._session, content_records()[table], key)
            if record is None and isinstance(stored, dict):
                record = adapter(content_records()[table]).validate_python({"position": 0, **stored, "key": key})
            self._names[table, key] = table_title(table) if record is None else await self._name(table, record)
        return self._names[table, key]

    async def _name(self, table: str, record: Content) -> str:
        values = {one.name: getattr(record, one.name) for one in dataclasses.fields(record)}
        shown = next((str(values[name]) for name in _NAMES if values.get(name)), "")
        if table in {"seasons", "rules"} or not shown:
            parent = next((name for name in ("contest", "organisation", "programme") if values.get(name)), "")
            if parent:
                target = references(table).get(parent, f"{parent}s")
                above = await self.record(target, values[parent])
                shown = f"{above}: {shown}" if table == "rules" else above
        year = values.get("year")
        if isinstance(year, int) and str(year) not in shown:
            shown = f"{shown}, {year}" if shown else f"{table_title(table)}, {year}"
        return _cut(shown or table_title(table), 70)

    async def value(self, table: str, key: str, field: str, stored: Any) -> str:
        """A field's value as history keeps it (JSON), in words; empty when there is none."""
        if stored is None or stored in ("", []):
            return ""
        if field in _FILES:
            return render("admin/desk/files.html.j2", photos=field == "photos", count=len(stored))
        if isinstance(stored, list):
            return _cut(", ".join([await self._one(table, key, field, one) for one in stored]))
        return _cut(await self._one(table, key, field, stored))

    async def _one(self, table: str, key: str, field: str, stored: Any) -> str:
        target = references(table).get(field)
        if target is not None:
            return await self.record(target, str(stored))
        vocabulary = _vocabulary(table, field)
        if vocabulary is not None:
            return _word(vocabulary, str(stored))
        if isinstance(stored, bool):
            return workbook_words("bool")[str(stored).lower()]
        if isinstance(stored, dict):
            return str(stored.get("printed") or "")
        return await self._plain(table, key, field, stored)

    async def _plain(self, table: str, key: str, field: str, stored: Any) -> str:
        kinds = _hints(table).get(field, ())
        if field == "zone":
            return zone_word(str(stored), self._zone)
        if datetime in kinds:
            return await self._moment(table, key, str(stored))
        if date in kinds:
            return weekday_day(date.fromisoformat(str(stored)), self._today)
        if field in _MONEY:
            return money(Decimal(str(stored)))
        if any(one is Decimal or Decimal in typing.get_args(one) for one in kinds):
            return figure(Decimal(str(stored)))
        return str(stored)

    async def _moment(self, table: str, key: str, stored: str) -> str:
        """On the clocks of the record's own zone, which is named when it is not the city's."""
        record = await content.get(self._session, content_records()[table], key)
        zone = ZoneInfo(str(getattr(record, "zone", None) or self._zone.key))
        there = datetime.fromisoformat(stored).astimezone(zone)
        where = "" if zone.key == self._zone.key else f" ({zone_word(zone.key, self._zone)})"
        return f"{day(there.date(), self._today)}, {clock(there)}{where}"


def _cut(text: str, limit: int = LONGEST) -> str:
    flat = re.sub(r"[ \t\r\n]+", " ", text).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
