"""Appeal numbers: one per draft, never shared, also when many are written at the same moment."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from storage import appeals
from storage.engine import Database
from storage.people import find_or_create
from storage.records.appeals import Appeal
from storage.terms import AppealState, Channel

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


async def _send(database: Database, person: int, key: str) -> tuple[Appeal, bool]:
    async with database.writing() as session:
        made = await appeals.create_appeal(
            session, person_id=person, text="вопрос", due_on=date(2026, 11, 25), now=NOW, update_key=key
        )
        await session.commit()
        return made


async def _anna(database: Database) -> int:
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "101", "Анна", NOW)
        await session.commit()
        return person.id


@pytest.mark.asyncio
async def test_many_drafts_at_once_get_different_numbers(migrated: Database) -> None:
    anna = await _anna(migrated)
    made = await asyncio.gather(*(_send(migrated, anna, f"telegram:{number}") for number in range(4)))
    assert sorted(appeal.number for appeal, _ in made) == [1, 2, 3, 4]


@pytest.mark.asyncio
async def test_one_draft_sent_twice_at_once_is_one_appeal(migrated: Database) -> None:
    anna = await _anna(migrated)
    made = await asyncio.gather(*(_send(migrated, anna, "telegram:7") for _ in range(3)))
    assert {appeal.number for appeal, _ in made} == {1}
    assert [new for _, new in made].count(True) == 1


@pytest.mark.asyncio
async def test_the_second_answer_changes_nothing(migrated: Database) -> None:
    anna = await _anna(migrated)
    appeal, _ = await _send(migrated, anna, "telegram:7")
    async with migrated.writing() as session:
        assert await appeals.answer_appeal(session, appeal.id, answer="первый", author_id=anna, now=NOW)
        assert not await appeals.answer_appeal(session, appeal.id, answer="второй", author_id=anna, now=NOW)
        await session.commit()
    async with migrated.reading() as session:
        (found,) = await appeals.appeals_of(session, anna)
    assert (found.state, found.answer) == (AppealState.ANSWERED, "первый")
