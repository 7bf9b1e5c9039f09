"""/compare in chat: two years of grants by level, with the rows that made the change and what is not known."""

import asyncio
import re

from core.calling import Call
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.reports.chat import stranger, to_year
from core.reports.compare import Comparison, compare, level_sums
from core.reports.year import YearRecords, read_year
from storage import content
from storage.records.content import LevelTotal
from storage.reports import newest_whole_year, years_held

_YEAR = re.compile(r"(?<!\d)(?:19|2\d)\d{2}(?!\d)")


async def compare_command(call: Call, arguments: str) -> Message:
    """/compare with two years in any order, one (with the year before it) or none (the newest held)."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    years = sorted({int(year) for year in _YEAR.findall(arguments)})[-2:]
    if not years:
        async with call.reading() as session:
            newest = await newest_whole_year(session)
        years = [newest or call.today.year]
    newer = years[-1]
    return await compare_years(call, years[0] if len(years) == 2 else newer - 1, newer, science=True)


async def compare_years(call: Call, older: int, newer: int, *, science: bool) -> Message:
    """Both years, science counted in or not."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    if not all(1900 <= year < 3000 for year in (older, newer)):
        return await _missing(call, [older, newer])
    async with call.reading() as session:
        both = (await read_year(session, older), await read_year(session, newer))
        held = await years_held(session)
    missing = [records.year for records in both if not level_sums(records)]
    if missing:
        return await _missing(call, missing)
    found = await asyncio.to_thread(_compare, both, science)
    text = render("admin/compare.html.j2", c=found)
    years = (str(older), str(newer))
    switch = Button(label("compare_science", science=science), Action.COMPARE, (*years, str(int(not science))))
    drawn = newer in held and newer - older == 1
    chart = Button(label("chart", name="years"), Action.CHART, (str(newer), "years")) if drawn else None
    return Message(text, rows_of(switch, chart, to_year(newer) if newer in held else None))


def _compare(both: tuple[YearRecords, YearRecords], science: bool) -> Comparison:
    return compare(*both, science=science)


async def _missing(call: Call, missing: list[int]) -> Message:
    async with call.reading() as session:
        held = set(await years_held(session))
        held |= {item.year for item in await content.all_of(session, LevelTotal)}
    known = [str(year) for year in sorted(held)]
    text = render("admin/compare_no_year.html.j2", missing=[str(year) for year in missing], known=known)
    newest = max(held, default=None)
    return Message(text, rows_of(Button(label("home"), Action.HOME) if newest is None else to_year(newest)))
