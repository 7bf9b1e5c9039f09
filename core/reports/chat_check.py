"""/check in chat: what does not fit, grouped, the most harmful first, then one by one with the arithmetic."""

from collections.abc import Iterable

from core.calling import Call
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.reports import chat_settle
from core.reports.chat import odd_year, stranger, to_year
from core.reports.model import Finding, Kind, Report
from core.reports.wishes import parse_wish
from core.reports.wording import finding_html
from storage.reports import newest_whole_year

SHOWN = 4
"""Findings of a group in the summary; the rest are counted."""

_TOTALS = (Kind.TOTAL, Kind.ROW_PARTS, Kind.TOTAL_PARTS)
_PLACES = (
    Kind.RECIPIENTS, Kind.PROGRAMME, Kind.PART_EXCEEDS, Kind.TYPED, Kind.QUOTED, Kind.SENTENCE, Kind.PROSE,
    Kind.LEVEL, Kind.AT_LEAST, Kind.HOLDERS,
)  # fmt: skip
_OTHERS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("property", (Kind.AGREEMENTS,)),
    ("rows", (Kind.IMPOSSIBLE, Kind.DUPLICATE_ROW)),
    ("claims", (Kind.DECLINE, Kind.CLAIM, Kind.NO_TARGET)),
    ("levels", (Kind.CLASSIFICATION,)),
    ("numbers", (Kind.NUMBERING,)),
    ("names", (Kind.SAME_NAME, Kind.NAME_VARIANTS)),
    ("units", (Kind.MIXED_UNITS,)),
)


async def check(call: Call, arguments: str) -> Message:
    """/check with or without a year; without one the newest year held."""
    if not call.desk.may(Right.READ):
        return await stranger(call)
    async with call.reading() as session:
        newest = await newest_whole_year(session)
    wish = parse_wish(arguments, ())
    if wish.odd:
        return odd_year(wish, newest)
    year = wish.year or newest or call.today.year
    return await check_year(call, year)


async def check_year(call: Call, year: int) -> Message:
    """The check's summary: what is open; what was accepted is counted."""
    found = await chat_settle.review(call, year)
    if isinstance(found, Message):
        return found
    listed = [one.finding for one in found.open]
    totals, places = _lines(listed, _TOTALS), _lines(listed, _PLACES)
    broken = tuple(sorted({one.place.table for one in _of(listed, (Kind.TOTAL,))}))
    text = render(
        "admin/check.html.j2", year=year, count=len(listed), broken=broken, accepted=len(found.accepted),
        whole=_whole_tables(found.report), totals=totals[:SHOWN], more_totals=len(totals[SHOWN:]),
        places=places[:SHOWN], more_places=len(places[SHOWN:]),
        others=[(name, count) for name, kinds in _OTHERS if (count := len(_of(listed, kinds)))],
    )  # fmt: skip
    one = Button(label("stats_findings"), Action.STATS_FINDING, (str(year), "1")) if listed else None
    file = Button(label("stats_findings_file"), Action.FINDINGS_FILE, (str(year),)) if found.report.findings else None
    return Message(text, rows_of(one, file, chat_settle.accepted_button(found), to_year(year)))


def _of(findings: Iterable[Finding], kinds: tuple[Kind, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.kind in kinds]


def _lines(findings: Iterable[Finding], kinds: tuple[Kind, ...]) -> list[str]:
    return [finding_html(finding, short=True) for finding in _of(findings, kinds)]


def _whole_tables(report: Report) -> tuple[str, ...]:
    """Tables with rows and stated totals that all fit."""
    odd = {finding.place.table for finding in _of(report.findings, _TOTALS)}
    stated = [table for table in report.tables if any(total.stated is not None for total in table.totals)]
    return tuple(table.number for table in stated if table.number not in odd)
