"""How many planted errors the check finds: forty of eight kinds, one at a time, and false alarms on the clean year.

An error counts as found when the check says something about it that it does not say about the clean year, and that
belongs to its kind. Exit code 1 below 38 of 40 or above two false alarms.

`--planted FILE` takes somebody else's errors instead, planted into a copy of a pack's year (`bench/planting.py`).
"""

import argparse
import sys
from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from bench.drawn import Draw
from bench.planting import PlantingError, pack_year, read_lines
from bench.planting import planted as planted_in
from core.base import pack_folders
from core.reports.annual import build
from core.reports.codes import figures_of
from core.reports.model import Finding, Kind
from core.reports.wording import finding_text
from core.reports.year import YearRecords
from storage.records.content import Organisation
from tests.core.reports.invented import clean_year

WANTED, ALARMS = 38, 2
PLANTED = Path(__file__).with_name("planted.yaml")

_KINDS: dict[str, frozenset[Kind]] = {
    "total": frozenset({Kind.TOTAL, Kind.TOTAL_PARTS, Kind.ROW_PARTS, Kind.TYPED, Kind.QUOTED}),
    "two_places": frozenset(
        {
            Kind.RECIPIENTS,
            Kind.PROGRAMME,
            Kind.HOLDERS,
            Kind.ROW_PARTS,
            Kind.PART_EXCEEDS,
            Kind.TYPED,
            Kind.QUOTED,
            Kind.PROSE,
            Kind.LEVEL,
        }
    ),
    "prose": frozenset({Kind.PROSE, Kind.LEVEL, Kind.TYPED, Kind.QUOTED, Kind.SENTENCE}),
    "claims": frozenset(
        {Kind.DECLINE, Kind.AT_LEAST, Kind.LEVEL, Kind.AGREEMENTS, Kind.NO_TARGET, Kind.SENTENCE, Kind.CLAIM}
    ),
    "classification": frozenset({Kind.CLASSIFICATION, Kind.NUMBERING, Kind.PROGRAMME, Kind.DUPLICATE_ROW, Kind.TOTAL}),
    "names": frozenset({Kind.SAME_NAME, Kind.NAME_VARIANTS, Kind.TYPED, Kind.QUOTED}),
    "units": frozenset({Kind.MIXED_UNITS, Kind.TYPED, Kind.QUOTED, Kind.SENTENCE, Kind.LEVEL, Kind.TOTAL}),
    "impossible": frozenset({Kind.IMPOSSIBLE, Kind.DUPLICATE_ROW, Kind.PART_EXCEEDS, Kind.SENTENCE, Kind.ROW_PARTS}),
}


def planted(records: YearRecords, error: dict[str, Any]) -> YearRecords:
    """The year with one error in it."""
    where, key = error["in"], error["key"]
    known = getattr(records, where)
    listed = list(known.values()) if isinstance(known, dict) else list(known)
    assert key in {one.key for one in listed}, f"{where} has no {key}"
    if error.get("copy"):
        listed += [replace(one, key=f"{key}-again") for one in listed if one.key == key]
    else:
        listed = [_changed(one, error) if one.key == key else one for one in listed]
    changed: Any = {one.key: one for one in listed} if isinstance(known, dict) else tuple(listed)
    year = replace(records, **{where: changed})
    if "rename" in error:
        twin = Organisation(key="twin", name=error["rename"], short_name=error["rename"])
        year = replace(year, organisations=year.organisations | {"twin": twin})
    return planted(year, error["and"]) if "and" in error else year


def _changed(record: Any, error: dict[str, Any]) -> Any:
    if "rename" in error:
        return replace(record, organisation="twin", name_as_printed=error["rename"])
    return replace(record, **{name: _typed(record, name, value) for name, value in error["set"].items()})


def _typed(record: Any, name: str, value: Any) -> Any:
    now = getattr(record, name)
    assert name in {field.name for field in fields(record)}
    if isinstance(now, Decimal) and value is not None:
        return Decimal(str(value))
    if isinstance(now, StrEnum):
        return type(now)(value)
    return tuple(value) if isinstance(value, list) else value


def _marks(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.code, figures_of(finding)) for finding in findings}


def run() -> int:
    """Print the table, kinds below each other, what was missed last; the exit code."""
    clean = build(clean_year()).findings
    errors = yaml.safe_load(PLANTED.read_text(encoding="utf-8"))
    found: Counter[str] = Counter()
    missed: list[str] = []
    for error in errors:
        report = build(planted(clean_year(), error))
        new = [one for one in report.findings if (one.code, figures_of(one)) not in _marks(clean)]
        if any(one.kind in _KINDS[error["kind"]] for one in new):
            found[error["kind"]] += 1
        else:
            missed.append(f"{error['kind']}: {error['what']} (said: {', '.join(one.kind for one in new) or 'nothing'})")
    whole = Counter(error["kind"] for error in errors)
    for kind, count in whole.items():
        print(f"| {kind:<15}| {found[kind]} of {count} |")
    print(f"| {'all':<15}| {sum(found.values())} of {len(errors)} |")
    print(f"| {'false alarms':<15}| {len(clean)} |")
    for line in missed:
        print(f"missed: {line}")
    return 0 if sum(found.values()) >= WANTED and len(clean) <= ALARMS else 1


def run_lines(lines: list[dict[str, Any]], folder: Path) -> int:
    """Somebody else's errors in a pack's year: what was found, in whose words, and false alarms; the exit code.

    Found is whatever the check says of the year with the error and not of the year as the pack has it; the fourth
    column counts those that were told as their own kind. Lines of the kind «none» change nothing that matters:
    whatever new is said of them, or of the invented clean year, is a false alarm.
    """
    year, records = pack_year(folder)
    known = _marks(build(year).findings)
    codes = {code for code, _ in known}
    whole, found, named = Counter[str](), Counter[str](), Counter[str]()
    alarms = len(build(clean_year()).findings)
    remarks: list[str] = []
    for line in lines:
        kind = line["kind"]
        whole[kind] += 1
        try:
            report = build(planted_in(records, line, year.year))
        except (PlantingError, KeyError) as error:
            remarks.append(f"line {line['line']} cannot be planted: {error}")
            continue
        new = [one for one in report.findings if (one.code, figures_of(one)) not in known]
        said = "; ".join(finding_text(one) for one in new)
        if kind == "none":
            new = [one for one in new if one.code not in codes]
            said = "; ".join(finding_text(one) for one in new)
            alarms += len(new)
            remarks += [f"line {line['line']}, false alarm: {said}"] if new else []
        elif new:
            found[kind] += 1
            named[kind] += any(one.kind in _KINDS.get(kind, frozenset(Kind)) for one in new)
            remarks.append(f"line {line['line']}, {kind}: {said}")
        else:
            remarks.append(f"line {line['line']}, {kind}: MISSED {line.get('what', '')}")
    print("\n".join(remarks))
    del whole["none"]
    for kind, count in whole.items():
        print(f"| {kind:<15}| {found[kind]} of {count} | {named[kind]} as its own kind |")
    print(f"| {'all':<15}| {found.total()} of {whole.total()} | {named.total()} as its own kind |")
    print(f"| {'false alarms':<15}| {alarms} | |")
    return 0 if found.total() * 40 >= WANTED * whole.total() and alarms <= ALARMS else 1


def main() -> int:
    """Without arguments the own list; see `run_lines`."""
    parser = argparse.ArgumentParser(prog="python -m bench.checks", description=__doc__)
    parser.add_argument("--planted", type=Path, metavar="FILE", help="errors as lines of JSON (docs/report.md)")
    parser.add_argument("--drawn", type=int, metavar="SEED", help="errors drawn by lot (bench/drawn.py)")
    parser.add_argument("--pack", type=Path, metavar="DIR", help="the pack that they are planted into; the city's")
    given = parser.parse_args()
    if given.planted is None and given.drawn is None:
        return run()
    folder = given.pack or pack_folders("city")[0]
    try:
        if given.planted is not None:
            return run_lines(read_lines(given.planted), folder)
        year, records = pack_year(folder)
        return run_lines(Draw(records, given.drawn, year.year).lines(), folder)
    except (PlantingError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
