"""One browser page on which a test is one person after another."""

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Locator, Page, expect

ANNA, IGOR, MARINA = 101, 102, 900
"""People of the sandbox: two of NGOs and the administrator."""
PICTURES = Path(__file__).parents[2] / "var" / "walk"


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

    async def say(self, text: str, patience: float = 60.0) -> Locator:
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
        """Where pictures are asked for: screenshots at two widths, and the newest bubble's words.

        They are for looking at (`make walk`), slow, and no test reads them.
        """
        if not os.environ.get("WALK_PICTURES"):
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width, height, kind in ((1280, 800, "desktop"), (390, 844, "phone")):
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.wait_for_timeout(150)
            await self.page.screenshot(path=PICTURES / f"{name}-{kind}.png")
        await self.page.set_viewport_size({"width": 1280, "height": 800})
        bubble = self.page.locator(".message.in").last
        text = await bubble.inner_text() if await bubble.count() else ""
        (PICTURES / f"{name}.txt").write_text(text, encoding="utf-8")


def words(text: str) -> re.Pattern[str]:
    """A text with any kind of space in it."""
    return re.compile(re.escape(text).replace(r"\ ", r"[\s\u00a0]"))
