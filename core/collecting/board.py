"""The round-up's board: begun with a last day, who has sent and who is late, templates, reminders."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.announcements.own_words import read_date
from core.announcements.payloads import payload
from core.calling import Call
from core.catalogue.home import gone
from core.collecting.books import template, year_book
from core.collecting.receiving import may_send
from core.desk.owning import Owning, owning
from core.desk.refusing import refused
from core.desk.rights import Right
from core.imports.pending import stand_of
from core.messages import Action, Button, File, Message, rows_of
from core.rendering import day as day_words
from core.rendering import label, local, render, weekday_day
from core.reports.asking import people_of
from core.reports.chat import to_year
from core.reports.wishes import parse_wish
from core.reports.year import read_year
from storage import Session, submissions, versions
from storage.deliveries import enqueue
from storage.engine import Database
from storage.records.desk import Department
from storage.records.years import RoundUp, Submission
from storage.reports import years_held
from storage.terms import SubjectKind, SubmissionState

BEFORE = (7, 1)
"""Days before the last day on which the late are reminded; after it every working day."""

_YEARS_BACK, _YEARS_ON = 3, 1


@dataclass(frozen=True, slots=True)
class Sent:
    """A department and the day of its file; `faulty` when the newest one was not accepted."""

    department: Department
    at: date
    faulty: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Where the round-up stands: who has sent, whose file waits for a decision or has errors, who is awaited."""

    round_up: RoundUp
    sent: tuple[Sent, ...]
    faulty: tuple[Sent, ...]
    late: tuple[Department, ...]

    @property
    def waiting(self) -> tuple[Department, ...]:
        """Everybody whose figures are not in the base."""
        return (*(one.department for one in self.faulty), *self.late)


def board_of(found: RoundUp, owners: Owning, files: dict[str, list[Submission]], zone: ZoneInfo) -> Board:
    """The board from a year's files."""
    sent, faulty, late = [], [], []
    for department in owners.departments:
        own = files.get(department.key, [])
        applied = next((one for one in own if one.state is SubmissionState.APPLIED), None)
        newest = next((one for one in own if one.state is not SubmissionState.UNDONE), None)
        if applied is not None:
            sent.append(Sent(department, local(applied.decided_at or applied.created_at, zone).date()))
        elif newest is not None:
            wrong = newest.state is SubmissionState.FAULTY
            faulty.append(Sent(department, local(newest.created_at, zone).date(), wrong))
        else:
            late.append(department)
    return Board(found, tuple(sent), tuple(faulty), tuple(late))


async def read_board(session: Session, year: int, zone: ZoneInfo) -> Board | None:
    """The board of a year; None when its collecting has not begun."""
    found = await versions.round_up(session, year)
    if found is None:
        return None
    return board_of(found, await owning(session), await submissions.newest_of(session, year), zone)


def _leads(call: Call) -> bool:
    return call.desk.may(Right.STATISTICS)


async def collect(call: Call, arguments: str) -> Message:
    """/collect with or without a year; without one the year that is collected, else the one that is ending."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    asked = parse_wish(arguments, ()).year
    if asked is None:
        async with call.reading() as session:
            running = await versions.round_ups(session)
        asked = running[-1].year if running else call.today.year - (call.today.month < 7)
    return await show_board(call, asked)


async def show_board(call: Call, year: int) -> Message:
    """The board, or how to begin."""
    if not call.desk.may(Right.READ):
        return refused(call, Right.READ)
    if not call.today.year - _YEARS_BACK <= year <= call.today.year + _YEARS_ON:
        text = render("admin/collect/odd_year.html.j2", year=year, this=call.today.year)
        return Message(text, rows_of(to_year(year - 1)))
    async with call.reading() as session:
        found = await read_board(session, year, call.zone)
        newest = await versions.newest_version(session, year)
        held = found is None and year in await years_held(session)
    if found is None:
        return _not_begun(call, year, signed=held)
    over = call.today > found.round_up.due_on
    text = render(
        "admin/collect/board.html.j2", year=year, due=found.round_up.due_on, today=call.today, over=over,
        signed=None if newest is None else newest.version,
        sent=[{"name": one.department.short_name, "at": one.at} for one in found.sent],
        faulty=[{"name": one.department.short_name, "faulty": one.faulty} for one in found.faulty],
        late=[one.short_name for one in found.late],
    )  # fmt: skip
    key = (str(year),)
    if newest is not None:
        return Message(text, rows_of(Button(label("versions"), Action.VERSIONS, key), to_year(year)))
    templates = Button(label("collect_templates"), Action.COLLECT_TEMPLATES, key)
    if not _leads(call):
        return Message(text, rows_of(templates, to_year(year)))
    count = len(found.waiting)
    remind = Button(label("collect_remind", count=count), Action.COLLECT_REMIND, key) if count else None
    return Message(text, rows_of(
        templates, remind,
        Button(label("collect_for"), Action.COLLECT_FOR, key),
        Button(label("collect_draft"), Action.STATS_FILE, key),
        None if count else Button(label("sign_ask"), Action.SIGN_ASK, key),
        Button(label("collect_deadline"), Action.COLLECT_START, (*key, "ask")),
    ))  # fmt: skip


def _not_begun(call: Call, year: int, *, signed: bool) -> Message:
    if signed:
        return Message(render("admin/collect/held.html.j2", year=year), rows_of(to_year(year)))
    text = render("admin/collect/none.html.j2", year=year)
    if not _leads(call):
        return Message(text.split("\n")[0], rows_of(to_year(year - 1)))
    days = [day for day in (date(year + 1, 1, 15), date(year + 1, 1, 25)) if day > call.today]
    days = days or [call.today + timedelta(days=count) for count in (7, 14)]
    buttons = [
        Button(label("collect_until", day=local_day(day, call.today)), Action.COLLECT_START, (str(year), str(day)))
        for day in days
    ]
    return Message(text, rows_of(*buttons, Button(label("collect_other"), Action.COLLECT_START, (str(year), "ask"))))


def local_day(day: date, today: date) -> str:
    """«15 января», with its year unless it is today's or the next."""
    return day_words(day, day if day.year - today.year in (0, 1) else today)


async def start(call: Call, year: int, until: str) -> tuple[Message, bool]:
    """Begin the round-up, or give it another last day; True when the day is awaited in words."""
    if not _leads(call):
        return refused(call, Right.STATISTICS), False
    if until == "ask":
        return Message(render("admin/collect/ask_day.html.j2", year=year)), True
    try:
        day = date.fromisoformat(until)
    except ValueError:
        return gone(), False
    return await _start(call, year, day), False


async def start_words(call: Call, year: int, text: str) -> tuple[Message, bool]:
    """The last day in words; True when it is still awaited."""
    if not _leads(call):
        return refused(call, Right.STATISTICS), False
    asked = read_date(text, call.today)
    if asked is None or asked.day is None:
        past = asked is not None
        return Message(render("admin/collect/odd_day.html.j2", past=past, year=year + 1)), True
    return await _start(call, year, asked.day), False


async def _start(call: Call, year: int, day: date) -> Message:
    if day < call.today:
        return Message(render("admin/collect/odd_day.html.j2", past=True, year=year + 1))
    async with call.writing() as session:
        running = await versions.round_up(session, year)
        signed = await versions.newest_version(session, year) is not None
        held = running is None and year in await years_held(session)
        possible = call.today.year - _YEARS_BACK <= year <= call.today.year + _YEARS_ON
        if possible and not signed and not held:
            await versions.start_round_up(session, year, day, call.person.id, call.now)
            await session.commit()
    return await show_board(call, year)


async def templates(call: Call, year: int) -> Message:
    """Which departments' templates this person may take."""
    async with call.reading() as session:
        found = await read_board(session, year, call.zone)
        owners = await owning(session)
    if found is None:
        return await show_board(call, year)
    buttons = [
        Button(label("collect_template", name=one.short_name), Action.COLLECT_TEMPLATE, (str(year), one.key))
        for one in owners.departments
        if may_send(call, one.key)
    ]
    back = Button(label("collect", year=year), Action.COLLECT, (str(year),))
    return Message(render("admin/collect/templates.html.j2", year=year), rows_of(*buttons, back))


async def give(call: Call, year: int, department: str) -> Message:
    """A department's template with what the base holds of the year."""
    async with call.reading() as session:
        owners = await owning(session)
        chosen = owners.department(department)
        running = await versions.round_up(session, year)
        if chosen is None or running is None or not may_send(call, department):
            return gone()
        book = year_book(year, chosen, call.zone.key)
        stand = await stand_of(session, book.book, call.zone)
        held = [known for known in await years_held(session) if known < year]
        before = await read_year(session, held[-1] if held else year - 1)
        plan = await read_year(session, year)
    content = await asyncio.to_thread(template, book, stand, owners, before, plan, local(call.now, call.zone))
    text = render(
        "admin/collect/given.html.j2", department=chosen.short_name, year=year, due=running.due_on, today=call.today,
        sheets=[sheet.title for sheet in book.book.sheets],
    )  # fmt: skip
    back = Button(label("collect", year=year), Action.COLLECT, (str(year),))
    return Message(text, rows_of(back), (File(f"{book.book.file.replace('/', '-')}.xlsx", content),))


def ask_file(call: Call, year: int) -> Message:
    """The statistician sends a file for a department: the file says for which."""
    if not call.desk.may(Right.STATISTICS):
        return refused(call, Right.STATISTICS)
    back = Button(label("collect", year=year), Action.COLLECT, (str(year),))
    templates_ = Button(label("collect_templates"), Action.COLLECT_TEMPLATES, (str(year),))
    return Message(render("admin/collect/ask_file.html.j2"), rows_of(templates_, back))


async def remind(call: Call, year: int) -> Message:
    """«Напомнить троим»: owners and editors of everybody who is awaited, at once; twice a day writes nothing twice."""
    if not _leads(call):
        return refused(call, Right.STATISTICS)
    async with call.writing() as session:
        found = await read_board(session, year, call.zone)
        if found is None or await versions.newest_version(session, year) is not None:
            return await show_board(call, year)
        told, nobody = await _remind(session, found, call.today, call.now)
        await versions.note_reminded(session, year, call.today)
        await session.commit()
    text = render(
        "admin/collect/reminded.html.j2", people=sum(told.values()), departments=list(told), nobody=nobody
    )  # fmt: skip
    return Message(text, rows_of(Button(label("collect", year=year), Action.COLLECT, (str(year),))))


async def _remind(session: Session, found: Board, today: date, now: datetime) -> tuple[dict[str, int], list[str]]:
    told: dict[str, int] = {}
    nobody: list[str] = []
    wrong = {one.department.key for one in found.faulty}
    year, due = found.round_up.year, found.round_up.due_on
    for department in found.waiting:
        people = await people_of(session, department.key)
        if not people:
            nobody.append(department.short_name)
            continue
        told[department.short_name] = len(people)
        values = {
            "year": year, "department": department.short_name, "due": weekday_day(due, today), "over": today > due,
            "faulty": department.key in wrong,
        }  # fmt: skip
        take = Button(label("collect_templates"), Action.COLLECT_TEMPLATE, (str(year), department.key))
        board = Button(label("collect", year=year), Action.COLLECT, (str(year),))
        for person in people:
            await enqueue(
                session, person_id=person.id, kind=SubjectKind.REPORT, now=now,
                payload=payload("admin/collect/reminder.html.j2", values, rows_of(take, board)),
            )  # fmt: skip
    return told, nobody


async def remind_by_day(database: Database, now: datetime, zone: ZoneInfo) -> int:
    """The day's reminders of every round-up: a week and a day before its end, after it each working day; how many."""
    today = local(now, zone).date()
    count = 0
    async with database.writing() as session:
        for year in await versions.years_in_work(session):
            found = await read_board(session, year, zone)
            if found is None or not found.waiting:
                continue
            left = (found.round_up.due_on - today).days
            if not (left in BEFORE or (left < 0 and today.weekday() < 5)):
                continue
            if await versions.note_reminded(session, year, today):
                told, _ = await _remind(session, found, today, now)
                count += sum(told.values())
        await session.commit()
    return count
