"""What rows of a year say by themselves: sentences for unwritten rows of the plan, and figures that differ."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core.rendering import TEMPLATES, render
from core.reports.model import ALL, Report
from core.reports.wording import plain
from storage.terms import Unit

_NEAR = Decimal(2)
"""A figure up to twice as large or half as small is a slip of the same fact."""
_MONEY = re.compile(r"(?P<number>\d{1,3}(?:[\s\u00a0]\d{3})+(?:,\d+)?|\d+(?:,\d+)?)[\s\u00a0]*(?P<scale>тыс|млн)")
_COUNT = re.compile(r"(?<![\d,.])(?P<number>\d+)[\s\u00a0]+(?:СО)?(?:НКО|организац|получател|соглашен|договор)")
_OTHER_YEAR = re.compile(r"(\d{4})[\s\u00a0]*г(?:од\w*|\.)[\s\u00a0]*[-–—:][^.;()\d]{0,30}$")
_SCALES = {"тыс": 1_000, "млн": 1_000_000}
_COUNTED = frozenset({"recipients", "total", "consultation", "property", "finance"})


def drafted_rows(report: Report, number: str) -> tuple[str, ...]:
    """The sentences of a row of the plan made of the year's rows; nothing where they say nothing."""
    name = f"report/rows/{number}.j2"
    if not (TEMPLATES / name).is_file():
        return ()
    records = report.records
    totals = {
        table.number: {total.column: total.computed for total in table.totals if total.scope == ALL and table.rows}
        for table in report.tables
    }
    leases: dict[str, list[str]] = defaultdict(list)
    for lease in records.leases:
        leases[lease.kind.value].append(lease.name_as_printed)
    text = render(
        name, year=report.year, totals=totals, tables={table.number: table for table in report.tables},
        records=records, leases=leases, holders=len({lease.organisation for lease in records.leases}),
        area=sum((lease.area for lease in records.leases if lease.area is not None), Decimal(0)),
        counted=records.counted, trainings=next(
            (held for measure in report.measures if measure.number == number
             and (held := records.counted.trainings.get(measure.key)) is not None), None),
    )  # fmt: skip
    return tuple(line.strip() for line in plain(text).splitlines() if line.strip())


def odd_figures(report: Report, number: str, tables: tuple[str, ...], text: str) -> Iterator[str]:
    """Figures of an overwritten text that none of its tables' cells and totals repeats, though one is near."""
    money: set[Decimal] = set()
    counts: set[Decimal] = set()
    for table in (report.table(one) for one in tables):
        for column in table.columns:
            cells = {value for row in table.rows if isinstance(value := table.cell(row, column.name), Decimal)}
            cells |= {
                value for total in table.totals if total.column == column.name
                for value in (total.stated, total.computed) if value is not None
            }  # fmt: skip
            if column.unit is Unit.ROUBLES:
                money |= cells
            elif column.name in _COUNTED:
                counts |= cells
    elsewhere = _elsewhere(report)
    for match in _MONEY.finditer(text):
        if _of_another_year(text[: match.start()], report.year):
            continue
        value = _figure(match["number"]) * _SCALES[match["scale"]]
        slack = Decimal(50_000) if match["scale"] == "млн" else Decimal(50)
        if _odd(value, money, slack) and not any(abs(value - one) <= slack for one in elsewhere):
            yield match["number"]
    for match in _COUNT.finditer(text):
        if _odd(_figure(match["number"]), counts, Decimal(0)):
            yield match["number"]


def _elsewhere(report: Report) -> set[Decimal]:
    """Money that other records of the year name: a project's grant near a programme's total is no slip of it."""
    records = report.records
    named = [*(p.amount for p in records.projects), *(s.amount for s in records.subsidies),
             *(level.amount for level in records.levels),
             *(f.value for f in records.facts if f.unit is Unit.ROUBLES)]  # fmt: skip
    return {value for value in named if value is not None}


def _of_another_year(before: str, year: int) -> bool:
    """Whether the words before a figure put it into another year: «(2022 год – 246,9 млн…»."""
    found = _OTHER_YEAR.search(before)
    return found is not None and int(found[1]) != year


def _odd(value: Decimal, known: set[Decimal], slack: Decimal) -> bool:
    if not known or any(abs(value - one) <= slack for one in known):
        return False
    whole = max(known)
    return whole > 0 and value > 0 and max(whole, value) / min(whole, value) <= _NEAR


def _figure(text: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", text).replace(",", "."))
