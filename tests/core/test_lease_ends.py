"""A lease's end is told ahead to its holder and its department, once a step, by the day that stands."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.premises.leases import step_of, write_lease_ends
from storage.desk import join
from storage.editing import change_fields
from storage.engine import Database
from storage.models.naming import NameDecisionRow
from storage.own_organisations import create, holders_of
from storage.people import find_or_create
from storage.terms import Channel, NameDecision, Role
from storage.told import told_of
from tests.conftest import TODAY, ZONE

LEASE = "demo-lease-centr"
"""Ends 45 days after TODAY."""


def test_the_step_that_stands() -> None:
    today = date(2026, 11, 22)
    days = {91: None, 90: 90, 31: 90, 30: 30, 8: 30, 7: 7, 0: 7, -1: None}
    assert {left: step_of(today + timedelta(days=left), today) for left in days} == days
    assert step_of(None, today) is None


@pytest.mark.asyncio
async def test_holder_and_department_are_told_once_a_step_and_again_when_the_day_moves(demo_base: Database) -> None:
    async with demo_base.writing() as session:
        holder = await find_or_create(session, Channel.TELEGRAM, "101", "Анна (пример)", TODAY)
        await create(session, holder.id, TODAY, name="Учебный центр", record="demo-uchebny-centr")
        editor = await find_or_create(session, Channel.TELEGRAM, "7001", "Олег (пример)", TODAY)
        await join(session, editor.id, "property", Role.EDITOR, None, TODAY)
        other = await find_or_create(session, Channel.TELEGRAM, "7002", "Пётр (пример)", TODAY)
        await join(session, other.id, "social", Role.EDITOR, None, TODAY)
        await session.commit()

    async def tick(days: int = 0) -> dict[int, set[str]]:
        await write_lease_ends(demo_base, TODAY + timedelta(days=days), ZoneInfo(ZONE), {"900"})
        told = {}
        async with demo_base.reading() as session:
            for person in (holder, editor, other):
                told[person.id] = {
                    f"{one.event} {one.version}" for one in await told_of(session, person.id) if one.subject == LEASE
                }
        return told

    day = (TODAY.date() + timedelta(days=45)).isoformat()
    first = {holder.id: {f"ends:90 {day}"}, editor.id: {f"ends:90 {day}"}, other.id: set()}
    assert await tick() == first
    assert await tick() == first
    second = await tick(20)
    assert second[holder.id] == {f"ends:90 {day}", f"ends:30 {day}"}
    moved = TODAY.date() + timedelta(days=60)
    async with demo_base.writing() as session:
        await change_fields(session, "leases", LEASE, {"ends_on": moved}, author_id=None, now=TODAY)
        await session.commit()
    assert f"ends:90 {moved.isoformat()}" in (await tick(21))[holder.id]


@pytest.mark.asyncio
async def test_a_holder_is_told_also_after_an_editor_merged_the_organisations_names(demo_base: Database) -> None:
    async with demo_base.writing() as session:
        people = {}
        for number, record in (("101", "old-name"), ("102", "older-name"), ("103", "demo-uchebny-centr"), ("104", "x")):
            person = await find_or_create(session, Channel.TELEGRAM, number, "", TODAY)
            await create(session, person.id, TODAY, name="Учебный центр", record=record)
            people[number] = person.id
        await session.commit()
    assert await _held(demo_base) == [people["103"]]
    for gone, kept in (("old-name", "demo-uchebny-centr"), ("older-name", "old-name")):
        await _merge(demo_base, gone, kept, people["104"])
    assert await _held(demo_base) == [people[one] for one in ("101", "102", "103")]


async def _held(base: Database) -> list[int]:
    async with base.reading() as session:
        return [one.id for one in await holders_of(session, "demo-uchebny-centr")]


async def _merge(base: Database, gone: str, kept: str, author: int) -> None:
    async with base.writing() as session:
        session.add(NameDecisionRow(
            kept=kept, gone=gone, kept_name="", gone_name="", decision=NameDecision.SAME, change_ids=[],
            author_id=author, decided_at=TODAY,
        ))  # fmt: skip
        await session.commit()
