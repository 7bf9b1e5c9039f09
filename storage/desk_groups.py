"""Departments' groups: which group reads whose appeals, and the topics in it."""

from datetime import datetime

from sqlalchemy import delete, select

from storage import Session
from storage.leases import insert_into
from storage.models.appeals import AppealTopicRow, DeskGroupRow
from storage.models.people import PersonRow
from storage.people import find_or_create
from storage.records.appeals import DeskGroup
from storage.terms import Channel

_GROUPS = select(DeskGroupRow.department, PersonRow).join(PersonRow, PersonRow.id == DeskGroupRow.group_id)


def _group(department: str, row: PersonRow) -> DeskGroup:
    return DeskGroup(department, row.id, row.external_id, row.name, row.reachable)


async def bind(
    session: Session, department: str, external_id: str, title: str, bound_by: int, now: datetime
) -> DeskGroup:  # fmt: skip
    """Let a group read a department's appeals; the department's earlier group reads no new ones."""
    group = await find_or_create(session, Channel.GROUP, external_id, title, now)
    insert = insert_into(session, DeskGroupRow).values(
        department=department, group_id=group.id, bound_by=bound_by, bound_at=now
    )
    set_ = {"group_id": group.id, "bound_by": bound_by, "bound_at": now}
    await session.execute(insert.on_conflict_do_update(index_elements=[DeskGroupRow.department], set_=set_))
    return DeskGroup(department, group.id, group.external_id, group.name, group.reachable)


async def unbind(session: Session, external_id: str) -> list[str]:
    """Let a group read nothing any more; the departments that it read."""
    group = select(PersonRow.id).where(PersonRow.channel == Channel.GROUP, PersonRow.external_id == external_id)
    found = await session.scalars(
        delete(DeskGroupRow).where(DeskGroupRow.group_id.in_(group)).returning(DeskGroupRow.department)
    )
    return sorted(found)


async def group_of(session: Session, department: str | None) -> DeskGroup | None:
    """Where a department's appeals are read; None when it has no group that can be reached."""
    for key in dict.fromkeys((department or "", "")):
        row = (await session.execute(_GROUPS.where(DeskGroupRow.department == key))).first()
        if row is not None and row[1].reachable:
            return _group(*row)
    return None


async def departments_of(session: Session, external_id: str) -> list[DeskGroup]:
    """What a group is bound to; empty for a group that is not ours."""
    query = _GROUPS.where(PersonRow.channel == Channel.GROUP, PersonRow.external_id == external_id)
    rows = await session.execute(query.order_by(DeskGroupRow.department))
    return [_group(*row) for row in rows]


async def topic_of(session: Session, appeal_id: int, group_id: int) -> str:
    """The appeal's topic in a group; empty when there is none."""
    row = await session.get(AppealTopicRow, (appeal_id, group_id), populate_existing=True)
    return "" if row is None else row.topic_id


async def keep_topic(session: Session, appeal_id: int, group_id: int, topic_id: str) -> None:
    """Remember the appeal's topic; the first one stays."""
    insert = insert_into(session, AppealTopicRow).values(appeal_id=appeal_id, group_id=group_id, topic_id=topic_id)
    await session.execute(insert.on_conflict_do_nothing())


async def drop_topic(session: Session, appeal_id: int, group_id: int) -> bool:
    """The topic was deleted in the group; False when that was known."""
    gone = await session.scalars(
        delete(AppealTopicRow)
        .where(AppealTopicRow.appeal_id == appeal_id, AppealTopicRow.group_id == group_id)
        .returning(AppealTopicRow.appeal_id)
    )
    return gone.first() is not None


async def appeal_in_topic(session: Session, external_id: str, topic_id: str) -> int | None:
    """Which appeal a topic of a group is about."""
    query = (
        select(AppealTopicRow.appeal_id)
        .join(PersonRow, PersonRow.id == AppealTopicRow.group_id)
        .where(PersonRow.channel == Channel.GROUP, PersonRow.external_id == external_id)
    )
    appeal_id: int | None = await session.scalar(query.where(AppealTopicRow.topic_id == topic_id))
    return appeal_id


async def drop_topics(session: Session, group_id: int) -> None:
    """The group has another address now, where none of its topics is known."""
    await session.execute(delete(AppealTopicRow).where(AppealTopicRow.group_id == group_id))
