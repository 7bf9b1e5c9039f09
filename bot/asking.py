"""Questions on the command line: one, many from stdin, or a scored run over labelled ones. No messenger here."""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.settings import Settings
from core.answers.answer import Answer, Context, Outcome
from core.answers.engine import Engine
from core.answers.loading import load
from core.answers.plain import plain_text
from core.base import open_base

OUTCOMES = ("right", "wrong", "declined", "asked back")


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


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled question, its reply and the verdict."""

    label: dict[str, Any]
    reply: str
    verdict: str


def fold(text: str) -> str:
    """As labels are compared: ordinary spaces, «е» for «ё», lower case."""
    return text.replace("\u00a0", " ").replace("ё", "е").replace("Ё", "е").lower()


def verdict_of(label: dict[str, Any], answer: Answer, reply: str) -> str:
    """right, wrong, declined or asked back, as the labels define them."""
    lines = f"\n{fold(reply)}\n"
    said = lines + lines.replace("\n", " ")  # a label may ask for a word at a line's edge or inside a text
    banned = any(fold(part) in said for part in label.get("none", ()))
    if label.get("expect") == "decline":
        return "wrong" if answer.answered or banned else "right"
    if not answer.answered:
        return "asked back" if answer.outcome is Outcome.CLARIFY else "declined"
    wanted = label.get("all", ())
    held = all(any(fold(one) in said for one in ([part] if isinstance(part, str) else part)) for part in wanted)
    return "right" if held and not banned else "wrong"


def score(engine: Engine, labels: Iterable[dict[str, Any]], zone: str, now: datetime) -> list[Scored]:
    """Ask every labelled question in its talk and judge the reply."""
    talks = Talks(engine, zone, now)
    scored = []
    for label in labels:
        answer = talks.ask(label["q"], str(label["id"]), str(label.get("turn", "")))
        reply = plain_text(answer.message.text)
        scored.append(Scored(label, reply, verdict_of(label, answer, reply)))
    return scored


def _table(scored: list[Scored], field: str, title: str) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in scored:
        counts[str(one.label.get(field, ""))][one.verdict] += 1
    print(f"\n{title:<18}{'all':>6}" + "".join(f"{name:>12}" for name in OUTCOMES) + f"{'right, %':>10}")
    for name, own in sorted(counts.items()):
        total = sum(own.values())
        print(
            f"{name:<18}{total:>6}" + "".join(f"{own[key]:>12}" for key in OUTCOMES) + f"{own['right'] / total:>10.1%}"
        )


async def evaluate_files(settings: Settings, files: list[Path], failures: bool) -> int:
    """Score the engine on labelled questions and print a table by kind and by style."""
    engine = await open_engine(settings)
    labels = [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    scored = score(engine, labels, settings.timezone, datetime.now(UTC))
    if failures:
        for one in scored:
            if one.verdict != "right":
                kind, style = one.label.get("kind"), one.label.get("style")
                print(f"--- {one.label['id']} [{kind}, {style}] {one.verdict}: {one.label['q']}")
                print(f"    wanted {one.label.get('all')} without {one.label.get('none')}")
                print("    " + one.reply.replace("\n", "\n    "))
    _table(scored, "kind", "kind")
    _table(scored, "style", "style")
    for expect, title in (("answer", "in scope"), ("decline", "to decline")):
        own = [one for one in scored if one.label.get("expect", "answer") == expect]
        _table([Scored({**one.label, "part": title}, one.reply, one.verdict) for one in own], "part", "")
    return 0
