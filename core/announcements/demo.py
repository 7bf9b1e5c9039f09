"""/demo: the real clock asked at another hour, the real deliveries, and who got what. With invented records only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.announcements.board import Board, read_board
from core.announcements.corrections import moved_seasons, next_misinformed, write_corrections
from core.announcements.deadlines import move_deadline
from core.announcements.due import Due, Round, digest_round, last_hours_rounds, rehearse
from core.announcements.events import LAST_HOURS
from core.announcements.hours import digest_moment, earlier, is_quiet
from core.calling import Call
from core.catalogue.home import home_button
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from storage.audience import hours_in_use
from storage.packs import holds_pack
from storage.people import names_of
from storage.records.content import Season
from storage.terms import SeasonStatus, SubjectKind
from storage.told import told_versions

PACK = "demo"
_EXTENDED_BY = timedelta(days=7)
_DAYS_SEARCHED = 45


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody gets: a person and the titles of what they are told."""

    name: str
    titles: tuple[str, ...]


def _buttons() -> tuple[tuple[Button, ...], ...]:
    return rows_of(
        Button(label("demo_last_day"), Action.DEMO, ("last_day",)),
        Button(label("demo_extend"), Action.DEMO, ("extend",)),
        Button(label("demo_digest"), Action.DEMO, ("digest",)),
        home_button(),
    )


async def _refusal(call: Call) -> Message | None:
    if not call.is_admin:
        return Message(render("ngo/staff_closed.html.j2", number=call.person.external_id), rows_of(home_button()))
    async with call.reading() as session:
        if not await holds_pack(session, PACK):
            return Message(render("admin/demo_none.html.j2"), rows_of(home_button()))
    return None


async def demo_menu(call: Call) -> Message:
    """What can be shown without waiting two weeks."""
    refusal = await _refusal(call)
    return refusal or Message(render("admin/demo.html.j2"), _buttons())


async def show_demo(call: Call, what: str) -> Message:
    """Do one thing as if its hour had come, and say who gets what."""
    refusal = await _refusal(call)
    if refusal is not None:
        return refusal
    if what == "last_day":
        return await _last_day(call)
    if what == "digest":
        return await _digest(call)
    if what == "extend":
        return await _extend(call)
    return Message(render("admin/demo.html.j2"), _buttons())


def _open_demo_seasons(board: Board, now: datetime) -> list[Season]:
    coming = [
        season
        for season in board.seasons.values()
        if season.pack == PACK
        and season.closes_at is not None
        and season.closes_at > now
        and season.status not in {SeasonStatus.CLOSED, SeasonStatus.EXPECTED}
    ]
    return sorted(coming, key=lambda season: season.closes_at or now)


async def _last_day(call: Call) -> Message:
    """The last hours of the nearest invented season of which somebody waits to hear."""
    async with call.reading() as session:
        board = await read_board(session)
        everybody = await hours_in_use(session)
    for season in _open_demo_seasons(board, call.now):
        assert season.closes_at is not None
        walks: list[Round] = []
        moment = season.closes_at
        for hours in everybody:
            moment = max(call.now, earlier(hours, season.closes_at - LAST_HOURS, call.zone))
            walks += [
                walk
                for walk in last_hours_rounds(board, hours, moment, call.zone)
                if walk.events[0].item.subject == season.key
            ]
        due = await rehearse(call, walks, board, moment, call.now, call.zone)
        if due:
            return await _shown(call, board, due, "last_day", moment)
    return Message(render("admin/demo_nobody.html.j2", what="last_day"), _buttons())


async def _digest(call: Call) -> Message:
    """The next morning on which somebody has something to hear."""
    async with call.reading() as session:
        board = await read_board(session)
        everybody = await hours_in_use(session)
    for ahead in range(1, _DAYS_SEARCHED):
        day = call.today + timedelta(days=ahead)
        written: list[Due] = []
        moment = call.now
        for hours in everybody:
            moment = digest_moment(hours, day, call.zone)
            walk = None if is_quiet(hours, moment, call.zone) else digest_round(board, hours, moment, call.zone, day)
            if walk is not None:
                written += await rehearse(call, [walk], board, moment, call.now, call.zone)
        if written:
            return await _shown(call, board, written, "digest", moment)
    return Message(render("admin/demo_nobody.html.j2", what="digest"), _buttons())


async def _extend(call: Call) -> Message:
    """Move the deadline of an invented season that people were told of, a week on, and correct them."""
    async with call.reading() as session:
        board = await read_board(session)
        candidates = _open_demo_seasons(board, call.now)
        told = await told_versions(session, SubjectKind.SEASON, [season.key for season in candidates])
        chosen = None
        for season in candidates:
            moved = season.closes_at + _EXTENDED_BY if season.closes_at else call.now
            if season.key in told and await next_misinformed(session, _with(season, moved), 0):
                chosen = season
                break
    if chosen is None or chosen.closes_at is None:
        return Message(render("admin/demo_nobody.html.j2", what="extend"), _buttons())
    changed = await move_deadline(call, chosen.key, chosen.closes_at + _EXTENDED_BY)
    assert changed is not None
    async with call.reading() as session:
        board = await read_board(session)
        people = [
            Due(one.person_id, (), False)
            for season in await moved_seasons(session, board, call.now)
            if season.key == chosen.key
            for one in await next_misinformed(session, season, 0)
        ]
    await write_corrections(call, _by_day(call), call.zone, sent_at=call.now)
    title = board.title(SubjectKind.SEASON, chosen.key) or ""
    shown = await _named(call, [(one.person_id, (title,)) for one in people])
    text = render("admin/demo_shown.html.j2", what="extend", shown=shown, moment=_by_day(call).astimezone(call.zone))
    return Message(text, _buttons())


def _by_day(call: Call) -> datetime:
    """Now, or the next morning at ten while people sleep."""
    local = call.now.astimezone(call.zone)
    if 9 <= local.hour < 21:
        return call.now
    morning = local.replace(hour=10, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def _with(season: Season, closes_at: datetime) -> Season:
    return replace(season, closes_at=closes_at)


async def _shown(call: Call, board: Board, due: list[Due], what: str, moment: datetime) -> Message:
    people = [
        (one.person_id, tuple(board.title(e.item.subject_kind, e.item.subject) or "" for e in one.events))
        for one in due
    ]
    shown = await _named(call, people)
    text = render("admin/demo_shown.html.j2", what=what, shown=shown, moment=moment.astimezone(call.zone))
    return Message(text, _buttons())


async def _named(call: Call, people: list[tuple[int, tuple[str, ...]]]) -> list[Shown]:
    async with call.reading() as session:
        names = await names_of(session, [person_id for person_id, _ in people])
    return [Shown(names.get(person_id, ""), titles) for person_id, titles in people]
