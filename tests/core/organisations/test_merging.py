"""«Это одна»: every row, answer and check sees one organisation; «Вернуть» is exactly as before; «Разные» is kept."""

import asyncio
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.answers.engine import Engine
from core.base import DATA
from core.calling import Call, Operator
from core.catalogue.loading import load
from core.organisations.merging import Later, merge, tell_apart, undo
from core.organisations.naming import proposals
from core.reports.rules.names import similar
from core.reports.year import read_year
from storage.content import all_of, raise_version
from storage.engine import Database
from storage.imports import Writer
from storage.models import CONTENT
from storage.models.work import ChangeRow
from storage.packs import content_records
from storage.people import find_or_create
from storage.records.content import Organisation, Subsidy
from storage.terms import Channel
from tests.conftest import TODAY, ZONE

pytestmark = pytest.mark.asyncio

KEPT, GONE = "veterans-region", "veterans-city"


async def editor(base: Database, update: str = "u1") -> Call:
    async with base.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "500", "Вера", TODAY)
        await session.commit()
    return Call(person, True, TODAY, ZoneInfo(ZONE), Operator("", ""), update, base.reading, base.writing)


async def everything(base: Database) -> dict[str, list[Any]]:
    """Every content row, as its columns hold it."""
    async with base.reading() as session:
        return {
            name: [tuple(row) for row in await session.execute(select(table.row.__table__).order_by(table.row.key))]
            for name, table in CONTENT.items()
        }


async def pairs(base: Database) -> list[frozenset[str]]:
    async with base.reading() as session:
        return [frozenset({pair.one, pair.other}) for pair in await proposals(session)]


async def test_a_merge_leaves_one_organisation_with_all_rows_and_names(base: Database) -> None:
    call = await editor(base)
    assert await merge(call, KEPT, GONE) is not None
    async with base.reading() as session:
        records = {one.key: one for one in await all_of(session, Organisation)}
        subsidies = [one for one in await all_of(session, Subsidy) if one.organisation == KEPT]
        year = await read_year(session, 2023)
        engine = Engine.build([record for kind in content_records().values() for record in await all_of(session, kind)])
    assert GONE not in records
    assert any("Всероссийской общественной организации ветеранов" in alias for alias in records[KEPT].aliases)
    assert {one.table for one in subsidies} == {"4", "5"}
    assert not any(set(finding.details["keys"]) & {KEPT, GONE} for finding in similar(year))
    said = engine.answer("сколько получил городской совет ветеранов", now=TODAY, zone=ZoneInfo(ZONE)).message.text
    assert "9\u00a0722,2" in said
    assert "146,0" in said


async def test_taken_back_it_is_exactly_as_it_was(base: Database) -> None:
    before = await everything(base)
    decision = await merge(await editor(base), KEPT, GONE)
    assert decision is not None
    assert await everything(base) != before
    undone = await undo(await editor(base, "u2"), decision.id)
    assert undone is not None
    assert not isinstance(undone, Later)
    assert await everything(base) == before


async def test_the_pack_does_not_bring_a_merged_organisation_back(base: Database) -> None:
    await merge(await editor(base), KEPT, GONE)
    await load(base, DATA / "kemerovo-2023", TODAY, ZoneInfo(ZONE))
    async with base.reading() as session:
        assert GONE not in {one.key for one in await all_of(session, Organisation)}
        assert GONE not in {one.organisation for one in await all_of(session, Subsidy)}


async def test_a_repeated_update_merges_once(base: Database) -> None:
    first, second = await merge(await editor(base), KEPT, GONE), await merge(await editor(base), KEPT, GONE)
    assert first == second
    async with base.reading() as session:
        gone = await session.scalars(select(ChangeRow).where(ChangeRow.key == GONE))
    assert len(list(gone)) == 1


async def test_different_ones_are_never_proposed_again_and_the_check_is_silent(base: Database) -> None:
    pair = frozenset({KEPT, GONE})
    assert pair in await pairs(base)
    decision = await tell_apart(await editor(base), KEPT, GONE)
    assert decision is not None
    assert pair not in await pairs(base)
    async with base.reading() as session:
        assert not any(set(one.details["keys"]) == pair for one in similar(await read_year(session, 2023)))
    await undo(await editor(base, "u2"), decision.id)
    assert pair in await pairs(base)


async def test_what_was_said_of_one_holds_after_it_was_merged(base: Database) -> None:
    await tell_apart(await editor(base), GONE, "afghan-city")
    await merge(await editor(base, "u2"), KEPT, GONE)
    assert frozenset({KEPT, "afghan-city"}) not in await pairs(base)


async def test_a_later_merge_has_to_be_taken_back_first(base: Database) -> None:
    first = await merge(await editor(base, "u1"), KEPT, GONE)
    second = await merge(await editor(base, "u2"), "afghan-region", KEPT)
    assert first is not None
    assert second is not None
    blocked = await undo(await editor(base, "u3"), first.id)
    assert isinstance(blocked, Later)
    assert blocked.names
    before = await undo(await editor(base, "u4"), second.id)
    assert not isinstance(before, Later)
    assert not isinstance(await undo(await editor(base, "u5"), first.id), Later)


async def test_nobody_merges_what_is_not_there(base: Database) -> None:
    call = await editor(base)
    assert await merge(call, KEPT, KEPT) is None
    assert await merge(call, KEPT, "nobody") is None
    assert await tell_apart(call, "nobody", KEPT) is None
    assert await undo(call, 77) is None


async def test_two_editors_who_merge_the_same_pair_either_way_at_once_merge_it_once(migrated: Database) -> None:
    async with migrated.writing() as session:
        writer = Writer.of(session, None, TODAY)
        for key in ("one", "two"):
            await writer.add("organisations", Organisation(key=key, name=f"АНО «{key}»", short_name=key, sphere=None))
        await raise_version(session)
        await session.commit()
    first, second = await editor(migrated, "u1"), await editor(migrated, "u2")
    done = await asyncio.gather(merge(first, "one", "two"), merge(second, "two", "one"))
    assert len([one for one in done if one is not None]) == 1
    async with migrated.reading() as session:
        assert len(await all_of(session, Organisation)) == 1
