"""Invented bases for the alert bench: people, subscriptions, seasons and messages, in a fresh file or PostgreSQL."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from storage.engine import Database, open_database
from storage.models.base import Base
from storage.models.contests import ContestRow, SeasonRow
from storage.models.people import DeliveryRow, PersonRow, SubscriptionRow
from storage.schema import migrate
from storage.terms import (
    Channel,
    ContestKind,
    DeliveryState,
    Level,
    MoneySource,
    SeasonStatus,
    SubjectKind,
    SubscriptionKind,
    Unit,
)

NOW = datetime(2031, 3, 12, 5, 0, tzinfo=UTC)
"""A Wednesday noon in the city."""
FIRST_PERSON = 1_000_000
SPHERES = 20
LETTER = {
    "text": "Собрание НКО в среду", "spheres": [], "amends": False, "filters": {"kinds": [], "levels": [], "forms": []},
}  # fmt: skip
"""What the invented messages say."""
_AT_ONCE = 5000


@asynccontextmanager
async def fresh_base(url: str) -> AsyncIterator[Database]:
    """A migrated base at `url`; a `{name}` in it stands for a new PostgreSQL database."""
    if "{name}" in url:
        import asyncpg

        name = f"bench_{uuid.uuid4().hex}"
        connection = await asyncpg.connect(url.format(name="postgres"))
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        url = url.format(name=name)
    database = open_database(url)
    await migrate(database)
    try:
        yield database
    finally:
        await database.close()


async def _fill(database: Database, table: type[Base], rows: list[dict[str, object]]) -> None:
    async with database.writing() as session:
        for start in range(0, len(rows), _AT_ONCE):
            await session.execute(insert(table), rows[start : start + _AT_ONCE])
        await session.commit()


async def invent_people(database: Database, count: int, *, subscribed: bool = False, first: int = FIRST_PERSON) -> None:
    """People with ids from 1 who are never in quiet hours; when `subscribed`, each wants one sphere of SPHERES."""
    people: list[dict[str, object]] = [
        {"id": at + 1, "channel": Channel.TELEGRAM, "external_id": str(first + at), "quiet_from": 0, "quiet_to": 0,
         "digest_hour": 10, "created_at": NOW, "seen_at": NOW, "reachable": True, "name": ""}
        for at in range(count)
    ]  # fmt: skip
    await _fill(database, PersonRow, people)
    if subscribed:
        await _fill(database, SubscriptionRow, [
            {"person_id": at + 1, "kind": SubscriptionKind.CONTESTS, "spheres": (f"s{at % SPHERES}",), "levels": (),
             "created_at": NOW}
            for at in range(count)
        ])  # fmt: skip


async def invent_seasons(database: Database, count: int, due: int) -> None:
    """Contests with a season each; `due` of them close in a week, each in a sphere of its own, the others are far."""
    await _fill(database, ContestRow, [
        {"key": f"c{at}", "kind": ContestKind.CONTEST, "name": f"Конкурс «Почин {at}»", "short_name": f"«Почин {at}»",
         "organiser": "", "direction": "", "level": Level.REGIONAL, "money_source": MoneySource.REGIONAL,
         "science": False, "number_printed": "", "for_whom": "", "spheres": (f"s{at % SPHERES}",), "aliases": (),
         "refusal_reasons": ()}
        for at in range(count)
    ])  # fmt: skip
    await _fill(database, SeasonRow, [
        {"key": f"s{at}", "contest": f"c{at}", "year": NOW.year, "title": "", "status": SeasonStatus.ANNOUNCED,
         "zone": "Asia/Novokuznetsk", "opens_at": NOW - timedelta(days=9) if at < due else NOW + timedelta(days=90),
         "closes_at": NOW + timedelta(days=7 if at < due else 200, hours=6), "applicants_text": "", "winners_text": "",
         "count_unit": Unit.PROJECTS, "conditions": ""}
        for at in range(count)
    ])  # fmt: skip


async def invent_messages(database: Database, count: int) -> None:
    """One waiting message to each of the first `count` people."""
    payload = {"template": "subscriber/announcement.html.j2", "values": LETTER}
    now = datetime.now(UTC)
    await _fill(database, DeliveryRow, [
        {"person_id": at + 1, "kind": SubjectKind.ANNOUNCEMENT, "payload": payload, "state": DeliveryState.PENDING,
         "attempt": 0, "due_at": now, "reason": "", "silent": False, "created_at": now}
        for at in range(count)
    ])  # fmt: skip


def sqlite_url(folder: Path) -> str:
    """A new file of its own."""
    return f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}"


def as_line(values: dict[str, object]) -> str:
    """One line of JSON, as the parts of the bench hand over what they measured."""
    return json.dumps(values, ensure_ascii=False)
