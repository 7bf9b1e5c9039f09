"""A year's figures added up by the database: however many rows a year has, a few sums come back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, case, cast, func, select

from storage import Session
from storage.models.contests import ContestRow, ProjectRow, SeasonRow
from storage.models.money import IndicatorRow, ProgrammeFundingRow, ProgrammeRow, StatedTotalRow, SubsidyRow
from storage.models.organisations import OrganisationRow
from storage.models.plan import FactRow, SupportCountRow
from storage.models.property import PropertyLeaseRow
from storage.terms import ContestKind, SupportKind, Unit


@dataclass(frozen=True, slots=True)
class Sum:
    """Money and recipients added up over `rows` rows."""

    rows: int = 0
    amount: Decimal = Decimal(0)
    recipients: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.rows + other.rows, self.amount + other.amount, self.recipients + other.recipients)


@dataclass(frozen=True, slots=True)
class Stated:
    """A total as the document states it."""

    table: str
    column: str
    scope: str
    value: Decimal


async def _sums(session: Session, query: Any) -> dict[Any, Sum]:
    rows = await session.execute(query)
    return {row[0]: Sum(row[1], row[2] or Decimal(0), row[3] or 0) for row in rows}


async def fundings_of(session: Session, year: int, sphere: str | None = None) -> dict[bool, Sum]:
    """Table 1 by whether the programme is a municipal one; of one sphere when it is named."""
    query = (
        select(
            ProgrammeRow.inside, func.count(), func.sum(ProgrammeFundingRow.amount),
            func.sum(ProgrammeFundingRow.recipients),
        )
        .join(ProgrammeRow, ProgrammeRow.key == ProgrammeFundingRow.programme)
        .where(ProgrammeFundingRow.year == year)
        .group_by(ProgrammeRow.inside)
    )  # fmt: skip
    return await _sums(session, query if sphere is None else query.where(ProgrammeRow.sphere == sphere))


def grants_query(year: int, sphere: str | None = None) -> Any:
    """Table 3 by whether a contest is science; contests for one sphere alone when it is named."""
    known = SeasonRow.amount.is_not(None) | SeasonRow.winners.is_not(None) | (SeasonRow.winners_text != "")
    query = (
        select(ContestRow.science, func.count(), func.sum(SeasonRow.amount), func.count(SeasonRow.winners))
        .join(ContestRow, ContestRow.key == SeasonRow.contest)
        .where(SeasonRow.year == year, ContestRow.kind == ContestKind.CONTEST, known)
        .group_by(ContestRow.science)
    )
    return query if sphere is None else query.where(cast(ContestRow.spheres, Text) == f'["{sphere}"]')


async def grants_of(session: Session, year: int, sphere: str | None = None) -> dict[bool, Sum]:
    """The sums of `grants_query`."""
    return await _sums(session, grants_query(year, sphere))


def subsidies_query(year: int) -> Any:
    """Tables 4 and 5: a row is a recipient."""
    return (
        select(SubsidyRow.table, func.count(), func.sum(SubsidyRow.amount), func.count())
        .where(SubsidyRow.year == year, SubsidyRow.table.in_(("4", "5")))
        .group_by(SubsidyRow.table)
    )


async def subsidies_of(session: Session, year: int) -> dict[str, Sum]:
    """The sums of `subsidies_query`."""
    return await _sums(session, subsidies_query(year))


async def support_of(session: Session, year: int) -> dict[str, dict[str, int]]:
    """Table 2 by kind, under each printed label and its spheres (as JSON, a line below it)."""
    spheres = cast(SupportCountRow.spheres, Text)
    rows = await session.execute(
        select(
            SupportCountRow.sphere_label, func.min(spheres),
            *(func.sum(case((SupportCountRow.kind == kind, SupportCountRow.count))) for kind in SupportKind),
        )
        .where(SupportCountRow.year == year)
        .group_by(SupportCountRow.sphere_label)
    )  # fmt: skip
    return {
        f"{row[0]}\n{row[1]}": {
            kind.value: int(value) for kind, value in zip(SupportKind, row[2:], strict=True) if value is not None
        }
        for row in rows
    }


async def stated_of(session: Session, year: int) -> list[Stated]:
    """The totals that the document states."""
    rows = await session.execute(
        select(StatedTotalRow.table, StatedTotalRow.column, StatedTotalRow.scope, StatedTotalRow.value)
        .where(StatedTotalRow.year == year)
        .order_by(StatedTotalRow.pack.desc(), StatedTotalRow.position, StatedTotalRow.key)
    )
    return [Stated(*row) for row in rows]


async def indicators_met(session: Session, year: int) -> tuple[int, int]:
    """How many indicators there are, and how many reached their plan."""
    met = func.sum(case((IndicatorRow.fact >= IndicatorRow.plan, 1), else_=0))
    row = (await session.execute(select(func.count(), met).where(IndicatorRow.year == year))).one()
    return row[0], int(row[1] or 0)


async def property_of(session: Session, year: int) -> tuple[Decimal | None, Decimal | None, int]:
    """Agreements and area as the document states them, None where it does not, and how many holders' rows there are."""
    leases = await session.scalar(select(func.count()).where(PropertyLeaseRow.year == year)) or 0
    area = (
        await session.execute(
            select(FactRow.value, FactRow.measure)
            .where(FactRow.year == year, FactRow.unit == Unit.SQUARE_METRES, FactRow.value.is_not(None))
            .order_by(FactRow.pack.desc(), FactRow.position, FactRow.key)
            .limit(1)
        )
    ).first()
    if area is None:
        return None, None, leases
    agreements = await session.scalar(
        select(func.sum(FactRow.value)).where(
            FactRow.year == year, FactRow.unit == Unit.AGREEMENTS, FactRow.measure == area[1]
        )
    )
    return agreements, area[0], leases


async def projects_of(session: Session, year: int, sphere: str) -> Sum:
    """Projects named for a sphere with a sum."""
    named = cast(ProjectRow.spheres, Text).contains(f'"{sphere}"', autoescape=True)
    query = select(func.count(), func.sum(ProjectRow.amount)).where(
        ProjectRow.year == year, ProjectRow.amount.is_not(None), named
    )
    row = (await session.execute(query)).one()
    return Sum(row[0], row[1] or Decimal(0))


async def holders_of(session: Session, year: int, sphere: str) -> int:
    """Different organisations of a sphere that hold city property."""
    query = (
        select(func.count(PropertyLeaseRow.organisation.distinct()))
        .join(OrganisationRow, OrganisationRow.key == PropertyLeaseRow.organisation)
        .where(PropertyLeaseRow.year == year, OrganisationRow.sphere == sphere)
    )
    return await session.scalar(query) or 0
