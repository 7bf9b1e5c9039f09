"""One search at one size, in a process of its own: `python -m bench.searching NAME CASE` prints a line of JSON.

A case is a pickle with records and questions; the parent judges what was found.
"""

import gc
import json
import pickle
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.peers import PEERS, Tantivy
from core.answers.documents import documents_of
from core.answers.plain import plain_text
from core.answers.snapshot import Snapshot

ZONE = ZoneInfo("Asia/Novokuznetsk")
_WARM = 60

Case = dict[str, Any]


def memory() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def timed(questions: list[str], work: Callable[[str], Any]) -> tuple[list[Any], list[float]]:
    """What each question gave, and its milliseconds; the first questions are asked once before."""
    for question in questions[:_WARM]:
        work(question)
    given, spent = [], []
    for question in questions:
        start = time.perf_counter()
        given.append(work(question))
        spent.append((time.perf_counter() - start) * 1000)
    return given, spent


def settle() -> None:
    """Collect and freeze what is there, as the bot does after its start, so that no question pays for it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _row(name: str, given: list[Any], spent: list[float], megabytes: float, built: float) -> dict[str, Any]:
    ranked = sorted(spent)
    return {
        "name": name, "given": given, "p50": ranked[len(ranked) // 2], "p99": ranked[int(len(ranked) * 0.99)],
        "memory": megabytes, "built": built,
    }  # fmt: skip


def peer(name: str, case: Case) -> list[dict[str, Any]]:
    """A peer over the case's documents."""
    documents = list(documents_of(Snapshot(case["records"])))
    before, start = memory(), time.perf_counter()
    search = PEERS[name](documents)
    built = time.perf_counter() - start
    settle()
    try:
        keys = [(document.table, document.key) for document in documents]
        given, spent = timed(case["questions"], lambda text: [keys[place] for place in search.find(text)[:1]])
        return [_row(name, given, spent, memory() - before + search.beside(), built)]
    finally:
        search.close()


def ours(case: Case) -> list[dict[str, Any]]:
    """Our search alone (its question read before), the whole answer, and our reading in front of tantivy."""
    from core.answers.engine import Engine

    now = datetime.now(UTC)
    before, start = memory(), time.perf_counter()
    engine = Engine.build(case["records"])
    built = time.perf_counter() - start
    settle()
    reader, chooser = engine._reader, engine._chooser
    read = {text: reader.read(text, now.date()) for text in case["questions"]}

    def found(text: str) -> list[tuple[str, str]]:
        return [(one.document.table, one.document.key) for one in chooser.search(read[text])[:1]]

    rows = [_row("ours, search alone", *timed(case["questions"], found), memory() - before, built)]
    if case.get("answers", True):
        reader._repair.forget()
        asked = timed(case["questions"], lambda text: engine.answer(text, now=now, zone=ZONE))
        replies = [[answer.outcome.value, plain_text(answer.message.text)] for answer in asked[0]]
        rows.append(_row("ours, answer()", replies, asked[1], memory() - before, built))
    documents = list(documents_of(Snapshot(case["records"])))
    keys = [(document.table, document.key) for document in documents]
    search = Tantivy(documents)
    reader._repair.forget()

    def repaired(text: str) -> list[tuple[str, str]]:
        return [keys[place] for place in search.find(" ".join(reader._repair(text)))[:1]]

    rows.append(_row("our repair, tantivy", *timed(case["questions"], repaired), memory() - before, built))
    return rows


def main() -> None:
    name, case = sys.argv[1], pickle.loads(Path(sys.argv[2]).read_bytes())
    print(json.dumps(ours(case) if name == "ours" else peer(name, case), ensure_ascii=False))


if __name__ == "__main__":
    main()
