"""The report as an Excel workbook: a sheet per table and per kind of record, real numbers, checked totals."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from core.reports.drafting import draft
from core.reports.model import ALL, Report, Table, Total, Value, met
from core.reports.printers.form import head_of, title_of
from core.reports.printers.sheets import OPTIONS, Sheet, Styles
from core.reports.wording import finding_text, place_text
from core.reports.words import say, words
from storage.records.content import Source
from storage.terms import Unit

CHARTED = 20
"""Rows of a table's chart, from the first."""

_BARS = {"1": ("programme", "amount"), "3": ("contest", "amount"), "4": ("organisation", "amount"),
         "5": ("organisation", "amount")}  # fmt: skip
_MEASURES = {0: 6, 1: 18, 2: 26, 3: 11, 4: 16, 5: 26, 6: 100}
"""Widths of the plan's rows: the document's text is by far the longest."""

_COLOUR = "#2F6DB5"
_OTHER = "#C9CED6"


def print_xlsx(report: Report, made_at: datetime) -> bytes:
    """The workbook's bytes. `made_at` is the local moment that «О выгрузке» tells."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    styles = Styles(book)
    counts = [_table(book, styles, report, table) for table in report.tables]
    counts += [
        _contests(book, styles, report),
        _subsidies(book, styles, report),
        _projects(book, styles, report),
        _indicators(book, styles, report),
        _measures(book, styles, report),
        _facts(book, styles, report),
        _check(book, styles, report),
    ]
    _about(book, styles, report, made_at, counts)
    book.close()
    return stream.getvalue()


def figure(value: Decimal, unit: Unit | None) -> float:
    """A real number as cells hold it: roubles in thousands, as the JSON has them."""
    return float(value / 1000) if unit is Unit.ROUBLES else float(value)


def _table(book: Any, styles: Styles, report: Report, table: Table) -> tuple[str, int]:
    heads = [head_of(report, table, column) for column in table.columns]
    sheet = Sheet(book, styles, words("xlsx", "sheets", table.number), heads, say(
        "docx", "caption", number=table.number) + ". " + title_of(report, table))  # fmt: skip
    levels = words("level_names")
    for row in table.rows:
        for at, (value, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            if isinstance(value, Decimal):
                sheet.put(at, figure(value, column.unit), column.unit is Unit.ROUBLES)
            elif column.name == "level":
                sheet.put(at, levels[value])
            elif column.name == "number" and value is not None and str(value).isdigit():
                sheet.put(at, int(str(value)))
            elif value is not None:
                sheet.put(at, str(value), right=column.unit is not None)
        sheet.next()
    last = sheet.close_rows()
    scopes = list(dict.fromkeys(total.scope for total in table.totals))
    for scope in scopes:
        _totals(sheet, table, scope, last)
    if table.number == "2":
        _by_bot(sheet, report, table)
    if table.number in _BARS and table.rows:
        name, amount = (table.index(column) for column in _BARS[table.number])
        sheet.bars(title_of(report, table), name, ((amount, heads[amount], _COLOUR),), min(last, CHARTED))
    return sheet.name, len(table.rows)


def _by_bot(sheet: Sheet, report: Report, table: Table) -> None:
    """How many of a row's consultations the bot counted; the rest departments handed in."""
    for row in table.rows:
        count = report.records.counted.of(row.refers)
        if count:
            sheet.put(0, say("xlsx", "by_bot", sphere=str(row.cells[0])))
            sheet.put(table.index("consultation"), count)
            sheet.next()


def _totals(sheet: Sheet, table: Table, scope: str, last: int) -> None:
    """Three lines of a scope: the rows' sum as a formula, the stated total, their difference."""
    totals = {total.column: total for total in table.totals if total.scope == scope}
    if not any(total.computed is not None or total.stated is not None for total in totals.values()):
        return
    places = [at for at, row in enumerate(table.rows, 1) if scope in (ALL, row.group)]
    suffix = words("xlsx", "subtotals").get(scope, "")
    name = next(at for at, column in enumerate(table.columns) if column.name not in {"level", "number"})
    first = sheet.row
    for which in ("computed", "stated", "difference"):
        label = words("xlsx", which)
        sheet.put(name, f"{label}, {suffix}" if suffix else label, bold=True)
        for at, column in enumerate(table.columns):
            total = totals.get(column.name)
            if total is not None:
                _total_cell(sheet, at, total, which, (first, places))
        sheet.next()


def _total_cell(sheet: Sheet, at: int, total: Total, which: str, where: tuple[int, list[int]]) -> None:
    first, places = where
    money = total.unit is Unit.ROUBLES
    if which == "computed" and total.computed is not None and places:
        formula = f"=SUM({xl_range(places[0], at, places[-1], at)})"
        sheet.formula(at, formula, figure(total.computed, total.unit), money)
    elif which == "stated" and total.stated is not None:
        sheet.put(at, figure(total.stated, total.unit), money, bold=True)
    elif which == "difference" and total.stated is not None and total.computed is not None:
        formula = f"=ROUND({xl_rowcol_to_cell(first, at)}-{xl_rowcol_to_cell(first + 1, at)},5)"
        sheet.formula(at, formula, figure(total.computed - total.stated, total.unit), money, odd=total.differs)


def _source(source: Source | None) -> str:
    if source is None:
        return ""
    parts = [source.section or "", source.table or "", source.row or ""]
    return " · ".join(part for part in parts if part)


def _listing(book: Any, styles: Styles, name: str, rows: list[tuple[Any, ...]], money: tuple[int, ...] = (),
             wide: Mapping[int, int] | None = None) -> Sheet:  # fmt: skip
    """A sheet of records: Decimals and integers become numbers, aware moments local text."""
    sheet = Sheet(book, styles, words("xlsx", "sheets", name), words("xlsx", name), words("xlsx", "sheets", name), wide)
    for row in rows:
        for at, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.put(at, figure(value, Unit.ROUBLES if at in money else None), at in money)
            elif value is not None and value != "":
                sheet.put(at, value)
        sheet.next()
    sheet.close_rows()
    return sheet


def _contests(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    records = report.records
    rows: list[tuple[Any, ...]] = []
    for season in records.seasons:
        contest = records.contests[season.contest]
        rows.append((
            contest.name, contest.organiser, words("level_names", contest.level.value),
            words("money_sources", contest.money_source.value), words("yes_no", contest.science), contest.direction,
            words("states", season.status.value), _moment(season.opens_at, season.zone),
            _moment(season.closes_at, season.zone), season.zone, season.applicants_text or season.applicants,
            season.winners_text or season.winners, season.amount, season.spending_year, _source(season.source),
        ))  # fmt: skip
    sheet = _listing(book, styles, "contests", rows, (12,))
    return sheet.name, len(rows)


def _moment(moment: datetime | None, zone: str) -> str:
    if moment is None:
        return ""
    from core.rendering import local

    return f"{local(moment, zone):%d.%m.%Y %H:%M}"


def _subsidies(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    programmes = report.records.programmes
    rows = [
        (
            subsidy.name_as_printed, "" if subsidy.programme is None else programmes[subsidy.programme].name,
            subsidy.amount, int(subsidy.table) if subsidy.table.isdigit() else subsidy.table, subsidy.purpose,
            _source(subsidy.source),
        )
        for subsidy in report.records.subsidies
    ]  # fmt: skip
    sheet = _listing(book, styles, "subsidies", rows, (2,))
    return sheet.name, len(rows)


def _projects(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    records = report.records
    numbers = {measure.key: measure.number for measure in report.measures}
    rows = [
        (
            project.name,
            "" if project.organisation is None else records.organisations[project.organisation].name,
            "" if project.contest is None else records.contests[project.contest].name,
            numbers.get(project.measure, ""), project.amount,
            project.beneficiaries_text or project.beneficiaries, project.partner, project.text,
            _source(project.source),
        )
        for project in records.projects
    ]  # fmt: skip
    sheet = _listing(book, styles, "projects", rows, (4,))
    return sheet.name, len(rows)


def _indicators(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    rows: list[tuple[Any, ...]] = [
        (
            item.number, item.group_title, item.name, words("units").get(item.unit.value, item.unit.value),
            item.plan, item.fact, item.fact - item.plan, words("yes_no", met(item)), _source(item.source),
        )
        for item in report.indicators
    ]  # fmt: skip
    sheet = _listing(book, styles, "indicators", rows)
    if rows:
        heads = words("xlsx", "indicators")
        sheet.bars(sheet.name, 2, ((4, heads[4], _OTHER), (5, heads[5], _COLOUR)), len(rows))
    return sheet.name, len(rows)


def _measures(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    rows: list[tuple[Any, ...]] = [
        (text.measure.number, text.measure.section_title, text.measure.title, text.measure.term, text.measure.owner,
         text.measure.result, "\n".join(text.paragraphs))
        for text in draft(report).measures
    ]  # fmt: skip
    sheet = _listing(book, styles, "measures", rows, wide=_MEASURES)
    return sheet.name, len(rows)


def _facts(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    numbers = {measure.key: measure.number for measure in report.measures}
    rows: list[tuple[Any, ...]] = []
    for fact in report.records.facts:
        money = fact.unit is Unit.ROUBLES
        unit = words("xlsx", "unit_money") if money else words("units").get(fact.unit.value, fact.unit.value)
        value = None if fact.value is None else fact.value / 1000 if money else fact.value
        printed = "" if fact.source is None else fact.source.printed
        rows.append((
            numbers.get(fact.measure, ""), fact.title, fact.text, value, unit if value is not None else "",
            fact.qualifier, printed, _source(fact.source),
        ))  # fmt: skip
    sheet = _listing(book, styles, "facts", rows)
    return sheet.name, len(rows)


def _check(book: Any, styles: Styles, report: Report) -> tuple[str, int]:
    def scaled(value: Decimal | None, unit: Unit) -> Value:
        return value / 1000 if value is not None and unit is Unit.ROUBLES else value

    rows: list[tuple[Any, ...]] = []
    for place, finding in enumerate(report.findings, 1):
        known = finding.stated is not None and finding.computed is not None
        money = finding.unit is Unit.ROUBLES
        rows.append((
            place, place_text(finding.place), scaled(finding.stated, finding.unit),
            scaled(finding.computed, finding.unit), scaled(finding.difference, finding.unit) if known else None,
            scaled(finding.likely, finding.unit),
            words("xlsx", "unit_money") if money else words("units").get(finding.unit.value, finding.unit.value),
            finding_text(finding),
        ))  # fmt: skip
    sheet = _listing(book, styles, "check", rows)
    return sheet.name, len(rows)


def _about(book: Any, styles: Styles, report: Report, made_at: datetime, counts: list[tuple[str, int]]) -> None:
    names = words("xlsx", "about")
    sheet = Sheet(
        book, styles, words("xlsx", "sheets", "about"), words("xlsx", "about_heads"), words("xlsx", "sheets", "about")
    )
    signed = report.standing.signed
    lines: list[tuple[str, Any]] = [
        (names["year"], report.year),
        (names["document"], "" if report.document is None else report.document.title),
        (names["signed"], words("xlsx", "signed", signed)),
        (names["scope"], words("xlsx", "everything")),
        (names["unit"], words("xlsx", "unit_money")),
        (names["made"], f"{made_at:%d.%m.%Y %H:%M}"),
        (names["how"], words("xlsx", "how_to_read")),
        *((names["rows"].format(sheet=name), count) for name, count in counts),
    ]
    for name, value in lines:
        sheet.put(0, name, bold=True)
        sheet.put(1, value)
        sheet.next()
    sheet.close_rows(filtered=False)
