"""Two years side by side: sums by level and in total, the rows that made the change, and what a year lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.organisations.shapes import folded
from core.reports.model import ALL, Table
from core.reports.tables import build_tables
from core.reports.year import YearRecords
from storage.terms import Level


class Part(StrEnum):
    """What a year may lack."""

    CONTESTS = "contests"  # sums by contest; without them science cannot be set apart
    CITY_MONEY = "city_money"
    SUPPORT = "support"
    PROPERTY = "property"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class LevelSum:
    """Grants of a level in a year. `rounded` is a sum that only the prose states, to 0,1 million."""

    year: int
    level: Level
    amount: Decimal
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in both years; None where a year does not know it."""

    name: str
    older: Decimal | None
    newer: Decimal | None
    rounded: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Newer less older; a year known to 0,1 million only rounds both."""
        if self.older is None or self.newer is None:
            return None
        return to_tenth(self.newer) - to_tenth(self.older) if self.rounded else self.newer - self.older

    @property
    def share(self) -> Decimal | None:
        """The difference in per cent of the older year."""
        return None if self.difference is None or not self.older else self.difference / self.older * 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """The older year beside the newer. `science` tells whether science grants are counted in.

    `rows` are contests that both years have, the largest change first; `only_newer` and `only_older` those of
    one year. `lacks` names what a year does not know, by year.
    """

    older: int
    newer: int
    science: bool
    levels: tuple[Change, ...]
    total: Change
    rows: tuple[Change, ...]
    only_newer: tuple[Change, ...]
    only_older: tuple[Change, ...]
    others: tuple[tuple[Part, Change], ...]
    lacks: tuple[tuple[int, tuple[Part, ...]], ...]

    @property
    def by_million(self) -> bool:
        """Whether a year is only known to 0,1 million, so that both are told so."""
        return any(level.rounded for level in self.levels)


def to_tenth(roubles: Decimal) -> Decimal:
    """Rounded to 0,1 million, as the prose states sums."""
    return (roubles / 100_000).quantize(Decimal(1), ROUND_HALF_UP) * 100_000


def level_sums(records: YearRecords, *, science: bool = True) -> tuple[LevelSum, ...]:
    """Grants by level: the sum of the year's rows, else what the prose states (science is then inside it)."""
    table = build_tables(records)[2]
    if table.rows:
        amounts: dict[Level, Decimal] = {}
        for row in table.rows:
            contest = records.contests[row.refers]
            part = table.figure(row, "amount") if science or not contest.science else Decimal(0)
            amounts[contest.level] = amounts.get(contest.level, Decimal(0)) + part
        return tuple(LevelSum(records.year, level, amounts[level]) for level in Level if level in amounts)
    if not science:
        return ()
    stated = {item.level: item.amount for item in records.levels}
    return tuple(LevelSum(records.year, level, stated[level], rounded=True) for level in Level if level in stated)


def compare(older: YearRecords, newer: YearRecords, *, science: bool = True) -> Comparison:
    """Both years' figures; no I/O. Years may come in any order."""
    if older.year > newer.year:
        older, newer = newer, older
    levels = _levels(level_sums(older, science=science), level_sums(newer, science=science))
    rows = _contests(older, newer, science=science)
    return Comparison(
        older=older.year,
        newer=newer.year,
        science=science,
        levels=levels,
        total=_sum(levels),
        rows=tuple(
            sorted(
                (row for row in rows if row.difference),
                key=lambda row: -abs(row.difference or Decimal(0)),
            )
        ),
        only_newer=tuple(sorted((row for row in rows if row.older is None), key=lambda row: -(row.newer or 0))),
        only_older=tuple(sorted((row for row in rows if row.newer is None), key=lambda row: -(row.older or 0))),
        others=_others(older, newer),
        lacks=tuple((records.year, found) for records in (older, newer) if (found := lacking(records))),
    )


def lacking(records: YearRecords) -> tuple[Part, ...]:
    """What a year does not know."""
    present = {
        Part.CONTESTS: bool(build_tables(records)[2].rows),
        Part.CITY_MONEY: bool(records.fundings),
        Part.SUPPORT: bool(records.support),
        Part.PROPERTY: bool(records.leases),
        Part.INDICATORS: bool(records.indicators),
    }
    return tuple(part for part, known in present.items() if not known)


def _levels(older: tuple[LevelSum, ...], newer: tuple[LevelSum, ...]) -> tuple[Change, ...]:
    before, after = ({item.level: item for item in sums} for sums in (older, newer))
    rounded = any(item.rounded for item in (*older, *newer))
    found = []
    for level in Level:
        if level in before or level in after:
            old, new = before.get(level), after.get(level)
            amounts = (None if old is None else old.amount, None if new is None else new.amount)
            found.append(Change(level.value, *amounts, rounded))
    return tuple(found)


def _sum(levels: tuple[Change, ...]) -> Change:
    def whole(values: list[Decimal | None], rounded: bool) -> Decimal | None:
        known = [value for value in values if value is not None]
        if not known:
            return None
        return sum((to_tenth(value) if rounded else value for value in known), Decimal(0))

    rounded = any(level.rounded for level in levels)
    older, newer = [level.older for level in levels], [level.newer for level in levels]
    return Change("total", whole(older, rounded), whole(newer, rounded=False), rounded)


def _contests(older: YearRecords, newer: YearRecords, *, science: bool) -> tuple[Change, ...]:
    tables = (build_tables(older)[2], build_tables(newer)[2])
    if not all(table.rows for table in tables):
        return ()
    same = _same_contests(older, newer)
    before, after = _amounts(tables[0], same), _amounts(tables[1], {})
    contests = older.contests | newer.contests
    return tuple(
        Change(contests[key].short_name, before.get(key), after.get(key))
        for key in dict.fromkeys((*after, *before))
        if science or not contests[key].science
    )


def _amounts(table: Table, same: Mapping[str, str]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in table.rows:
        key = same.get(row.refers, row.refers)
        found[key] = found.get(key, Decimal(0)) + table.figure(row, "amount")
    return found


def _same_contests(older: YearRecords, newer: YearRecords) -> dict[str, str]:
    """Contests of the older year that the newer one has under another key and the same name, as packs of years do."""
    used = [newer.contests[season.contest] for season in newer.seasons]
    names = {folded(name): one.key for one in used for name in (*one.aliases, one.short_name, one.name)}
    kept = {one.key for one in used}
    found = {}
    for season in older.seasons:
        one = older.contests[season.contest]
        twin = next((names[folded(name)] for name in (one.name, one.short_name) if folded(name) in names), None)
        if one.key not in kept and twin is not None:
            found[one.key] = twin
    return found


def _others(older: YearRecords, newer: YearRecords) -> tuple[tuple[Part, Change], ...]:
    wanted = ((Part.CITY_MONEY, 0, "amount"), (Part.SUPPORT, 1, "total"))
    before, after = build_tables(older), build_tables(newer)
    found = []
    for part, place, column in wanted:
        totals = [tables[place].total(column, ALL) for tables in (before, after)]
        old, new = (None if total is None else total.value for total in totals)
        if old is not None and new is not None:
            found.append((part, Change(part.value, old, new)))
    return tuple(found)
