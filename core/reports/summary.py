"""The five figures of a year, whole or for one sphere, added up by the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.reports.counted import counted_in
from core.reports.model import ALL, met
from core.reports.tables import PROGRAMMES
from storage import Session, content, year_figures
from storage.records.content import Indicator, Sphere
from storage.terms import SupportKind
from storage.year_figures import Stated, Sum


@dataclass(frozen=True, slots=True)
class Missed:
    """Indicators below plan with the same plan and fact, by their spheres' names."""

    names: tuple[str, ...]
    fact: Decimal
    plan: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """What /stats says of a year. Money in roubles; None where the year does not know it.

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
    indicators: int
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
    programmes: int
    city_money: Decimal
    recipients: int
    support: tuple[Decimal | None, ...] | None
    together: str
    contests: int
    awarded: Decimal
    projects: int
    grants: Decimal
    holders: int
    indicators: tuple[Indicator, ...]


Support = list[tuple[str, tuple[str, ...], dict[str, int]]]
"""Table 2's printed rows: label, spheres, figures by kind, the bot's own consultations among them."""


async def summary_of(session: Session, year: int) -> Summary:
    """The whole year, with stated totals where the document states them."""
    money = await year_figures.fundings_of(session, year)
    grants = await year_figures.grants_of(session, year)
    subsidies = await year_figures.subsidies_of(session, year)
    support = await _support(session, year)
    stated = await year_figures.stated_of(session, year)
    agreements, area, leases = await year_figures.property_of(session, year)
    indicators, reached = await year_figures.indicators_met(session, year)
    computed = dict(_computed(money, support, grants, subsidies))
    known = {(one.table, one.column, one.scope): one.value for one in reversed(stated)}
    whole = {place: known.get(place, computed.get(place)) for place in {*known, *computed}}
    return Summary(
        city_money=whole.get(("1", "amount", ALL)),
        recipients=whole.get(("1", "recipients", ALL)),
        grants=whole.get(("3", "amount", ALL)),
        contests=sum(one.rows for one in grants.values()),
        science=grants.get(True, Sum()).amount,
        supported=whole.get(("2", SupportKind.TOTAL.value, ALL)),
        agreements=agreements if agreements is not None else Decimal(leases) if leases or area is not None else None,
        area=area,
        indicators=indicators,
        below=indicators - reached,
        missed=await _missed(session, year) if reached < indicators else (),
        broken=tuple(sorted(_broken(stated, computed))) if money or grants else (),
    )


async def _support(session: Session, year: int) -> Support:
    counted = await counted_in(session, year)
    found: Support = []
    for row, figures in (await year_figures.support_of(session, year)).items():
        label, _, listed = row.partition("\n")
        spheres = tuple(json.loads(listed))
        by_bot = counted.of(" ".join(spheres))
        if by_bot:
            figures[SupportKind.CONSULTATION] = figures.get(SupportKind.CONSULTATION, 0) + by_bot
        if SupportKind.TOTAL in figures:
            figures[SupportKind.TOTAL] += by_bot
        else:
            figures[SupportKind.TOTAL] = sum(figures.values())
        found.append((label, spheres, figures))
    return found


def _computed(
    money: dict[bool, Sum], support: Support, grants: dict[bool, Sum], subsidies: dict[str, Sum]
) -> Iterator[tuple[tuple[str, str, str], Decimal]]:
    """What the rows make, by table, column and scope; a table without rows makes nothing."""
    for scope, part in ((PROGRAMMES, money.get(True, Sum())), (ALL, sum(money.values(), Sum()))):
        if money:
            yield ("1", "amount", scope), part.amount
            yield ("1", "recipients", scope), Decimal(part.recipients)
    for kind in SupportKind if support else ():
        yield ("2", kind.value, ALL), Decimal(sum(figures.get(kind, 0) for _, _, figures in support))
    if grants:
        yield ("3", "amount", ALL), sum(grants.values(), Sum()).amount
    for table, part in subsidies.items():
        yield (table, "amount", ALL), part.amount
        yield (table, "recipients", ALL), Decimal(part.rows)


def _broken(stated: list[Stated], computed: dict[tuple[str, str, str], Decimal]) -> set[str]:
    """Tables with a stated total that is not the sum of their rows."""
    return {
        one.table for one in stated
        if (made := computed.get((one.table, one.column, one.scope))) is not None and made != one.value
    }  # fmt: skip


async def _missed(session: Session, year: int) -> tuple[Missed, ...]:
    spheres = {sphere.key: sphere.name.lower() for sphere in await content.all_of(session, Sphere)}
    groups: dict[tuple[Decimal, Decimal], list[str]] = {}
    for indicator in await content.all_of(session, Indicator, year=year):
        if not met(indicator):
            shares = bool(indicator.group_title and indicator.spheres)
            name = " и ".join(spheres[key] for key in indicator.spheres) if shares else indicator.short_name
            groups.setdefault((indicator.fact, indicator.plan), []).append(name)
    return tuple(Missed(tuple(names), fact, plan) for (fact, plan), names in groups.items())


async def summary_of_sphere(session: Session, year: int, sphere: Sphere) -> SphereSummary:
    """One sphere: its programmes, its row of table 2, projects named for it, its indicators."""
    money = sum((await year_figures.fundings_of(session, year, sphere.key)).values(), Sum())
    own = sum((await year_figures.grants_of(session, year, sphere.key)).values(), Sum())
    projects = await year_figures.projects_of(session, year, sphere.key)
    support = await _support(session, year)
    line = next((one for one in support if sphere.key in one[1]), None)
    indicators = await content.all_of(session, Indicator, year=year)
    return SphereSummary(
        sphere=sphere,
        programmes=money.rows,
        city_money=money.amount,
        recipients=money.recipients,
        support=None if line is None else tuple(
            None if kind not in line[2] else Decimal(line[2][kind]) for kind in SupportKind
        ),
        together="" if line is None else line[0],
        contests=own.rows,
        awarded=own.amount,
        projects=projects.rows,
        grants=projects.amount,
        holders=await year_figures.holders_of(session, year, sphere.key),
        indicators=tuple(indicator for indicator in indicators if sphere.key in indicator.spheres),
    )  # fmt: skip
