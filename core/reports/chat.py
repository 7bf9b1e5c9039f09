"""The year's figures as chat screens for the desk. Everybody else gets one sentence and their own number."""

from core.appeals.counting import answered_in, bounds
from core.calling import Call
from core.desk.refusing import refused
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.reports.annual import NoSuchYearError, annual_report
from core.reports.model import Report, met
from core.reports.summary import summary_of, summary_of_sphere
from core.reports.wishes import Wish, parse_wish
from storage import content
from storage.counting import bot_work
from storage.records.content import LevelTotal, Sphere
from storage.reports import newest_whole_year, years_held

_CALENDAR = range(1900, 3000)
"""Years that may be asked of the base; a forged press may hold any number."""


async def stranger(call: Call) -> Message:
    """How to get in, and where the same figures are open."""
    async with call.reading() as session:
        year = await newest_whole_year(session)
    if call.desk.ended_at is not None:
        return refused(call, Right.READ)
    text = render("admin/stats_closed.html.j2", number=call.person.external_id, year=year)
    return Message(text, rows_of(Button(label("home"), Action.HOME)))


async def stats(call: Call, arguments: str) -> Message:
    """/stats with whatever stands behind it; without a year the newest year held."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    async with call.reading() as session:
        wish = parse_wish(arguments, await content.all_of(session, Sphere))
        newest = await newest_whole_year(session)
    if wish.odd:
        return odd_year(wish, newest)
    if wish.year is None and newest is not None:
        wish = Wish(newest, wish.sphere, wish.unknown)
    return await _year(call, wish)


def odd_year(wish: Wish, newest: int | None) -> Message:
    """A figure that is no year: no figure of another year stands in for it."""
    text = render("admin/stats_odd_year.html.j2", odd=wish.odd, newest=newest)
    return Message(text, rows_of(None if newest is None else to_year(newest), Button(label("home"), Action.HOME)))


async def work(call: Call, year: int) -> Message:
    """The bot's own work in a year: appeals by subject, questions, announcements, who is subscribed."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    if year not in _CALENDAR:
        return await no_year(call, year)
    async with call.reading() as session:
        first, last = bounds(year, call.zone)
        done = await bot_work(session, first, last)
        answered = await answered_in(session, year, call.zone)
    subjects = sorted(answered.by_subject.items(), key=lambda pair: (-pair[1], pair[0]))
    text = render("admin/stats_work.html.j2", year=year, work=done, answered=answered, subjects=subjects[:5],
                  more=len(subjects) - 5)  # fmt: skip
    return Message(text, rows_of(to_year(year)))


async def stats_year(call: Call, year: int) -> Message:
    """The five figures of a year."""
    return await _year(call, Wish(year, None)) if call.desk.may(Right.READ) else await stranger(call)


async def indicators(call: Call, year: int) -> Message:
    """Plan and fact of each indicator, the missed ones marked."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    lines = [(indicator, met(indicator)) for indicator in report.indicators]
    text = render("admin/stats_indicators.html.j2", year=year, lines=lines, document=report.document)
    return Message(text, rows_of(Button(label("stats_check"), Action.STATS_CHECK, (str(year),)), to_year(year)))


async def year_report(call: Call, year: int) -> Report | Message:
    """The report of a year for an employee, or what to say instead."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    try:
        async with call.reading() as session:
            return await annual_report(session, year, now=call.now)
    except NoSuchYearError:
        return await no_year(call, year)


def to_year(year: int) -> Button:
    """Back to the five figures."""
    return Button(label("stats_back"), Action.STATS, (str(year),))


async def _year(call: Call, wish: Wish) -> Message:
    if wish.year is None:
        return Message(render("admin/stats_empty.html.j2"), rows_of(Button(label("home"), Action.HOME)))
    year = (str(wish.year),)
    async with call.reading() as session:
        held = wish.year in await years_held(session)
        whole = await summary_of(session, wish.year) if held and wish.sphere is None else None
        part = await summary_of_sphere(session, wish.year, wish.sphere) if held and wish.sphere is not None else None
    if part is not None:
        text = render("admin/stats_sphere.html.j2", year=wish.year, s=part, met=met)
        tables = Button(label("stats_tables"), Action.STATS_TABLES, year)
        return Message(text, rows_of(Button(label("stats_year", year=wish.year), Action.STATS, year), tables))
    if whole is None:
        return await no_year(call, wish.year)
    text = render("admin/stats.html.j2", year=wish.year, s=whole, unknown=wish.unknown)
    buttons = rows_of(
        Button(label("stats_tables"), Action.STATS_TABLES, year),
        Button(label("stats_indicators"), Action.STATS_INDICATORS, year),
        Button(label("stats_check"), Action.STATS_CHECK, year),
        Button(label("stats_file"), Action.STATS_FILE, year),
    )
    return Message(text, buttons)


async def no_year(call: Call, year: int) -> Message:
    """A year without data: no row of zeros, what is known of it, and the last full year."""
    async with call.reading() as session:
        levels = await content.all_of(session, LevelTotal, year=year) if year in _CALENDAR else []
        newest = await newest_whole_year(session)
    text = render("admin/stats_no_year.html.j2", year=year, newest=newest, levels=levels)
    other = None if newest is None else Button(label("stats_year", year=newest), Action.STATS, (str(newest),))
    collected = year in (call.today.year, call.today.year - 1) and call.desk.may(Right.STATISTICS)
    begin = Button(label("collect_start", year=year), Action.COLLECT, (str(year),)) if collected else None
    return Message(text, rows_of(other, begin, Button(label("home"), Action.HOME)))
