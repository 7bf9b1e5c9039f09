"""Tables 1 to 5 of a year out of its records: rows as printed, totals stated and computed."""

from collections.abc import Iterable
from decimal import Decimal

from core.reports.model import ALL, Column, Row, Table, Total
from core.reports.year import YearRecords
from storage.records.content import Contest, Season, Source, SupportCount
from storage.terms import ContestKind, Level, SupportKind, Unit

PROGRAMMES = "programmes"
OUTSIDE = "outside"
"""Row groups of table 1: inside the municipal programmes («Итого») and outside them."""

_LEVELS = tuple(Level)


def build_tables(records: YearRecords) -> tuple[Table, ...]:
    """The five tables; a table without rows is present and empty."""
    return (
        _programmes(records),
        _support(records),
        _contests(records),
        _subsidies(records, "4"),
        _subsidies(records, "5"),
    )


def _programmes(records: YearRecords) -> Table:
    columns = (Column("programme"), Column("amount", Unit.ROUBLES, True), Column("recipients", Unit.RECIPIENTS, True))
    rows = []
    for funding in records.fundings:
        programme = records.programmes[funding.programme]
        group = PROGRAMMES if programme.inside else OUTSIDE
        cells = (programme.name, funding.amount, Decimal(funding.recipients))
        rows.append(Row(cells, "programme_fundings", funding.key, programme.key, group, funding.source))
    rows.sort(key=lambda row: row.group == OUTSIDE)
    return _table(records, "1", columns, rows, scopes=(PROGRAMMES, ALL))


def _support(records: YearRecords) -> Table:
    kinds = tuple(SupportKind)
    columns = (Column("sphere"), *(Column(kind.value, Unit.ORGANISATIONS, True) for kind in kinds))
    printed: list[dict[SupportKind, SupportCount]] = []
    for count in records.support:
        of_label = [row for row in printed if count.sphere_label in {known.sphere_label for known in row.values()}]
        free = next((row for row in of_label if count.kind not in row), None)
        if free is None:
            printed.append({count.kind: count})
        else:
            free[count.kind] = count
    rows = []
    for counts in printed:
        first = next(iter(counts.values()))
        by_bot = records.counted.of(" ".join(first.spheres))
        figures = _figures(counts, by_bot)
        rows.append(
            Row((first.sphere_label, *figures), "support_counts", first.key, " ".join(first.spheres), ALL, first.source)
        )
    covered = {sphere for one in records.support for sphere in one.spheres}
    for label, spheres in records.counted.rows:
        if not covered & set(spheres.split()):
            rows.append(Row((label, *_figures({}, records.counted.of(spheres))), "appeals", spheres, spheres))
    return _table(records, "2", columns, rows)


def _figures(counts: dict[SupportKind, SupportCount], by_bot: int) -> tuple[Decimal | None, ...]:
    """A row's figures: what was handed in and what the bot counted; a whole that nobody stated is the kinds' sum."""
    found = {kind: Decimal(count.count) for kind, count in counts.items()}
    if by_bot:
        kind = SupportKind.CONSULTATION
        found[kind] = found.get(kind, Decimal(0)) + by_bot
    if SupportKind.TOTAL in counts:
        found[SupportKind.TOTAL] += by_bot
    else:
        found[SupportKind.TOTAL] = sum(found.values(), Decimal(0))
    return tuple(found.get(kind) for kind in SupportKind)


def listed_seasons(records: YearRecords) -> list[tuple[Contest, Season]]:
    """The rows of table 3: contests (not subsidies) whose year has results, by level, in the pack's order."""
    found = [
        (records.contests[season.contest], season)
        for season in records.seasons
        if records.contests[season.contest].kind is ContestKind.CONTEST
        and (season.amount is not None or season.winners is not None or season.winners_text)
    ]
    return sorted(found, key=lambda pair: _LEVELS.index(pair[0].level))


def _contests(records: YearRecords) -> Table:
    columns = (
        Column("level"),
        Column("number"),
        Column("contest"),
        Column("direction"),
        Column("applicants", Unit.PARTICIPANTS),
        Column("winners", Unit.WINNERS),
        Column("amount", Unit.ROUBLES, True),
    )
    rows = [
        Row(
            (
                contest.level.value,
                contest.number_printed,
                contest.name,
                contest.direction,
                _count(season.applicants, season.applicants_text),
                _count(season.winners, season.winners_text),
                season.amount,
            ),
            "seasons",
            season.key,
            contest.key,
            contest.level.value,
            season.source,
        )
        for contest, season in listed_seasons(records)
    ]
    table = _table(records, "3", columns, rows)
    stated = {level.level.value: level for level in records.levels}
    levels = tuple(
        Total(
            scope=level.value,
            column="amount",
            unit=Unit.ROUBLES,
            stated=stated[level.value].amount if level.value in stated else None,
            computed=_sum(table.figure(row, "amount") for row in rows if row.group == level.value),
            source=stated[level.value].source if level.value in stated else None,
        )
        for level in _LEVELS
        if level.value in table.groups
    )
    return Table(table.number, table.section, table.columns, table.rows, (*levels, *table.totals))


def _count(number: int | None, text: str) -> Decimal | str | None:
    return text or (None if number is None else Decimal(number))


def _subsidies(records: YearRecords, number: str) -> Table:
    columns = (
        Column("organisation"),
        Column("amount", Unit.ROUBLES, True),
        Column("recipients", Unit.RECIPIENTS, True),
    )
    rows = [
        Row(
            (subsidy.name_as_printed, subsidy.amount, Decimal(1)),
            "subsidies",
            subsidy.key,
            subsidy.organisation,
            ALL,
            subsidy.source,
        )
        for subsidy in records.subsidies
        if subsidy.table == number
    ]
    return _table(records, number, columns, rows)


def _table(
    records: YearRecords,
    number: str,
    columns: tuple[Column, ...],
    rows: list[Row],
    scopes: tuple[str, ...] = (ALL,),
) -> Table:
    totals = []
    for scope in scopes:
        for place, column in enumerate(columns):
            if column.unit is None or not column.summed:
                continue
            stated = next(
                (t for t in records.stated if (t.table, t.column, t.scope) == (number, column.name, scope)), None
            )
            cells = [row.cells[place] for row in rows if scope in (ALL, row.group)]
            totals.append(
                Total(
                    scope=scope,
                    column=column.name,
                    unit=column.unit,
                    stated=None if stated is None else stated.value,
                    computed=_sum(cell for cell in cells if isinstance(cell, Decimal)) if rows else None,
                    label="" if stated is None else stated.label,
                    source=None if stated is None else stated.source,
                )
            )
    return Table(number, _section(row.source for row in rows), columns, tuple(rows), tuple(totals))


def _section(sources: Iterable[Source | None]) -> str:
    return next((source.section for source in sources if source is not None and source.section), "")


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
