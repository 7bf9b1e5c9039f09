"""Sign-ups to trainings: a place or the waiting list, decided while the training's row is locked."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, update

from storage import Session
from storage.models.people import PersonRow
from storage.models.plan import TrainingRow
from storage.models.trainings import SignupRow
from storage.records.trainings import Signup
from storage.terms import SignupState


def _record(row: SignupRow) -> Signup:
    return Signup(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Signup)})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many have a place, how many wait, and how many of the first were marked as there."""

    signed: int = 0
    waiting: int = 0
    came: int = 0
    marked: int = 0


async def lock_training(session: Session, key: str) -> int | None:
    """Keep others from deciding about the training's places until the transaction ends; None when it is gone.

    Gives its number of places; -1 when there is no limit.
    """
    row = await session.get(TrainingRow, key, with_for_update=True, populate_existing=True)
    return None if row is None else -1 if row.places is None else row.places


async def signup_of(session: Session, key: str, person_id: int) -> Signup | None:
    """A person's sign-up to a training, given up or not."""
    row = await session.scalar(select(SignupRow).where(SignupRow.training == key, SignupRow.person_id == person_id))
    return None if row is None else _record(row)


async def signups_of(session: Session, person_id: int, after: datetime) -> list[Signup]:
    """Where a person has or waits for a place at something that begins after a moment."""
    rows = await session.scalars(
        select(SignupRow)
        .where(
            SignupRow.person_id == person_id, SignupRow.known_starts_at > after,
            SignupRow.state.in_((SignupState.SIGNED, SignupState.WAITING)),
        )
        .order_by(SignupRow.known_starts_at)
    )  # fmt: skip
    return [_record(row) for row in rows]


async def tallies(session: Session, keys: Collection[str] | None = None) -> dict[str, Tally]:
    """The counts by training; of all of them when no keys are given."""
    signed = SignupRow.state == SignupState.SIGNED
    query = select(
        SignupRow.training,
        func.sum(case((signed, 1), else_=0)),
        func.sum(case((SignupRow.state == SignupState.WAITING, 1), else_=0)),
        func.sum(case((signed & SignupRow.came.is_(True), 1), else_=0)),
        func.sum(case((signed & SignupRow.came.is_not(None), 1), else_=0)),
    ).group_by(SignupRow.training)
    if keys is not None:
        query = query.where(SignupRow.training.in_(tuple(keys)))
    found = await session.execute(query)
    return {key: Tally(*(int(count or 0) for count in counts)) for key, *counts in found}


async def write_signup(
    session: Session, key: str, person_id: int, state: SignupState, *, organisation: str | None, starts_at: datetime,
    place: str, now: datetime,
) -> None:  # fmt: skip
    """Give a person a place or a turn in the waiting list; who comes back stands last again."""
    row = await session.scalar(select(SignupRow).where(SignupRow.training == key, SignupRow.person_id == person_id))
    if row is None:
        row = SignupRow(training=key, person_id=person_id)
        session.add(row)
    row.state, row.asked_at, row.organisation = state, now, organisation
    row.known_starts_at, row.known_place = starts_at, place
    row.came = row.marked_by = row.materials_at = None
    await session.flush()


async def set_state(session: Session, signup_id: int, state: SignupState) -> None:
    """A place, a turn, or neither any more."""
    row = await session.get_one(SignupRow, signup_id)
    row.state = state
    await session.flush()


async def first_waiting(session: Session, key: str) -> Signup | None:
    """Whose turn it is when a place becomes free."""
    row = await session.scalar(
        select(SignupRow)
        .where(SignupRow.training == key, SignupRow.state == SignupState.WAITING)
        .order_by(SignupRow.asked_at, SignupRow.id)
        .limit(1)
    )
    return None if row is None else _record(row)


async def standing(session: Session, key: str, states: Collection[SignupState]) -> list[Signup]:
    """Sign-ups of a training in some states, in their order."""
    rows = await session.scalars(
        select(SignupRow)
        .where(SignupRow.training == key, SignupRow.state.in_(tuple(states)))
        .order_by(SignupRow.asked_at, SignupRow.id)
    )
    return [_record(row) for row in rows]


async def live_signups(session: Session, after: datetime) -> list[Signup]:
    """Places and turns at whatever was to begin after a moment, by training."""
    rows = await session.scalars(
        select(SignupRow)
        .join(PersonRow, PersonRow.id == SignupRow.person_id)
        .where(
            SignupRow.state.in_((SignupState.SIGNED, SignupState.WAITING)), SignupRow.known_starts_at > after,
            PersonRow.reachable,
        )
        .order_by(SignupRow.training, SignupRow.asked_at, SignupRow.id)
    )  # fmt: skip
    return [_record(row) for row in rows]


async def know(session: Session, signup_id: int, starts_at: datetime, place: str, state: SignupState) -> None:
    """Note what a person is told now of the hour and the place."""
    row = await session.get_one(SignupRow, signup_id)
    row.known_starts_at, row.known_place, row.state = starts_at, place, state
    await session.flush()


async def mark(session: Session, key: str, signup_id: int, came: bool | None, by: int) -> bool:
    """Say whether somebody came; False when nobody of that number had a place at this training."""
    row = await session.get(SignupRow, signup_id, with_for_update=True)
    if row is None or row.training != key or row.state is not SignupState.SIGNED:
        return False
    row.came, row.marked_by = came, by if came is not None else None
    await session.flush()
    return True


async def owed_materials(session: Session, keys: Collection[str], *, lock: bool = False) -> list[Signup]:
    """Who came to one of these trainings and was sent no materials yet; `lock` leaves out whom another process has."""
    query = (
        select(SignupRow)
        .join(PersonRow, PersonRow.id == SignupRow.person_id)
        .where(
            SignupRow.training.in_(tuple(keys)), SignupRow.state == SignupState.SIGNED, SignupRow.came.is_(True),
            SignupRow.materials_at.is_(None), PersonRow.reachable,
        )
        .order_by(SignupRow.id)
    )  # fmt: skip
    rows = await session.scalars(query.with_for_update(of=SignupRow, skip_locked=True) if lock else query)
    return [_record(row) for row in rows]


async def gave_materials(session: Session, signup_id: int, now: datetime) -> None:
    """Materials are on their way to this person."""
    row = await session.get_one(SignupRow, signup_id)
    row.materials_at = now
    await session.flush()


async def owe_again(session: Session, key: str) -> None:
    """The materials are new: whoever got the former ones gets these."""
    await session.execute(
        update(SignupRow)
        .where(SignupRow.training == key, SignupRow.materials_at.is_not(None))
        .values(materials_at=None)
        .execution_options(synchronize_session=False)
    )


async def organisations_present(session: Session, keys: Collection[str]) -> dict[str, set[str]]:
    """The marks of the organisations whose people came, by training."""
    found = await session.execute(
        select(SignupRow.training, SignupRow.organisation).where(
            SignupRow.training.in_(tuple(keys)), SignupRow.came.is_(True), SignupRow.organisation.is_not(None)
        )
    )
    marks: dict[str, set[str]] = {}
    for key, organisation in found:
        marks.setdefault(key, set()).add(str(organisation))
    return marks


async def give_up_all(session: Session, person_id: int, now: datetime) -> None:
    """A person is gone: their places at what is still to come are free."""
    await session.execute(
        update(SignupRow)
        .where(
            SignupRow.person_id == person_id, SignupRow.known_starts_at > now,
            SignupRow.state.in_((SignupState.SIGNED, SignupState.WAITING)),
        )
        .values(state=SignupState.CANCELLED)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
