"""Who does what: leases on names, and slots of scheduled runs. Every claim is one statement, safe on both databases.

A process renews all of its leases with one statement. A lease that was not renewed in time may be taken over.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import Session
from storage.models.work import JobSlotRow, LeaseRow


def insert_into(session: Session, table: Any) -> Any:
    """This database's INSERT that knows ON CONFLICT."""
    name = session.get_bind().dialect.name
    return postgresql.insert(table) if name == "postgresql" else sqlite.insert(table)


async def take_lease(session: Session, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take or keep the lease on `name`; False when another holder's is still running. Compare-and-set."""
    insert = insert_into(session, LeaseRow).values(name=name, holder=holder, until=until)
    statement = insert.on_conflict_do_update(
        index_elements=[LeaseRow.name],
        set_={"holder": holder, "until": until},
        where=(LeaseRow.until <= now) | (LeaseRow.holder == holder),
    ).returning(LeaseRow.name)
    return (await session.execute(statement)).first() is not None


async def holds_lease(session: Session, name: str, holder: str) -> bool:
    """Whether nobody took the lease over in the meantime; on PostgreSQL the row stays locked until the commit."""
    query = select(LeaseRow.name).where(LeaseRow.name == name, LeaseRow.holder == holder).with_for_update()
    return await session.scalar(query) is not None


async def renew_leases(session: Session, holder: str, until: datetime) -> int:
    """Move the end of everything that `holder` holds; how many those are."""
    statement = update(LeaseRow).where(LeaseRow.holder == holder).values(until=until).returning(LeaseRow.name)
    return len((await session.execute(statement)).all())


async def drop_lease(session: Session, name: str, holder: str) -> None:
    """Give the lease back, if it is still ours."""
    await session.execute(delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder))


async def drop_leases(session: Session, holder: str) -> None:
    """Give everything back: at a clean end, or for a holder that is known to be dead."""
    await session.execute(delete(LeaseRow).where(LeaseRow.holder == holder))


async def lease_holders(session: Session) -> list[str]:
    """Everybody who has a lease, running or not."""
    return list(await session.scalars(select(LeaseRow.holder).distinct()))


async def lease_holder(session: Session, name: str) -> str | None:
    """Who took the lease on `name` last; None when it was given back."""
    return await session.scalar(select(LeaseRow.holder).where(LeaseRow.name == name))


async def held_until(session: Session, name: str) -> datetime | None:
    """When the lease on `name` ends unless it is renewed; None when nobody ever took it."""
    return await session.scalar(select(LeaseRow.until).where(LeaseRow.name == name))


async def claim_slot(session: Session, job: str, slot: datetime, now: datetime) -> bool:
    """Whether this process does the run of `job` planned for `slot`: the first who writes the row."""
    insert = insert_into(session, JobSlotRow).values(job=job, slot=slot, started_at=now)
    statement = insert.on_conflict_do_nothing().returning(JobSlotRow.job)
    return (await session.execute(statement)).first() is not None


async def slot_taken(session: Session, job: str, slot: datetime) -> bool:
    """Whether the run of `job` planned for `slot` was done, or is being done."""
    return await session.get(JobSlotRow, (job, slot)) is not None
