"""What runs in the worker process: read the year, print it. Office and chart libraries are imported here alone."""

import asyncio
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.messages import File
from core.reports.annual import NoSuchVersionError, NoSuchYearError, annual_report
from core.reports.compare import level_sums
from core.reports.model import Report
from core.reports.year import read_year
from storage.engine import open_database

FORMS = ("docx", "xlsx", "csv", "json")
CHARTS = ("levels", "contests", "spheres", "indicators", "years")
"""Pictures of a year; `years` also needs sums by level of the year before."""

_POLITE = 10


@dataclass(frozen=True, slots=True)
class Job:
    """What to print: `forms` of the report, as it is or as a `version`, or one chart. `address` is the base's."""

    address: str
    year: int
    forms: tuple[str, ...] = ()
    chart: str = ""
    made_at: datetime | None = None
    zone: str = "UTC"
    version: int | None = None


def begin() -> None:
    """The worker gives way to the bot, ends when the bot does, and a Ctrl-C is the bot's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_POLITE)
    threading.Thread(target=_end_with_the_bot, daemon=True).start()


def _end_with_the_bot() -> None:
    """A bot that was killed says nothing: the pool's worker would wait for its next job for ever."""
    bot = multiprocessing.parent_process()
    if bot is not None:
        bot.join()
        os._exit(1)


def run(job: Job) -> tuple[File, ...]:
    """The files of a job; none when the year is no longer held or a chart has nothing to show."""
    return asyncio.run(_run(job))


def print_form(report: Report, form: str, made_at: datetime) -> bytes:
    """The report as one of FORMS."""
    if form == "docx":
        from core.reports.printers.docx import print_docx

        return print_docx(report)
    if form == "xlsx":
        from core.reports.printers.xlsx import print_xlsx

        return print_xlsx(report, made_at)
    if form == "csv":
        from core.reports.printers.csv import print_csv

        return print_csv(report)
    from core.reports.json_printer import print_json

    return print_json(report).encode()


async def _run(job: Job) -> tuple[File, ...]:
    base = open_database(job.address)
    try:
        async with base.reading() as session:
            report = await annual_report(session, job.year, job.version, job.made_at)
            before = await read_year(session, job.year - 1) if job.chart == "years" else None
    except (NoSuchVersionError, NoSuchYearError):
        return ()
    finally:
        await base.close()
    if job.chart:
        from core.reports.printers.charts import draw

        picture = draw(report, job.chart, () if before is None else level_sums(before))
        return () if picture is None else (File(f"{job.chart}-{job.year}.png", picture, "photo"),)
    moment = job.made_at or datetime.now(ZoneInfo(job.zone))
    local = moment.astimezone(ZoneInfo(job.zone))
    name = f"report-{job.year}" if job.version is None else f"report-{job.year}-v{job.version}"
    return tuple(File(f"{name}.{form}", print_form(report, form, local)) for form in job.forms)
