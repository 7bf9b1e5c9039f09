"""check: all rules over a year, the most harmful finding first. Rules are general; no finding is written down."""

from core.reports.model import Finding, Kind, Table
from core.reports.rules import totals
from core.reports.year import YearRecords

_ORDER = {kind: place for place, kind in enumerate(Kind)}


def check(records: YearRecords, tables: tuple[Table, ...]) -> tuple[Finding, ...]:
    """Findings of every rule, by harm: kind, then what is material, then the document's order."""
    found = [*totals.totals(records, tables), *totals.parts(tables)]
    return tuple(sorted(found, key=lambda finding: (_ORDER[finding.kind], not finding.material, finding.place.table)))
