"""The five figures of a year, whole or for one sphere, taken from its report."""

from dataclasses import dataclass
from decimal import Decimal

from core.reports.model import ALL, Kind, Report, Row, met
from storage.records.content import Indicator, Project, Sphere
from storage.terms import Unit


@dataclass(frozen=True, slots=True)
class Missed:
    """Indicators below plan with the same plan and fact, by their spheres' names."""

    names: tuple[str, ...]
    fact: Decimal
    plan: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """What /stats says of a year. Money in roubles; None where the year does not know.

    `broken` are the tables whose stated total is not the sum of their rows.
    """

    city_money: Decimal | None
    recipients: Decimal | None
    grants: Decimal | None
    contests: int
    science: Decimal
    supported: Decimal | None
    agreements: Decimal | None
    area: Decimal | None
    indicators: tuple[Indicator, ...]
    below: int
    missed: tuple[Missed, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SphereSummary:
    """What /stats says of one sphere in a year.

    `contests` are those of table 3 for this sphere alone, `support` are table 2's figures (total, consultation,
    property, finance) of the row that holds the sphere among `together`; `projects` are grants named for the
    sphere in the prose, since table 3 is not split by sphere.
    """

    sphere: Sphere
    programmes: tuple[Row, ...]
    city_money: Decimal
    recipients: Decimal
    support: tuple[Decimal | None, ...] | None
    together: str
    contests: tuple[Row, ...]
    awarded: Decimal
    projects: tuple[Project, ...]
    grants: Decimal
    holders: int
    indicators: tuple[Indicator, ...]


def summarise(report: Report) -> Summary:
    """The whole year, with stated totals where the document states them."""
    money, support, contests = report.table("1"), report.table("2"), report.table("3")
    science = [row for row in contests.rows if report.records.contests[row.refers].science]
    agreements, area = property_facts(report)
    return Summary(
        city_money=_value(report, "1", "amount"),
        recipients=_value(report, "1", "recipients"),
        grants=_value(report, "3", "amount"),
        contests=len(contests.rows),
        science=sum((contests.figure(row, "amount") for row in science), Decimal(0)),
        supported=_value(report, support.number, "total"),
        agreements=agreements,
        area=area,
        indicators=report.indicators,
        below=sum(not met(indicator) for indicator in report.indicators),
        missed=_missed(report),
        broken=broken_tables(report) if money.rows or contests.rows else (),
    )


def _missed(report: Report) -> tuple[Missed, ...]:
    groups: dict[tuple[Decimal, Decimal], list[str]] = {}
    for indicator in report.indicators:
        if not met(indicator):
            spheres = [report.records.spheres[key].name.lower() for key in indicator.spheres]
            shares = bool(indicator.group_title and spheres)
            name = " и ".join(spheres) if shares else indicator.short_name
            groups.setdefault((indicator.fact, indicator.plan), []).append(name)
    return tuple(Missed(tuple(names), fact, plan) for (fact, plan), names in groups.items())


def broken_tables(report: Report) -> tuple[str, ...]:
    """Numbers of the tables with a total that is not the sum of its rows."""
    found = {finding.place.table for finding in report.findings if finding.kind is Kind.TOTAL}
    return tuple(sorted(found))


def property_facts(report: Report) -> tuple[Decimal | None, Decimal | None]:
    """Agreements on property as the document states them (else those named), and their area in square metres."""
    records = report.records
    area = next((fact for fact in records.facts if fact.unit is Unit.SQUARE_METRES and fact.value is not None), None)
    if area is None:
        return (Decimal(len(records.leases)) if records.leases else None), None
    stated = [
        fact.value
        for fact in records.facts
        if fact.unit is Unit.AGREEMENTS and fact.value is not None and fact.measure == area.measure
    ]
    return (sum(stated, Decimal(0)) if stated else Decimal(len(records.leases))), area.value


def summarise_sphere(report: Report, sphere: Sphere) -> SphereSummary:
    """One sphere: its programmes, its row of table 2, projects named for it, its indicators."""
    records, money, support = report.records, report.table("1"), report.table("2")
    programmes = tuple(row for row in money.rows if records.programmes[row.refers].sphere == sphere.key)
    line = next((row for row in support.rows if sphere.key in row.refers.split()), None)
    projects = tuple(
        project for project in records.projects if sphere.key in project.spheres and project.amount is not None
    )
    third = report.table("3")
    own = tuple(row for row in third.rows if records.contests[row.refers].spheres == (sphere.key,))
    holders = {lease.organisation for lease in records.leases}
    return SphereSummary(
        sphere=sphere,
        programmes=programmes,
        city_money=sum((money.figure(row, "amount") for row in programmes), Decimal(0)),
        recipients=sum((money.figure(row, "recipients") for row in programmes), Decimal(0)),
        support=None if line is None else tuple(cell if isinstance(cell, Decimal) else None for cell in line.cells[1:]),
        together="" if line is None else str(line.cells[0]),
        contests=own,
        awarded=sum((third.figure(row, "amount") for row in own), Decimal(0)),
        projects=projects,
        grants=sum((project.amount for project in projects if project.amount is not None), Decimal(0)),
        holders=sum(records.organisations[key].sphere == sphere.key for key in holders),
        indicators=tuple(indicator for indicator in report.indicators if sphere.key in indicator.spheres),
    )


def _value(report: Report, number: str, column: str) -> Decimal | None:
    total = report.table(number).total(column, ALL)
    return None if total is None else total.value
