"""The chat page walked as people walk it: the bot's own process, the sandbox, Debian's Chromium."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from core.base import open_base, pack_folders
from sandbox.server import Sandbox
from tests.conftest import ZONE

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
ANNA, IGOR, MARINA = 101, 102, 900
PICTURES = ROOT / "var" / "walk"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt-get install chromium"),
]


class Walker:
    """One browser page on which a test is one person after another."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.restart: Callable[[], Awaitable[None]] | None = None
        """Kill the bot and start it again."""

    async def become(self, person: int) -> None:
        """Open the chat as a person."""
        await self.page.goto(f"{self.address}/?person={person}")
        await expect(self.page.locator("#composer textarea")).to_be_visible()

    async def say(self, text: str, patience: float = 15.0) -> Locator:
        """Type and send; gives the bot's next bubble, after `patience` seconds at most (the bot may still start)."""
        bubbles = self.page.locator(".message.in")
        before = await bubbles.count()
        await self.page.fill("#composer textarea", text)
        await self.page.click("#send")
        await expect(bubbles.nth(before)).to_be_visible(timeout=patience * 1000)
        return self.page.locator(".message.in").last

    async def press(self, label: str) -> None:
        """Press the newest button whose label holds this text."""
        await self.page.locator(".inline-button", has_text=label).last.click()

    @property
    def newest(self) -> Locator:
        """The bot's newest bubble."""
        return self.page.locator(".message.in").last

    async def picture(self, name: str) -> None:
        """A screenshot at a desktop's and at a phone's width, to be looked at, and the newest bubble's words."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width, height, kind in ((1280, 800, "desktop"), (390, 844, "phone")):
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.wait_for_timeout(150)
            await self.page.screenshot(path=PICTURES / f"{name}-{kind}.png")
        await self.page.set_viewport_size({"width": 1280, "height": 800})
        bubble = self.page.locator(".message.in").last
        text = await bubble.inner_text() if await bubble.count() else ""
        (PICTURES / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest_asyncio.fixture
async def walker(tmp_path: Path) -> AsyncIterator[Walker]:
    url = f"sqlite:///{tmp_path / 'walk.db'}"
    database = await open_base(url, packs=pack_folders("public", "demo"), zone=ZONE)
    await database.close()
    people = json.loads((ROOT / "data" / "demo" / "sandbox-people.json").read_text(encoding="utf-8"))
    hints = json.loads((ROOT / "data" / "demo" / "hints.json").read_text(encoding="utf-8"))
    sandbox = Sandbox(people=people, hints=hints, bot_name="Навигатор НКО")
    await sandbox.start()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "BOT_TOKEN": sandbox.token, "ADMIN_IDS": str(MARINA),
        "TELEGRAM_API_URL": sandbox.url, "DATABASE_URL": url, "OPERATOR_NAME": "Ресурсный центр (пример)",
        "TIMEZONE": os.environ.get("WALK_TIMEZONE", ZONE),
    }  # fmt: skip
    log = (tmp_path / "bot.log").open("wb")
    bots: list[asyncio.subprocess.Process] = []

    async def start() -> None:
        bots.append(
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stderr=log, stdout=log
            )
        )
        await _started(tmp_path / "bot.log", len(bots))

    async def restart() -> None:
        bots[-1].kill()
        await bots[-1].wait()
        await start()

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="ru-RU")
        page.set_default_timeout(15_000)
        try:
            await start()
            found = Walker(page, sandbox.url)
            found.restart = restart
            yield found
        finally:
            await browser.close()
            if bots:
                bots[-1].terminate()
                await bots[-1].wait()
            await sandbox.stop()
            log.close()


async def _started(log: Path, times: int = 1, seconds: int = 90) -> None:
    """Wait until the bot says (for so many times) that it runs: a busy machine takes its time."""
    for _ in range(seconds * 5):
        if (await asyncio.to_thread(log.read_text)).count("bot_started") >= times:
            return
        await asyncio.sleep(0.2)
    raise TimeoutError(await asyncio.to_thread(log.read_text))


def words(text: str) -> re.Pattern[str]:
    """A text with any kind of space in it."""
    return re.compile(re.escape(text).replace(r"\ ", r"[\s\u00a0]"))


@pytest.mark.asyncio
async def test_an_ngo_asks_follows_up_opens_a_card_and_subscribes(walker: Walker) -> None:
    await walker.become(ANNA)
    first = await walker.say("/start")
    await expect(first).to_contain_text("Ресурсный центр (пример)")
    for menu in ("Гранты", "Субсидии", "Помещения", "Сроки", "Мои", "Спросить"):
        await expect(walker.page.locator(".inline-button", has_text=menu).last).to_be_visible()
    await walker.picture("start")

    answer = await walker.say("сколько выделили на спорт в 2023")
    await expect(answer).to_contain_text(words("1 397,2"))
    await expect(answer).to_contain_text(words("1 397,3"))
    followed = await walker.say("а кому больше всех")
    await expect(followed).to_contain_text(re.compile("витязь", re.IGNORECASE))
    await expect(followed).to_contain_text(words("350,0"))
    await walker.picture("question")

    await walker.say("/start")
    await walker.press("Гранты и конкурсы")
    await expect(walker.newest).to_contain_text("открыто сейчас")
    await walker.press("Тёплый город")
    await expect(walker.newest).to_contain_text("по Москве")
    await walker.picture("card")
    await walker.press("Откуда")
    await walker.picture("source")

    await walker.say("/mine")
    await walker.picture("mine")
    await walker.press("Субсидии")
    await expect(walker.newest).to_contain_text("Подписка на субсидии")
    await walker.press("Подписаться")
    await expect(walker.newest).to_contain_text("Подписка есть")
    await walker.picture("subscribed")


@pytest.mark.asyncio
async def test_an_alert_reaches_somebody_else_and_an_administrator_reads_the_year(walker: Walker) -> None:
    await walker.become(IGOR)
    await walker.say("/start")
    refused = await walker.say("/stats 2023")
    await expect(refused).to_contain_text("102")
    await expect(refused).not_to_contain_text(words("21 984,5"))
    await walker.picture("stranger")

    await walker.become(MARINA)
    await walker.say("/start")
    await walker.say("/demo")
    await walker.press("последний день")
    badge = walker.page.locator(f'[data-person="{IGOR}"] .unread-badge')
    await expect(badge).to_be_visible(timeout=20_000)
    await walker.picture("demo")

    year = await walker.say("/stats 2023")
    for figure in ("21 984,5", "410 190,0", "475", "11 332,7"):
        await expect(year).to_contain_text(words(figure))
    await walker.picture("stats")

    await walker.become(IGOR)
    await expect(walker.newest).to_contain_text("пример")
    await expect(walker.newest).to_contain_text("Пишу, потому что")
    await walker.picture("alert")
    await walker.press("Подали")
    await expect(walker.newest).to_contain_text("подали")
    await walker.picture("done")
