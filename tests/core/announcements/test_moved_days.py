"""Duties and trainings whose day changes: one correction to exactly those who were told the old one."""

from datetime import date

import pytest
from sqlalchemy import insert

from core.announcements.calendar import calendar_entry
from storage.editing import change_fields
from storage.models.plan import DutyRow, TrainingRow
from storage.terms import LegalForm, SubscriptionKind
from tests.core.announcements.town import Town, at


async def _duty(town: Town, month: int, day: int) -> None:
    async with town.database.writing() as session:
        await session.execute(
            insert(DutyRow).values(
                key="report", title="Отчёт (пример)", legal_forms=(LegalForm.NGO,), due_month=month, due_day=day,
                to_whom="", form="", act="", applies_when="", aliases=(), checked_on=date(2026, 11, 1),
            )
        )  # fmt: skip
        await session.commit()


async def _training(town: Town, starts: str) -> None:
    async with town.database.writing() as session:
        await session.execute(
            insert(TrainingRow).values(
                key="school", title="Школа НКО (пример)", text="Про заявки.", year=2026, period="",
                starts_at=at(starts),
                zone="Asia/Novokuznetsk", audience="", organiser="", aliases=(),
            )
        )  # fmt: skip
        await session.commit()


async def _change(town: Town, table: str, key: str, **values: object) -> None:
    async with town.database.writing() as session:
        await change_fields(session, table, key, values, author_id=None, now=town.now)
        await session.commit()


@pytest.mark.asyncio
async def test_a_duty_that_moved_is_corrected_once_to_who_was_told_and_its_ladder_starts_anew(town: Town) -> None:
    await town.listener("101", kind=SubscriptionKind.DUTIES)
    await _duty(town, 12, 15)
    await town.tick(at("2026-12-08 10:00"))
    await town.listener("103", kind=SubscriptionKind.DUTIES)
    town.post.sent.clear()
    await _change(town, "duties", "report", title="Отчёт, как он есть (пример)")
    await town.tick(at("2026-12-08 12:00"))
    assert not town.post.sent
    await _change(town, "duties", "report", due_day=22)
    await town.tick(at("2026-12-08 12:01"))
    await town.tick(at("2026-12-08 12:02"))
    ((to, message),) = town.post.sent
    text = message.text.replace("\u00a0", " ")
    assert to == "101"
    assert text.startswith("<b>Отчёт, как он есть (пример): срок перенесли на 22 декабря</b>")
    assert "Было: вторник, 15 декабря." in text
    assert "Стало: вторник, 22 декабря." in text
    town.post.sent.clear()
    await town.tick(at("2026-12-15 10:00"))
    assert "неделя до срока" in town.post.texts("101")[0]


@pytest.mark.asyncio
async def test_next_years_day_of_a_duty_is_no_correction_of_this_years(town: Town) -> None:
    await town.listener("101", kind=SubscriptionKind.DUTIES)
    await _duty(town, 12, 15)
    await town.tick(at("2026-12-08 10:00"))
    town.post.sent.clear()
    await town.tick(at("2026-12-16 10:00"))
    assert not town.post.sent


@pytest.mark.asyncio
async def test_a_training_that_moved_is_corrected_with_both_hours_and_its_file_has_the_new_one(town: Town) -> None:
    await town.listener("101", kind=SubscriptionKind.TRAININGS)
    await _training(town, "2026-12-15 14:00")
    await town.tick(at("2026-12-08 10:00"))
    assert len(town.post.texts("101")) == 1
    town.post.sent.clear()
    await _change(town, "trainings", "school", starts_at=at("2026-12-17 15:30"))
    await town.tick(at("2026-12-08 12:00"))
    await town.tick(at("2026-12-08 12:01"))
    ((_, message),) = town.post.sent
    text = message.text.replace("\u00a0", " ")
    assert text.startswith("<b>Школа НКО (пример): перенесли на 17 декабря, 15:30</b>")
    assert "Было: вторник, 15 декабря, 14:00." in text
    entry = await calendar_entry(await town.call("101"), "training", "school")
    assert b"20261217T153000" in entry.files[0].content
