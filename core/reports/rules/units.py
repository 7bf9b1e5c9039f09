"""Mixed units: columns that count different things, figures counted in another unit, shares as fractions."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from core.reports.model import ALL, Finding, Kind, Place, Table
from core.reports.rules.figures import figures_in
from core.reports.year import YearRecords
from storage.terms import Unit


def mixed_units(records: YearRecords, tables: dict[str, Table]) -> Iterator[Finding]:
    """Columns that count different things or hold words, and figures of the prose counted in another unit."""
    third = tables["3"]
    units = {season.key: season.count_unit for season in records.seasons}
    for name in ("applicants", "winners"):
        texts = [(str(third.cell(row, "contest")), str(third.cell(row, name))) for row in third.rows
                 if isinstance(third.cell(row, name), str)]  # fmt: skip
        counted = Counter(units[row.key] for row in third.rows)
        usual = counted.most_common(1)[0][0] if counted else Unit.OTHER
        other = [(str(third.cell(row, "contest")), units[row.key].value) for row in third.rows
                 if name == "applicants" and units[row.key] is not usual]  # fmt: skip
        if texts or other:
            yield Finding(
                Kind.MIXED_UNITS,
                Place("3", name, ALL),
                details={"texts": texts, "other": other, "table": "3", "fact": "", "column": name},
            )
    yield from _counted_in_words(records)
    yield from _fractions(records)
    second = tables["2"]
    for row in second.rows:
        for fact in records.facts:
            same = fact.spheres and set(fact.spheres) == set(row.refers.split()) and fact.value in row.cells[1:]
            in_section = fact.source is not None and fact.source.section == second.section
            if same and in_section and fact.unit is not Unit.ORGANISATIONS:
                yield Finding(
                    Kind.MIXED_UNITS,
                    Place("2", row=str(row.cells[0])),
                    stated=fact.value,
                    unit=fact.unit,
                    details={"texts": [], "other": [], "table": "2", "fact": fact.title, "column": ""},
                )


WORDS = {
    Unit.ORGANISATIONS: ("орга", "нко", "сонк", "учре"), Unit.PEOPLE: ("чело", "физл", "жите"),
    Unit.CHILDREN: ("дете", "ребе", "школ", "учащ"), Unit.FAMILIES: ("семе", "семь"), Unit.TEAMS: ("кома",),
    Unit.PARTICIPANTS: ("учас",), Unit.WINNERS: ("побе",), Unit.APPLICATIONS: ("заяв",), Unit.PROJECTS: ("прое",),
    Unit.AGREEMENTS: ("согл", "дого"), Unit.CONTESTS: ("конк",), Unit.EVENTS: ("меро", "веби"),
    Unit.APPEALS: ("обра",), Unit.RECIPIENTS: ("полу", "субъ"), Unit.REGIONS: ("реги",),
    Unit.SQUARE_METRES: ("кв",), Unit.PERCENT: ("%", "проц"), Unit.ROUBLES: ("₽",),
}  # fmt: skip
"""How the counted thing begins in a text."""

_ALIKE: tuple[frozenset[Unit], ...] = (
    frozenset({Unit.ORGANISATIONS, Unit.RECIPIENTS, Unit.PARTICIPANTS}),
    frozenset({Unit.PEOPLE, Unit.PARTICIPANTS, Unit.CHILDREN, Unit.RECIPIENTS}),
    frozenset({Unit.WINNERS, Unit.PROJECTS, Unit.PARTICIPANTS}),
)


def _counted_in_words(records: YearRecords) -> Iterator[Finding]:
    """Facts whose quotation counts something else than their unit says."""
    for fact in records.facts:
        if fact.value is None or fact.source is None or ("facts", fact.key) in records.edited:
            continue
        said = {one.counts for one in figures_in(fact.source.printed) if one.value == fact.value}
        found = {unit for unit, words in WORDS.items() for one in said if one and one.startswith(words)}
        if not found or fact.unit in found or any({fact.unit} | found <= alike for alike in _ALIKE):
            continue
        other = [(fact.title, unit.value) for unit in found]
        details = {"texts": [], "other": other, "table": "", "fact": fact.title, "column": "", "key": fact.key}
        yield Finding(
            Kind.MIXED_UNITS, Place(section=fact.source.section or ""), fact.value, unit=fact.unit, details=details
        )


_TENFOLD = Decimal(10)


def _fractions(records: YearRecords) -> Iterator[Finding]:
    """A plan in per cent beside a fact as a fraction."""
    for indicator in records.indicators:
        low, high = indicator.fact, indicator.plan
        if indicator.unit is Unit.PERCENT and 0 < low < 1 <= high and high >= low * _TENFOLD:
            column = "fact"
            details = {"texts": [], "other": [], "table": "appendix", "fact": "", "column": column,
                       "name": indicator.short_name, "beside": high}  # fmt: skip
            place = Place("appendix", column, row=indicator.short_name)
            yield Finding(Kind.MIXED_UNITS, place, low, low * 100, Unit.PERCENT, low * 100, details=details)
