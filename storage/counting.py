"""The bot's own work in a year, counted by the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage import Session
from storage.models.people import AnnouncementRow, DeliveryRow, PersonRow, SubscriptionRow
from storage.models.work import QuestionRow
from storage.terms import AnnouncementState, DeliveryState


@dataclass(frozen=True, slots=True)
class BotWork:
    """Questions by outcome, people who asked, announcements with what arrived, and who is subscribed now."""

    questions: int
    answered: int
    handed_over: int
    people: int
    announcements: int
    delivered: int
    subscribers: int
    reached: int


async def announced_between(session: Session, first: datetime, last: datetime) -> tuple[int, int]:
    """Announcements that began in a period, and their messages that arrived."""
    began = (AnnouncementRow.started_at >= first) & (AnnouncementRow.started_at < last)
    sent = began & AnnouncementRow.state.in_((AnnouncementState.SENT, AnnouncementState.SENDING))
    count = await session.scalar(select(func.count()).select_from(AnnouncementRow).where(sent)) or 0
    arrived = (
        select(func.count())
        .select_from(DeliveryRow)
        .join(AnnouncementRow, AnnouncementRow.id == DeliveryRow.announcement_id)
        .where(sent, DeliveryRow.state == DeliveryState.SENT)
    )
    return count, await session.scalar(arrived) or 0


async def bot_work(session: Session, first: datetime, last: datetime) -> BotWork:
    """The bot's work in a period; subscribers are those of this moment."""
    asked = (QuestionRow.asked_at >= first) & (QuestionRow.asked_at < last)
    rows = await session.execute(select(QuestionRow.outcome, func.count()).where(asked).group_by(QuestionRow.outcome))
    by_outcome: dict[str, int] = {row[0]: row[1] for row in rows}
    people = await session.scalar(select(func.count(QuestionRow.person_id.distinct())).where(asked))
    announcements, delivered = await announced_between(session, first, last)
    followers = select(func.count(SubscriptionRow.person_id.distinct()))
    reachable = followers.join(PersonRow, PersonRow.id == SubscriptionRow.person_id).where(PersonRow.reachable)
    return BotWork(
        questions=sum(by_outcome.values()),
        answered=by_outcome.get("answered", 0),
        handed_over=by_outcome.get("handed_over", 0),
        people=people or 0,
        announcements=announcements,
        delivered=delivered,
        subscribers=await session.scalar(followers) or 0,
        reached=await session.scalar(reachable) or 0,
    )
