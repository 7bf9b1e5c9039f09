"""Finding people: by an index, never by looking at everybody."""

import pytest
from sqlalchemy import text

from storage.engine import Database


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT DISTINCT quiet_from, quiet_to, digest_hour FROM people WHERE reachable", "ix_people_hours"),
        (
            "SELECT id, legal_form FROM people WHERE reachable AND quiet_from = 21 AND quiet_to = 9 "
            "AND digest_hour = 10 AND id > 5 ORDER BY id LIMIT 5000",
            "INTEGER PRIMARY KEY",
        ),
        ("SELECT * FROM subscriptions WHERE person_id BETWEEN 1 AND 9", "sqlite_autoindex_subscriptions_1"),
        ("SELECT * FROM told WHERE person_id BETWEEN 1 AND 9", "ix_told_person_id"),
        ("SELECT id FROM deliveries WHERE state = 'pending' AND due_at < '2031'", "ix_deliveries_state_due_at"),
    ],
)
async def test_each_question_of_the_clock_is_answered_by_an_index(base: Database, query: str, index: str) -> None:
    async with base.reading() as session:
        plan = " ".join(row[3] for row in await session.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert index in plan
