"""What the clock and the mailing ask of large tables is answered by an index, on both databases."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text

from storage import Session
from storage.announcement_audience import cancel_unwanted
from storage.announcement_edits import corrected_on_their_way
from storage.announcements import finished, followed
from storage.audience import Hours, people_after, standings_of, wishes_of
from storage.bulk import BulkDelivery, enqueue_bulk
from storage.deliveries import cancel_telling, pending_subjects, written_since
from storage.engine import Database
from storage.sending import Result, anything_waits, claim, finish, release, rescue, withdrawn
from storage.terms import DeliveryState, SubjectKind, SubscriptionKind
from storage.told import ToldItem, forget, items_of, misinformed, retell, told_of, told_versions, versions_of
from tests.core.announcements.town import Town, at

NOW = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
PEOPLE, SENT = 4000, 60_000
LARGE = ("people", "subscriptions", "watches", "told", "deliveries")
ITEM = ToldItem(SubjectKind.SEASON, "teply", "closes:7", "2026-12-11T20:59+00:00")

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
FILLED = {
    "people": (
        "INSERT INTO people (id, channel, external_id, name, reachable, quiet_from, quiet_to, digest_hour, pace,"
        " ladder, created_at, seen_at) {numbers} SELECT i, 'telegram', CAST(i AS TEXT), '', true, 21, 9, i % 24,"
        " 'daily', '14-7-3-1-0', CAST('2026-01-01 00:00:00' AS {moment}), CAST('2026-01-01 00:00:00' AS {moment})"
        " FROM n"
    ),
    "subscriptions": (
        "INSERT INTO subscriptions (person_id, kind, spheres, levels, fitting, wishes, created_at) {numbers}"
        " SELECT i, 'contests', '[]', '[]', false, '{{}}', CAST('2026-01-01 00:00:00' AS {moment}) FROM n"
    ),
    "watches": (
        "INSERT INTO watches (person_id, subject_kind, subject, state, changed_at) {numbers}"
        " SELECT i, 'season', 'old', 'done', CAST('2026-01-01 00:00:00' AS {moment}) FROM n"
    ),
    "announcements": (
        "INSERT INTO announcements (id, author_id, text, audience, state, created_at) {numbers} SELECT i, i * 17, '',"
        " '{{}}', CASE WHEN i % 50 = 0 THEN 'sending' ELSE 'sent' END, CAST('2026-01-01 00:00:00' AS {moment}) FROM n"
    ),
    "deliveries": (
        "INSERT INTO deliveries (id, announcement_id, person_id, kind, payload, state, attempt, due_at, reason, silent,"
        " created_at) {numbers} SELECT i, CASE WHEN i % 2 = 0 THEN 1 + i % 200 END, 1 + i % 4000, 'season', '{{}}',"
        " CASE WHEN i % 4 = 0 THEN 'cancelled' WHEN i % 4 = 1 THEN 'pending' ELSE 'sent' END, 1,"
        " CAST(CASE WHEN i % 4 = 1 THEN '2027-01-01 00:00:00' ELSE '2026-01-01 00:00:00' END AS {moment}), '', false,"
        " CAST('2026-01-01 00:00:00' AS {moment}) FROM n"
    ),
    "told": (
        "INSERT INTO told (person_id, subject_kind, subject, event, version, delivery_id, told_at) {numbers}"
        " SELECT 1 + i % 4000, 'season', CASE WHEN i < 100 THEN 'teply' ELSE 'old' END, 'closes:' || CAST(i AS TEXT),"
        " '2025-12-11T20:59+00:00', i, CAST('2026-01-01 00:00:00' AS {moment}) FROM n"
    ),
}


@pytest_asyncio.fixture
async def full(migrated: Database) -> AsyncIterator[Database]:
    """A base of years: thousands of people, what they follow, and what they were sent."""
    postgres = migrated.engine.dialect.name == "postgresql"
    async with migrated.writing() as session:
        for table, insert in FILLED.items():
            many = {"deliveries": SENT, "told": SENT, "announcements": 200}.get(table, PEOPLE)
            words = insert.format(numbers=NUMBERS, moment="TIMESTAMPTZ" if postgres else "TEXT")
            await session.execute(text(words), {"many": many})
        if postgres:
            await session.execute(text("SELECT setval('deliveries_id_seq', 100000)"))
            await session.execute(text("SELECT setval('people_id_seq', 100000)"))
        await session.commit()
        await session.execute(text("ANALYZE"))
        await session.commit()
    yield migrated


@contextmanager
def heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its parameters, as the driver gets them."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.split(None, 1)[0].upper() in {"SELECT", "UPDATE", "DELETE", "INSERT", "WITH"} and not many:
            asked.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def read_whole(database: Database, statement: str, parameters: Any) -> list[str]:
    """The large tables that a statement reads from end to end, each with the step of the plan."""
    async with database.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        if database.engine.dialect.name == "postgresql":
            found = await raw.fetch(f"EXPLAIN (FORMAT JSON) {statement}", *parameters)
            plan = found[0][0]
            return list(_whole_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        cursor = await raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in await cursor.fetchall()]
    whole_states = not {"sent", "cancelled"}.isdisjoint(parameters)
    return [
        one for one in steps
        if one.split()[1] in LARGE and (one.startswith("SCAN") or (whole_states and one.endswith("(state=?)")))
    ]  # fmt: skip


def _whole_nodes(node: dict[str, Any]) -> Iterator[str]:
    bounded = "Index Cond" in node or node["Node Type"] in {"ModifyTable", "Bitmap Heap Scan", "Tid Scan"}
    if node.get("Relation Name") in LARGE and not bounded:
        yield f"{node['Node Type']} on {node['Relation Name']}"
    for inner in node.get("Plans", ()):
        yield from _whole_nodes(inner)


async def _mail(session: Session) -> None:
    """Everything that the delivery worker asks."""
    await anything_waits(session, NOW)
    await rescue(session, NOW)
    people = list(range(10, 40))
    await enqueue_bulk(
        session, [BulkDelivery(people, SubjectKind.SEASON, {}, NOW, None, False, (ITEM,))], NOW
    )  # fmt: skip
    claims = [one.delivery for one in await claim(session, now=NOW, lease=timedelta(seconds=60), limit=20)]
    assert len(claims) == 20
    ids = [one.id for one in claims]
    await items_of(session, ids)
    await standings_of(session, people[:20], ["teply"])
    await versions_of(session, ids)
    await retell(session, ids[0], ITEM, "2026-12-18T20:59+00:00")
    await withdrawn(session, ids)
    await release(session, [(ids[0], 1)])
    ended = [Result(one, 1, DeliveryState.SENT, message_id="7") for one in ids[1:9]]
    later = [Result(ids[9], 1, DeliveryState.PENDING, due_at=NOW + timedelta(hours=1))]
    gone = [Result(ids[10], 1, DeliveryState.BLOCKED, reason="blocked")]
    assert await finish(session, ended + later + gone, NOW) == 10
    await forget(session, ids[11:12])


async def _find(session: Session) -> None:
    """Everything that the finder asks of people, batch by batch, and the corrections."""
    hours = Hours(21, 9, 10)
    people = await people_after(session, 100, 50, hours)
    assert len(people) == 50
    kinds = {SubscriptionKind.CONTESTS, SubscriptionKind.SUBSIDIES}
    await wishes_of(session, 100, 200, kinds, ["teply", "sosedi"])
    await told_versions(session, SubjectKind.SEASON, ["teply"])
    await misinformed(session, SubjectKind.SEASON, "teply", ITEM.version, 0, 2000)


async def _press(session: Session) -> None:
    """What a press of one person asks, and the tick of each minute besides."""
    await told_of(session, 7)
    await pending_subjects(session, 7)
    await cancel_telling(session, 7, [(SubjectKind.SEASON, "teply")])
    await cancel_unwanted(session, 7, NOW)
    await written_since(session, 7, SubjectKind.SEASON, NOW - timedelta(days=1))
    await corrected_on_their_way(session, NOW)
    await finished(session)
    await followed(session)


@pytest.mark.asyncio
@pytest.mark.parametrize("ask", [_mail, _find, _press])
async def test_no_large_table_is_read_from_end_to_end(full: Database, ask: Any) -> None:
    async with full.writing() as session:
        with heard(full) as asked:
            await ask(session)
        await session.commit()
    assert len(asked) > 3
    plans = {statement: await read_whole(full, statement, parameters) for statement, parameters in asked}
    assert [(whole, statement) for statement, whole in plans.items() if whole] == []


@pytest.mark.asyncio
async def test_a_test_of_plans_sees_a_table_that_is_read_whole(full: Database) -> None:
    assert await read_whole(full, "SELECT reason FROM deliveries WHERE attempt = 5", ())


async def steps_of(database: Database, ask: Any) -> int:
    """How much SQLite's machine does for `ask`, in thousands of its instructions."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    async with database.writing() as session:
        raw: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        await raw.set_progress_handler(count, 100)
        await ask(session)
        await raw.set_progress_handler(None, 0)
        await session.rollback()
    return steps


@pytest.mark.asyncio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_work_of_a_claim_and_its_results_does_not_grow_with_what_waits(migrated: Database) -> None:
    town = Town(migrated, at("2026-11-22 12:00"))
    await town.person("1")

    async def fill(first: int, last: int) -> None:
        row = (
            "INSERT INTO deliveries (person_id, kind, payload, state, attempt, due_at, reason, silent, created_at)"
            " VALUES (1, 'season', '{}', :state, 0, '2026-01-01 00:00:00', '', false, '2026-01-01 00:00:00')"
        )
        async with migrated.writing() as session:
            states = ("pending", "cancelled", "sent")
            await session.execute(text(row), [{"state": states[i % 3]} for i in range(first, last)])
            await session.commit()

    async def work(session: Session) -> None:
        claims = await claim(session, now=NOW, lease=timedelta(seconds=60), limit=50)
        ids = [one.delivery.id for one in claims]
        await withdrawn(session, ids)
        await finish(session, [Result(one, 1, DeliveryState.SENT, message_id="7") for one in ids], NOW)

    await fill(0, 600)
    few = await steps_of(migrated, work)
    await fill(600, 9000)
    assert await steps_of(migrated, work) < 1.5 * few + 20
