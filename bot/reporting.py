"""The report command: a year's report in a machine's form, on stdout or in a file."""

import asyncio
import sys
from pathlib import Path

from bot.settings import Settings
from core.base import open_base
from core.reports.annual import NoSuchYearError, annual_report
from core.reports.json_printer import print_json

FORMS = ("json",)


async def write_report(settings: Settings, year: int, form: str, out: Path | None) -> int:
    """Write the report of `year` as `form` and return the exit code: 0 also with findings, 1 without data."""
    if form not in FORMS:
        print(f"--format {form} is not known, use {' or '.join(FORMS)}", file=sys.stderr)
        return 2
    base = await open_base(settings.database_url)
    try:
        async with base.reading() as session:
            report = await annual_report(session, year)
    except NoSuchYearError as missing:
        held = ", ".join(str(known) for known in missing.years) or "none"
        print(f"No report data for {year}; years in the base: {held}", file=sys.stderr)
        return 1
    finally:
        await base.close()
    text = await asyncio.to_thread(print_json, report)
    if out is None:
        sys.stdout.write(text)
        return 0
    try:
        await asyncio.to_thread(out.write_text, text, encoding="utf-8")
    except OSError as error:
        print(f"--out {out}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    return 0
