"""How long what is kept of people, by table. The clock carries it out each night."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.engine import Database
from storage.privacy import erase
from storage.retention import BATCH, gone_people, sweep

KEPT_DAYS: Mapping[str, int] = {
    "inbox": 8,
    "job_slots": 9,
    "join_requests": 365,
    "own_dates": 30,
    "dialogue_states": 90,
    "invitations": 30,
    "memberships": 365,
    "questions": 365,
    "deliveries": 90,
    "told": 400,
    "imports": 14,
    "drafts": 90,
    "submissions": 400,
    "appeals": 3 * 365,
    "appeal_messages": 3 * 365,
    "appeal_copies": 365,
    "labelled_examples": 3 * 365,
    "lessons": 3 * 365,
    "announcements": 3 * 365,
    "people": 3 * 365,
}
"""Days, by table.

Removed whole: inbox (what is done), job_slots, join_requests, dialogue_states, told, appeal_messages (threads),
appeal_copies, invitations (after their last day), memberships (after they ended), lessons with their examples.
Emptied of texts, the row stays for the statistics: questions, deliveries (sent or given up), appeals (after the
answer), announcements, imports, drafts and submissions (never decided). People: those who blocked the bot and were
not seen since, erased as by /delete_me.
"""


async def retain(database: Database, now: datetime) -> dict[str, int]:
    """Empty and remove what is older than KEPT_DAYS, a transaction a batch; how many rows of each table."""
    done: dict[str, int] = {}
    for table, days in KEPT_DAYS.items():
        before = now - timedelta(days=days)
        batch = BATCH
        while batch == BATCH:
            async with database.writing() as session:
                if table == "people":
                    people = await gone_people(session, before)
                    for person in people:
                        await erase(session, person, now)
                    batch = len(people)
                else:
                    batch = await sweep(session, table, before)
                await session.commit()
            done[table] = done.get(table, 0) + batch
    return {table: count for table, count in done.items() if count}
