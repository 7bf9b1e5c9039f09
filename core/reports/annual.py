"""annual_report: the one Report of a year, read, built and checked. Every printer takes it from here."""

import asyncio

from core.reports.findings import check
from core.reports.model import Report
from core.reports.tables import build_tables
from core.reports.year import YearRecords, read_year
from storage import Session
from storage.reports import years_held


class NoSuchYearError(Exception):
    """The base has no report data for a year; `years` are those that it has, oldest first."""

    def __init__(self, year: int, years: tuple[int, ...]) -> None:
        super().__init__(year)
        self.year = year
        self.years = years


def build(records: YearRecords) -> Report:
    """The report of a year's records, with its findings. No I/O."""
    return Report(
        year=records.year,
        document=records.document,
        city=records.city,
        tables=(tables := build_tables(records)),
        indicators=records.indicators,
        measures=records.measures,
        records=records,
        findings=check(records, tables),
    )


async def annual_report(session: Session, year: int) -> Report:
    """The report of `year`; NoSuchYearError when nothing of it is held. Building runs off the event loop."""
    years = await years_held(session)
    if year not in years:
        raise NoSuchYearError(year, years)
    return await asyncio.to_thread(build, await read_year(session, year))
