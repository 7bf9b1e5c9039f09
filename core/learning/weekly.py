"""Once a week each administrator reads what the bot could not do; each line has its button."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.answers.plan import Plan
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, questions
from storage.content import all_of, get
from storage.deliveries import enqueue, written_since
from storage.engine import Database
from storage.models import CONTENT
from storage.people import find_or_create
from storage.records.content import Contest, Season
from storage.records.people import Delivery
from storage.terms import Channel, SubjectKind

WEEK = "week"
"""The letter whose content is read when it is sent: no words of people wait in a delivery."""

_UNANSWERED, _UNHELPFUL, _MOST = 3, 2, 2
_EXCERPT = 70
_INVENTED = "demo"


@dataclass(frozen=True, slots=True)
class Line:
    """A question or subject with how often, and its number among the letter's lines."""

    number: int
    text: str
    count: int


async def write_week(database: Database, now: datetime, zone: ZoneInfo, admins: Collection[str]) -> int:
    """Write this week's message to each administrator who has none yet; how many. Nothing asked, nothing written."""
    monday = _monday(now, zone)
    written = 0
    async with database.writing() as session:
        if await questions.count_since(session, monday - timedelta(days=7)):
            for admin in sorted(admins):
                person = await find_or_create(session, Channel.TELEGRAM, admin, "", now)
                if await written_since(session, person.id, SubjectKind.LEARNING, monday):
                    continue
                since = (monday - timedelta(days=7)).isoformat()
                await enqueue(
                    session, person_id=person.id, kind=SubjectKind.LEARNING, now=now,
                    payload={"letter": WEEK, "since": since, "at": now.isoformat()},
                )  # fmt: skip
                written += 1
        await session.commit()
    return written


def _monday(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    return (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


async def week_message(session: Session, delivery: Delivery) -> Message:
    """The letter as things stand when it is sent."""
    since = datetime.fromisoformat(delivery.payload["since"])
    now = datetime.fromisoformat(delivery.payload["at"])
    return await week_letter(session, since, now)


async def week_letter(session: Session, since: datetime, now: datetime) -> Message:
    """Unanswered, unhelpful, most asked, and contests whose dates nobody entered."""
    asked = await questions.count_since(session, since)
    buttons: list[Button] = []
    parts: dict[str, list[Line]] = {}
    number = 0
    for name, read, limit in (
        ("unanswered", questions.unanswered, _UNANSWERED), ("unhelpful", questions.unhelpful, _UNHELPFUL),
    ):  # fmt: skip
        for found in await read(session, since, limit):
            number += 1
            parts.setdefault(name, []).append(Line(number, _excerpt(found.text), found.count))
            buttons.append(Button(label("lesson_teach", number=number), Action.TEACH, (str(found.id),)))
    for subject, count in await questions.subjects(session, since):
        named = await _subject(session, subject)
        if named is None or len(parts.get("most", ())) == _MOST:
            continue
        title, plan = named
        parts.setdefault("most", []).append(Line(0, title, count))
        buttons.append(Button(label("lesson_most", title=title), Action.ANSWER, (plan.encode(),)))
    missing = await undated(session, now)
    if missing:
        buttons.append(Button(label("lesson_dates"), Action.DATA_BOOK, ("contests",)))
    text = render("admin/week.html.j2", asked=asked, parts=parts, missing=missing, year=now.year)
    return Message(text, rows_of(*buttons))


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT].rsplit(" ", 1)[0] + "…"


async def _subject(session: Session, subject: str) -> tuple[str, Plan] | None:
    """A logged subject as a record's name and the plan that shows it."""
    table, _, key = subject.partition("/")
    if table not in CONTENT or not key:
        return None
    record = await get(session, CONTENT[table].record, key)
    names = (getattr(record, name, "") for name in ("short_name", "short_title", "title", "name", "question"))
    title = next((str(name) for name in names if name), "")
    return (title, Plan("record", table, "", (key,))) if record is not None and title else None


async def undated(session: Session, now: datetime) -> list[str]:
    """Contests without a window of this year or later, as people call them; invented ones are left out."""
    dated = {one.contest for one in await all_of(session, Season) if one.year >= now.year}
    return [one.short_name for one in await all_of(session, Contest) if one.key not in dated and one.pack != _INVENTED]
