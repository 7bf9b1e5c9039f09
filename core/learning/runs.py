"""What a scored run changed: verdicts by question, beside those of the run before. No words of people are kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of questions that turned right or wrong since the last run; `compared` is how many it had as well."""

    compared: int
    newly_right: tuple[str, ...]
    newly_wrong: tuple[str, ...]


def last_run(file: Path) -> dict[str, str]:
    """The last run's verdicts by question; empty when there was none or its file is damaged."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(verdict) for name, verdict in kept.items()} if isinstance(kept, dict) else {}


def compare(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """Questions of both runs whose verdict turned."""
    both: Sequence[str] = [name for name in now if name in before]
    turned = [name for name in both if (before[name] == RIGHT) != (now[name] == RIGHT)]
    return Changes(
        len(both),
        tuple(name for name in turned if now[name] == RIGHT),
        tuple(name for name in turned if now[name] != RIGHT),
    )


def remember(file: Path, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Keep the run; questions that it did not ask keep their older verdict."""
    file.parent.mkdir(parents=True, exist_ok=True)
    spare = file.with_suffix(".new")
    spare.write_text(json.dumps({**before, **now}, ensure_ascii=False, indent=0), encoding="utf-8")
    spare.replace(file)
