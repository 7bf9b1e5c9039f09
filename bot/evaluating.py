"""`python -m bot evaluate`: the engine on all labelled questions, by kind and style, and what changed since last."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.asking import Talks
from bot.judging import Judge, literal
from bot.settings import Settings
from core.answers.answer import Answer, Outcome
from core.answers.engine import Engine
from core.answers.loading import load
from core.answers.plain import plain_text
from core.answers.plan import from_json
from core.base import open_base, pack_folders
from core.catalogue.loading import behind
from core.learning.runs import compare, last_run, remember
from storage.learning import examples
from storage.records.learning import LabelledExample

OUTCOMES = ("right", "wrong", "declined", "asked back")
LAST_RUN = Path("var") / "evaluation.json"


@dataclass(frozen=True, slots=True)
class Scored:
    """A labelled question, its reply and the verdict."""

    label: dict[str, Any]
    reply: str
    verdict: str
    literal: str = ""


def score(engine: Engine, labels: Iterable[dict[str, Any]], zone: str, now: datetime) -> list[Scored]:
    """Ask every labelled question in its talk and judge the reply."""
    talks = Talks(engine, zone, now)
    judge = Judge(engine)
    scored = []
    for label in labels:
        answer = talks.ask(label["q"], str(label["id"]), _turn(talks, label))
        reply = plain_text(answer.message.text)
        if "plan" in label:
            verdict = _taught(label, answer)
            scored.append(Scored(label, reply, verdict, verdict))
        else:
            scored.append(Scored(label, reply, judge.verdict(label, answer, reply), literal(label, answer, reply)))
    return scored


def _taught(label: dict[str, Any], answer: Answer) -> str:
    if not answer.answered:
        return "asked back" if answer.outcome is Outcome.CLARIFY else "declined"
    return "right" if _means(answer) == label["plan"] else "wrong"


def _turn(talks: Talks, label: dict[str, Any]) -> str:
    """The question that a label follows: another label's id, or questions of its own, asked first and not judged."""
    turn, before = label.get("turn") or "", ""
    if isinstance(turn, str):
        return turn
    for number, question in enumerate(turn):
        key = f"{label['id']}.{number}"
        talks.ask(question, key, before)
        before = key
    return before


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


def _label(example: LabelledExample) -> dict[str, Any]:
    """A taught question: right when the plan that was taught answers it."""
    name = sha256(example.question.encode()).hexdigest()[:12]
    return {
        "id": f"taught:{name}", "q": example.question, "kind": example.kind, "style": example.origin,
        "plan": example.expected,
    }  # fmt: skip


def _means(answer: Answer) -> str:
    plan = from_json(answer.context.plan) if answer.context.plan else None
    try:
        return plan.encode() if plan else ""
    except ValueError:
        return ""


def _changes(scored: list[Scored], last: Path) -> None:
    """What turned right or wrong since the last run, which this one replaces."""
    before = last_run(last)
    now = {str(one.label["id"]): one.verdict for one in scored}
    changes = compare(before, now)
    if changes.compared:
        questions = {str(one.label["id"]): str(one.label["q"]) for one in scored}
        print(f"\nSince the last run ({changes.compared} questions in both): "
              f"{len(changes.newly_right)} newly right, {len(changes.newly_wrong)} newly wrong")  # fmt: skip
        for sign, names in (("+", changes.newly_right), ("-", changes.newly_wrong)):
            for name in names:
                print(f"{sign} {name}: {questions[name]}")
    else:
        print("\nNo earlier run of these questions to compare with.")
    remember(last, before, now)


async def evaluate_files(settings: Settings, files: list[Path], failures: bool, last: Path = LAST_RUN) -> int:
    """Score the base's labelled examples and those of the files; print tables and what turned since the last run."""
    now = datetime.now(UTC)
    database = await open_base(settings.database_url, zone=settings.timezone)
    try:
        engine = await load(database.reading)
        async with database.reading() as session:
            labels = [_label(example) for example in await examples(session)]
            older = {folder.name: await behind(session, folder, now) for folder in pack_folders("city", "public")}
    finally:
        await database.close()
    for name, count in older.items():
        if count:
            print(f"{count} records of {name} are older in this base than in its files: `python -m bot load` first.")
    for file in files:
        labels += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not labels:
        print("No labelled examples yet: teach the bot in the chat, or name a file of questions (JSON lines).")
        return 0
    scored = score(engine, labels, settings.timezone, now)
    if failures:
        for one in scored:
            if one.verdict != "right":
                kind, style = one.label.get("kind"), one.label.get("style")
                print(f"--- {one.label['id']} [{kind}, {style}] {one.verdict}: {one.label['q']}")
                print(f"    wanted {one.label.get('all')} without {one.label.get('none')}")
                print("    " + one.reply.replace("\n", "\n    "))
    _table(scored, "kind", "kind")
    _table(scored, "style", "style")
    _changes(scored, last)
    for expect, title in (("answer", "in scope"), ("decline", "to decline")):
        own = [one for one in scored if one.label.get("expect", "answer") == expect]
        _table([Scored({**one.label, "part": title}, one.reply, one.verdict) for one in own], "part", "")
    exact = sum(one.literal == "right" for one in scored if one.label.get("expect", "answer") == "answer")
    print(f"\nIn scope by the labels' own characters alone: {exact} right.")
    return 0
