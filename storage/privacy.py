"""Everything of one person: gathered, counted, erased. The tables stand in `storage.models.personal`."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, func, inspect, not_, select, true, update

from storage import Session
from storage.leases import insert_into
from storage.models.appeals import AppealRow
from storage.models.consents import ConsentRow
from storage.models.people import DeliveryRow, PersonRow
from storage.models.personal import PERSONAL, STOPPED, Personal
from storage.models.work import LeaseRow
from storage.own_organisations import leave
from storage.records.people import Person
from storage.terms import DeliveryState, Purpose, SubjectKind
from storage.trainings import give_up_all

ERASED = "erased:"
"""How the external id of a person begins whose data were deleted."""

_BATCH = 500


async def has_consented(session: Session, person_id: int, version: int) -> bool:
    """Whether the person agreed to this version of the text."""
    return await session.get(ConsentRow, (person_id, version)) is not None


async def give_consent(session: Session, person_id: int, version: int, purpose: Purpose, now: datetime) -> None:
    """Note it once; the first moment stays."""
    insert = insert_into(session, ConsentRow).values(
        person_id=person_id, version=version, purpose=purpose, given_at=now
    )
    await session.execute(insert.on_conflict_do_nothing())


def _values(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


async def everything_of(session: Session, person: Person) -> dict[str, list[dict[str, Any]]]:
    """All rows of a person by table, as their columns hold them; empty tables and hidden rows are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for personal in PERSONAL:
        order = inspect(personal.table).primary_key
        shown = true() if personal.hidden is None else not_(personal.hidden)
        rows = await session.scalars(select(personal.table).where(personal.rows(person), shown).order_by(*order))
        listed = [_values(row) for row in rows]
        if listed:
            found[personal.table.__tablename__] = listed
    return found


async def counts_of(session: Session, person: Person) -> dict[str, int]:
    """How many rows of a person each table holds; deliveries are those that still wait."""
    counts: dict[str, int] = {}
    for personal in PERSONAL:
        query = select(func.count()).select_from(personal.table).where(personal.rows(person))
        if personal.table is DeliveryRow:
            query = query.where(DeliveryRow.state == DeliveryState.PENDING)
        if "text" in personal.emptied:
            query = query.where(personal.table.__table__.c["text"] != "")
        counts[personal.table.__tablename__] = await session.scalar(query) or 0
    return counts


async def erase(session: Session, person: Person, now: datetime) -> None:
    """Take the person out of every table; what is left are rows of a person without name, address or words.

    The person's next word begins a new row.
    """
    await _empty_letters_about(session, person)
    await leave(session, person.id)
    await give_up_all(session, person.id, now)
    for personal in PERSONAL:
        await _stop(session, personal, person)
        await _apply(session, personal, person)
    await session.execute(
        delete(LeaseRow).where(LeaseRow.name == f"lane:{person.channel}:{person.external_id}", LeaseRow.until <= now)
    )
    await session.execute(
        update(PersonRow)
        .where(PersonRow.id == person.id)
        .values(external_id=ERASED + secrets.token_hex(8))
        .execution_options(synchronize_session=False)
    )


async def _empty_letters_about(session: Session, person: Person) -> None:
    """Messages to employees that quote the person's appeals, and to colleagues that name the person."""
    named = DeliveryRow.payload[("values", "about")].as_string()
    about = (DeliveryRow.kind == SubjectKind.ORGANISATION) & (cast(named, Text) == str(person.id))
    await _cancel(session, about)
    await session.execute(
        update(DeliveryRow).where(about).values(payload={}).execution_options(synchronize_session=False)
    )
    numbers = list(await session.scalars(select(AppealRow.number).where(AppealRow.person_id == person.id)))
    quoted = cast(DeliveryRow.payload[("values", "number")].as_string(), Text)
    for start in range(0, len(numbers), _BATCH):
        batch = [str(number) for number in numbers[start : start + _BATCH]]
        about = (DeliveryRow.kind == SubjectKind.APPEAL) & quoted.in_(batch)
        await _cancel(session, about)
        await session.execute(
            update(DeliveryRow).where(about).values(payload={}).execution_options(synchronize_session=False)
        )


async def _cancel(session: Session, rows: Any) -> None:
    waiting = DeliveryRow.state.in_((DeliveryState.PENDING, DeliveryState.SENDING))
    await session.execute(
        update(DeliveryRow)
        .where(rows, waiting)
        .values(state=DeliveryState.CANCELLED, reason="deleted with the person")
        .execution_options(synchronize_session=False)
    )


async def _stop(session: Session, personal: Personal, person: Person) -> None:
    for column, running, ended in STOPPED:
        if column.class_ is personal.table:
            await session.execute(
                update(personal.table)
                .where(personal.rows(person), column.in_(running))
                .values({column.key: ended})
                .execution_options(synchronize_session=False)
            )


async def _apply(session: Session, personal: Personal, person: Person) -> None:
    rows = personal.rows(person) & (true() if personal.unless is None else not_(personal.unless))
    if personal.deleted:
        await session.execute(delete(personal.table).where(rows).execution_options(synchronize_session=False))
    elif personal.emptied:
        await session.execute(
            update(personal.table)
            .where(rows)
            .values(dict(personal.emptied))
            .execution_options(synchronize_session=False)
        )
