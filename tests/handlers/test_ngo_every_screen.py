"""Every button that can be reached from /start leads to a readable screen, on the city's data and on the demo."""

import re
from collections import deque

import pytest

from core.catalogue.home import gone
from core.rendering import LABEL_LIMIT, MESSAGE_LIMIT, length, render
from tests.handlers.conftest import ANNA, VERA, Chat

LINES = 9
RAW = re.compile(r"\b(None|True|False|[a-z]+(-[a-z0-9]+)+-\d{4}|measure-|telegram:\d|[a-z]+_[a-z_]+)\b|\{\{|\}\}")
ALLOWED = re.compile(r"https?://\S+|[\w.-]+\.ru\S*|@\w+|/\w+")

# What writes, sends files or starts a dialogue is walked by its own tests.
LEFT_ALONE = {
    "unsuball",
    "wd", "wm", "wr", "w", "ics", "sub", "subs", "subl", "subok", "unsub", "seth", "setq", "setf", "ap", "apok",
    "apno", "apr", "apad", "apty", "apnt", "aph", "apx", "aphd", "apbd", "apdn", "apsp", "apless",
    "apnew", "apmore", "a", "an", "ans", "anok", "anno", "anr", "demo", "y", "yt", "yi", "yc", "yf",
    "ykf", "yka", "ykq", "ykb", "ykr",
    "yqs", "yqr", "yqa", "yqn", "yqu", "yqw", "yso",
    "nop", "pace", "ladd", "subf", "od", "odk", "icsa", "col", "colj", "imb", "imok", "imno", "imun", "del",
    "anf", "anc", "anl", "ant", "anu", "ane", "aneo", "anm", "anb", "ano", "anq",
    "cold", "ownw", "owns", "ownl", "fm", "fe",
    "iv", "ivx", "ivok", "mbr", "mbx", "mbu", "lv", "hb",
    "trs", "trx", "trc", "trm", "nms", "nmd", "nmb",
}  # fmt: skip


def _checked(text: str, where: str) -> None:
    assert text.strip(), where
    assert length(text) <= MESSAGE_LIMIT, where
    assert text.count("\n") < (13 if where == "st" else LINES), f"{where}: {text}"
    assert not RAW.search(ALLOWED.sub("", text)), f"{where}: {text}"


async def _walk(chat: Chat, person: int, *, known: re.Pattern[str] | None = None) -> set[str]:
    """Press everything once, except what is `known` to be walked elsewhere; stop at no dead end."""
    sandbox = chat.sandbox
    trouble = {gone().text, render("ngo/trouble.html.j2")}
    await chat(person, "/start")
    message = [one for one in sandbox.messages(person) if one["from_bot"] and one["text"]][-1]
    seen: set[str] = set()
    todo: deque[str] = deque()

    def collect() -> None:
        newest = [one for one in sandbox.messages(person) if one["from_bot"] and one["text"]][-1]
        for row in (newest["reply_markup"] or {}).get("inline_keyboard", []):
            assert 1 <= len(row) <= 3
            for button in row:
                assert len(button["text"]) <= LABEL_LIMIT, button
                assert button["text"].strip(), button
                data = button.get("callback_data")
                if data is None:
                    assert button["url"].startswith(("https://", "http://")), button
                    continue
                assert len(data.encode()) <= 64, data
                if data in seen or data.split(":")[0] in LEFT_ALONE:
                    continue
                if known is None or not known.match(data):
                    seen.add(data)
                    todo.append(data)

    _checked(message["text"], "/start")
    collect()
    while todo:
        data = todo.popleft()
        await chat.press_data(person, data)
        newest = [one for one in sandbox.messages(person) if one["from_bot"] and one["text"]][-1]
        _checked(newest["text"], data)
        assert newest["text"] not in trouble, data
        assert newest["reply_markup"], f"{data} is a dead end"
        collect()
    return {data.split(":")[0] for data in seen}


@pytest.mark.asyncio
async def test_every_button_of_the_city_leads_somewhere(talk: Chat) -> None:
    kinds = await _walk(talk, ANNA)
    assert kinds >= {"home", "cs", "c", "src", "ms", "m", "mf", "ps", "ls", "ds", "ks", "k", "mine", "apl"}


@pytest.mark.asyncio
async def test_every_button_of_the_demo_leads_somewhere(demo_talk: Chat) -> None:
    city_only = re.compile(r"mf:|m:|ls:|src:(?!.*demo)|c:(?!demo)")
    kinds = await _walk(demo_talk, VERA, known=city_only)
    assert kinds >= {"home", "cs", "c", "src", "ms", "ps", "p", "ds", "d", "ks", "k", "mine", "st"}
