"""The clock of trainings: reminders a day and an hour before, corrections, free places, and materials afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.announcements.events import version_of
from core.announcements.hours import earlier
from core.announcements.payloads import payload
from core.announcements.sessions import Sessions
from core.messages import Action, Button, rows_of
from core.rendering import label, local
from core.trainings.handouts import letter
from core.trainings.signing import Present, move_up
from core.trainings.timetable import is_coming, place_of
from storage import Session
from storage.audience import Hours, hours_of_people
from storage.content import all_of
from storage.deliveries import NewDelivery, cancel_telling, enqueue, enqueue_telling
from storage.records.content import Training
from storage.records.trainings import Signup
from storage.terms import SignupState, SubjectKind
from storage.told import AlreadyToldError, ToldItem, tell_now, told_by
from storage.trainings import (
    gave_materials,
    know,
    live_signups,
    lock_training,
    owed_materials,
    set_state,
    standing,
)

STEPS = (("starts:0", timedelta(hours=1)), ("starts:1", timedelta(days=1)))
"""Told rows and how long before the beginning they are due, the nearest first."""


async def tell_trainings(sessions: Sessions, now: datetime, zone: ZoneInfo) -> int:
    """One tick: everything that is due to people who signed up; how many messages were written."""
    async with sessions.reading() as session:
        trainings = {one.key: one for one in await all_of(session, Training)}
        signups = await live_signups(session, now)
        owed = await owed_materials(session, [key for key, one in trainings.items() if _over(one, now)])
    by_training: dict[str, list[Signup]] = {}
    for one in signups:
        by_training.setdefault(one.training, []).append(one)
    written = 0
    for key, those in by_training.items():
        training = trainings.get(key)
        if any(_misinformed(one, training) for one in those):
            written += await _correct(sessions, key, now, zone)
        elif training is not None and _free(training, those):
            written += await _fill(sessions, training.key, now, zone)
        if training is not None and is_coming(training, now):
            written += await _remind(sessions, training, those, now, zone)
    if owed:
        written += await _send_materials(sessions, trainings, now)
    return written


def _over(training: Training, now: datetime) -> bool:
    return (
        bool(training.materials or training.handouts) and training.starts_at is not None and training.starts_at <= now
    )


def _misinformed(signup: Signup, training: Training | None) -> bool:
    """Whether a person was told another hour or place, or does not know that it was called off."""
    if training is None or training.called_off or training.starts_at is None:
        return True
    return (signup.known_starts_at, signup.known_place) != (training.starts_at, place_of(training))


def _free(training: Training, signups: Sequence[Signup]) -> bool:
    signed = sum(one.state is SignupState.SIGNED for one in signups)
    waiting = len(signups) - signed
    return bool(waiting) and (training.places is None or signed < training.places)


async def _fill(sessions: Sessions, key: str, now: datetime, zone: ZoneInfo) -> int:
    async with sessions.writing() as session:
        await lock_training(session, key)
        training = next((one for one in await all_of(session, Training) if one.key == key), None)
        moved = await move_up(session, Present(now, zone), training) if training else 0
        await session.commit()
    return moved


async def _correct(sessions: Sessions, key: str, now: datetime, zone: ZoneInfo) -> int:
    """Tell exactly those who signed up, each once: what they are told is noted with the message."""
    async with sessions.writing() as session:
        await lock_training(session, key)
        training = next((one for one in await all_of(session, Training) if one.key == key), None)
        stands = training is not None and training.starts_at is not None and not training.called_off
        told = 0
        for one in await standing(session, key, (SignupState.SIGNED, SignupState.WAITING)):
            if one.known_starts_at <= now or not _misinformed(one, training):
                continue
            await cancel_telling(session, one.person_id, [(SubjectKind.TRAINING, key)])
            if training is not None and training.starts_at is not None and stands:
                await know(session, one.id, training.starts_at, place_of(training), one.state)
                heard = ToldItem(
                    SubjectKind.TRAINING, key, f"moved:{one.id}:{now.isoformat()}", version_of(training.starts_at)
                )
                await tell_now(session, one.person_id, [heard], now)
                if training.starts_at <= now:
                    continue
            else:
                await set_state(session, one.id, SignupState.CALLED_OFF)
            await _enqueue_correction(session, one, training if stands else None, training, now, zone)
            told += 1
        await session.commit()
    return told


async def _enqueue_correction(
    session: Session, one: Signup, stands: Training | None, training: Training | None, now: datetime, zone: ZoneInfo
) -> None:
    title = training.title if training is not None else ""
    values: dict[str, Any] = {
        "title": title, "was": local(one.known_starts_at, zone).isoformat(), "was_place": one.known_place,
        "waiting": one.state is SignupState.WAITING, "today": local(now, zone).isoformat(),
    }  # fmt: skip
    if stands is None or stands.starts_at is None:
        buttons = rows_of(Button(label("trainings"), Action.TRAININGS, ("1",)))
        template = "called_off"
    else:
        values |= {"starts": local(stands.starts_at, zone).isoformat(), "place": place_of(stands)}
        keep = Button(label("alert_calendar_update"), Action.CALENDAR, (SubjectKind.TRAINING, stands.key))
        off = Button(label("training_off"), Action.SIGN_OFF, (stands.key,))
        buttons = rows_of(keep if one.state is SignupState.SIGNED else None, off)
        template = "moved"
    await enqueue(
        session, person_id=one.person_id, kind=SubjectKind.TRAINING, now=now,
        payload=payload(f"ngo/trainings/{template}.html.j2", values, buttons),
    )  # fmt: skip


async def _remind(
    sessions: Sessions, training: Training, signups: Sequence[Signup], now: datetime, zone: ZoneInfo
) -> int:
    """A day and an hour before, moved out of quiet hours; whoever signed up later than that needs no reminder."""
    starts = training.starts_at
    assert starts is not None
    signed = [one for one in signups if one.state is SignupState.SIGNED]
    if starts - now > timedelta(days=2) or not signed:
        return 0
    version = version_of(starts)
    async with sessions.writing() as session:
        hours = await hours_of_people(session, [one.person_id for one in signed])
        told = await told_by(session, SubjectKind.TRAINING, training.key, version)
        news = []
        for one in signed:
            event = _due(hours[one.person_id], one, starts, now, zone) if one.person_id in hours else None
            if event is not None and (one.person_id, event) not in told:
                item = ToldItem(SubjectKind.TRAINING, training.key, event, version)
                news.append(_reminder(training, one, item, local(starts, zone), now))
        try:
            await enqueue_telling(session, news, now)
        except AlreadyToldError:
            return 0
        await session.commit()
    return len(news)


def _due(hours: Hours, one: Signup, starts: datetime, now: datetime, zone: ZoneInfo) -> str | None:
    for event, before in STEPS:
        moment = earlier(hours, starts - before, zone)
        if moment <= now:
            return event if one.asked_at < moment else None
    return None


def _reminder(training: Training, one: Signup, item: ToldItem, starts: datetime, now: datetime) -> NewDelivery:
    days = (starts.date() - now.astimezone(starts.tzinfo).date()).days
    values = {"title": training.title, "starts": starts.isoformat(), "place": place_of(training), "days": days}
    off = Button(label("training_off"), Action.SIGN_OFF, (training.key,))
    more = Button(label("alert_more"), Action.TRAINING, (training.key,))
    return NewDelivery(
        one.person_id, SubjectKind.TRAINING, payload("ngo/trainings/soon.html.j2", values, rows_of(off, more)), now,
        not_after=training.starts_at, tells=(item,),
    )  # fmt: skip


async def _send_materials(sessions: Sessions, trainings: dict[str, Training], now: datetime) -> int:
    """To whoever came, once."""
    over = [key for key, one in trainings.items() if _over(one, now)]
    async with sessions.writing() as session:
        owed = await owed_materials(session, over, lock=True)
        for one in owed:
            training = trainings[one.training]
            more = Button(label("trainings"), Action.TRAININGS, ("1",))
            await enqueue(
                session, person_id=one.person_id, kind=SubjectKind.TRAINING, now=now, silent=True,
                payload=payload("ngo/trainings/materials.html.j2", letter(training), rows_of(more))
                | {"files": list(training.handouts)},
            )  # fmt: skip
            await gave_materials(session, one.id, now)
        await session.commit()
    return len(owed)
