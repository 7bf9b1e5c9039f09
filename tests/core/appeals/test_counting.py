"""What a year's appeals count as: row 2.2 by subject, table 2 by sphere and kind, organisations once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.appeals.counting import answered_in, bounds
from storage import appeals
from storage.engine import Database
from storage.people import find_or_create
from storage.privacy import erase
from storage.terms import AppealOutcome, Channel, SupportKind

ZONE = ZoneInfo("Asia/Novokuznetsk")
NOW = datetime(2026, 6, 1, 5, tzinfo=UTC)


async def _appeal(
    database: Database, who: str, answered: datetime | None, *, sphere: str | None, subject: str = "",
    organisation: str | None = None, closed: bool = False,
) -> int:  # fmt: skip
    async with database.writing() as session:
        person = await find_or_create(session, Channel.TELEGRAM, who, "", NOW)
        made, _ = await appeals.create_appeal(
            session, person_id=person.id, text="вопрос", due_on=NOW.date() + timedelta(days=3), now=NOW, sphere=sphere,
            subject=subject, organisation=organisation, department="education", update_key=f"{who}:{answered}:{sphere}",
        )  # fmt: skip
        if answered and closed:
            await appeals.close_appeal(session, made.id, AppealOutcome.FORWARDED, answered)
        elif answered:
            await appeals.answer_appeal(session, made.id, answer="ответ", author_id=person.id, now=answered)
        await session.commit()
        return made.id


@pytest.mark.asyncio
async def test_answered_appeals_of_a_year_are_counted_by_subject_sphere_and_organisation(migrated: Database) -> None:
    await _appeal(migrated, "1", NOW, sphere="education", subject="возмещение", organisation="4205000001")
    await _appeal(migrated, "2", NOW + timedelta(days=9), sphere="education", organisation="4205000001")
    await _appeal(migrated, "3", NOW, sphere="sport", subject="возмещение")
    await _appeal(migrated, "3", NOW, sphere=None, closed=True)
    await _appeal(migrated, "4", None, sphere="sport")
    await _appeal(migrated, "5", NOW + timedelta(days=365), sphere="sport")
    async with migrated.reading() as session:
        counted = await answered_in(session, 2026, ZONE)
        next_year = await answered_in(session, 2027, ZONE)
    assert counted.appeals == 4
    assert counted.by_subject == {"возмещение": 2, "": 2}
    assert counted.in_sphere("education") == 2
    assert counted.in_sphere("sport", SupportKind.CONSULTATION) == 1
    assert counted.in_sphere("sport", SupportKind.PROPERTY) == 0
    assert (counted.organisations, counted.unnamed, counted.late) == (1, 1, 1)
    assert next_year.appeals == 1


@pytest.mark.asyncio
async def test_an_appeal_that_was_asked_on_counts_once_and_a_deleted_person_still_counts(migrated: Database) -> None:
    appeal = await _appeal(migrated, "1", NOW, sphere="education")
    async with migrated.writing() as session:
        await appeals.reopen_appeal(session, appeal, due_on=NOW.date())
        person = await find_or_create(session, Channel.TELEGRAM, "1", "", NOW)
        await appeals.answer_appeal(session, appeal, answer="ещё", author_id=person.id, now=NOW + timedelta(days=1))
        await erase(session, person, NOW)
        await session.commit()
    async with migrated.reading() as session:
        assert (await answered_in(session, 2026, ZONE)).in_sphere("education") == 1


def test_a_year_begins_by_the_citys_clock() -> None:
    first, last = bounds(2026, ZONE)
    assert (first, last) == (datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC))
