"""check: all rules over a year, the most harmful finding first. Rules are general; no finding is written down."""

from collections.abc import Iterable

from core.reports.claims.reading import Reader
from core.reports.codes import coded
from core.reports.model import Finding, Kind, Table
from core.reports.rules import claims, classification, names, paragraphs, places, prose, quotes, totals, units
from core.reports.year import YearRecords

_SAME = {"targets": "all_met", "target": "not_fallen", "before": "before", "share": "share", "extreme": "largest",
         "nobody": "none_came"}  # fmt: skip
"""What is told of a sentence and of its fact by two rules that say the same."""

_ORDER = {kind: place for place, kind in enumerate(Kind)}


def check(records: YearRecords, tables: tuple[Table, ...]) -> tuple[Finding, ...]:
    """Findings of every rule, by harm: kind, then what is material, then the document's order."""
    by_number = {table.number: table for table in tables}
    reader, known = Reader(records, by_number), tuple(claims.claims(records))
    families: tuple[Iterable[Finding], ...] = (
        totals.totals(records, tables),
        totals.parts(tables),
        places.recipients(records, by_number),
        places.programmes(records, by_number),
        places.projects(records, by_number),
        places.levels(by_number),
        places.holders(records, by_number),
        quotes.typed(records),
        paragraphs.quotations(records),
        quotes.sentences(records, by_number, reader.named),
        quotes.untold(records),
        prose.figures(records, by_number),
        prose.at_least(records),
        prose.claims(records),
        known,
        (one for one in reader.statements() if not _again(one, known)),
        classification.impossible(records, by_number),
        classification.duplicates(by_number),
        classification.named_twice(records),
        classification.row_twice(records),
        classification.classification(records, by_number),
        classification.programmes(records),
        classification.numbering(records, by_number),
        units.mixed_units(records, by_number),
        names.similar(records),
        names.variants(records),
        names.twins(records),
    )
    found = [finding for family in families for finding in family]
    found.sort(key=lambda finding: (_ORDER[finding.kind], not finding.material, finding.place.table))
    return tuple(coded(found))


def _again(one: Finding, known: tuple[Finding, ...]) -> bool:
    """Whether the rules of facts have told it already."""
    why = _SAME.get(one.details["why"])
    return any((other.details["key"], other.details["why"]) == (one.details["key"], why) for other in known)
