"""Errors planted by somebody else into a copy of a pack's values: lines of JSON, one error each, one at a time.

A line names where it stands («table» or «file»), which record («row»: its key, or any part of its names that only one
record has), the «field», the «value», and the «kind» of error. `docs/report.md` has the whole format.
"""

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from core.catalogue.packs import PackError, read_pack
from core.reports.year import YearRecords
from storage.packs import adapter, content_records
from storage.records.content import Content

TABLES = {"1": "programme_fundings", "2": "support_counts", "3": "seasons", "4": "subsidies", "5": "subsidies",
          "appendix": "indicators"}  # fmt: skip
HELD = {
    "programme_fundings": "fundings", "support_counts": "support", "seasons": "seasons", "subsidies": "subsidies",
    "stated_totals": "stated", "level_totals": "levels", "indicators": "indicators", "measures": "measures",
    "facts": "facts", "projects": "projects", "leases": "leases", "organisations": "organisations",
    "contests": "contests", "programmes": "programmes", "result_texts": "texts",
}  # fmt: skip
"""Files that a year's check reads, and where `YearRecords` holds them."""

_BY_KEY = frozenset({"organisations", "contests", "programmes"})
_YEARLY = frozenset(HELD) - _BY_KEY
_COUNTS = frozenset({"total", "consultation", "property", "finance"})
_NAMES = ("name", "short_name", "name_as_printed", "sphere_label", "title", "number", "number_printed", "label")
_ABOUT = ("contest", "programme", "organisation")


class PlantingError(Exception):
    """A line cannot be planted; the text says which and why."""


def pack_year(folder: Path) -> tuple[YearRecords, dict[str, list[Any]]]:
    """The newest reported year of a pack, read without a base, and the pack's records by file."""
    try:
        held = read_pack(folder, datetime.now(UTC)).records
    except PackError as error:
        raise PlantingError(str(error)) from error
    records: dict[str, list[Any]] = {name: list(held.get(name, [])) for name in content_records()}
    years = [one.year for one in (*records["programme_fundings"], *records["stated_totals"])]
    if not years:
        raise PlantingError(f"{folder}: no year's report in this pack")
    return _year(records, max(years)), records


def planted(records: dict[str, list[Any]], line: dict[str, Any], year: int) -> YearRecords:
    """The year with the line's error in it; PlantingError when the line names nothing, or more than one thing."""
    copy = {name: list(found) for name, found in records.items()}
    for edit in (line, *line.get("and", [])):
        _plant(copy, edit)
    return _year(copy, year)


def _plant(records: dict[str, list[Any]], edit: dict[str, Any]) -> None:
    if isinstance(edit.get("add"), dict):
        name = _file(edit)
        records[name].append(_valid(name, _like_others(records, name, edit["add"])))
        return
    name, record = _record(records, edit)
    at = records[name].index(record)
    if edit.get("delete"):
        del records[name][at]
    elif edit.get("copy"):
        records[name].insert(at + 1, replace(record, key=f"{record.key}-2"))
    else:
        records[name][at] = changed = _changed(name, record, edit)
        _rewrite(records, record, changed)


def _rewrite(records: dict[str, list[Any]], before: Any, after: Any) -> None:
    """Another quotation is another document: the paragraph that held it reads so too."""
    if before.source is None or after.source is None or before.source.printed == after.source.printed:
        return
    for at, text in enumerate(records["result_texts"]):
        if text.number == before.source.section and text.year == getattr(before, "year", text.year):
            told = text.text.replace(before.source.printed, after.source.printed)
            records["result_texts"][at] = replace(text, text=told)


def _like_others(records: dict[str, list[Any]], name: str, values: dict[str, Any]) -> dict[str, Any]:
    """A new record with the pack's year, document and day, as the pack's own records have them."""
    year = {"year": records["facts"][0].year} if name in _YEARLY else {}
    source = next(one.source for one in records["facts"] if one.source is not None)
    given = values.get("source")
    if not isinstance(given, dict):
        return {**year, **values}
    return {**year, **values, "source": {"document": source.document, "as_of": source.as_of, "printed": "", **given}}


def _file(edit: dict[str, Any]) -> str:
    name = str(edit.get("file", "")).removesuffix(".yaml") or TABLES.get(str(edit.get("table", "")), "")
    if name not in HELD:
        raise PlantingError(f"no such file or table: {edit.get('file') or edit.get('table')}")
    return name


def _record(records: dict[str, list[Any]], edit: dict[str, Any]) -> tuple[str, Any]:
    name, row, table = _file(edit), _flat(edit.get("row", "")), str(edit.get("table", ""))
    field = str(edit.get("field", ""))
    if table and row.rstrip(":").split()[:1] in (["итого"], ["всего"]):
        name, scope = "stated_totals", "programmes" if table == "1" and row.startswith("итого") else "all"
        column = field if field not in ("value", "count") else "amount"
        found = [t for t in records[name] if (t.table, t.column, t.scope) == (table, column, scope)]
        edit["field"] = "value"
    elif name == "support_counts" and field in _COUNTS:
        found = [c for c in _matching(records, name, row) if c.kind.value == field]
        edit["field"] = "count"
    else:
        found = _matching(records, name, row)
        found = [s for s in found if s.table == table] if name == "subsidies" and table else found
    if len(found) != 1:
        keys = ", ".join(one.key for one in found[:5])
        raise PlantingError(
            f"{name}, row {edit.get('row')!r}: " + (f"{len(found)} records ({keys})" if found else "none")
        )
    return name, found[0]


def _matching(records: dict[str, list[Any]], name: str, row: str) -> list[Any]:
    by_key = [one for one in records[name] if one.key == row]
    if by_key:
        return by_key
    names = [(one, list(_names(records, one))) for one in records[name]]
    exact = [one for one, own in names if row in own]
    return exact or [one for one, own in names if row and any(row in known for known in own)]


def _names(records: dict[str, list[Any]], record: Any) -> Iterable[str]:
    yield from (_flat(getattr(record, name)) for name in _NAMES if getattr(record, name, None))
    for name in _ABOUT:
        about = next((one for one in records[f"{name}s"] if one.key == getattr(record, name, None)), None)
        if about is not None:
            yield from (_flat(about.name), _flat(about.short_name))


def _flat(text: Any) -> str:
    return " ".join(str(text).lower().replace("ё", "е").split())


def _changed(name: str, record: Any, edit: dict[str, Any]) -> Any:
    field, value = str(edit.get("field", "")), edit.get("value")
    if field == "source.printed" and record.source is not None:
        return replace(record, source=replace(record.source, printed=str(value)))
    if field not in {known.name for known in dataclasses.fields(record)}:
        raise PlantingError(f"{name} has no field {field!r}")
    now = getattr(record, field)
    if isinstance(value, str) and isinstance(now, int) and not isinstance(now, bool):
        value = value.replace(" ", "")
    if isinstance(value, str) and name == "indicators":
        value = value.replace(",", ".")
    values = {known.name: getattr(record, known.name) for known in dataclasses.fields(record)}
    changed = _valid(name, values | {field: str(value) if isinstance(value, float) else value})
    moment = getattr(changed, field)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        zone = ZoneInfo(getattr(record, "zone", "UTC"))
        return replace(changed, **{field: moment.replace(tzinfo=zone)})  # type: ignore[arg-type]  # any record's field
    return changed


def _valid(name: str, values: dict[str, Any]) -> Content:
    try:
        return adapter(content_records()[name]).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise PlantingError(f"{name}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _year(records: dict[str, list[Any]], year: int) -> YearRecords:
    values: dict[str, Any] = {
        where: {one.key: one for one in records[name]} if name in _BY_KEY
        else tuple(one for one in records[name] if one.year == year)
        for name, where in HELD.items()
    }  # fmt: skip
    return YearRecords(
        year=year,
        document=next((one for one in records["documents"] if one.year == year), None),
        city=next(iter(records["cities"]), None),
        spheres={one.key: one for one in records["spheres"]},
        **values,
    )


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The file's errors; empty lines and lines that begin with # are skipped."""
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        try:
            line = json.loads(text)
        except json.JSONDecodeError as error:
            raise PlantingError(f"line {number}: {error}") from error
        if not isinstance(line, dict) or not line.get("kind"):
            raise PlantingError(f"line {number}: a JSON object with a kind is needed")
        found.append({**line, "line": number})
    return found
