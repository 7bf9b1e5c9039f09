"""The base's figures as tables: rows with cells of a meaning, attributes to filter by, stated totals beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.answers.snapshot import INVENTED, Snapshot
from storage.records import content
from storage.terms import ContestKind, SupportKind, Unit

Attributes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or the words printed in its place («более 800»); `rank` orders such words among figures."""

    value: Decimal | None
    unit: Unit
    text: str = ""

    @property
    def rank(self) -> Decimal | None:
        """The value, or the number at the end of «более 800»."""
        if self.value is not None:
            return self.value
        match = re.fullmatch(r"\D*(\d+)", self.text)
        return Decimal(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in one year; `entity` is the record that a question names."""

    key: str
    name: str
    year: int
    entity: str
    cells: Mapping[str, Cell]
    attributes: Attributes
    source: content.Source | None
    record: content.Content
    owner: str = ""

    @property
    def short(self) -> str:
        """The shorter name, for buttons."""
        return str(getattr(self.record, "short_name", "") or self.name)

    def cell(self, measure: str) -> Cell | None:
        """The cell of a measure, when it holds a figure or words."""
        cell = self.cells.get(measure)
        return cell if cell and (cell.value is not None or cell.text) else None


@dataclass(frozen=True)
class Table:
    """Rows of all years and the totals that the document states, by (year, measure, scope)."""

    name: str
    rows: tuple[Row, ...]
    measures: tuple[str, ...]
    stated: Mapping[tuple[int, str, str], content.StatedTotal] = field(default_factory=dict)

    def years(self) -> list[int]:
        """Years with rows, newest first; invented rows count only where there are no others."""
        real = [row for row in self.rows if row.record.pack != INVENTED]
        return sorted({row.year for row in real or self.rows}, reverse=True)

    def newest_of(self, keys: Iterable[str]) -> int | None:
        """The newest year in which one of the entities has a row."""
        wanted = set(keys)
        return max((row.year for row in self.rows if row.entity in wanted), default=None)

    def select(self, year: int, keys: Iterable[str] = (), filters: Iterable[tuple[str, str]] = ()) -> list[Row]:
        """Rows of a year for the entities, or for all that have every attribute of the filters."""
        wanted = list(keys)
        rows = [row for row in self.rows if row.year == year]
        if wanted:
            rows = [row for row in rows if row.entity in wanted]
            rows.sort(key=lambda row: wanted.index(row.entity))
        elif any(row.record.pack != INVENTED for row in rows):
            rows = [row for row in rows if row.record.pack != INVENTED]
        return [row for row in rows if all(value in row.attributes.get(name, ()) for name, value in filters)]


def _stated(base: Snapshot, number: str) -> dict[tuple[int, str, str], content.StatedTotal]:
    return {
        (total.year, total.column, total.scope): total
        for total in base.all(content.StatedTotal)
        if total.table == number
    }


def _money(amount: Decimal | None) -> Cell:
    return Cell(amount, Unit.ROUBLES)


def _programmes(base: Snapshot) -> Table:
    rows = []
    for funding in base.all(content.ProgrammeFunding):
        programme = base.get(content.Programme, funding.programme)
        if programme is None:
            continue
        cells = {
            "amount": _money(funding.amount),
            "recipients": Cell(Decimal(funding.recipients), Unit.ORGANISATIONS),
        }
        sphere = programme.sphere or ""
        attributes = {
            "sphere": frozenset({sphere}),
            "scope": frozenset({"programmes" if programme.inside else "outside"}),
        }
        rows.append(
            Row(funding.key, programme.name, funding.year, programme.key, cells, attributes, funding.source, programme)
        )
    return Table("programmes", tuple(rows), ("amount", "recipients"), _stated(base, "1"))


def _support(base: Snapshot) -> Table:
    grouped: dict[tuple[int, str], list[content.SupportCount]] = {}
    for count in base.all(content.SupportCount):
        grouped.setdefault((count.year, count.sphere_label), []).append(count)
    rows = []
    for (year, label), counts in grouped.items():
        cells = {count.kind.value: Cell(Decimal(count.count), Unit.ORGANISATIONS) for count in counts}
        spheres = frozenset(counts[0].spheres)
        rows.append(Row(label, label, year, label, cells, {"sphere": spheres}, counts[0].source, counts[0]))
    return Table("support", tuple(rows), tuple(kind.value for kind in SupportKind), _stated(base, "2"))


def _seasons(base: Snapshot, kind: ContestKind, name: str, number: str) -> Table:
    rows = []
    for season in base.all(content.Season):
        contest = base.get(content.Contest, season.contest)
        if contest is None or contest.kind is not kind or _empty(season):
            continue
        cells = {
            "amount": _money(season.amount),
            "applicants": _people(season.applicants, season.applicants_text, season.count_unit),
            "winners": _people(season.winners, season.winners_text, Unit.WINNERS),
        }
        attributes = {
            "level": frozenset({contest.level.value}),
            "sphere": frozenset(contest.spheres),
            "science": frozenset({"yes" if contest.science else "no"}),
            "measure": frozenset({contest.measure or ""}),
        }
        rows.append(
            Row(
                season.key,
                contest.name if kind is ContestKind.CONTEST else contest.short_name,
                season.year,
                contest.key,
                cells,
                attributes,
                season.source,
                contest,
            )
        )
    return Table(name, tuple(rows), ("amount", "applicants", "winners"), _stated(base, number))


def _empty(season: content.Season) -> bool:
    return season.amount is None and season.applicants is None and season.winners is None


def _people(count: int | None, text: str, unit: Unit) -> Cell:
    return Cell(None if count is None else Decimal(count), unit, text)


def _subsidies(base: Snapshot) -> Table:
    rows = []
    for subsidy in base.all(content.Subsidy):
        organisation = base.get(content.Organisation, subsidy.organisation)
        programme = base.get(content.Programme, subsidy.programme)
        sphere = programme.sphere or "" if programme else ""
        attributes: Attributes = {
            "programme": frozenset({subsidy.programme or ""}),
            "sphere": frozenset({sphere}),
            "table": frozenset({subsidy.table}),
        }
        name = organisation.short_name if organisation else subsidy.name_as_printed
        rows.append(
            Row(
                subsidy.key,
                name,
                subsidy.year,
                subsidy.organisation,
                {"amount": _money(subsidy.amount)},
                attributes,
                subsidy.source,
                subsidy,
            )
        )
    stated = {}
    for number in ("4", "5"):
        for (year, column, _), total in _stated(base, number).items():
            stated[year, column, number] = total
    return Table("subsidies", tuple(rows), ("amount",), stated)


def _projects(base: Snapshot) -> Table:
    rows = []
    for project in base.all(content.Project):
        organisation = base.get(content.Organisation, project.organisation)
        attributes = {
            "contest": frozenset({project.contest or ""}),
            "organisation": frozenset({project.organisation or ""}),
            "sphere": frozenset(project.spheres) | frozenset({organisation.sphere or ""} if organisation else ()),
            "measure": frozenset({project.measure}),
        }
        rows.append(
            Row(
                project.key,
                project.name,
                project.year,
                project.key,
                {"amount": _money(project.amount)},
                attributes,
                project.source,
                project,
                organisation.short_name if organisation else "",
            )
        )
    return Table("projects", tuple(rows), ("amount",))


def _indicators(base: Snapshot) -> Table:
    rows = []
    for indicator in base.all(content.Indicator):
        cells = {"plan": Cell(indicator.plan, indicator.unit), "fact": Cell(indicator.fact, indicator.unit)}
        attributes = {
            "sphere": frozenset(indicator.spheres),
            "group": frozenset({"share" if indicator.group_title else "single"}),
            "state": frozenset({"missed" if indicator.fact < indicator.plan else "met"}),
        }
        rows.append(
            Row(
                indicator.key,
                indicator.short_name,
                indicator.year,
                indicator.key,
                cells,
                attributes,
                indicator.source,
                indicator,
            )
        )
    return Table("indicators", tuple(rows), ("fact", "plan"))


def _levels(base: Snapshot) -> Table:
    rows = [
        Row(
            total.key,
            total.level.value,
            total.year,
            total.level.value,
            {"amount": _money(total.amount)},
            {"level": frozenset({total.level.value})},
            total.source,
            total,
        )
        for total in base.all(content.LevelTotal)
    ]
    return Table("levels", tuple(rows), ("amount",))


def _leases(base: Snapshot) -> Table:
    rows = []
    for lease in base.all(content.Lease):
        organisation = base.get(content.Organisation, lease.organisation)
        attributes = {
            "kind": frozenset({lease.kind.value}),
            "sphere": frozenset({organisation.sphere} if organisation and organisation.sphere else ()),
        }
        name = organisation.short_name if organisation else lease.name_as_printed
        cells = {"area": Cell(lease.area, Unit.SQUARE_METRES)}
        rows.append(Row(lease.key, name, lease.year, lease.organisation, cells, attributes, lease.source, lease))
    return Table("leases", tuple(rows), ())


def tables_of(base: Snapshot) -> dict[str, Table]:
    """All tables by name."""
    built = (
        _programmes(base),
        _support(base),
        _seasons(base, ContestKind.CONTEST, "contests", "3"),
        _seasons(base, ContestKind.SUBSIDY, "windows", ""),
        _subsidies(base),
        _projects(base),
        _indicators(base),
        _levels(base),
        _leases(base),
    )
    return {table.name: table for table in built}
