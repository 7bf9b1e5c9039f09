"""How long a large year takes: 2 000 seasons and 10 000 subsidies, against the same cells written naively.

Each file is made in a process of its own, three times in turn with its naive twin; the table has the medians.
Exit code 1 when a file takes more than twice its twin's time, or answers slow down too much meanwhile.
"""

import asyncio
import io
import json
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

YEAR = 2031
SEASONS, SUBSIDIES = 2000, 10_000
ROUNDS = 3
CEILING, SLOWER = 2.0, 1.5
QUESTIONS = ("гранты на спорт", "сколько выделили в 2023", "помещение в аренду", "президентские гранты 2023", "вече")

_PACK = f"name: bench\ntitle: Придуманный год\nkind: demo\ndefaults: {{document: bench, as_of: {YEAR}-12-31}}\n"
Cells = list[tuple[str, list[list[Any]]]]


_SYLLABLES = ("ба", "ве", "го", "ди", "жу", "зе", "ки", "ло", "ме", "ну", "па", "ро", "си", "ту", "фе", "ха")


def word(number: int) -> str:
    """A made-up word, another one for each number: organisations of a year differ in their names."""
    digits = [(number * 7919 + 65_537) >> shift & 15 for shift in (0, 4, 8, 12)]
    return "".join(_SYLLABLES[digit] for digit in digits).capitalize()


def name_of(number: int) -> str:
    """An organisation's made-up name."""
    return f"АНО «{word(number)} {word(number * 3 + 1)}»"


def write_pack(folder: Path) -> None:
    """An invented year as a pack (JSON is YAML too, and quicker to read)."""
    levels = ("federal", "regional", "municipal")
    source = {"section": "2.8", "table": "3", "printed": "придумано"}
    contests = [
        {"key": f"b-{at}", "name": f"Конкурс добрых дел № {at} «Почин {at}»", "short_name": f"Почин {at}",
         "level": levels[at % 3], "money_source": levels[at % 3], "direction": "Поддержка инициатив жителей",
         "number_printed": str(at + 1), "science": at % 9 == 0}
        for at in range(SEASONS)
    ]  # fmt: skip
    seasons = [
        {"key": f"b-{at}-s", "contest": f"b-{at}", "year": YEAR, "status": "closed", "zone": "UTC",
         "applicants": 20 + at % 50, "winners": 1 + at % 19, "source": source,
         "amount": f"{100 + at % 900}.{at % 10} тыс"}
        for at in range(SEASONS)
    ]  # fmt: skip
    organisations = [{"key": f"o-{at}", "name": name_of(at), "short_name": word(at)} for at in range(SUBSIDIES // 4)]
    programmes = [{"key": "b-programme", "name": "«Спорт города Речного»", "short_name": "Спорт", "sphere": "sport"}]
    subsidies = [
        {"key": f"b-{at}-g", "organisation": f"o-{at // 4}", "name_as_printed": name_of(at // 4),
         "programme": "b-programme", "year": YEAR, "table": "45"[at % 2], "amount": f"{10 + at % 800}.{at % 10} тыс",
         "purpose": f"Договор {at}", "source": {"section": "3.8", "printed": "придумано"}}
        for at in range(SUBSIDIES)
    ]  # fmt: skip
    fundings = [{"key": "b-funding", "programme": "b-programme", "year": YEAR, "amount": "4 млн", "recipients": 2500}]
    document = {"key": "bench", "title": "Придуманный отчёт", "short_title": "придуманный отчёт", "year": YEAR}
    files = {
        "documents": [document], "contests": contests, "seasons": seasons, "organisations": organisations,
        "programmes": programmes,
        "subsidies": subsidies, "programme_fundings": fundings,
    }  # fmt: skip
    (folder / "pack.yaml").write_text(_PACK, encoding="utf-8")
    for name, records in files.items():
        lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.yaml").write_text(f"[{lines}]\n", encoding="utf-8")


def measured(work: Callable[[Any], bytes], saved: Path) -> tuple[float, float, bytes]:
    """Seconds, the process's peak in megabytes, and the file; imports and a first small run are not counted."""
    given = pickle.loads(saved.read_bytes())
    work(None)
    start = time.perf_counter()
    content = work(given)
    spent = time.perf_counter() - start
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return spent, peak / 1024, content


def ours_xlsx(report: Any) -> bytes:
    """Our workbook of a year; None warms up."""
    from core.reports.printers.xlsx import print_xlsx

    return print_xlsx(report, datetime(2031, 12, 31, tzinfo=UTC)) if report is not None else b""


def naive_xlsx(cells: Cells | None) -> bytes:
    """The same cells by XlsxWriter's general write()."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in cells or ():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(at, place, value)
    book.close()
    return stream.getvalue()


def ours_docx(report: Any) -> bytes:
    """Our document, long tables capped; None warms up."""
    from core.reports.printers.docx import print_docx

    return print_docx(report) if report is not None else b""


def naive_docx(cells: Cells | None) -> bytes:
    """The same tables by python-docx's add_table() and add_row()."""
    from docx import Document

    document: Any = Document()
    for _, rows in cells or ():
        table = document.add_table(0, max(map(len, rows)))
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=False):
                cell.text = value
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def fresh(work: Callable[..., Any], *given: Any) -> Any:
    """The result of a call in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def xlsx_cells(content: bytes) -> Cells:
    """Every cell of a workbook, formulas as their values."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]


def docx_cells(content: bytes) -> Cells:
    """Every cell of a document's tables."""
    from docx import Document
    from docx.oxml.ns import qn

    def text(cell: Any) -> str:
        return "".join(piece.text or "" for piece in cell.iter(qn("w:t")))

    tables = Document(io.BytesIO(content)).tables
    return [("", [[text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]) for table in tables]


def side_by_side(
    folder: Path, saved: Path, ours: Any, naive: Any, cells_of: Callable[[bytes], Cells]
) -> tuple[float, float, float, int]:
    """Median seconds of ours and of the naive twin, our peak memory, and how many cells there are."""
    content = fresh(measured, ours, saved)[2]
    cells = fresh(cells_of, content)
    twin = folder / "cells.pickle"
    twin.write_bytes(pickle.dumps(cells))
    own, other, memory = [], [], []
    for _ in range(ROUNDS):
        spent, peak, _ = fresh(measured, ours, saved)
        own.append(spent)
        memory.append(peak)
        other.append(fresh(measured, naive, twin)[0])
    count = sum(1 for _, rows in cells for row in rows for value in row if value not in {None, ""})
    return statistics.median(own), statistics.median(other), max(memory), count


async def answers_meanwhile(url: str) -> tuple[float, float, float]:
    """p95 of answers in milliseconds with nothing else going on, then while a report is made; and its seconds."""
    from core.answers.loading import load
    from core.base import open_base
    from core.reports.making import Maker
    from core.reports.printers.printing import Job

    base = await open_base(url)
    engine = await load(base.reading)
    now, zone = datetime.now(UTC), ZoneInfo("UTC")

    async def timed(at: int) -> float:
        start = time.perf_counter()
        engine.answer(QUESTIONS[at % len(QUESTIONS)], now=now, zone=zone)
        spent = time.perf_counter() - start
        await asyncio.sleep(0.005)
        return spent * 1000

    quiet = [await timed(at) for at in range(500)][100:]
    busy: list[float] = []
    start = time.perf_counter()
    job = asyncio.create_task(Maker().make(Job(url, YEAR, ("docx", "xlsx"))))
    while not job.done():
        busy.append(await timed(len(busy)))
    spent = time.perf_counter() - start
    assert len(await job) == 2
    await base.close()
    return _p95(quiet), _p95(busy), spent


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


async def prepare(folder: Path) -> tuple[str, Path, float, float]:
    """The base with the large year, its report saved in a file; seconds to read and check, seconds of /stats."""
    from core.base import open_base
    from core.reports.annual import annual_report
    from core.reports.summary import summary_of

    pack = folder / "pack"
    pack.mkdir()
    write_pack(pack)
    url = f"sqlite:///{folder / 'bench.db'}"
    base = await open_base(url, packs=[pack])
    start = time.perf_counter()
    async with base.reading() as session:
        report = await annual_report(session, YEAR)
    read = time.perf_counter() - start
    start = time.perf_counter()
    async with base.reading() as session:
        await summary_of(session, YEAR)
    stats = time.perf_counter() - start
    await base.close()
    saved = folder / "report.pickle"
    saved.write_bytes(pickle.dumps(report))
    return url, saved, read, stats


def main() -> int:
    """Run everything, the table last."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Loading {SEASONS} seasons and {SUBSIDIES} subsidies ...", file=sys.stderr)
        url, saved, read, stats = asyncio.run(prepare(folder))
        print("Writing files and their twins ...", file=sys.stderr)
        xlsx = side_by_side(folder, saved, ours_xlsx, naive_xlsx, xlsx_cells)
        docx = side_by_side(folder, saved, ours_docx, naive_docx, docx_cells)
        quiet, busy, spent = asyncio.run(answers_meanwhile(url))
    print(f"\n{'':<34}{'ours':>10}{'naive':>10}{'ratio':>8}{'peak MB':>9}{'cells':>9}")
    good = True
    for title, (own, other, memory, count) in (("XLSX, s", xlsx), ("DOCX (tables capped), s", docx)):
        good &= own <= CEILING * other
        print(f"{title:<34}{own:>10.2f}{other:>10.2f}{own / other:>8.2f}{memory:>9.0f}{count:>9}")
    good &= busy <= SLOWER * quiet
    print(f"{'answers, p95 ms (busy, quiet)':<34}{busy:>10.2f}{quiet:>10.2f}{busy / quiet:>8.2f}")
    print(f"{'read and check the year, s':<34}{read:>10.2f}")
    print(f"{'/stats of it, ms':<34}{stats * 1000:>10.1f}")
    print(f"{'/report, DOCX and XLSX, cold, s':<34}{spent:>10.2f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
