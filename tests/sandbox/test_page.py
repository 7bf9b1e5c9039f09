"""The chat page in a real browser: people, bubbles, buttons, badges, both widths."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright, expect

from sandbox.server import Sandbox
from tests.sandbox.conftest import ANNA, BORIS, Client

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium"),
]


@pytest_asyncio.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        await opened.goto(f"{sandbox.url}/?person={BORIS}")
        yield opened
        await browser.close()
        assert problems == []


@pytest.mark.asyncio
async def test_a_conversation_with_buttons_edits_and_toasts(sandbox: Sandbox, bot: Client, page: Page) -> None:
    await page.fill("#composer textarea", "Привет <b>&")
    await page.press("#composer textarea", "Enter")
    await expect(page.locator(".bubble.out .text")).to_have_text("Привет <b>&")
    await bot.ok("sendMessage", chat_id=BORIS, text="<b>Hello</b>", parse_mode="HTML", reply_markup=GO)
    await expect(page.locator(".bubble.in b")).to_have_text("Hello")
    await page.click(".inline-button")
    await expect(page.locator(".inline-button.loading")).to_have_count(1)
    async with asyncio.timeout(5):
        query: dict[str, str] | None = None
        while query is None:
            newest = (await bot.ok("getUpdates", offset=-1, timeout=1))[-1]
            query = newest.get("callback_query")
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="Pressed")
    await expect(page.locator(".toast")).to_have_text("Pressed")
    await expect(page.locator(".inline-button.loading")).to_have_count(0)
    await bot.ok("editMessageText", chat_id=BORIS, message_id=2, text="Changed")
    await expect(page.locator('[data-message-id="2"] .text')).to_have_text("Changed")
    await expect(page.locator('[data-message-id="2"] .meta')).to_contain_text("изменено")
    await page.reload()
    await expect(page.locator(".bubble")).to_have_count(3)  # two messages and the hidden typing sign


@pytest.mark.asyncio
async def test_another_persons_message_shows_as_a_badge_until_read(sandbox: Sandbox, bot: Client, page: Page) -> None:
    badge = page.locator(f'[data-person="{ANNA}"] .unread-badge')
    await expect(page.locator("#bot-name")).to_have_text("Sandbox bot")
    await bot.ok("sendMessage", chat_id=ANNA, text="news")
    await expect(badge).to_have_text("1")
    await page.click(f'[data-person="{ANNA}"]')
    await expect(page.locator(".bubble.in .text")).to_have_text("news")
    await expect(badge).to_have_count(0)
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.locator("#people")).to_be_hidden()
    await page.click("#back")
    await expect(page.locator("#people")).to_be_visible()
    await expect(page.locator("#chat")).to_be_hidden()
