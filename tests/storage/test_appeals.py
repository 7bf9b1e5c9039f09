"""Appeal numbers: one per draft, never shared, also when many are written at the same moment."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from storage import appeals, desk_groups
from storage.engine import Database
from storage.people import find_or_create
from storage.records.appeals import Appeal
from storage.terms import AppealOutcome, AppealState, AppealTurn, Channel

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


@pytest.mark.asyncio
async def test_of_many_answers_at_once_one_is_the_answer(migrated: Database) -> None:
    anna = await _anna(migrated)
    appeal, _ = await _send(migrated, anna, "telegram:7")

    async def answer(text: str) -> bool:
        async with migrated.writing() as session:
            first = await appeals.answer_appeal(session, appeal.id, answer=text, author_id=anna, now=NOW)
            await session.commit()
            return first

    won = await asyncio.gather(*(answer(f"ответ {number}") for number in range(5)))
    assert won.count(True) == 1
    async with migrated.reading() as session:
        found = await appeals.appeal_of(session, appeal.id)
    assert found is not None
    assert found.answer == f"ответ {won.index(True)}"


@pytest.mark.asyncio
async def test_a_row_of_the_thread_is_written_once_and_a_held_one_is_decided_once_by_its_author(
    migrated: Database,
) -> None:
    anna = await _anna(migrated)
    appeal, _ = await _send(migrated, anna, "telegram:7")

    async def add() -> bool:
        async with migrated.writing() as session:
            _, new = await appeals.add_entry(
                session, appeal.id, AppealTurn.HELD, author_id=anna, text="ещё", now=NOW, update_key="telegram:8:said"
            )
            await session.commit()
            return new

    assert (await asyncio.gather(*(add() for _ in range(4)))).count(True) == 1
    async with migrated.reading() as session:
        held = (await appeals.thread_of(session, appeal.id))[-1]

    async def decide(author: int) -> bool:
        async with migrated.writing() as session:
            turned = await appeals.turn_held(session, held.id, AppealTurn.ANSWER, author)
            await session.commit()
            return turned

    assert not await decide(anna + 1)
    assert (await asyncio.gather(*(decide(anna) for _ in range(3)))).count(True) == 1


@pytest.mark.asyncio
async def test_one_takes_it_one_reopens_it_and_one_hands_it_over(migrated: Database) -> None:
    anna = await _anna(migrated)
    appeal, _ = await _send(migrated, anna, "telegram:7")
    async with migrated.writing() as session:
        assert await appeals.take_appeal(session, appeal.id, anna) == anna
        assert await appeals.hand_over(session, appeal.id, None, "social", None)
        assert not await appeals.hand_over(session, appeal.id, None, "education", None)
        assert await appeals.close_appeal(session, appeal.id, AppealOutcome.EXPLAINED, NOW)
        assert not await appeals.close_appeal(session, appeal.id, AppealOutcome.RESOLVED, NOW)
        assert await appeals.reopen_appeal(session, appeal.id, due_on=date(2026, 12, 1))
        assert not await appeals.reopen_appeal(session, appeal.id, due_on=date(2026, 12, 2))
        found = await appeals.appeal_of(session, appeal.id)
        await session.commit()
    assert found is not None
    assert (found.department, found.taken_by, found.reopened, found.due_on) == ("social", None, 1, date(2026, 12, 1))


@pytest.mark.asyncio
async def test_a_group_belongs_to_its_department_and_a_topic_to_one_appeal(migrated: Database) -> None:
    anna = await _anna(migrated)
    appeal, _ = await _send(migrated, anna, "telegram:7")
    async with migrated.writing() as session:
        first = await desk_groups.bind(session, "education", "-1", "Образование", anna, NOW)
        everybody = await desk_groups.bind(session, "", "-2", "Все", anna, NOW)
        assert (await desk_groups.group_of(session, "education")) == first
        assert (await desk_groups.group_of(session, "social")) == everybody
        await desk_groups.keep_topic(session, appeal.id, first.group_id, "77")
        await desk_groups.keep_topic(session, appeal.id, first.group_id, "78")
        assert await desk_groups.topic_of(session, appeal.id, first.group_id) == "77"
        assert await desk_groups.appeal_in_topic(session, "-1", "77") == appeal.id
        assert await desk_groups.appeal_in_topic(session, "-2", "77") is None
        assert await desk_groups.drop_topic(session, appeal.id, first.group_id)
        assert not await desk_groups.drop_topic(session, appeal.id, first.group_id)
        assert await desk_groups.unbind(session, "-1") == ["education"]
        await session.commit()
