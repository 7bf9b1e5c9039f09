"""Deliveries a second: our rows and results, a plain loop over aiogram's send_message, and plain aiohttp, in turn.

Arguments: database URL (or `sqlite`), the server's address, its token. One line of JSON comes out.
"""

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from aiogram import Bot

from bench.invented import FIRST_PERSON, LETTER, as_line, fresh_base, invent_messages, invent_people, sqlite_url
from bot.assembly import make_bot
from bot.contact import Telegram
from bot.mailing import Mailing
from bot.sender import TelegramSender
from bot.throttle import Priority, Throttle
from core.rendering import render
from handlers import callbacks
from handlers.wire import Wire
from storage.reach import counts_of_all
from storage.terms import DeliveryState

MESSAGES, ROUNDS, CONNECTIONS = 2000, 5, 60
ZONE = ZoneInfo("Asia/Novokuznetsk")


async def _by_workers(send: Callable[[int], Awaitable[object]]) -> None:
    chats = iter(range(FIRST_PERSON, FIRST_PERSON + MESSAGES))

    async def work() -> None:
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))


async def _timed(work: Awaitable[object]) -> tuple[float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    await work
    return time.perf_counter() - start, time.process_time() - cpu


async def measure(url: str, telegram: Telegram) -> dict[str, object]:
    """Interleaved rounds; medians of rates and of the ratios within a round."""
    free = Throttle(1_000_000)
    ours, plain = make_bot(telegram, free, Priority.MAILING), Bot(telegram.token, session=_session(telegram))
    text = render("subscriber/announcement.html.j2", **LETTER)
    target = f"{telegram.address}/bot{telegram.token}/sendMessage"
    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "loop": [], "aiohttp": []}
    async with (
        fresh_base(url) as database,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as http,
    ):

        async def bare(chat: int) -> None:
            async with http.post(target, json={"chat_id": chat, "text": text, "parse_mode": "HTML"}) as response:
                await response.read()

        await invent_people(database, MESSAGES)
        sender = TelegramSender(ours, Wire(callbacks()))
        mailing = Mailing(database, sender, lambda: datetime.now(UTC), ZONE, workers=CONNECTIONS)
        for at in range(ROUNDS + 1):
            await invent_messages(database, MESSAGES)
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 50)
            took = {
                "loop": await _timed(_by_workers(lambda chat: plain.send_message(chat, text, parse_mode="HTML"))),
                "ours": await _timed(mailing.drain()),
                "aiohttp": await _timed(_by_workers(bare)),
            }
            if at:  # the first round warms connections and caches
                for name, one in took.items():
                    spent[name].append(one)
        async with database.reading() as session:
            states = await counts_of_all(session)
    await ours.session.close()
    await plain.session.close()
    assert states == {DeliveryState.SENT: MESSAGES * (ROUNDS + 1)}, states
    return {
        **{name: MESSAGES / statistics.median(one[0] for one in took) for name, took in spent.items()},
        **{f"{name}_cpu": statistics.median(one[1] for one in took) / MESSAGES * 1000 for name, took in spent.items()},
        "ratio": statistics.median(loop[0] / own[0] for own, loop in zip(spent["ours"], spent["loop"], strict=True)),
        "room": statistics.median(
            loop[0] / bare[0] for bare, loop in zip(spent["aiohttp"], spent["loop"], strict=True)
        ),
    }  # fmt: skip


def _session(telegram: Telegram) -> "object":
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    return AiohttpSession(api=TelegramAPIServer.from_base(telegram.address), limit=CONNECTIONS)


def main() -> None:
    base, address, token = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder)) if base == "sqlite" else base
        print(as_line(asyncio.run(measure(url, Telegram(address.rstrip("/"), token)))))


if __name__ == "__main__":
    main()
