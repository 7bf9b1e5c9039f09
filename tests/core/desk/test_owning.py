"""Whose the plan's rows, the tables' rows and the records are, by the city's pack."""

import pytest

from core.desk.owning import Owning, owning
from storage import content
from storage.engine import Database
from storage.records.content import Contact, Indicator, Lease, Measure, Organisation, StatedTotal, Subsidy
from storage.records.desk import Department

pytestmark = pytest.mark.asyncio

COMMON = {"2.5", "4.1"}
"""Rows of the plan for which the report names no department."""


async def read(base: Database) -> Owning:
    async with base.reading() as session:
        return await owning(session)


async def test_each_of_the_plans_rows_has_a_department_or_is_common(base: Database) -> None:
    whose = await read(base)
    async with base.reading() as session:
        measures = await content.all_of(session, Measure)
    assert len(measures) == 21
    assert {one.number for one in measures if not whose.of("measures", one)} == COMMON
    assert whose.of_measure("2.3") == whose.of_measure("measure-2-3") == ("property",)
    assert whose.of_measure("3.10") == ("culture",)
    assert whose.of_measure("2.4") == ("social", "education", "culture", "business")


async def test_every_department_is_sourced_and_names_what_the_base_holds(base: Database) -> None:
    whose = await read(base)
    async with base.reading() as session:
        contacts = {one.key for one in await content.all_of(session, Contact)}
        numbers = {one.number for one in await content.all_of(session, Indicator)}
    assert [one.key for one in whose.departments] == ["social", "education", "culture", "business", "property"]
    for one in whose.departments:
        assert one.source is not None
        assert one.office in contacts
        assert set(one.indicators) <= numbers
        assert set(one.measures) <= set(whose.numbers.values())
        assert set(one.whole_tables) <= set(one.tables)
    assert numbers == {number for one in whose.departments for number in one.indicators}


async def test_rows_of_the_tables_go_to_the_department_that_fills_them(base: Database) -> None:
    whose = await read(base)
    async with base.reading() as session:
        subsidies = {one.key: whose.of("subsidies", one) for one in await content.all_of(session, Subsidy)}
        leases = {whose.of("leases", one) for one in await content.all_of(session, Lease)}
        totals = {one.table: whose.of("stated_totals", one) for one in await content.all_of(session, StatedTotal)}
    assert subsidies["t4-voi-2023"] == ("social",)
    assert subsidies["t5-football-2023"] == ("culture",)
    assert subsidies["orthodox-gymnasium-2023"] == ("education",)
    assert subsidies["kvn-2023"] == ("culture",)
    assert leases == {("property",)}
    assert totals["5"] == ("culture",)
    assert len(totals["2"]) == 5


async def test_spheres_subjects_and_offices_have_their_department(base: Database) -> None:
    whose = await read(base)
    async with base.reading() as session:
        kumi = await content.get(session, Contact, "kumi")
        gymnasium = await content.get(session, Organisation, "orthodox-gymnasium")
        department = await content.get(session, Department, "culture")
    assert kumi is not None
    assert gymnasium is not None
    assert department is not None
    assert whose.of("contacts", kumi) == ("property",)
    assert whose.of("organisations", gymnasium) == ("education",)
    assert whose.of_sphere("sport") == ("culture",)
    assert whose.of_sphere("science") == ()
    assert whose.of_subject("Возмещение коммунальных услуг") == ("education",)
    assert whose.of("departments", department) == ("culture",)
