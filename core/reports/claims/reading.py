"""Reader: every sentence of a year against its rows."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from core.reports.claims.binding import bonds
from core.reports.claims.comparing import comparisons, past_places
from core.reports.claims.ranking import extremes
from core.reports.claims.reaching import firsts, targets, wholes
from core.reports.claims.series import series_of
from core.reports.claims.sharing import exceeded, shares
from core.reports.claims.sources import Document, counted, opposites, qualified, unsaid
from core.reports.claims.tallying import tallies
from core.reports.claims.telling import items_in
from core.reports.claims.texts import sentences
from core.reports.model import Finding, Table, met
from core.reports.year import YearRecords
from storage.terms import Unit

_SPELT = 100


class Reader:
    """The year's sentences beside its rows; both are read once."""

    def __init__(self, records: YearRecords, tables: dict[str, Table]) -> None:
        self._records, self._tables = records, tables
        self._told = sentences(records)
        self._series = series_of(records, tables) if self._told else ()
        self._counts = _counts(records, tables) if self._told else {}
        self._document = Document(records)

    def named(self, table: str, key: str) -> set[Decimal]:
        """Sums of money of everything that a record's text names, wherever in the year they stand."""
        own = [one for one in self._told if (one.table, one.key) == (table, key)]
        return {
            item.value for one in own for rows in self._series if rows.unit is Unit.ROUBLES
            for _, item in items_in(rows, one, 0, len(one.low))
        }  # fmt: skip

    def statements(self, key: str = "") -> Iterator[Finding]:
        """What the sentences say and the rows deny; of one record's text, or of all."""
        for sentence in self._told:
            if key and sentence.key != key:
                continue
            section = sentence.section
            same, words = self._document.same(sentence), self._document.words(section)
            yield from comparisons(sentence, self._series, self._records.year)
            yield from extremes(sentence, self._series)
            yield from shares(sentence, self._series)
            yield from exceeded(sentence)
            yield from targets(sentence, self._records)
            yield from wholes(sentence, self._records)
            yield from firsts(sentence, same)
            yield from bonds(sentence, self._series, past_places(sentence.low, self._records.year))
            yield from opposites(sentence, same)
            yield from qualified(sentence, words)
            yield from tallies(sentence, self._tables)
            yield from unsaid(sentence, self._document, self._records.year)
            yield from counted(sentence, self._document, self._counts.get(section, Counter()) + self._counts[""])


def _counts(records: YearRecords, tables: dict[str, Table]) -> dict[str, Counter[int]]:
    """How many rows each row of the plan has of each kind; under «» what any sentence may count."""
    found: dict[str, Counter[int]] = {"": Counter()}
    numbers = {measure.key: measure.number for measure in records.measures}

    def add(section: str, count: int) -> None:
        found.setdefault(section, Counter())[count] += 1

    for table in tables.values():
        if table.number != "1":
            add(table.section, len(table.rows))
        for group in table.groups:
            add(table.section, sum(row.group == group for row in table.rows))
    for kind in {lease.kind for lease in records.leases}:
        own = [lease for lease in records.leases if lease.kind is kind]
        add(own[0].source.section or "" if own[0].source is not None else "", len(own))
    for key, number in numbers.items():
        projects = [one for one in records.projects if one.measure == key]
        groups = Counter([one.contest for one in projects] + [one.organisation for one in projects])
        for count in (len(projects), *groups.values()):
            add(number, count)
        values = {fact.value for fact in records.facts if fact.measure == key and fact.value is not None
                  and fact.unit is not Unit.ROUBLES}  # fmt: skip
        for value in values | {one + other for one in values for other in values} | {
            one - other for one in values for other in values
        }:  # fmt: skip
            if value == int(value) and 0 < value < _SPELT:
                add(number, int(value))
    reached = sum(map(met, records.indicators))
    for count in (len(records.indicators), reached, len(records.indicators) - reached):
        add("", count)
    return found
