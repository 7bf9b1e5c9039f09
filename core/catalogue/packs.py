"""Data packs: a folder with one YAML file per table, read whole and checked before anything is loaded.

Every scalar is read as text and then validated by the record that the file is named after, so there are no
YAML type traps. A broken file is refused with file, line and field.
"""

import dataclasses
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError

from storage.packs import adapter, content_records, references
from storage.records.content import Content

_RELATIVE = re.compile(
    r"^(?P<base>today|now)\s*(?P<sign>[+-])?\s*(?P<count>\d+)?(?P<unit>[dhm])?(?:\s+(?P<clock>\d\d:\d\d))?$"
)
_LOADER_FIELDS = {"pack", "position"}


class PackError(Exception):
    """A pack file is broken; the text names file, line and field."""

    def __init__(self, file: Path, line: int, field: str, reason: str) -> None:
        place = f"{file.parent.name}/{file.name}, line {line}"
        super().__init__(f"{place}, field {field}: {reason}" if field else f"{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack read and checked. `invented` packs (the demo) have windows relative to the day of loading."""

    name: str
    kind: str
    records: dict[str, list[Content]]
    people: list[dict[str, Any]]

    @property
    def invented(self) -> bool:
        """Whether the records are examples that nobody must take for facts."""
        return self.kind == "demo"


@dataclass(frozen=True, slots=True)
class _Node:
    """A YAML value with the line it stands on and the lines of its fields."""

    value: Any
    line: int
    fields: dict[str, int]


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml where PyYAML has it: a pack of thousands of phrasings is read in a blink."""


class _Reader:
    """Reads one folder; `now` is what relative dates are counted from."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.now = now
        self.settings: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        self.dated: dict[type[Content], dict[str, type]] = {}

    def read(self) -> Pack:
        file = self.folder / "pack.yaml"
        if not file.is_file():
            raise PackError(file, 1, "", "there is no pack.yaml in this folder")
        self.settings = self._plain(self._compose(file), file)
        if not isinstance(self.settings, dict) or "name" not in self.settings:
            raise PackError(file, 1, "name", "a pack needs a name")
        self.defaults = self.settings.get("defaults", {})
        tables = content_records()
        for found in sorted(self.folder.glob("*.yaml")):
            if found.stem not in {*tables, "pack", "people"}:
                raise PackError(found, 1, "", f"no such table; the tables are {', '.join(sorted(tables))}")
        records = {
            name: self._records(self.folder / f"{name}.yaml", record)
            for name, record in tables.items()
            if (self.folder / f"{name}.yaml").is_file()
        }
        people_file = self.folder / "people.yaml"
        people = self._plain(self._compose(people_file), people_file) if people_file.is_file() else []
        return Pack(self.settings["name"], self.settings.get("kind", "city"), records, people or [])

    def _compose(self, file: Path) -> yaml.Node | None:
        try:
            return yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PackError(file, line, "", error.problem or "broken YAML") from error
        except UnicodeDecodeError as error:
            raise PackError(file, 1, "", "not UTF-8 text") from error

    def _plain(self, node: yaml.Node | None, file: Path) -> Any:
        if node is None:
            return None
        if isinstance(node, yaml.MappingNode):
            plain: dict[str, Any] = {}
            for key, value in node.value:
                if key.value in plain:
                    raise PackError(file, key.start_mark.line + 1, key.value, "stands twice")
                plain[key.value] = self._plain(value, file)
            return plain
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, file) for item in node.value]
        return node.value

    def _records(self, file: Path, record: type[Content]) -> list[Content]:
        node = self._compose(file)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise PackError(file, 1, "", "a table is a list of records")
        self.dated[record] = _dated_fields(record)
        read: list[Content] = []
        seen: dict[str, int] = {}
        for position, item in enumerate(node.value, start=1):
            line = item.start_mark.line + 1
            if not isinstance(item, yaml.MappingNode):
                raise PackError(file, line, "", "a record is a mapping of fields")
            lines = {key.value: key.start_mark.line + 1 for key, _ in item.value}
            one = self._record(file, record, _Node(self._plain(item, file), line, lines), position)
            if one.key in seen:
                raise PackError(file, line, "key", f"{one.key} stands twice, first on line {seen[one.key]}")
            seen[one.key] = line
            read.append(one)
        return read

    def _record(self, file: Path, record: type[Content], node: _Node, position: int) -> Content:
        values: dict[str, Any] = dict(node.value)
        names = {field.name for field in dataclasses.fields(record)}
        for name in values:
            if name not in names or name in _LOADER_FIELDS:
                raise PackError(file, node.fields[name], name, f"{file.stem} has no such field")
        if "year" in names and "year" in self.defaults:
            values.setdefault("year", self.defaults["year"])
        if isinstance(values.get("source"), dict):
            values["source"] = {k: v for k, v in self.defaults.items() if k != "year"} | values["source"]
        for name, kind in self.dated[record].items():
            if isinstance(values.get(name), str):
                try:
                    values[name] = self._moment(values[name], kind, values.get("zone", "UTC"))
                except (ValueError, KeyError, OSError) as error:
                    raise PackError(file, node.fields[name], name, f"not a date: {values[name]!r}") from error
        values |= {"pack": self.settings["name"], "position": position}
        try:
            return adapter(record).validate_python(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else ""
            field = ".".join(str(part) for part in first["loc"])
            reason = first["msg"].removeprefix("Value error, ")
            raise PackError(file, node.fields.get(name, node.line), field, reason) from error

    def _moment(self, text: str, kind: type, zone_name: str) -> datetime | date:
        zone = ZoneInfo(zone_name)
        relative = _RELATIVE.match(text.strip())
        if relative is None:
            if kind is date:
                return date.fromisoformat(text)
            return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
        count = int(relative["count"] or 0) * (-1 if relative["sign"] == "-" else 1)
        shift = {"d": timedelta(days=count), "h": timedelta(hours=count), "m": timedelta(minutes=count)}[
            relative["unit"] or "d"
        ]
        moment = self.now.astimezone(zone) + shift
        if kind is date:
            return moment.date()
        if relative["base"] == "now":
            return moment.replace(second=0, microsecond=0).astimezone(UTC)
        hour, minute = (relative["clock"] or "00:00").split(":")
        return moment.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0).astimezone(UTC)


def _dated_fields(record: type[Content]) -> dict[str, type]:
    found: dict[str, type] = {}
    for name, hint in typing.get_type_hints(record).items():
        kinds = {hint, *typing.get_args(hint)}
        if datetime in kinds:
            found[name] = datetime
        elif date in kinds:
            found[name] = date
    return found


def read_pack(folder: Path, now: datetime) -> Pack:
    """Read and validate the pack in `folder`; raises PackError. References are checked by `check_references`."""
    return _Reader(folder, now).read()


def check_references(folder: Path, pack: Pack, known: Callable[[str], set[str]]) -> None:
    """Refuse a record that names another which neither the pack nor the base (`known(table)`) holds."""
    for table, records in pack.records.items():
        for field, target in references(table).items():
            keys = known(target) | {record.key for record in pack.records.get(target, [])}
            for record in records:
                value = getattr(record, field)
                named = value if isinstance(value, tuple) else (value,) if value else ()
                for key in named:
                    if key not in keys:
                        file = folder / f"{table}.yaml"
                        raise PackError(file, _line_of(file, record.key), field, f"{target} has no {key!r}")


def _line_of(file: Path, key: str) -> int:
    pattern = re.compile(rf"^\s*-?\s*key:\s*[\"']?{re.escape(key)}[\"']?\s*$")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if pattern.match(line):
            return number
    return 1
