"""The chat page walked as people walk it: the bot's own process, the sandbox, Debian's Chromium."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
import time_machine
from playwright.async_api import async_playwright, expect
from sqlalchemy import update

from bot.mailing import find_due
from core.base import open_base, pack_folders
from core.trainings.telling import tell_trainings
from sandbox.server import Sandbox
from storage.models.people import DeliveryRow
from storage.schema import copy_whole
from storage.terms import DeliveryState
from tests.conftest import ZONE
from tests.walk import bot_at
from tests.walk.walker import MARINA, Walker

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 40_000
"""Milliseconds that a walk waits for what should come: a busy machine takes its time."""
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""When every walk begins: a Tuesday at noon in the city, when departments work and no weekly letter goes out."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks run one after another, as two browsers would starve each other, and first, beside all other tests."""
    for item in items:
        if _walks(item):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(
                pytest.mark.skipif(  # .ci/run installs it and fails on any skip
                    not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt-get install chromium"
                )
            )
    items.sort(key=lambda item: not _walks(item))


def _walks(item: pytest.Item) -> bool:
    return "walker" in getattr(item, "fixturenames", ())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def walk_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All data on a day whose letters have gone out: only what a walk does writes more."""
    folder = tmp_path_factory.mktemp("walk")
    with time_machine.travel(NOON, tick=True):
        database = await open_base(
            f"sqlite:///{folder / 'prepared.db'}", packs=pack_folders("public", "demo"), zone=ZONE
        )
        await find_due(database, lambda: NOON, ZoneInfo(ZONE))
        await tell_trainings(database, NOON, ZoneInfo(ZONE))
        async with database.writing() as session:
            await session.execute(update(DeliveryRow).values(state=DeliveryState.SENT, finished_at=NOON))
            await session.commit()
        await copy_whole(database, folder / "copy.db")
        await database.close()
    return folder / "copy.db"


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock of the test and of the sandbox in it, going on from NOON."""
    with time_machine.travel(NOON, tick=True):
        yield


@pytest_asyncio.fixture
async def walker(tmp_path: Path, walk_file: Path, noon: None) -> AsyncIterator[Walker]:
    url = f"sqlite:///{shutil.copy(walk_file, tmp_path / 'walk.db')}"
    people = json.loads((ROOT / "data" / "demo" / "sandbox-people.json").read_text(encoding="utf-8"))
    hints = json.loads((ROOT / "data" / "demo" / "hints.json").read_text(encoding="utf-8"))
    sandbox = Sandbox(people=people, hints=hints, bot_name="Навигатор НКО")
    await sandbox.start()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "BOT_TOKEN": sandbox.token, "ADMIN_IDS": str(MARINA),
        "TELEGRAM_API_URL": sandbox.url, "DATABASE_URL": url, "OPERATOR_NAME": "Ресурсный центр (пример)",
        "TIMEZONE": ZONE,
    }  # fmt: skip
    log = tmp_path / "bot.log"
    log.touch()
    bots: list[ForkServerProcess] = []

    async def start() -> None:
        bots.append(await asyncio.to_thread(bot_at.start, environment, datetime.now(UTC), log))
        await _started(log, len(bots))

    async def restart() -> None:
        bots[-1].kill()
        await asyncio.to_thread(bots[-1].join)
        await start()

    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="ru-RU")
        page.set_default_timeout(PATIENCE)
        try:
            await start()
            found = Walker(page, sandbox.url)
            found.restart = restart
            yield found
        finally:
            await browser.close()
            if bots:
                bots[-1].terminate()
                await asyncio.to_thread(bots[-1].join)
            await sandbox.stop()


async def _started(log: Path, times: int = 1, seconds: int = 90) -> None:
    """Wait until the bot says (for so many times) that it runs: a busy machine takes its time."""
    for _ in range(seconds * 5):
        if (await asyncio.to_thread(log.read_text)).count("bot_started") >= times:
            return
        await asyncio.sleep(0.2)
    raise TimeoutError(await asyncio.to_thread(log.read_text))
