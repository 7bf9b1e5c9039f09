"""The read-report command: a past report's text or DOCX as a summary, or as a pack."""

import sys
from decimal import Decimal
from pathlib import Path

from core.reports.past.packing import write_pack
from core.reports.past.pieces import DamagedError
from core.reports.past.reading import read_report
from core.reports.past.report import PastReport
from storage.terms import Unit

SHOWN = 20
"""Figures of the prose that the summary prints; the pack has them all."""


def read_past(file: Path, out: Path | None) -> int:
    """Read `file` and return the exit code: 0 when read, 1 with one line when damaged or when `out` cannot be written.

    Without `out` nothing is written.
    """
    try:
        report = read_report(file.read_bytes())
    except OSError as error:
        print(f"{file}: cannot be read ({error.strerror})", file=sys.stderr)
        return 1
    except DamagedError as error:
        print(f"{file.name}, {error}", file=sys.stderr)
        return 1
    print("\n".join(_summary(report)))
    if out is None:
        return 0
    if out.is_dir() and any(out.iterdir()):
        print(f"--out {out}: the folder is not empty", file=sys.stderr)
        return 1
    try:
        written = write_pack(report, out)
    except OSError as error:
        print(f"--out {out}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    print(f"Written: {len(written)} files in {out}; load them with: python -m bot load {out}")
    return 0


def _summary(report: PastReport) -> list[str]:
    lines = [f"Year {report.year}: {report.title}", f"Rows of the plan: {len(report.measures)}"]
    for number, table in sorted(report.tables.items()):
        totals = "; ".join(
            f"{total.label} " + ", ".join(f"{name} {_printed(name, value)}" for name, value in total.figures.items())
            for total in table.totals
        )
        lines.append(f"Table {number} (line {table.line}): {len(table.rows)} rows; {totals}")
    lines.append(f"Appendix: {len(report.indicators)} indicators")
    lines.append(f"Levels in the prose: {len(report.levels)}")
    lines.append(f"Figures in the prose, to be looked at: {len(report.candidates)}")
    lines += [
        f"  {one.section}, line {one.line}: {one.qualifier + ' ' if one.qualifier else ''}"
        f"{_figure(one.value, one.unit)} {'thousand roubles' if one.unit is Unit.ROUBLES else one.unit.value}"
        for one in report.candidates[:SHOWN]
    ]
    if len(report.candidates) > SHOWN:
        lines.append(f"  ... and {len(report.candidates) - SHOWN} more; --out writes all")
    lines.append(f"Not placed: {len(report.unplaced)}")
    return lines + [f"  line {line}: {text[:100]}" for line, text in report.unplaced]


def _printed(column: str, value: Decimal) -> str:
    return _figure(value, Unit.ROUBLES if column == "amount" else Unit.OTHER)


def _figure(value: Decimal, unit: Unit) -> str:
    exact = value / 1000 if unit is Unit.ROUBLES else value
    return f"{exact.normalize():f}"
