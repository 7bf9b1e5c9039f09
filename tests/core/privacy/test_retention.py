"""What was kept long enough goes by itself; the statistics stay."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from core.privacy import retention
from core.privacy.retention import KEPT_DAYS, retain
from storage.appeals import answer_appeal, create_appeal
from storage.deliveries import enqueue
from storage.dialogue import write_dialogue
from storage.engine import Database
from storage.people import find_or_create, set_reachable
from storage.questions import log_question
from storage.terms import Channel, SubjectKind
from tests.conftest import TODAY

pytestmark = pytest.mark.asyncio


async def numbers(database: Database, *queries: str) -> list[int]:
    """What counting queries give."""
    async with database.reading() as session:
        return [int((await session.execute(text(f"SELECT count(*) FROM {one}"))).scalar_one()) for one in queries]


async def ask(database: Database, at: datetime, count: int = 1) -> None:
    """Somebody asked at a moment."""
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "1", "Анна", TODAY)
        for one in range(count):
            await log_question(
                session, person_id=person.id, text="где печать", outcome="declined", subject="", asked_at=at,
                update_key=f"{at}{one}",
            )  # fmt: skip
        await session.commit()


async def test_a_questions_words_go_after_a_year_and_its_outcome_stays(migrated: Database) -> None:
    year = timedelta(days=KEPT_DAYS["questions"])
    await ask(migrated, TODAY - year - timedelta(seconds=1))
    await ask(migrated, TODAY - year + timedelta(days=1))
    assert await retain(migrated, TODAY) == {"questions": 1}
    assert await retain(migrated, TODAY) == {}
    assert await numbers(migrated, "questions", "questions WHERE text = ''", "questions WHERE outcome = ''") == [
        2,
        1,
        0,
    ]


async def test_more_than_a_batch_is_done_in_one_night(migrated: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    monkeypatch.setattr("storage.retention.BATCH", 10)
    await ask(migrated, TODAY - timedelta(days=400), 25)
    assert await retain(migrated, TODAY) == {"questions": 25}


async def test_what_was_sent_long_ago_loses_its_words_and_what_waits_keeps_them(migrated: Database) -> None:
    long_ago = TODAY - timedelta(days=KEPT_DAYS["deliveries"] + 1)
    async with migrated.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "1", "Анна", TODAY)
        for _ in range(2):
            await enqueue(
                session, person_id=person.id, kind=SubjectKind.APPEAL, payload={"template": "x"}, now=long_ago
            )
        await session.execute(text("UPDATE deliveries SET state = 'sent', finished_at = created_at WHERE id = 1"))
        await session.commit()
    assert await retain(migrated, TODAY) == {"deliveries": 1}
    async with migrated.reading() as session:
        payloads = (await session.execute(text("SELECT CAST(payload AS TEXT) FROM deliveries ORDER BY id"))).scalars()
        assert list(payloads) == ["{}", '{"template": "x"}']
    assert await retain(migrated, TODAY) == {}


async def test_an_appeals_words_go_three_years_after_the_answer_its_number_and_days_stay(migrated: Database) -> None:
    then = TODAY - timedelta(days=KEPT_DAYS["appeals"] + 1)
    async with migrated.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, "1", "Анна", TODAY)
        for key in ("old", "answered now"):
            appeal, _ = await create_appeal(
                session, person_id=person.id, text="нам отказали", due_on=then.date(), now=then, update_key=key
            )
            at = then if key == "old" else TODAY
            await answer_appeal(session, appeal.id, answer="сюда", author_id=person.id, now=at)
        await session.commit()
    assert await retain(migrated, TODAY) == {"appeals": 1, "appeal_messages": 1}
    assert await numbers(
        migrated, "appeals WHERE text = '' AND answer IS NULL AND number = 1 AND state = 'answered'", "appeals"
    ) == [1, 2]  # fmt: skip


async def test_left_dialogues_go_after_ninety_days(migrated: Database) -> None:
    async with migrated.writing() as session:
        for days in (89, 91):
            await write_dialogue(session, f"1:{days}:{days}", "Appeal:text", {}, TODAY - timedelta(days=days))
        await session.commit()
    assert await retain(migrated, TODAY) == {"dialogue_states": 1}


async def test_who_blocked_the_bot_three_years_ago_is_forgotten(migrated: Database) -> None:
    then = TODAY - timedelta(days=KEPT_DAYS["people"] + 1)
    async with migrated.writing() as session:
        for number, seen in (("1", then), ("2", TODAY)):
            await find_or_create(session, Channel.TELEGRAM, number, "Анна", seen)
            await set_reachable(session, Channel.TELEGRAM, number, reachable=False)
        await session.commit()
    assert await retain(migrated, TODAY) == {"people": 1}
    assert await retain(migrated, TODAY) == {}
    assert await numbers(migrated, "people WHERE name = 'Анна'", "people WHERE external_id LIKE 'erased:%'") == [1, 1]
