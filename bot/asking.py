"""Questions on the command line: one, or many from stdin. No messenger here."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.settings import Settings
from core.answers.answer import Answer, Context, Outcome
from core.answers.engine import Engine
from core.answers.loading import load
from core.answers.plain import plain_text
from core.base import open_base


async def open_engine(settings: Settings) -> Engine:
    """The engine over the base of the settings; an empty base is filled first."""
    database = await open_base(settings.database_url, zone=settings.timezone)
    try:
        return await load(database.reading)
    finally:
        await database.close()


class Talks:
    """Answers with the talk that each belongs to, remembered by question id."""

    def __init__(self, engine: Engine, zone: str, now: datetime) -> None:
        self._engine = engine
        self._zone = ZoneInfo(zone)
        self._now = now
        self._contexts: dict[str, Context] = {}

    def ask(self, question: str, key: str = "", turn: str = "") -> Answer:
        """Answer a question that follows `turn`, and remember it as `key`."""
        answer = self._engine.answer(question, context=self._contexts.get(turn), now=self._now, zone=self._zone)
        if key:
            self._contexts[key] = answer.context
        return answer


def _record(key: Any, answer: Answer | None) -> dict[str, Any]:
    return {
        "id": key,
        "reply": plain_text(answer.message.text) if answer else "",
        "answered": answer.answered if answer else False,
        "clarify": answer.outcome is Outcome.CLARIFY if answer else False,
        "sources": list(answer.sources) if answer else [],
    }


async def ask_once(settings: Settings, question: str) -> int:
    """Print the answer to one question."""
    engine = await open_engine(settings)
    answer = engine.answer(question, now=datetime.now(UTC), zone=ZoneInfo(settings.timezone))
    print(plain_text(answer.message.text))
    return 0


async def ask_lines(settings: Settings, source: TextIO | None = None, out: TextIO | None = None) -> int:
    """One JSON line out for each line in, in order; a line that cannot be read is answered with a record too."""
    engine = await open_engine(settings)
    talks = Talks(engine, settings.timezone, datetime.now(UTC))
    stream = out or sys.stdout
    for line in _lines(source):
        print(json.dumps(_answered(talks, line), ensure_ascii=False), file=stream, flush=True)
    return 0


def _lines(source: TextIO | None) -> Iterator[str]:
    if source is not None:
        yield from (line for line in source if line.strip())
        return
    for raw in sys.stdin.buffer:
        if raw.strip():
            yield raw.decode("utf-8", "replace")


def _answered(talks: Talks, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line.lstrip("\ufeff"))
    except ValueError:
        return _record(None, None)
    if not isinstance(asked, dict):
        return _record(None, None)
    key, question, turn = asked.get("id"), asked.get("q"), asked.get("turn")
    if not isinstance(question, str):
        return _record(key, None)
    return _record(key, talks.ask(question, str(key), str(turn) if turn is not None else ""))
