"""What nobody has checked for long, and what is over: shown to its owner, ticked off by one tap, asked about weekly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.calling import Call
from core.catalogue.home import home_button
from core.catalogue.paging import page_of, pager
from core.catalogue.places import documents_of, is_unverified
from core.catalogue.windows import WindowState, window_state
from core.desk.owning import Owning, owning
from core.desk.refusing import refused
from core.desk.rights import Desk, Right
from core.forms.layout import forms
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage import Session, desk, packs
from storage.content import raise_version
from storage.deliveries import enqueue, written_since
from storage.engine import Database
from storage.imports import Writer, hold_content
from storage.people import find_or_create
from storage.records.content import Content, Document, Premises, Season, Training
from storage.records.people import Delivery
from storage.terms import Channel, SubjectKind

STALE = "stale"
"""The letter whose content is read when it is sent."""

SHOWN = 5
_PAST = {"measures"}
"""Tables of what was: a report's year does not go stale."""

_ENDS_SOON = timedelta(days=3)
_NAMES = ("short_name", "short_title", "title", "question", "reason", "name")


@dataclass(frozen=True, slots=True)
class Stale:
    """A record to look at. `why`: ended, ends, never (nobody checked it) or old (last checked on `day`)."""

    table: str
    key: str
    name: str
    why: str
    day: date | None


async def stale_records(session: Session, may: Desk, now: datetime, zone: ZoneInfo, days: int) -> list[Stale]:
    """What this person should look at, the most urgent first."""
    whose = await owning(session)
    documents = await documents_of(session)
    today = now.astimezone(zone).date()
    found: list[Stale] = []
    for table in forms():
        if table in _PAST:
            continue
        for record in (await packs.current_records(session, table)).values():
            if not may.may_for(Right.EDIT, whose.of(table, record)):
                continue
            why, day = _why(record, documents, now, today, days)
            if why:
                found.append(Stale(table, record.key, _name(record), why, day))
    order = ("ended", "ends", "never", "old")
    return sorted(found, key=lambda one: (order.index(one.why), one.day or date.min, one.table, one.key))


def _name(record: Content) -> str:
    return next((str(value) for name in _NAMES if (value := getattr(record, name, ""))), record.key)


def _why(
    record: Content, documents: dict[str, Document], now: datetime, today: date, days: int
) -> tuple[str, date | None]:  # fmt: skip
    if isinstance(record, Premises) and record.offered_until is not None:
        if record.offered_until < today:
            return "ended", record.offered_until
        if record.offered_until <= today + _ENDS_SOON and record.checked_on != today:
            return "ends", record.offered_until
    if isinstance(record, Season) and window_state(record, now) is WindowState.CLOSED:
        return "", None
    if isinstance(record, Training) and (record.starts_at is None or record.starts_at <= now):
        return "", None
    document = documents.get(record.source.document) if record.source else None
    if is_unverified(record.source, document, record.checked_on is not None):
        return "never", None
    if record.checked_on is not None and record.checked_on < today - timedelta(days=days):
        return "old", record.checked_on
    return "", None


def stale_message(
    found: Sequence[Stale], number: int, days: int, today: date, done: str = "", back: Button | None = None
) -> Message:
    """The list with «Проверено» on each line; `done` names what has just been ticked off."""
    page = page_of(found, number, SHOWN)
    text = render("admin/forms/stale.html.j2", page=page, days=days, done=done, today=today)
    rows = tuple(_line_buttons(one) for one in page.items)
    menu = Button(label("forms_menu"), Action.FORMS)
    return Message(
        text, (*(((back,),) if back else ()), *rows, pager(page, Action.STALE), *rows_of(menu, home_button()))
    )


def _line_buttons(one: Stale) -> tuple[Button, ...]:
    look = Button(label("named", title=one.name), Action.EDIT, (one.table, one.key))
    return (look,) if one.why == "ended" else (look, Button(label("checked"), Action.CHECKED, (one.table, one.key)))


async def stale_screen(call: Call, number: int) -> Message:
    """What this editor should look at."""
    if not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    days = call.operator.check_after
    async with call.reading() as session:
        found = await stale_records(session, call.desk, call.now, call.zone, days)
    return stale_message(found, number, days, call.today)


async def check(call: Call, table: str, key: str) -> Message:
    """«Проверено»: today. The same tap again changes nothing; «Вернуть» puts the former day back."""
    return await _set_day(call, table, key, call.today)


async def uncheck(call: Call, table: str, key: str, day: str) -> Message:
    """The day as it was before the tap; only a tap of today is taken back."""
    try:
        before = None if day == "-" else date.fromordinal(int(day))
    except (ValueError, OverflowError):
        before = call.today
    return await _set_day(call, table, key, before)


async def _set_day(call: Call, table: str, key: str, day: date | None) -> Message:
    if table not in forms() or not call.desk.may(Right.EDIT):
        return refused(call, Right.EDIT)
    days = call.operator.check_after
    async with call.writing() as session:
        record = (await packs.current_records(session, table)).get(key)
        whose = await owning(session)
        if record is None:
            return Message(render("admin/forms/record_gone.html.j2"), rows_of(home_button()))
        owners = whose.of(table, record)
        if not call.desk.may_for(Right.EDIT, owners):
            return refused(call, Right.EDIT, whose.department(owners[0]) if owners else None)
        before = record.checked_on
        ticking = day == call.today
        if day != before and (ticking or before == call.today):
            await hold_content(session)
            writer = Writer.of(session, call.person.id, call.now)
            iso = None if before is None else before.isoformat()
            await writer.change(table, key, {"checked_on": (day, iso, None if day is None else day.isoformat())})
            await raise_version(session)
        found = await stale_records(session, call.desk, call.now, call.zone, days)
        await session.commit()
    undo = None
    if ticking and before != call.today:
        told = "-" if before is None else str(before.toordinal())
        undo = Button(label("checked_back"), Action.CHECKED_BACK, (table, key, told))
    return stale_message(found, 1, days, call.today, _name(record) if ticking else "", undo)


async def write_stale(
    database: Database, now: datetime, zone: ZoneInfo, admins: Collection[str], days: int
) -> int:  # fmt: skip
    """This week's letter to each editor who has something to look at and no letter yet; how many were written.

    A department's records go to its own editors. What has no editor goes to the administrators.
    """
    local = now.astimezone(zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    written = 0
    async with database.writing() as session:
        for person_id, keys in (await _askers(session, admins, now)).items():
            if await written_since(session, person_id, SubjectKind.CHECK, monday):
                continue
            found = await _for_letter(session, person_id, keys, now, zone, days)
            if found:
                await enqueue(
                    session, person_id=person_id, kind=SubjectKind.CHECK, now=now,
                    payload={"letter": STALE, "days": days, "departments": keys, "at": now.isoformat()},
                )  # fmt: skip
                written += 1
        await session.commit()
    return written


async def _askers(session: Session, admins: Collection[str], now: datetime) -> dict[int, list[str]]:
    """Editors by person with the departments that they are asked about; «-» stands for what has no editor."""
    asked: dict[int, list[str]] = {}
    whose = await owning(session)
    editing = [
        (one, person) for one, person in await desk.members(session, everywhere=True)
        if Right.EDIT in Desk(memberships=(one,)).rights
    ]  # fmt: skip
    held = {one.department for one, _ in editing}
    for one, person in editing:
        asked.setdefault(person.id, []).extend([one.department] if one.department else ["-"])
    orphans = [one.key for one in whose.departments if one.key not in held]
    over_all = [person.id for one, person in editing if one.department is None]
    for admin in [] if over_all else sorted(admins):
        person = await find_or_create(session, Channel.TELEGRAM, admin, "", now)
        asked.setdefault(person.id, []).append("-")
    for person_id in over_all or [one for one, keys in asked.items() if "-" in keys]:
        asked[person_id] += orphans
    return {person_id: sorted(set(keys)) for person_id, keys in asked.items()}


async def _for_letter(
    session: Session, person_id: int, keys: Collection[str], now: datetime, zone: ZoneInfo, days: int
) -> list[Stale]:
    whose = await owning(session)
    every = await stale_records(session, Desk(is_admin=True), now, zone, days)
    records = {table: await packs.current_records(session, table) for table in {one.table for one in every}}
    return [one for one in every if _is_asked(whose, one, records[one.table][one.key], keys)]


def _is_asked(whose: Owning, one: Stale, record: Content, keys: Collection[str]) -> bool:
    owners = whose.of(one.table, record)
    return bool(set(owners) & set(keys)) if owners else "-" in keys


async def stale_letter(session: Session, delivery: Delivery, zone: ZoneInfo) -> Message | None:
    """The letter as things stand when it is sent; None when all was checked meanwhile."""
    payload = delivery.payload
    now, days = datetime.fromisoformat(payload["at"]), int(payload["days"])
    found = await _for_letter(session, delivery.person_id, payload["departments"], now, zone, days)
    return stale_message(found, 1, days, now.astimezone(zone).date()) if found else None
