"""/stats is added up by the database: the figures of the report's rows, through an index, on both databases."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import text

from core.catalogue.loading import load
from core.reports.annual import annual_report
from core.reports.model import ALL, Kind, Report, met
from core.reports.summary import summary_of, summary_of_sphere
from storage import content
from storage.engine import Database
from storage.records.content import Sphere
from storage.terms import Unit
from tests.conftest import TODAY
from tests.storage.test_plans import NUMBERS, heard

pytestmark = pytest.mark.asyncio

YEARS, OF_A_YEAR = 30, 400


def expected(report: Report) -> dict[str, Any]:
    """The five figures by going through every row of the report."""
    records, third = report.records, report.table("3")
    area = next((fact for fact in records.facts if fact.unit is Unit.SQUARE_METRES and fact.value is not None), None)
    stated = [fact.value or Decimal(0) for fact in records.facts
              if area is not None and fact.unit is Unit.AGREEMENTS and fact.measure == area.measure]  # fmt: skip
    named = Decimal(len(records.leases))

    def total(table: str, column: str) -> Decimal | None:
        found = report.table(table).total(column, ALL)
        return None if found is None else found.value

    return {
        "city_money": total("1", "amount"), "recipients": total("1", "recipients"), "grants": total("3", "amount"),
        "contests": len(third.rows), "supported": total("2", "total"),
        "science": sum((third.figure(row, "amount") for row in third.rows if records.contests[row.refers].science),
                       Decimal(0)),
        "agreements": sum(stated, Decimal(0)) if stated else named if named or area is not None else None,
        "area": None if area is None else area.value, "indicators": len(report.indicators),
        "below": sum(not met(indicator) for indicator in report.indicators),
        "broken": tuple(sorted({one.place.table for one in report.findings if one.kind is Kind.TOTAL})),
    }  # fmt: skip


def of_sphere(report: Report, key: str) -> dict[str, Any]:
    """A sphere's figures by going through every row of the report."""
    records, money, third = report.records, report.table("1"), report.table("3")
    rows = [row for row in money.rows if records.programmes[row.refers].sphere == key]
    own = [row for row in third.rows if records.contests[row.refers].spheres == (key,)]
    projects = [one.amount for one in records.projects if key in one.spheres and one.amount is not None]
    line = next((row for row in report.table("2").rows if key in row.refers.split()), None)
    holders = {lease.organisation for lease in records.leases}
    return {
        "programmes": len(rows),
        "city_money": sum((money.figure(row, "amount") for row in rows), Decimal(0)),
        "recipients": sum(money.figure(row, "recipients") for row in rows),
        "contests": len(own),
        "awarded": sum((third.figure(row, "amount") for row in own), Decimal(0)),
        "projects": len(projects),
        "grants": sum(projects, Decimal(0)),
        "support": None if line is None else line.cells[1:],
        "holders": sum(records.organisations[one].sphere == key for one in holders),
    }


async def compared(database: Database, year: int) -> None:
    async with database.reading() as session:
        report = await annual_report(session, year)
        found = await summary_of(session, year)
        assert {name: getattr(found, name) for name in expected(report)} == expected(report)
        for sphere in await content.all_of(session, Sphere):
            part = await summary_of_sphere(session, year, sphere)
            wanted = of_sphere(report, sphere.key)
            assert {name: getattr(part, name) for name in wanted} == wanted, sphere.key


async def test_the_citys_year_has_the_figures_of_its_rows(base: Database) -> None:
    await compared(base, 2023)


async def test_a_year_in_work_has_the_figures_of_its_rows_on_both_databases(migrated: Database, tmp_path: Path) -> None:
    files: dict[str, list[dict[str, Any]]] = {
        "spheres": [{"key": key, "name": key.title(), "on_name": key} for key in ("sport", "culture")],
        "programmes": [{"key": "p-sport", "name": "Спорт", "short_name": "Спорт", "sphere": "sport"},
                       {"key": "p-out", "name": "Вне", "short_name": "Вне", "sphere": "culture", "inside": False}],
        "programme_fundings": [
            {"key": "f-1", "programme": "p-sport", "year": 2031, "amount": "10.5 тыс", "recipients": 2},
            {"key": "f-2", "programme": "p-out", "year": 2031, "amount": "1.5 тыс", "recipients": 1},
        ],
        "contests": [{"key": f"c-{at}", "name": f"К{at}", "short_name": f"К{at}", "level": "federal",
                      "money_source": "federal", "science": at == 1, "spheres": ["sport"][at:]} for at in range(3)],
        "seasons": [{"key": f"s-{at}", "contest": f"c-{at}", "year": 2031, "status": "closed", "zone": "UTC",
                     **({"amount": f"{at + 1}.1 тыс"} if at < 2 else {"winners_text": "более 3"})} for at in range(3)],
        "support_counts": [{"key": f"k-{at}", "year": 2031, "sphere_label": "Спорт", "spheres": ["sport"], "kind": kind,
                            "count": at + 1} for at, kind in enumerate(("consultation", "finance"))],
        "organisations": [{"key": "o-1", "name": "О", "short_name": "О", "sphere": "sport"}],
        "subsidies": [{"key": "g-1", "organisation": "o-1", "name_as_printed": "О", "programme": "p-sport",
                       "year": 2031, "table": "5", "amount": "10.4 тыс"}],
        "stated_totals": [{"key": "t-1", "year": 2031, "table": "5", "column": "amount", "value": "10.5 тыс",
                           "unit": "roubles"}],
        "leases": [{"key": "l-1", "organisation": "o-1", "name_as_printed": "О", "kind": "free", "year": 2031}],
        "indicators": [{"key": "i-1", "number": "1.1", "group_title": "Доля", "name": "спорта", "short_name": "Спорт",
                        "year": 2031, "plan": "0.2", "fact": "0.1", "spheres": ["sport", "culture"]}],
    }  # fmt: skip
    (tmp_path / "pack.yaml").write_text("name: year\ntitle: Год\nkind: city\n", encoding="utf-8")
    for name, records in files.items():
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")
    await load(migrated, tmp_path, TODAY, ZoneInfo("UTC"))
    await compared(migrated, 2031)
    async with migrated.reading() as session:
        found = await summary_of(session, 2031)
    assert (found.supported, found.contests, found.broken) == (Decimal(3), 3, ("5",))
    assert found.missed[0].names == ("sport и culture",)


async def _steps(database: Database, statement: str, parameters: Any) -> list[str]:
    """Steps of a plan that read subsidies or seasons, as «step: how»."""
    async with database.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        if database.engine.dialect.name == "postgresql":
            found = await raw.fetch(f"EXPLAIN (FORMAT JSON) {statement}", *parameters)
            plan = found[0][0]
            return list(_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        cursor = await raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in await cursor.fetchall() if row[3].split()[1] in ("subsidies", "seasons")]


def _nodes(node: dict[str, Any]) -> Iterator[str]:
    if node.get("Relation Name") in ("subsidies", "seasons"):
        yield f"{node['Node Type']} on {node['Relation Name']}"
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


async def test_a_year_of_many_is_added_up_through_an_index_and_no_row_of_it_is_loaded(migrated: Database) -> None:
    rows = {
        "organisations": "(key, name, short_name, legal_form, aliases, pack, position) {n} SELECT 'o' || i, 'О', 'О',"
        " 'other', '[]', '', i FROM n",
        "contests": "(key, kind, name, short_name, organiser, direction, level, money_source, science, number_printed,"
        " for_whom, spheres, aliases, refusal_reasons, pack, position) {n} SELECT 'c' || i, 'contest', 'К', 'К', '',"
        " '', 'federal', 'federal', i % 7 = 0, '', '', '[]', '[]', '[]', '', i FROM n",
        "seasons": "(key, contest, year, title, status, zone, applicants_text, winners_text, count_unit, amount,"
        " conditions, pack, position) {n} SELECT 's' || i, 'c' || (1 + i % 400), 2000 + i % 30, '', 'closed', 'UTC',"
        " '', '', 'participants', 10000000, '', '', i FROM n",
        "subsidies": '(key, organisation, name_as_printed, year, amount, "table", purpose, pack, position) {n} SELECT'
        " 'g' || i, 'o' || (1 + i % 400), 'О', 2000 + i % 30, 10000000, CASE WHEN i % 2 = 0 THEN '4' ELSE '5' END, '',"
        " '', i FROM n",
    }
    async with migrated.writing() as session:
        for table, insert in rows.items():
            many = OF_A_YEAR if table in ("organisations", "contests") else YEARS * OF_A_YEAR
            await session.execute(text(f"INSERT INTO {table} {insert.format(n=NUMBERS)}"), {"many": many})
        await session.commit()
        await session.execute(text("ANALYZE"))
        await session.commit()
    with heard(migrated) as asked:
        async with migrated.reading() as session:
            found = await summary_of(session, 2011)
    assert found.contests == OF_A_YEAR
    assert found.grants == OF_A_YEAR * Decimal(1000)
    read = [(statement, parameters) for statement, parameters in asked
            if "FROM subsidies" in statement or "FROM seasons" in statement]  # fmt: skip
    assert len(read) == 2
    for statement, parameters in read:
        assert "sum(" in statement
        assert "GROUP BY" in statement
        steps = await _steps(migrated, statement, parameters)
        assert steps
        assert not [step for step in steps if step.startswith(("SCAN", "Seq Scan"))], steps
