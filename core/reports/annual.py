"""annual_report: the one Report of a year, read, built and checked. Every printer takes it from here."""

import asyncio
from datetime import datetime

from core.reports.findings import check
from core.reports.model import Report, Standing
from core.reports.tables import build_tables
from core.reports.versions import restored, standing_of
from core.reports.year import YearRecords, read_year
from storage import Session
from storage.reports import years_held
from storage.versions import versions_of, years_in_work


class NoSuchYearError(Exception):
    """The base has no report data for a year; `years` are those that it has, oldest first."""

    def __init__(self, year: int, years: tuple[int, ...]) -> None:
        super().__init__(year)
        self.year = year
        self.years = years


class NoSuchVersionError(Exception):
    """A year was never signed as that version; `versions` are those that were."""

    def __init__(self, year: int, version: int, versions: tuple[int, ...]) -> None:
        super().__init__(year, version)
        self.year = year
        self.version = version
        self.versions = versions


def build(records: YearRecords, standing: Standing | None = None) -> Report:
    """The report of a year's records, with its findings. No I/O."""
    signed = records.document is not None and records.document.signed
    return Report(
        year=records.year,
        document=records.document,
        city=records.city,
        tables=(tables := build_tables(records)),
        indicators=records.indicators,
        measures=records.measures,
        records=records,
        findings=check(records, tables),
        standing=standing or Standing(signed=signed, final=signed),
    )


async def annual_report(session: Session, year: int, version: int | None = None, now: datetime | None = None) -> Report:
    """The report of `year`, as it is now or as a `version` was signed. Building runs off the event loop.

    NoSuchYearError when nothing of the year is held, NoSuchVersionError when that version was never signed.
    """
    if version is not None:
        return await _signed_report(session, year, version)
    years = await years_held(session)
    if year not in years:
        raise NoSuchYearError(year, years)
    records = await read_year(session, year, now)
    standing = await standing_of(session, records, collecting=year in await years_in_work(session))
    return await asyncio.to_thread(build, records, standing)


async def _signed_report(session: Session, year: int, version: int) -> Report:
    signed = await versions_of(session, year)
    chosen = next((one for one in signed if one.version == version), None)
    if chosen is None:
        raise NoSuchVersionError(year, version, tuple(one.version for one in signed))
    standing = Standing(signed=True, final=True, version=version, signed_at=chosen.signed_at)
    return await asyncio.to_thread(build, restored(chosen.snapshot), standing)
