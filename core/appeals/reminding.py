"""Before an answer is late: the day before, the day itself; when it is, the owner is told. On working days alone."""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.appeals.hearing import owners, specialists, tell
from core.appeals.working_days import is_working, next_working
from storage import Session
from storage.appeals import note_reminded, open_appeals
from storage.desk_groups import group_of
from storage.engine import Database
from storage.records.appeals import Appeal

STEPS = ("", "before", "today", "late")
"""In the order in which they come; a step that was missed is not made up for."""


def step_of(appeal: Appeal, today: date) -> str:
    """Which reminder is due on a working day; empty for none."""
    if appeal.due_on < today:
        return "late"
    if appeal.due_on == today:
        return "today"
    return "before" if next_working(today) >= appeal.due_on else ""


async def remind(database: Database, now: datetime, zone: ZoneInfo, admins: Collection[str]) -> int:
    """Write what is due today, once for each appeal and step; how many appeals."""
    today = now.astimezone(zone).date()
    if not is_working(today):
        return 0
    told = 0
    async with database.writing() as session:
        for appeal in await open_appeals(session):
            step = step_of(appeal, today)
            if STEPS.index(step) <= STEPS.index(appeal.reminded) or not await note_reminded(
                session, appeal.id, appeal.reminded, step
            ):
                continue
            for person in await _hearers(session, appeal, step, admins, now):
                await tell(session, appeal, person, "reminder", now, step=step)
            told += 1
        await session.commit()
    return told


async def _hearers(session: Session, appeal: Appeal, step: str, admins: Collection[str], now: datetime) -> list[int]:
    group = await group_of(session, appeal.department)
    people = [group.group_id] if group else await specialists(session, appeal.department, admins, now)
    if step == "late":
        people += await owners(session, appeal.department, admins, now)
    return list(dict.fromkeys(people))
