"""/check in chat: what does not fit, grouped, the most harmful first, then one by one with the arithmetic."""

from core.calling import Call
from core.desk.rights import Right
from core.messages import Action, Button, Message, rows_of
from core.rendering import label, render
from core.reports.chat import stranger, to_year, year_report
from core.reports.model import Finding, Kind, Report
from core.reports.summary import broken_tables
from core.reports.wishes import parse_wish
from core.reports.wording import finding_html
from storage.reports import years_held

SHOWN = 4
"""Findings of a group in the summary; the rest are counted."""

_TOTALS = (Kind.TOTAL, Kind.ROW_PARTS, Kind.TOTAL_PARTS)
_PLACES = (Kind.RECIPIENTS, Kind.PROGRAMME, Kind.PART_EXCEEDS, Kind.PROSE, Kind.LEVEL, Kind.AT_LEAST, Kind.HOLDERS)
_OTHERS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("property", (Kind.AGREEMENTS,)),
    ("rows", (Kind.IMPOSSIBLE, Kind.DUPLICATE_ROW)),
    ("claims", (Kind.DECLINE, Kind.NO_TARGET)),
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
        years = await years_held(session)
    year = parse_wish(arguments, ()).year or (years[-1] if years else call.today.year)
    return await check_year(call, year)


async def check_year(call: Call, year: int) -> Message:
    """The check's summary."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    totals, places = _lines(report, _TOTALS), _lines(report, _PLACES)
    text = render(
        "admin/check.html.j2", year=year, count=len(report.findings), broken=broken_tables(report),
        whole=_whole_tables(report), totals=totals[:SHOWN], more_totals=len(totals[SHOWN:]),
        places=places[:SHOWN], more_places=len(places[SHOWN:]),
        others=[(name, count) for name, kinds in _OTHERS if (count := len(_of(report, kinds)))],
    )  # fmt: skip
    one = Button(label("stats_findings"), Action.STATS_FINDING, (str(year), "1")) if report.findings else None
    file = Button(label("stats_file"), Action.STATS_FILE, (str(year),))
    return Message(text, rows_of(one, file, to_year(year)))


async def finding(call: Call, year: int, place: int) -> Message:
    """One finding with its arithmetic; places beyond the ends are the ends."""
    report = await year_report(call, year)
    if isinstance(report, Message):
        return report
    count = len(report.findings)
    if not count:
        return await check_year(call, year)
    place = min(max(place, 1), count)
    chosen = report.findings[place - 1]
    text = render(
        "admin/check_finding.html.j2", year=year, place=place, count=count, f=chosen, line=finding_html(chosen)
    )  # fmt: skip

    def turn(name: str, to: int) -> Button | None:
        return Button(label(name), Action.STATS_FINDING, (str(year), str(to))) if 1 <= to <= count else None

    back = Button(label("stats_to_check"), Action.STATS_CHECK, (str(year),))
    return Message(text, rows_of(turn("stats_previous", place - 1), turn("stats_next", place + 1), back))


def _of(report: Report, kinds: tuple[Kind, ...]) -> list[Finding]:
    return [finding for finding in report.findings if finding.kind in kinds]


def _lines(report: Report, kinds: tuple[Kind, ...]) -> list[str]:
    return [finding_html(finding, short=True) for finding in _of(report, kinds)]


def _whole_tables(report: Report) -> tuple[str, ...]:
    """Tables with rows and stated totals that all fit."""
    odd = {finding.place.table for finding in _of(report, _TOTALS)}
    stated = [table for table in report.tables if any(total.stated is not None for total in table.totals)]
    return tuple(table.number for table in stated if table.number not in odd)
