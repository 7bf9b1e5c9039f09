"""The report command: a year's report as a file, or on stdout."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings import Settings
from core.base import open_base
from core.reports.annual import NoSuchVersionError, NoSuchYearError, annual_report
from core.reports.printers.printing import FORMS, print_form

_BINARY = {"docx", "xlsx"}


async def write_report(settings: Settings, year: int, form: str, out: Path | None, version: int | None = None) -> int:
    """Write the report of `year` as `form` and return the exit code: 0 also with findings, 1 without data.

    A `version` prints the year as it was signed that time.
    """
    if form not in FORMS:
        print(f"--format {form} is not known, use {' or '.join(FORMS)}", file=sys.stderr)
        return 2
    if out is None and form in _BINARY and sys.stdout.isatty():
        print(f"--format {form} is no text: give --out FILE", file=sys.stderr)
        return 2
    base = await open_base(settings.database_url)
    try:
        async with base.reading() as session:
            report = await annual_report(session, year, version)
    except NoSuchYearError as missing:
        held = ", ".join(str(known) for known in missing.years) or "none"
        print(f"No report data for {year}; years in the base: {held}", file=sys.stderr)
        return 1
    except NoSuchVersionError as missing:
        signed = ", ".join(str(known) for known in missing.versions) or "none"
        print(f"{year} was not signed as version {version}; signed versions: {signed}", file=sys.stderr)
        return 1
    finally:
        await base.close()
    made_at = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone))
    content = await asyncio.to_thread(print_form, report, form, made_at)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return 0
    try:
        await asyncio.to_thread(out.write_bytes, content)
    except OSError as error:
        print(f"--out {out}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0
