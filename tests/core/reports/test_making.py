"""The worker that makes files: stopped on request, it is gone; whoever waits behind it gets their files."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from core.messages import File
from core.reports.making import End, Maker, StoppedError
from core.reports.printers.printing import Job

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[3]


def slowly(job: Job) -> tuple[File, ...]:
    """A report that takes a minute when its address names a file; the file says which process makes it."""
    if job.address:
        Path(job.address).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(60)  # longer than any wait below: only being ended ends it
    return (File(f"{job.year}.txt", b"made"),)


def _written(file: Path) -> int:
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return int(text or 0)


async def _process(file: Path) -> int:
    async with asyncio.timeout(60):
        while True:
            if process := _written(file):
                return process
            await asyncio.sleep(0.02)


def _lives(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def _gone(process: int) -> None:
    async with asyncio.timeout(20):
        while True:
            if not _lives(process):
                return
            await asyncio.sleep(0.02)


async def test_a_stopped_report_ends_its_process_and_the_next_person_gets_their_files(tmp_path: Path) -> None:
    maker = Maker(slowly)
    name = maker.claim("anna")
    assert maker.claim("anna") == ""
    long = asyncio.create_task(maker.make(Job(str(tmp_path / "process"), 2023), name))
    process = await _process(tmp_path / "process")
    other = asyncio.create_task(maker.make(Job("", 2024), maker.claim("boris")))
    assert maker.stop("boris", name) is End.UNKNOWN
    assert maker.stop("anna", name) is End.STOPPED
    again = maker.claim("anna")
    with pytest.raises(StoppedError):
        await long
    await _gone(process)
    assert (await other)[0].name == "2024.txt"
    maker.release("anna", name)
    assert maker.stop("anna", name) is End.STOPPED
    assert maker.claim("anna") == "", "the new one is hers still"
    assert maker.stop("anna", again) is End.STOPPED


async def test_a_report_that_waits_for_its_turn_is_stopped_without_touching_the_one_in_hand(tmp_path: Path) -> None:
    maker = Maker(slowly)
    first, second = maker.claim("anna"), maker.claim("boris")
    long = asyncio.create_task(maker.make(Job(str(tmp_path / "process"), 2023), first))
    process = await _process(tmp_path / "process")
    waiting = asyncio.create_task(maker.make(Job("", 2024), second))
    await asyncio.sleep(0)
    assert maker.stop("boris", second) is End.STOPPED
    assert _lives(process)
    assert maker.stop("anna", first) is End.STOPPED
    for task in (long, waiting):
        with pytest.raises(StoppedError):
            await task


async def test_what_is_made_cannot_be_stopped_any_more() -> None:
    maker = Maker(slowly)
    name = maker.claim("anna")
    await maker.make(Job("", 2023), name)
    assert maker.finished(name)
    assert maker.stop("anna", name) is End.MADE
    maker.release("anna", name)
    assert maker.stop("anna", name) is End.MADE
    assert maker.stop("anna", "00000000") is End.UNKNOWN


async def test_a_killed_bot_leaves_no_worker_behind(tmp_path: Path) -> None:
    file = tmp_path / "worker"
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.core.reports.making_bot", str(file), cwd=ROOT
    )
    worker = await _process(file)
    bot.kill()
    await bot.wait()
    await _gone(worker)
